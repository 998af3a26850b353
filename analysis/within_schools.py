"""Every question by the groups of a grouping, comparing only people of the same school: by kind of question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.schema import COMPARED, NUMBER, Question, Questionnaire

from . import answers_by_school, by_school, choices_by_school, numbers_by_school
from .answers_by_school import AnswersWithinSchools, answer_rows
from .breakdowns import Breakdowns
from .by_school import WithinSchools, school_rows
from .choices_by_school import ChoicesWithinSchools, choice_rows
from .numbers_by_school import NumbersWithinSchools, number_rows
from .rows import Row
from .school_strata import Tallies, compared

Within = WithinSchools | AnswersWithinSchools | ChoicesWithinSchools | NumbersWithinSchools


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[Within]:
    """Of a closed survey. A question is of one kind, or of none of them."""
    return chain(
        by_school.from_pairs(shown, question),
        answers_by_school.from_pairs(shown, question),
        choices_by_school.from_pairs(shown, question),
        numbers_by_school.from_pairs(shown, question),
    )


def from_tallies(tallies: Tallies, question: Question | None = None) -> Iterator[Within]:
    """Only where results by school are live."""
    return chain(
        by_school.from_tallies(tallies, question),
        answers_by_school.from_tallies(tallies, question),
        choices_by_school.from_tallies(tallies, question),
        numbers_by_school.from_tallies(tallies, question),
    )


def views(questionnaire: Questionnaire) -> tuple[str, ...]:
    """What figures inside schools are listed by. A plan has none of them."""
    found = {grouping for _question, grouping, _groups in compared(questionnaire, (*COMPARED, NUMBER))}
    return tuple(f"{SCHOOL}*{one.code}" for one in questionnaire.groupings if one.code in found)


def rows(found: Iterator[Within]) -> Iterator[Row]:
    """As `analyse` prints them."""
    for within in found:
        if isinstance(within, WithinSchools):
            yield from school_rows(iter((within,)))
        elif isinstance(within, AnswersWithinSchools):
            yield from answer_rows(iter((within,)))
        elif isinstance(within, ChoicesWithinSchools):
            yield from choice_rows(iter((within,)))
        else:
            yield from number_rows(iter((within,)))
