"""Checks of single questions: that what is said of each goes with its type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import places
from .problems import Place, Problem, did_you_mean, problem
from .schema import (
    CONSENT,
    MULTIPLE,
    NUMBER,
    RANKING,
    SINGLE,
    STATEMENTS,
    TEXT,
    TYPE_NAMES,
    TYPES,
    WITH_CHOICES,
    YES_NO,
    Choice,
    Question,
    Questionnaire,
)

MOST_CHOICES = 400
LONGEST_TEXT, MOST_LINES = 2000, 20
MOST_STATEMENTS = 20
MOST_RANKED = 10  # more cannot be kept in mind
LAST_YEAR = 9999
# beside the questionnaire, never above it; a drawing in SVG could hold a script and addresses
PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.(png|jpg|jpeg|webp)", re.IGNORECASE)


def check_questions(questionnaire: Questionnaire) -> Iterator[Problem]:
    for place, question in places.questions(questionnaire):
        if question.type in TYPES:
            yield from _keys(place, question)
            yield from _ticks(place, question)
            yield from _bounds(place, question)
            yield from _sizes(place, question)
        else:
            hint = did_you_mean(question.type, TYPE_NAMES)
            yield problem("unknown_type", place.at("type"), type=question.type, hint=hint)
    for place, question in places.chosen_from(questionnaire):
        if question.type in TYPES:
            yield from _choices(place, question)
    for place, block in places.blocks(questionnaire):
        if block.type == STATEMENTS and not 2 <= block.holds <= MOST_STATEMENTS:
            yield problem("statements_range", place.at("statements"), limit=MOST_STATEMENTS)
        if block.picture and not PICTURE.fullmatch(block.picture):
            yield problem("picture_name", place.at("picture"), picture=block.picture)
        if block.alt and not block.picture:
            yield problem("alt_alone", place.at("alt"))


def _keys(place: Place, question: Question) -> Iterator[Problem]:
    """What is there, but belongs to another type."""
    needs = {
        "choices": (bool(question.counted_choices), (*WITH_CHOICES, RANKING)),
        "order": (question.random_order, (SINGLE, MULTIPLE, RANKING)),
        "at_least": (question.at_least is not None, (MULTIPLE,)),
        "at_most": (question.at_most is not None, (MULTIPLE,)),
        "min": (question.minimum is not None, (NUMBER,)),
        "max": (question.maximum is not None, (NUMBER,)),
        "integer": (question.integer, (NUMBER,)),
        "unit": (bool(question.unit), (NUMBER,)),
        "length": (question.length is not None, (TEXT,)),
        "lines": (question.lines is not None, (TEXT,)),
    }
    for key, (there, types) in needs.items():
        if there and question.type not in types:
            hint = f"It is for {' or '.join(types)}."
            yield problem("key_not_for_type", place.at(key), key=key, type=question.type, hint=hint)


def _choices(place: Place, question: Question) -> Iterator[Problem]:
    if question.type not in (*WITH_CHOICES, RANKING) or question.type in (YES_NO, CONSENT):
        return
    if len(question.counted_choices) < 2:
        yield problem("too_few_choices", place.at("choices"))
    if len(question.choices) > MOST_CHOICES:
        yield problem("too_many_choices", place.at("choices", MOST_CHOICES), limit=MOST_CHOICES)
    elif question.type == RANKING and len(question.counted_choices) > MOST_RANKED:
        yield problem("too_many_ranked", place.at("choices", MOST_RANKED), limit=MOST_RANKED)
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


def _ticks(place: Place, question: Question) -> Iterator[Problem]:
    count = len([c for c in question.counted_choices if not c.exclusive])
    least, most = question.at_least, question.at_most
    if question.type != MULTIPLE:
        return
    if most is not None and not 1 <= most <= count:
        yield problem("at_most_range", place.at("at_most"), value=most, count=count)
    elif least is not None and not 1 <= least <= (most or count):
        yield problem("at_least_range", place.at("at_least"), value=least, count=most or count)


def _bounds(place: Place, question: Question) -> Iterator[Problem]:
    if question.type != NUMBER:
        return
    low, high = question.minimum, question.maximum
    if low is None or high is None or low >= high:
        code = "month_bounds" if question.month else "number_bounds"
        yield problem(code, place.at("max" if low is not None else "min"))
    elif question.year and not 1 <= low < high <= LAST_YEAR:
        yield problem("year_bounds", place.at("min"), limit=LAST_YEAR)


def _sizes(place: Place, question: Question) -> Iterator[Problem]:
    if question.type != TEXT:
        return
    for key, value, most in (
        ("length", question.length, LONGEST_TEXT),
        ("lines", question.lines, MOST_LINES),
    ):
        if value is not None and not 1 <= value <= most:
            yield problem("text_size", place.at(key), key=key, value=value, limit=most)
