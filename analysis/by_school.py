"""A yes/no question by the first two groups of a grouping, comparing only people of the same school.

Schools are conditioned on, never a random sample of schools: with a handful of them, nothing can be said of schools at
large. Shown only where no group of a school has some people and fewer than k.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveyapp.disclosure import Atom, may_split
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.counting import HIDDEN, OPEN
from surveyapp.questionnaire.schema import YES_NO, Question, Questionnaire

from .breakdowns import Breakdowns
from .effects import YES
from .listing import WITHHELD, Row, strata_rows
from .report import AFTER_CLOSING, TOO_FEW
from .splits import Split, merged
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


def compared(questionnaire: Questionnaire) -> Iterator[tuple[Question, str, tuple[str, str]]]:
    """Each yes/no question by each grouping that is not made from it, and the two groups that are compared."""
    if len(questionnaire.schools) < 2:
        return
    for question in questionnaire.questions:
        for grouping in questionnaire.groupings if question.type == YES_NO else ():
            if grouping.question != question.code and len(grouping.groups) > 1:
                first, second = grouping.groups[:2]
                yield question, grouping.code, (first.code, second.code)


def from_pairs(shown: Breakdowns) -> Iterator[WithinSchools]:
    """Of a closed survey: from the people in a group of each grouping, schools of few put together."""
    schools = merged(shown.pairs, SCHOOL, shown.k, shown.pairs.inside())
    for question, grouping, groups in compared(shown.pairs.questionnaire):
        needed = {Split(SCHOOL), Split(SCHOOL, grouping), Split(question.code)}
        if schools is None or not needed <= shown.allowed:
            yield WithinSchools(question, grouping, withheld=TOO_FEW)
            continue
        strata = [[_of_pairs(shown, question, (grouping, g), codes) for g in groups] for codes in schools]
        yield _answered(question, grouping, strata, shown.k)


@dataclass(frozen=True)
class _Cell:
    """One group of one school: who said yes, of whom, and all who must be nobody or k at least."""

    yes: int
    base: int
    crowds: tuple[int, ...]


def _of_pairs(
    shown: Breakdowns, question: Question, inside: tuple[str, str], schools: Sequence[str]
) -> _Cell:
    counts = shown.pairs.inside(*inside)
    rows, columns = shown.pairs.by_name[SCHOOL], shown.pairs.by_name[question.code]
    at = [rows.start + rows.codes.index(code) for code in schools]
    answers = counts[:, at, columns.places].sum(axis=1)  # by how people came
    given = [columns.codes.index(choice.code) for choice in question.counted_choices]
    bases = answers[:, given].sum(axis=1)
    crowds = (*answers.sum(axis=1).tolist(), *bases.tolist())
    return _Cell(int(answers[:, columns.codes.index(YES)].sum()), int(bases.sum()), crowds)


def from_atoms(
    questionnaire: Questionnaire, atoms: Sequence[Atom], k: int, withheld: str = AFTER_CLOSING
) -> Iterator[WithinSchools]:
    """From tallies, only where results by school are live; else `withheld` says why not."""
    codes = [school.code for school in questionnaire.schools]
    order = [grouping.code for grouping in questionnaire.groupings]
    for question, grouping, groups in compared(questionnaire):
        if not questionnaire.live_by_school:
            yield WithinSchools(question, grouping, withheld=withheld)
            continue
        at = order.index(grouping)
        known = [atom for atom in atoms if atom.school and not atom.everybody_only]
        strata = [
            [
                _of_atoms(question, [a for a in known if a.school == code and a.groups[at] == group])
                for group in groups
            ]
            for code in codes
        ]
        yield _answered(question, grouping, strata, k)


def _of_atoms(question: Question, atoms: Sequence[Atom]) -> _Cell:
    yes, crowds = 0, []
    for batch in {atom.batch for atom in atoms}:
        some = [atom for atom in atoms if atom.batch == batch]
        tallies = [(atom.people, atom.tally.get(question.code, {})) for atom in some]
        missing = (OPEN, HIDDEN, *question.missing_codes)
        crowds.append(sum(n - sum(tally.get(code, 0) for code in missing) for n, tally in tallies))
        yes += sum(tally.get(YES, 0) for _n, tally in tallies)
    return _Cell(yes, sum(crowds), tuple(crowds))


def _answered(question: Question, grouping: str, strata: Sequence[Sequence[_Cell]], k: int) -> WithinSchools:
    """One school alone is no comparison inside schools: its figures are everybody's."""
    peopled = [stratum for stratum in strata if any(any(cell.crowds) for cell in stratum)]
    enough = all(may_split(cell.crowds, k) for stratum in strata for cell in stratum)
    if len(peopled) < 2 or not enough:
        return WithinSchools(question, grouping, withheld=TOO_FEW)
    some = [
        ((first.yes, first.base), (second.yes, second.base))
        for first, second in strata
        if first.base or second.base
    ]
    return WithinSchools(question, grouping, stratified(some), schools=len(some))


def school_rows(found: Iterator[WithinSchools]) -> Iterator[Row]:
    """By `school*phase`, as `analyse` prints them."""
    for within in found:
        row = Row(within.question.code, YES, f"{SCHOOL}*{within.grouping}", "", "", "")
        if within.found is None:
            yield row._replace(choice="", statistic="note", value=WITHHELD[within.withheld])
        else:
            yield from strata_rows(row, within.found)
