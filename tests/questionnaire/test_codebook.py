from surveyapp.questionnaire.answers import HIDDEN, OPEN, PREFER_NOT
from surveyapp.questionnaire.codebook import Value, Variable, codebook
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.written import YEAR, ask, choices, grouping, groups, survey

DECLINED = "{code: x, label: {en: X}, prefer_not: true}"
SCHOOLS = "schools: [{code: north, name: North}]\n"
BOOK = codebook(
    read(
        survey(
            YEAR
            + ask("heard", required="true")
            + ask("topics", "multiple", choices=choices(DECLINED), shown_if="{heard: yes}")
            + ask("age", "number", min=17, max=99, integer="true", unit="{en: years}")
            + ask("why", "text"),
            SCHOOLS + grouping(groups(["1"], ["2"])) + "  - {code: heard, label: {en: Heard}, from: heard}\n",
        )
    )
)
BY_CODE = {variable.code: variable for variable in BOOK}


def test_it_has_the_school_the_groupings_and_the_questions_in_this_order():
    """The grouping `heard` repeats the question of that code, and is no column of its own."""
    assert [v.code for v in BOOK] == ["school", "phase", "year", "heard", "topics", "age", "why"]


def test_it_describes_the_school():
    assert BY_CODE["school"] == Variable(
        "school", "school", {"en": "School"}, (Value("north", {"en": "North"}),)
    )


def test_it_describes_a_grouping_and_what_it_is_made_from():
    groups = (Value("g0", {"en": "G"}), Value("g1", {"en": "G"}))
    assert BY_CODE["phase"] == Variable("phase", "grouping", {"en": "Phase"}, groups, question="year")


def test_it_describes_a_question_with_its_values_and_to_whom_it_is_shown():
    assert BY_CODE["topics"] == Variable(
        code="topics",
        type="multiple",
        label={"en": "Q"},
        values=(Value("a", {"en": "A"}), Value("b", {"en": "B"}), Value("x", {"en": "X"}, missing=True)),
        missing=(HIDDEN, OPEN, PREFER_NOT),
        shown_to={"en": "“Q” Yes"},
        question="topics",
        several=True,
    )


def test_it_describes_a_number_with_its_bounds():
    age = BY_CODE["age"]
    assert (age.minimum, age.maximum, age.integer, age.unit) == (17, 99, True, {"en": "years"})


def test_it_says_which_kinds_of_missing_can_occur():
    assert {v.code: v.missing for v in BOOK if v.question == v.code} == {
        "year": (),
        "heard": (),
        "topics": (HIDDEN, OPEN, PREFER_NOT),
        "age": (OPEN,),
        "why": (OPEN,),
    }
