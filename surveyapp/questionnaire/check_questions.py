"""Checks of single questions: that what is said of each goes with its type."""

from __future__ import annotations

from collections.abc import Iterator

from . import places
from .problems import Place, Problem, did_you_mean, problem
from .schema import MULTIPLE, NUMBER, SINGLE, TYPES, WITH_CHOICES, YES_NO, Choice, Question, Questionnaire

MOST_CHOICES = 400


def check_questions(questionnaire: Questionnaire) -> Iterator[Problem]:
    for place, question in places.questions(questionnaire):
        if question.type in TYPES:
            yield from _keys(place, question)
            yield from _choices(place, question)
            yield from _at_most(place, question)
            yield from _bounds(place, question)
        else:
            hint = did_you_mean(question.type, TYPES)
            yield problem("unknown_type", place.at("type"), type=question.type, hint=hint)


def _keys(place: Place, question: Question) -> Iterator[Problem]:
    """What is there, but belongs to another type."""
    needs = {
        "choices": (bool(question.choices), WITH_CHOICES),
        "at_most": (question.at_most is not None, (MULTIPLE,)),
        "min": (question.minimum is not None, (NUMBER,)),
        "max": (question.maximum is not None, (NUMBER,)),
        "integer": (question.integer, (NUMBER,)),
        "unit": (bool(question.unit), (NUMBER,)),
    }
    for key, (there, types) in needs.items():
        if there and question.type not in types:
            hint = f"It is for {' or '.join(types)}."
            yield problem("key_not_for_type", place.at(key), key=key, type=question.type, hint=hint)


def _choices(place: Place, question: Question) -> Iterator[Problem]:
    if question.type not in WITH_CHOICES or question.type == YES_NO:
        return
    if len(question.counted_choices) < 2:
        yield problem("too_few_choices", place.at("choices"))
    if len(question.choices) > MOST_CHOICES:
        yield problem("too_many_choices", place.at("choices", MOST_CHOICES), limit=MOST_CHOICES)
    first_other = next((choice for choice in question.choices if choice.other), None)
    for at, choice in places.choices(place, question):
        if choice.other and (reason := _other_misplaced(question, choice, first_other)):
            yield problem("other_not_here", at.at("other"), reason=reason)
        if choice.exclusive and (reason := _exclusive_misplaced(question, choice)):
            yield problem("exclusive_not_here", at.at("exclusive"), reason=reason)


def _other_misplaced(question: Question, choice: Choice, first: Choice | None) -> str:
    """Why a choice cannot have own words: a question keeps one text of them. '' where it can."""
    if question.type not in (SINGLE, MULTIPLE):
        return f"a {question.type} question"
    if choice.prefer_not or choice.exclusive:
        return "a choice that declines or rules the others out"
    return "" if choice is first else "a second choice of the same question"


def _exclusive_misplaced(question: Question, choice: Choice) -> str:
    if question.type != MULTIPLE:
        return f"a {question.type} question"
    return "`prefer_not`, which rules the others out anyway" if choice.prefer_not else ""


def _at_most(place: Place, question: Question) -> Iterator[Problem]:
    count = len([c for c in question.counted_choices if not c.exclusive])
    if question.type == MULTIPLE and question.at_most is not None and not 1 <= question.at_most <= count:
        yield problem("at_most_range", place.at("at_most"), value=question.at_most, count=count)


def _bounds(place: Place, question: Question) -> Iterator[Problem]:
    if question.type != NUMBER:
        return
    low, high = question.minimum, question.maximum
    if low is None or high is None or low >= high:
        yield problem("number_bounds", place.at("max" if low is not None else "min"))
