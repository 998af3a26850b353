"""Checks of codes: that each is an identifier, is not taken, and is not kept for the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from . import places
from .places import TOP
from .problems import Place, Problem, problem
from .schema import OTHER_SUFFIX, Questionnaire

LONGEST = 64  # SPSS takes no longer names
# fields of the form, columns of exports, words of the conditions, rows of `analyse`
RESERVED = frozenset(
    {"ticket", "nonce", "school", "blanked", "all", "any", "not", "participation", "plan", "nobody"}
)

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
ALLOWED = {
    NAME: "Use letters (a to z), digits and underscores, and begin with a letter.",
    VALUE: "Use letters (a to z), digits and underscores, and begin with a letter or digit.",
    ADDRESS: "Use letters (a to z), digits, underscores and dashes, and begin with a letter or digit.",
}

Coded = tuple[Place, str]


def check_codes(questionnaire: Questionnaire) -> Iterator[Problem]:
    yield from _identifier((TOP, questionnaire.code), ADDRESS)
    sections = [(place, section.code) for place, section in places.sections(questionnaire)]
    schools = [(place, school.code) for place, school in places.schools(questionnaire)]
    groupings = [(place, grouping.code) for place, grouping in places.groupings(questionnaire)]
    questions = [(place, item.code) for place, item in places.items(questionnaire)]
    yield from _codes(sections, NAME)
    yield from _codes(schools, ADDRESS)
    yield from _codes(groupings, NAME)
    yield from _codes(questions, NAME)
    yield from _reserved(groupings + questions)
    yield from _inner_codes(questionnaire)
    yield from _groupings_like_questions(questionnaire)


def _inner_codes(questionnaire: Questionnaire) -> Iterator[Problem]:
    for place, question in places.chosen_from(questionnaire):
        yield from _codes([(at, choice.code) for at, choice in places.choices(place, question)], VALUE)
    for place, grouping in places.groupings(questionnaire):
        yield from _codes([(at, group.code) for at, group in places.groups(place, grouping)], VALUE)


def _codes(coded: Iterable[Coded], allowed: re.Pattern[str]) -> Iterator[Problem]:
    """Each an identifier, and none twice."""
    taken: dict[str, Place] = {}
    for place, code in coded:
        yield from _identifier((place, code), allowed)
        if not code:
            continue
        first = taken.setdefault(code.casefold(), place)
        if first is not place:
            yield problem("doubled_code", place.at("code"), code=code, other=first.words)


def _identifier(coded: Coded, allowed: re.Pattern[str]) -> Iterator[Problem]:
    place, code = coded
    if not code:
        yield problem("missing_code", place.at("code"))
    elif not allowed.fullmatch(code):
        yield problem("bad_code", place.at("code"), code=code, hint=ALLOWED[allowed])
    elif len(code) > LONGEST:
        yield problem("long_code", place.at("code"), code=code, limit=LONGEST)


def _reserved(coded: Iterable[Coded]) -> Iterator[Problem]:
    for place, code in coded:
        if code.casefold() in RESERVED or code.casefold().endswith(OTHER_SUFFIX):
            yield problem("reserved_code", place.at("code"), code=code)


def _groupings_like_questions(questionnaire: Questionnaire) -> Iterator[Problem]:
    """A grouping may have the code of its own question, where both would fill the same column."""
    taken = {question.code.casefold(): question for question in questionnaire.questions}
    for place, grouping in places.groupings(questionnaire):
        question = taken.get(grouping.code.casefold())
        if question is None or not grouping.code:
            continue
        if grouping.question != question.code or grouping.code != question.code:
            other = f"the question {question.code}"
            yield problem("doubled_code", place.at("code"), code=grouping.code, other=other)
        elif not grouping.same_as(question):
            yield problem("grouping_code_taken", place.at("code"), code=grouping.code)
