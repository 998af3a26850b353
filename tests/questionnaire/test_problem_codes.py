import pytest

from surveyapp.questionnaire.check_groupings import check_strata
from surveyapp.questionnaire.messages import MESSAGES
from surveyapp.questionnaire.problems import MOST, Problem, ProblemsError
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.problem_cases import CASES
from tests.questionnaire.written import HEARD, ask, survey


def problems(file, name="q.yaml"):
    with pytest.raises(ProblemsError) as error:
        read(file, name)
    return error.value.problems


def test_it_has_a_case_for_every_problem():
    assert {case.code for case in CASES} == set(MESSAGES)


def test_it_finds_nothing_wrong_with_the_file_that_the_cases_are_made_of():
    assert [q.code for q in read(survey()).questions] == ["heard"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_names_the_problem_the_line_and_the_place_and_a_way_out(case):
    found = problems(case.file)
    assert [(p.code, p.file, p.line, p.place) for p in found] == [
        (case.code, "q.yaml", case.line, case.place)
    ]
    assert all(p.message and p.way_out for p in found)
    str(found[0]).encode()  # can be printed, whatever the file held


def test_it_writes_a_problem_with_its_file_line_place_and_way_out():
    (found,) = problems(survey(HEARD + ask("heard_where", shown_if="{herd: yes}")), "questionnaire.yaml")
    assert str(found) == (
        "questionnaire.yaml, line 9, heard_where: Shown if *herd* is yes, but there is no such question. "
        "Did you mean *heard*?"
    )


def test_it_writes_a_problem_without_a_file_by_its_place_alone():
    assert str(Problem("x", "year", "Wrong.", "Mend it.")) == "year: Wrong. Mend it."
    assert str(Problem("x", "", "Wrong.", "Mend it.")) == "Wrong. Mend it."


def test_it_reports_everything_at_once_in_the_order_of_the_file():
    file = survey(
        ask("a-b") + ask("c", type="sinlge") + ask("d", shown_if="{e: yes}", x="y"), "minimum_group: 1\n"
    )
    assert [(p.code, p.line) for p in problems(file)] == [
        ("minimum_group", 4),
        ("bad_code", 9),
        ("unknown_type", 10),
        ("unknown_key", 11),
        ("condition_unknown_question", 11),
    ]


def test_it_finds_the_line_inside_a_condition_of_many_lines():
    rule = "\n          all:\n            - {heard: yes}\n            - {heard: maybe}\n"
    question = f"      - code: q\n        type: yes_no\n        text: {{en: Q}}\n        shown_if:{rule}"
    assert [(p.code, p.line) for p in problems(survey(HEARD + question))] == [
        ("condition_unknown_choice", 15)
    ]


def test_it_does_not_blame_what_only_follows_from_another_problem():
    # the question's own type is wrong, so nothing is said of the choices, bounds and groups that hang on it
    head = "groupings:\n  - {code: g, label: {en: G}, from: q}\n"
    file = survey(ask(type="sinlge", required="true") + ask("r", shown_if="{q: yes}"), head)
    assert [p.code for p in problems(file)] == ["unknown_type"]


def test_it_lists_what_there_is_where_nothing_is_near():
    (found,) = problems(survey(HEARD + ask(shown_if="{heard: zebra}")))
    assert found.way_out == "There are *yes*, *no*."


def test_it_says_so_where_there_is_nothing_to_choose_from():
    (found,) = problems(survey(ask(shown_if="{herd: yes}")))
    assert found.way_out == "There is none to choose from."


def test_it_stops_after_so_many_problems():
    assert len(problems(survey("".join(ask("1-") for _ in range(499))))) == MOST
    assert len(problems("\n".join(f"k{i}: x" for i in range(2 * MOST)))) == MOST


def test_it_counts_the_strata_of_schools_that_came_later():
    live = read(survey(head="live_by_school: true\n"))
    assert [p.code for p in check_strata(live, 512)] == []
    assert [p.code for p in check_strata(live, 513)] == ["too_many_strata"]


def test_it_counts_the_strata_of_a_survey_that_has_no_school_yet():
    most = "".join(f"  - {{code: g{i}, label: {{en: G}}, from: heard}}\n" for i in range(9))
    live = read(survey(ask("heard", required="true"), f"live_by_school: true\ngroupings:\n{most}"))
    assert [p.code for p in check_strata(live, 0)] == []
    assert [p.code for p in check_strata(live, 2)] == ["too_many_strata"]
