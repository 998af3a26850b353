"""A number by the groups of a grouping, comparing only people of the same school: are larger ones more frequent?

By the order of the values alone. They are those that may be shown: while a survey is open as tallies count them, once
it is closed as they are put together in the tables by school inside these groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from surveyapp.disclosure import Atom
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.counting import HIDDEN, OPEN, bin_width
from surveyapp.questionnaire.schema import NUMBER, Question

from .answers_by_school import order_rows, strata_row
from .breakdowns import Breakdowns
from .listing import WITHHELD
from .report import TOO_FEW
from .rows import Row, written
from .school_strata import Codes, Strata, Tallies, strata_of, tables_of
from .stats.generalised import order_association
from .stats.outcomes import BINNED, MERGED, HypothesisTest


@dataclass(frozen=True)
class NumbersWithinSchools:
    """One question by one grouping. `order` is None where `withheld` says why."""

    question: Question
    grouping: str
    withheld: str = ""
    order: HypothesisTest | None = None
    groups: Codes = ()
    left_out: Codes = ()
    schools: int = 0


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[NumbersWithinSchools]:
    """Of a closed survey."""
    for asked, _groups, tables in tables_of(shown, (NUMBER,), question):
        strata = tables.strata(asked, asked.code)
        classes = shown.pairs.shape.classes[asked.code]
        parts = strata.answers if strata else ()
        merged = any(classes[int(codes[0])].low != classes[int(codes[-1])].high for codes in parts)
        yield _answered(asked, tables.grouping, strata, merged)


def from_tallies(tallies: Tallies, question: Question | None = None) -> Iterator[NumbersWithinSchools]:
    def shown(asked: Question, grouping: str, groups: Codes) -> NumbersWithinSchools:
        values = _values(asked, tallies.atoms)
        cells = tallies.cells(asked, grouping, groups, values)
        strata = strata_of(groups, cells, tallies.schools, tuple((value,) for value in values), tallies.k)
        return _answered(asked, grouping, strata, merged=False)

    return tallies.each((NUMBER,), question, NumbersWithinSchools, shown)


def _values(question: Question, atoms: Sequence[Atom]) -> list[str]:
    """What somebody answered, as tallies count it, in order."""
    missing = {OPEN, HIDDEN, *question.missing_codes}
    given = {value for atom in atoms for value in atom.tally.get(question.code, {})} - missing
    return sorted(given, key=float)


def _answered(question: Question, grouping: str, strata: Strata | None, merged: bool) -> NumbersWithinSchools:
    if strata is None:
        return NumbersWithinSchools(question, grouping, withheld=TOO_FEW)
    order = order_association(strata.tables)
    if not order.note:
        said = (*((BINNED,) if bin_width(question) else ()), *((MERGED,) if merged else ()))
        order = replace(order, warnings=(*order.warnings, *said))
    return NumbersWithinSchools(
        question,
        grouping,
        order=order,
        groups=strata.groups,
        left_out=strata.left_out,
        schools=len(strata.schools),
    )


def number_rows(found: Iterator[NumbersWithinSchools]) -> Iterator[Row]:
    """By `school*phase`, as `analyse` prints them."""
    for within in found:
        row = Row(within.question.code, "", f"{SCHOOL}*{within.grouping}", "", "", "")
        if within.order is None:
            yield row._replace(statistic="note", value=WITHHELD[within.withheld])
            continue
        yield from strata_row(row, within.schools, within.groups, within.left_out)
        yield from order_rows(row, within.order)
        if width := bin_width(within.question):
            yield row._replace(statistic="bin_width", value=written(width))
