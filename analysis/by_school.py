"""A question by the groups of a grouping, comparing only people of the same school; here yes/no by the first two.

Schools are conditioned on, never a random sample of schools: with a handful of them, nothing can be said of schools at
large. Shown only where no group of a school has some people and fewer than k.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.schema import YES_NO, Question

from .breakdowns import Breakdowns
from .effects import YES
from .listing import WITHHELD, strata_rows
from .report import TOO_FEW
from .rows import Row
from .school_strata import Cell, Codes, Tallies, enough, schools_with_people, tables_of
from .splits import Split
from .stats.outcomes import Stratified
from .stats.strata import stratified


@dataclass(frozen=True)
class WithinSchools:
    """One yes/no question by one grouping. `found` is None where `withheld` says why; `schools`: how many strata."""

    question: Question
    grouping: str
    found: Stratified | None = None
    withheld: str = ""
    schools: int = 0


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[WithinSchools]:
    """Of a closed survey: from the people in a group of each grouping, schools of few put together."""
    for asked, groups, tables in tables_of(shown, (YES_NO,), question):
        if tables.schools is None or not tables.may_show() or Split(asked.code) not in shown.allowed:
            yield WithinSchools(asked, tables.grouping, withheld=TOO_FEW)
            continue
        answers = tuple((choice.code,) for choice in asked.counted_choices)
        strata = [
            [tables.cell(asked.code, answers, group, codes) for group in groups[:2]]
            for codes in tables.schools
        ]
        yield _answered(asked, tables.grouping, strata, shown.k)


def from_tallies(tallies: Tallies, question: Question | None = None) -> Iterator[WithinSchools]:
    def shown(asked: Question, grouping: str, groups: Codes) -> WithinSchools:
        strata = tallies.cells(asked, grouping, groups[:2], asked.counted_codes)
        return _answered(asked, grouping, strata, tallies.k)

    return tallies.each((YES_NO,), question, WithinSchools, shown)


def _answered(question: Question, grouping: str, strata: Sequence[Sequence[Cell]], k: int) -> WithinSchools:
    """One school alone is no comparison inside schools: its figures are everybody's."""
    if schools_with_people(strata) < 2 or not enough(chain(*strata), k):
        return WithinSchools(question, grouping, withheld=TOO_FEW)
    some = [(first.share, second.share) for first, second in strata if first.base or second.base]
    return WithinSchools(question, grouping, stratified(some), schools=len(some))


def school_rows(found: Iterator[WithinSchools]) -> Iterator[Row]:
    """By `school*phase`, as `analyse` prints them."""
    for within in found:
        row = Row(within.question.code, YES, f"{SCHOOL}*{within.grouping}", "", "", "")
        if within.found is None:
            yield row._replace(choice="", statistic="note", value=WITHHELD[within.withheld])
        else:
            yield from strata_rows(row, within.found)
