"""A choice among several answers, or a scale, by the groups of a grouping, comparing only people of the same school.

As `by_school` for yes and no, by the same rules: schools are conditioned on, and no group of a school may hold some
people and fewer than k. A group that does in one of the schools is left out, and the others are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from surveyapp.disclosure import Atom
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.schema import SCALE, SINGLE, Question, Questionnaire

from .breakdowns import Breakdowns, given_answers
from .by_school import Cell, cell_of_pairs, cells_of_atoms, compared, enough, schools_with_people
from .listing import WITHHELD
from .report import AFTER_CLOSING, TOO_FEW
from .rows import Row, written
from .splits import Merged, Split, merged
from .stats.generalised import general_association, order_association, weighted_differences
from .stats.outcomes import HypothesisTest, Measure

SEVERAL = (SINGLE, SCALE)
Codes = tuple[str, ...]


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
    """Of a closed survey. Schools and answers are put together as in the tables by school.

    Inside each group they are so, too: else both tables would not be allowed beside each other (`splits`). So no count
    goes into a test that they do not show.
    """
    pairs = shown.pairs
    schools = merged(pairs, SCHOOL, shown.k, pairs.inside())
    for asked, grouping, groups in compared(pairs.questionnaire, SEVERAL, question):
        found = AnswersWithinSchools(asked, grouping, withheld=TOO_FEW)
        answers = merged(pairs, asked.code, shown.k, pairs.inside())
        needed = {Split(SCHOOL), Split(SCHOOL, grouping), Split(asked.code), Split(asked.code, grouping)}
        if schools is not None and answers is not None and needed <= shown.allowed:
            given = tuple(answers[i] for i in given_answers(answers, asked))
            cells = [
                [cell_of_pairs(shown, asked, given, (grouping, group), codes) for group in groups]
                for codes in schools
            ]
            found = _answered(replace(found, schools=schools, answers=given), groups, cells, shown.k)
        yield found


def from_atoms(
    questionnaire: Questionnaire,
    atoms: Sequence[Atom],
    k: int,
    withheld: str = AFTER_CLOSING,
    question: Question | None = None,
) -> Iterator[AnswersWithinSchools]:
    """From tallies, only where results by school are live; else `withheld` says why not."""
    for asked, grouping, groups in compared(questionnaire, SEVERAL, question):
        found = AnswersWithinSchools(asked, grouping, withheld=withheld)
        if questionnaire.live_by_school:
            cells = cells_of_atoms(questionnaire, atoms, asked, grouping, groups)
            schools = tuple((school.code,) for school in questionnaire.schools)
            answers = tuple((choice.code,) for choice in asked.counted_choices)
            found = _answered(replace(found, schools=schools, answers=answers), groups, cells, k)
        yield found


def _answered(
    found: AnswersWithinSchools, groups: Codes, cells: Sequence[Sequence[Cell]], k: int
) -> AnswersWithinSchools:
    """`cells`: of each school, each group's. One school alone is no comparison inside schools."""
    enough_of = [enough((school[i] for school in cells), k) for i in range(len(groups))]
    peopled = [i for i, of in enumerate(enough_of) if of and any(school[i].base for school in cells)]
    some = [[school[i] for i in peopled] for school in cells]
    if len(peopled) < 2 or schools_with_people(some) < 2:
        return AnswersWithinSchools(found.question, found.grouping, withheld=TOO_FEW)
    used = [i for i, school in enumerate(some) if any(cell.base for cell in school)]
    strata = [[cell.answers for cell in some[i]] for i in used]
    return replace(
        found,
        withheld="",
        general=general_association(strata),
        order=order_association(strata) if found.question.type == SCALE else None,
        differences=weighted_differences(strata),
        groups=tuple(groups[i] for i in peopled),
        left_out=tuple(group for group, of in zip(groups, enough_of, strict=True) if not of),
        schools=tuple(found.schools[i] for i in used),
    )


def answer_rows(found: Iterator[AnswersWithinSchools]) -> Iterator[Row]:
    """By `school*phase`, as `analyse` prints them."""
    for within in found:
        row = Row(within.question.code, "", f"{SCHOOL}*{within.grouping}", "", "", "")
        if within.general is None:
            yield row._replace(statistic="note", value=WITHHELD[within.withheld])
            continue
        yield row._replace(statistic="schools", value=str(len(within.schools)))
        yield row._replace(statistic="groups", value=" ".join(within.groups))
        if within.left_out:
            of = " ".join(within.left_out)
            yield row._replace(statistic="note", value=f"without {of}: too few of them in a school")
        yield from _test(row, "cmh", within.general)
        if within.order:
            yield from _test(row, "van_elteren", within.order)
            if within.order.effect is not None:
                yield row._replace(statistic="rank_biserial", value=written(within.order.effect))
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


def _test(row: Row, named: str, test: HypothesisTest) -> Iterator[Row]:
    for of, value in (("chi2", test.statistic), ("df", test.df), ("p", test.p)):
        yield row._replace(statistic=f"{named}_{of}", value=written(value))
    for said in filter(None, (test.note, *test.warnings)):
        yield row._replace(statistic="note", value=said)
