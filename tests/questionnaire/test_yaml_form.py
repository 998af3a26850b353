import random
from pathlib import Path

import pytest
from hypothesis import given, settings

from surveyapp.questionnaire.problems import ProblemsError
from surveyapp.questionnaire.schema import All, Any, Choice, Group, Is, Not
from surveyapp.questionnaire.structure import fingerprint
from surveyapp.questionnaire.yaml_form import read, write
from tests.questionnaire.random_questionnaires import questionnaire, seeds, sizes
from tests.questionnaire.written import HEARD, YEAR, ask, choices, grouping, groups, survey

STUDY = Path(__file__).parents[2] / "examples/ir2019/questionnaire.yaml"


@pytest.fixture(scope="module")
def study():
    return read(STUDY.read_bytes(), STUDY.name)


def test_it_reads_the_study(study):
    assert [q.code for q in study.questions][:3] == ["year", "gender", "ai_threat"]
    assert len(study.questions) == 14
    assert [(g.code, [group.code for group in g.groups]) for g in study.groupings] == [
        ("phase", ["preclinical", "clinical"]),
        ("gender", ["female", "male"]),
    ]
    assert study.by_code["heard_where"].shown_if == Is("heard", ("yes",))
    assert [school.code for school in study.schools] == ["strasbourg", "nancy", "louvain"]


def test_it_says_of_the_study_in_both_languages_where_its_answers_come_from(study):
    assert {language: "2020, 11:127" in said for language, said in study.source.items()} == {
        "en": True,
        "fr": True,
    }


def test_it_writes_the_study_so_that_it_reads_the_same(study):
    assert read(write(study)) == study


def test_it_writes_no_more_than_is_needed():
    assert write(read(survey(YEAR, grouping()))) == (
        "code: s\n"
        "title:\n"
        "  en: T\n"
        "languages: [en]\n"
        "groupings:\n"
        "  - code: phase\n"
        "    label: {en: Phase}\n"
        "    from: year\n"
        "sections:\n"
        "  - code: a\n"
        "    title: {en: A}\n"
        "    questions:\n"
        "      - code: year\n"
        "        type: single\n"
        "        required: true\n"
        "        text: {en: Year}\n"
        "        choices:\n"
        "          - {code: '1', label: {en: One}}\n"
        "          - {code: '2', label: {en: Two}}\n"
    )


@settings(max_examples=30)
@given(seeds, sizes)
def test_it_writes_any_questionnaire_so_that_it_reads_the_same(seed, size):
    made = questionnaire(random.Random(seed), size)
    again = read(write(made))
    assert again == made
    assert fingerprint(again) == fingerprint(made)


def test_it_takes_yes_no_and_digits_for_text():
    made = read(survey(YEAR.replace('"1"', "01").replace('"2"', "no") + HEARD))
    assert made.by_code["year"].choice_codes == ("01", "no")
    assert made.by_code["heard"].choice_codes == ("yes", "no")


def test_it_gives_a_yes_no_its_words_in_every_language():
    file = survey(
        ask(text="{fr: Q, so: Q, pt-BR: Q, ja: Q}", prefer_not="true"), languages="[fr, so, pt-BR, ja]"
    )
    file = file.replace("{en: T}", "{fr: T, so: T, pt-BR: T, ja: T}").replace(
        "{en: A}", "{fr: A, so: A, pt-BR: A, ja: A}"
    )
    yes, no, declined = read(file).by_code["q"].choices
    assert yes == Choice("yes", {"fr": "Oui", "so": "Haa", "pt-BR": "Sim", "ja": "Yes"})
    assert no.label == {"fr": "Non", "so": "Maya", "pt-BR": "Não", "ja": "No"}
    assert (declined.code, declined.prefer_not) == ("prefer_not", True)


def test_it_reads_every_form_of_a_condition():
    rule = "{any: [{heard: yes}, {year: ['1', '2']}, {not: {all: [{heard: no}, {year: '1'}]}}]}"
    made = read(survey(YEAR + HEARD + ask(shown_if=rule)))
    assert made.by_code["q"].shown_if == Any(
        (
            Is("heard", ("yes",)),
            Is("year", ("1", "2")),
            Not(All((Is("heard", ("no",)), Is("year", ("1",))))),
        )
    )


def test_it_makes_one_group_a_choice_where_none_are_listed():
    made = read(survey(YEAR, grouping()))
    assert made.groupings[0].groups == (Group("1", {"en": "One"}, ("1",)), Group("2", {"en": "Two"}, ("2",)))


DECLINES = ask(
    "gender", "single", required="true", choices=choices("{code: x, label: {en: X}, prefer_not: true}")
)


def test_it_makes_prefer_not_to_say_a_group_of_its_own():
    made = read(survey(DECLINES, grouping(groups(["a"], ["b"]), source="gender")))
    assert made.groupings[0].groups[2] == Group("x", {"en": "X"}, ("x",))


def test_it_leaves_prefer_not_to_say_where_the_author_put_it():
    made = read(survey(DECLINES, grouping(groups(["a"], ["b", "x"]), source="gender")))
    assert [group.choices for group in made.groupings[0].groups] == [("a",), ("b", "x")]


def test_it_drops_space_around_words():
    made = read(survey(ask(text='{en: "  Q  "}')))
    assert made.by_code["q"].text == {"en": "Q"}


def test_it_reads_bytes_with_a_byte_order_mark_and_windows_line_ends():
    assert read(b"\xef\xbb\xbf" + survey().replace("\n", "\r\n").encode()) == read(survey())


BOMBS = {
    "alias": "a: &a [x, x]\n" + "".join(f"a{i}: [*a, *a, *a]\n" for i in range(10_000)),
    "too_deep": "[" * 200_000,
    "too_deep by braces": "{a: " * 60_000,
    "too_deep by dashes": "- " * 120_000,
    "too_deep by questions": "? " * 120_000,
    "condition_too_long": survey(HEARD + ask(shown_if="{any: [" + "{heard: yes}, " * 1_000 + "]}")),
    "condition_unknown_question": survey(
        HEARD + "".join(ask(f"q{i}", shown_if="{x: yes}") for i in range(499))
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_refuses_a_bomb_before_it_goes_off(name):
    """Each would keep a careless reader busy for minutes, or for ever."""
    with pytest.raises(ProblemsError) as error:
        read(BOMBS[name])
    assert {problem.code for problem in error.value.problems} == {name.split()[0]}


def test_it_survives_whatever_is_cut_out_of_a_file(study):
    rng = random.Random(1)
    text = write(study)[:6000]
    for _ in range(20):
        a = rng.randrange(len(text))
        broken = (
            text[:a]
            + rng.choice(["", "{", "]", ":", "- ", "\n", "&", '"', "!!"])
            + text[a + rng.randrange(60) :]
        )
        try:
            read(broken)
        except ProblemsError as error:
            assert str(error) and error.problems
