import random

import pytest

from surveyapp.questionnaire.conditions import shown_questions
from surveyapp.questionnaire.possible import Possible
from surveyapp.questionnaire.schema import All, Any, Is, Not, Question
from surveyapp.questionnaire.standard_words import yes_no_choices
from surveyapp.questionnaire.wording import in_words
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.condition_cases import CASES, RULED
from tests.questionnaire.random_questionnaires import answers, questionnaire
from tests.questionnaire.written import HEARD, YEAR, ask, survey


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_shows_what_the_table_says(case):
    shown = shown_questions(case.questionnaire.questions, case.given)
    assert shown & set(RULED) == case.shown


def test_it_finds_possible_whatever_somebody_is_shown():
    """Nothing that random answers bring up may have been taken for impossible."""
    for seed in range(30):
        rng = random.Random(seed)
        made = questionnaire(rng)
        possible = Possible(made.by_code)
        can_be_shown = {q.code for q in made.questions if possible.add(q)}
        for _ in range(5):
            assert shown_questions(made.questions, answers(rng, made, careful=False)) <= can_be_shown


YES_NO = Question("a", "yes_no", {}, choices=yes_no_choices(["en"], False))
MULTIPLE = Question("a", "multiple", {}, choices=YES_NO.choices)
BOTH = All((Is("a", ("yes",)), Is("a", ("no",))))
POSSIBLE = [
    (YES_NO, BOTH, False),
    (MULTIPLE, BOTH, True),
    (YES_NO, Not(BOTH), True),
    (YES_NO, All((Is("a", ("yes", "no")), Not(Is("a", ("yes",))))), True),
    (MULTIPLE, All((Is("a", ("yes",)), Not(Is("a", ("yes",))))), False),
    (YES_NO, Any((BOTH, Is("a", ("yes",)))), True),
    (YES_NO, Not(Any((Is("a", ("yes",)), Not(Is("a", ("yes",)))))), False),
    # more ways than are looked at: taken to be possible
    (YES_NO, All((Any((Is("a", ("yes",)), Is("a", ("no",)))),) * 9), True),
]


@pytest.mark.parametrize(("asked", "condition", "answer"), POSSIBLE)
def test_it_tells_a_contradiction(asked, condition, answer):
    possible = Possible({"a": asked})
    possible.add(asked)
    assert possible.add(Question("b", "text", {}, shown_if=condition)) is answer


WORDS = [
    ("{heard: yes}", "en", "“Heard” Yes"),
    ("{year: ['1', '2']}", "en", "“Year” One or Two"),
    ("{not: {heard: no}}", "en", "not (“Heard” No)"),
    (
        "{all: [{heard: yes}, {any: [{year: '1'}, {heard: no}]}]}",
        "en",
        "“Heard” Yes, and (“Year” One, or “Heard” No)",
    ),
    ("{any: [{heard: yes}]}", "en", "“Heard” Yes"),
    # no words in that language: those of the main one, joined in the language asked for
    ("{any: [{heard: yes}, {year: '2'}]}", "fr", "“Heard” Yes, ou “Year” Two"),
]


@pytest.mark.parametrize(("rule", "language", "said"), WORDS)
def test_it_says_a_condition_in_words(rule, language, said):
    # a follow-up that can be shown stands last; the rule itself may contradict itself
    made = read(survey(YEAR + HEARD + ask(shown_if=rule)))
    assert in_words(made.by_code["q"].shown_if, made, language) == said
