"""A multiple choice by the groups of a grouping, comparing only people of the same school.

Each choice is a yes or no of its own, ticked or not, as in every other comparison of a multiple choice. Of two groups
it is what a yes/no question has; of more, whether groups and ticks go together at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.columns import column_name
from surveyapp.pairs import NOT_TICKED, SCHOOL, TICKED
from surveyapp.questionnaire.schema import MULTIPLE, Question

from .answers_by_school import strata_row, test_rows
from .breakdowns import Breakdowns
from .listing import NO_ANSWER_COUNTED, WITHHELD, strata_rows
from .report import TOO_FEW
from .rows import Row
from .school_strata import Cell, Codes, SchoolTables, Strata, Tallies, strata_of, tables_of
from .stats.generalised import general_association
from .stats.outcomes import HypothesisTest, Stratified
from .stats.strata import stratified


@dataclass(frozen=True)
class ChoiceWithinSchools:
    """`test` is None where the choice may not be shown; `ratio`: of two groups, the first against the second.

    `no_answer`: whether those who gave none are so few that they count among those who did not tick.
    """

    choice: str
    test: HypothesisTest | None = None
    ratio: Stratified | None = None
    groups: Codes = ()
    left_out: Codes = ()
    schools: int = 0
    no_answer: bool = False


@dataclass(frozen=True)
class ChoicesWithinSchools:
    """One question by one grouping. Where `withheld` says why, no choice may be shown."""

    question: Question
    grouping: str
    withheld: str = ""
    choices: tuple[ChoiceWithinSchools, ...] = ()

    @property
    def shown(self) -> list[ChoiceWithinSchools]:
        return [choice for choice in self.choices if choice.test]


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[ChoicesWithinSchools]:
    """Of a closed survey: each choice that may be shown by school inside these groups."""
    for asked, _groups, tables in tables_of(shown, (MULTIPLE,), question):
        choices = tuple(_of_pairs(tables, asked, choice.code) for choice in asked.counted_choices)
        yield _found(asked, tables.grouping, choices)


def _of_pairs(tables: SchoolTables, question: Question, choice: str) -> ChoiceWithinSchools:
    """Not where so few did not tick that they are put together with many who gave no answer."""
    name = column_name(question.code, choice)
    strata = tables.strata(question, name)
    missing = tables.without_answer(name, strata.answers) if strata else 0
    return _answered(choice, strata if missing < tables.shown.k else None, bool(missing))


def from_tallies(tallies: Tallies, question: Question | None = None) -> Iterator[ChoicesWithinSchools]:
    def shown(asked: Question, grouping: str, groups: Codes) -> ChoicesWithinSchools:
        cells = tallies.cells(asked, grouping, groups, asked.counted_codes)
        choices = []
        for i, code in enumerate(asked.counted_codes):
            of_choice = [[_ticked(cell, i) for cell in school] for school in cells]
            strata = strata_of(groups, of_choice, tallies.schools, ((TICKED,), (NOT_TICKED,)), tallies.k)
            choices.append(_answered(code, strata))
        return _found(asked, grouping, tuple(choices))

    return tallies.each((MULTIPLE,), question, ChoicesWithinSchools, shown)


def _ticked(cell: Cell, choice: int) -> Cell:
    """Of a tally. Crowds are there those who gave an answer, whichever choices they ticked."""
    ticked = cell.answers[choice]
    return Cell((ticked, sum(cell.crowds) - ticked), cell.crowds)


def _answered(choice: str, strata: Strata | None, no_answer: bool = False) -> ChoiceWithinSchools:
    if strata is None or (TICKED,) not in strata.answers:
        return ChoiceWithinSchools(choice)
    at = strata.answers.index((TICKED,))
    shares = [[(cell.answers[at], cell.base) for cell in school] for school in strata.cells]
    ratio = stratified([(first, second) for first, second in shares]) if len(strata.groups) == 2 else None
    counts = [[(n, base - n) for n, base in school] for school in shares]
    return ChoiceWithinSchools(
        choice,
        test=ratio.common if ratio else general_association(counts),
        ratio=ratio,
        groups=strata.groups,
        left_out=strata.left_out,
        schools=len(strata.schools),
        no_answer=no_answer,
    )


def _found(
    question: Question, grouping: str, choices: tuple[ChoiceWithinSchools, ...]
) -> ChoicesWithinSchools:
    withheld = "" if any(choice.test for choice in choices) else TOO_FEW
    return ChoicesWithinSchools(question, grouping, withheld, choices)


def choice_rows(found: Iterator[ChoicesWithinSchools]) -> Iterator[Row]:
    """By `school*phase`, as `analyse` prints them: of each choice."""
    for within in found:
        row = Row(within.question.code, "", f"{SCHOOL}*{within.grouping}", "", "", "")
        if within.withheld:
            yield row._replace(statistic="note", value=WITHHELD[within.withheld])
            continue
        for choice in within.choices:
            yield from _rows(row._replace(choice=choice.choice), choice)


def _rows(row: Row, choice: ChoiceWithinSchools) -> Iterator[Row]:
    if choice.test is None:
        yield row._replace(statistic="note", value=WITHHELD[TOO_FEW])
        return
    yield from strata_row(row, choice.schools, choice.groups, choice.left_out)
    if choice.no_answer:
        yield row._replace(statistic="note", value=NO_ANSWER_COUNTED)
    if choice.ratio:
        yield from strata_rows(row, choice.ratio)
    else:
        yield from test_rows(row, "cmh", choice.test)
