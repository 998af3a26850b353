"""Every question by the groups of a grouping, comparing only people of the same school: by kind of question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from surveyapp.disclosure import Atom
from surveyapp.questionnaire.schema import Question, Questionnaire

from . import answers_by_school, by_school, choices_by_school, numbers_by_school
from .answers_by_school import AnswersWithinSchools, answer_rows
from .breakdowns import Breakdowns
from .by_school import WithinSchools, school_rows
from .choices_by_school import ChoicesWithinSchools, choice_rows
from .numbers_by_school import NumbersWithinSchools, number_rows
from .report import AFTER_CLOSING
from .rows import Row

Within = WithinSchools | AnswersWithinSchools | ChoicesWithinSchools | NumbersWithinSchools


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[Within]:
    """Of a closed survey. A question is of one kind, or of none of them."""
    return chain(
        by_school.from_pairs(shown, question),
        answers_by_school.from_pairs(shown, question),
        choices_by_school.from_pairs(shown, question),
        numbers_by_school.from_pairs(shown, question),
    )


def from_atoms(
    questionnaire: Questionnaire,
    atoms: Sequence[Atom],
    k: int,
    withheld: str = AFTER_CLOSING,
    question: Question | None = None,
) -> Iterator[Within]:
    """From tallies, only where results by school are live; else `withheld` says why not."""
    tallied = questionnaire, atoms, k, withheld, question
    return chain(
        by_school.from_atoms(*tallied),
        answers_by_school.from_atoms(*tallied),
        choices_by_school.from_atoms(*tallied),
        numbers_by_school.from_atoms(*tallied),
    )


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
