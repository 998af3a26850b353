"""A choice among several answers, or a scale, by the groups of a grouping, comparing only people of the same school.

As `by_school` for yes and no, by the same rules: schools are conditioned on, and no group of a school may hold some
people and fewer than k. A group that does in one of the schools is left out, and the others are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.schema import SCALE, SINGLE, Question

from .breakdowns import Breakdowns
from .listing import WITHHELD
from .report import TOO_FEW
from .rows import Row, written
from .school_strata import Codes, Strata, Tallies, strata_of, tables_of
from .splits import Merged
from .stats.generalised import general_association, order_association, weighted_differences
from .stats.outcomes import HypothesisTest, Measure

SEVERAL = (SINGLE, SCALE)


@dataclass(frozen=True)
class AnswersWithinSchools:
    """One question by one grouping. `general` is None where `withheld` says why.

    `answers`, `schools`: as they are counted, each by the codes that are put together in it; `differences`: of each
    answer, where two groups are compared; `order`: of a scale.
    """

    question: Question
    grouping: str
    withheld: str = ""
    general: HypothesisTest | None = None
    order: HypothesisTest | None = None
    differences: tuple[Measure, ...] = ()
    groups: Codes = ()
    left_out: Codes = ()
    answers: Merged = ()
    schools: Merged = ()  # where somebody answered


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[AnswersWithinSchools]:
    """Of a closed survey. Schools and answers are put together as in the tables by school inside these groups."""
    for asked, _groups, tables in tables_of(shown, SEVERAL, question):
        yield _answered(asked, tables.grouping, tables.strata(asked, asked.code))


def from_tallies(tallies: Tallies, question: Question | None = None) -> Iterator[AnswersWithinSchools]:
    def shown(asked: Question, grouping: str, groups: Codes) -> AnswersWithinSchools:
        cells = tallies.cells(asked, grouping, groups, asked.counted_codes)
        answers = tuple((code,) for code in asked.counted_codes)
        return _answered(asked, grouping, strata_of(groups, cells, tallies.schools, answers, tallies.k))

    return tallies.each(SEVERAL, question, AnswersWithinSchools, shown)


def _answered(question: Question, grouping: str, strata: Strata | None) -> AnswersWithinSchools:
    if strata is None:
        return AnswersWithinSchools(question, grouping, withheld=TOO_FEW)
    return AnswersWithinSchools(
        question,
        grouping,
        general=general_association(strata.tables),
        order=order_association(strata.tables) if question.type == SCALE else None,
        differences=weighted_differences(strata.tables),
        groups=strata.groups,
        left_out=strata.left_out,
        answers=strata.answers,
        schools=strata.schools,
    )


def answer_rows(found: Iterator[AnswersWithinSchools]) -> Iterator[Row]:
    """By `school*phase`, as `analyse` prints them."""
    for within in found:
        row = Row(within.question.code, "", f"{SCHOOL}*{within.grouping}", "", "", "")
        if within.general is None:
            yield row._replace(statistic="note", value=WITHHELD[within.withheld])
            continue
        yield from strata_row(row, len(within.schools), within.groups, within.left_out)
        yield from test_rows(row, "cmh", within.general)
        if within.order:
            yield from order_rows(row, within.order)
        for codes, size in zip(within.answers, within.differences, strict=False):
            named = (
                ("mh_difference", size.value),
                ("mh_difference_low", size.low),
                ("mh_difference_high", size.high),
            )
            of_answer = row._replace(choice="+".join(codes))
            for statistic, value in named:
                yield of_answer._replace(statistic=statistic, value=written(value))
            note = size.note or ("" if size.low is not None else "no interval, because nothing varies")
            if note:
                yield of_answer._replace(statistic="note", value=note)


def strata_row(row: Row, schools: int, groups: Codes, left_out: Codes) -> Iterator[Row]:
    """Of how many schools and of which groups the figures after it are."""
    yield row._replace(statistic="schools", value=str(schools))
    yield row._replace(statistic="groups", value=" ".join(groups))
    if left_out:
        of = " ".join(left_out)
        yield row._replace(statistic="note", value=f"without {of}: too few of them to show by school")


def test_rows(row: Row, named: str, test: HypothesisTest) -> Iterator[Row]:
    for of, value in (("chi2", test.statistic), ("df", test.df), ("p", test.p)):
        yield row._replace(statistic=f"{named}_{of}", value=written(value))
    for said in filter(None, (test.note, *test.warnings)):
        yield row._replace(statistic="note", value=said)


def order_rows(row: Row, test: HypothesisTest) -> Iterator[Row]:
    yield from test_rows(row, "van_elteren", test)
    if test.effect is not None:
        yield row._replace(statistic="rank_biserial", value=written(test.effect))
