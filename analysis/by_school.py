"""A question by the groups of a grouping, comparing only people of the same school; here yes/no by the first two.

Schools are conditioned on, never a random sample of schools: with a handful of them, nothing can be said of schools at
large. Shown only where no group of a school has some people and fewer than k.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from surveyapp.disclosure import Atom, may_split
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.counting import HIDDEN, OPEN
from surveyapp.questionnaire.schema import YES_NO, Question, Questionnaire

from .breakdowns import Breakdowns
from .effects import YES
from .listing import WITHHELD, strata_rows
from .report import AFTER_CLOSING, TOO_FEW
from .rows import Row
from .splits import Merged, Split, merged
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


def compared(
    questionnaire: Questionnaire, types: Collection[str], question: Question | None = None
) -> Iterator[tuple[Question, str, tuple[str, ...]]]:
    """Each question of these types by each grouping that is not made from it, and the groups.

    `question`: of this one alone.
    """
    if len(questionnaire.schools) < 2:
        return
    for asked in (question,) if question else questionnaire.questions:
        for grouping in questionnaire.groupings if asked.type in types else ():
            if grouping.question != asked.code and len(grouping.groups) > 1:
                yield asked, grouping.code, tuple(group.code for group in grouping.groups)


def from_pairs(shown: Breakdowns, question: Question | None = None) -> Iterator[WithinSchools]:
    """Of a closed survey: from the people in a group of each grouping, schools of few put together."""
    schools = merged(shown.pairs, SCHOOL, shown.k, shown.pairs.inside())
    for asked, grouping, groups in compared(shown.pairs.questionnaire, (YES_NO,), question):
        needed = {Split(SCHOOL), Split(SCHOOL, grouping), Split(asked.code)}
        if schools is None or not needed <= shown.allowed:
            yield WithinSchools(asked, grouping, withheld=TOO_FEW)
            continue
        answers = tuple((choice.code,) for choice in asked.counted_choices)
        strata = [
            [cell_of_pairs(shown, asked, answers, (grouping, g), codes) for g in groups[:2]]
            for codes in schools
        ]
        yield _answered(asked, grouping, strata, shown.k)


@dataclass(frozen=True)
class Cell:
    """One group of one school: how many gave each answer, and all who must be nobody or k at least."""

    answers: tuple[int, ...]
    crowds: tuple[int, ...]

    @property
    def base(self) -> int:
        return sum(self.answers)

    @property
    def share(self) -> tuple[int, int]:
        """Of yes, which is the first answer of a yes/no question."""
        return self.answers[0], self.base


def cell_of_pairs(
    shown: Breakdowns, question: Question, answers: Merged, inside: tuple[str, str], schools: Sequence[str]
) -> Cell:
    """`answers`: each by the codes that are put together in it."""
    counts = shown.pairs.inside(*inside)
    rows, columns = shown.pairs.by_name[SCHOOL], shown.pairs.by_name[question.code]
    at = [rows.start + rows.codes.index(code) for code in schools]
    people = counts[:, at, columns.places].sum(axis=1)  # by how people came
    given = [[columns.codes.index(code) for code in codes] for codes in answers]
    bases = people[:, [at for codes in given for at in codes]].sum(axis=1)
    crowds = (*people.sum(axis=1).tolist(), *bases.tolist())
    return Cell(tuple(int(people[:, codes].sum()) for codes in given), crowds)


def from_atoms(
    questionnaire: Questionnaire,
    atoms: Sequence[Atom],
    k: int,
    withheld: str = AFTER_CLOSING,
    question: Question | None = None,
) -> Iterator[WithinSchools]:
    """From tallies, only where results by school are live; else `withheld` says why not."""
    for asked, grouping, groups in compared(questionnaire, (YES_NO,), question):
        if not questionnaire.live_by_school:
            yield WithinSchools(asked, grouping, withheld=withheld)
            continue
        strata = cells_of_atoms(questionnaire, atoms, asked, grouping, groups[:2])
        yield _answered(asked, grouping, strata, k)


def cells_of_atoms(
    questionnaire: Questionnaire,
    atoms: Sequence[Atom],
    question: Question,
    grouping: str,
    groups: Sequence[str],
) -> list[list[Cell]]:
    """Of each school, each group's."""
    at = [found.code for found in questionnaire.groupings].index(grouping)
    known = [atom for atom in atoms if atom.school and not atom.everybody_only]
    return [
        [
            _of_atoms(question, [a for a in known if a.school == school.code and a.groups[at] == group])
            for group in groups
        ]
        for school in questionnaire.schools
    ]


def _of_atoms(question: Question, atoms: Sequence[Atom]) -> Cell:
    answers, crowds = [0] * len(question.counted_choices), []
    for batch in {atom.batch for atom in atoms}:
        some = [atom for atom in atoms if atom.batch == batch]
        tallies = [(atom.people, atom.tally.get(question.code, {})) for atom in some]
        missing = (OPEN, HIDDEN, *question.missing_codes)
        crowds.append(sum(n - sum(tally.get(code, 0) for code in missing) for n, tally in tallies))
        for i, choice in enumerate(question.counted_choices):
            answers[i] += sum(tally.get(choice.code, 0) for _n, tally in tallies)
    return Cell(tuple(answers), tuple(crowds))


def schools_with_people(strata: Sequence[Sequence[Cell]]) -> int:
    return sum(any(any(cell.crowds) for cell in stratum) for stratum in strata)


def enough(cells: Iterable[Cell], k: int) -> bool:
    return all(may_split(cell.crowds, k) for cell in cells)


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
