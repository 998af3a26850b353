"""Each school's table of a question by the groups of a grouping: all that goes into a figure inside schools.

No count goes in that a table by school inside one of these groups does not show: schools and answers are put together
as they are there, and a group is left out where such a table would show fewer than k of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from surveyapp.disclosure import Atom, may_split
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.counting import HIDDEN, OPEN
from surveyapp.questionnaire.schema import NUMBER, SCALE, Question, Questionnaire

from .breakdowns import Breakdowns, counted_missing, given_answers, without_answer
from .report import AFTER_CLOSING
from .splits import Array, Merged, Split, merged

IN_ORDER = (SCALE, NUMBER)
Codes = tuple[str, ...]
Within = TypeVar("Within")  # what is found of one question by one grouping


def compared(
    questionnaire: Questionnaire, types: Collection[str], question: Question | None = None
) -> Iterator[tuple[Question, str, Codes]]:
    """Each question of these types by each grouping that is not made from it, and the groups.

    `question`: of this one alone.
    """
    if len(questionnaire.schools) < 2:
        return
    for asked in (question,) if question else questionnaire.questions:
        for grouping in questionnaire.groupings if asked.type in types else ():
            if grouping.question != asked.code and len(grouping.groups) > 1:
                yield asked, grouping.code, tuple(group.code for group in grouping.groups)


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
        """Of the first answer: yes, or ticked."""
        return self.answers[0], self.base


def schools_with_people(strata: Sequence[Sequence[Cell]]) -> int:
    return sum(any(any(cell.crowds) for cell in stratum) for stratum in strata)


def enough(cells: Iterable[Cell], k: int) -> bool:
    return all(may_split(cell.crowds, k) for cell in cells)


@dataclass(frozen=True)
class Strata:
    """`cells`: of each school, each group's. `answers`, `schools`: each by the codes that are put together in it."""

    cells: tuple[tuple[Cell, ...], ...]
    groups: Codes
    left_out: Codes
    answers: Merged
    schools: Merged  # where somebody answered

    @property
    def tables(self) -> list[list[tuple[int, ...]]]:
        return [[cell.answers for cell in school] for school in self.cells]


def strata_of(
    groups: Codes, cells: Sequence[Sequence[Cell]], schools: Merged, answers: Merged, k: int
) -> Strata | None:
    """None of one school alone, which is no comparison inside schools: its figures are everybody's."""
    enough_of = [enough((school[i] for school in cells), k) for i in range(len(groups))]
    peopled = [i for i, of in enumerate(enough_of) if of and any(school[i].base for school in cells)]
    some = [tuple(school[i] for i in peopled) for school in cells]
    if len(peopled) < 2 or schools_with_people(some) < 2:
        return None
    used = [i for i, school in enumerate(some) if any(cell.base for cell in school)]
    return Strata(
        cells=tuple(some[i] for i in used),
        groups=tuple(groups[i] for i in peopled),
        left_out=tuple(group for group, of in zip(groups, enough_of, strict=True) if not of),
        answers=answers,
        schools=tuple(schools[i] for i in used),
    )


# ----- closed surveys: from how many people hold both of any two answers


@dataclass(frozen=True)
class SchoolTables:
    """Of a closed survey, by one grouping."""

    shown: Breakdowns
    grouping: str

    @cached_property
    def schools(self) -> Merged | None:
        return merged(self.shown.pairs, SCHOOL, self.shown.k, self.shown.pairs.inside())

    @cached_property
    def inside(self) -> dict[str, Array]:
        groups = self.shown.pairs.questionnaire.grouping_by_code[self.grouping].groups
        return {group.code: self.shown.pairs.inside(self.grouping, group.code) for group in groups}

    def may_show(self, *names: str) -> bool:
        """Whether tables by school inside the groups are shown, of each variable named."""
        splits = {Split(name, within) for name in (SCHOOL, *names) for within in ("", self.grouping)}
        return self.schools is not None and splits <= self.shown.allowed

    def strata(self, question: Question, name: str) -> Strata | None:
        """`name`: the question's variable. None where it may not be shown.

        Which answers are put together follows from which groups are compared, and the other way round.
        """
        if self.schools is None or not self.may_show(name):
            return None
        everybody = self._merged(name, self.shown.pairs.inside())
        if everybody is None:
            return None
        parts = self._parts(question, name, everybody)
        groups, order = [*parts], self.shown.pairs.by_name[name].codes
        while len(groups) > 1:
            tables = [everybody, *(parts[group] for group in groups)]
            answers = put_together(tables, order, gaps=question.type not in IN_ORDER)
            given = tuple(answers[i] for i in given_answers(answers, question))
            cells = [[self.cell(name, given, group, codes) for group in groups] for codes in self.schools]
            kept = [g for i, g in enumerate(groups) if enough((school[i] for school in cells), self.shown.k)]
            if kept == groups:
                found = strata_of(tuple(groups), cells, self.schools, given, self.shown.k)
                left_out = tuple(group for group in self.inside if group not in groups)
                return replace(found, left_out=left_out) if found else None
            groups = kept
        return None

    def _parts(self, question: Question, name: str, everybody: Merged) -> dict[str, Merged]:
        """Of each group that can be compared, the answers as its table puts them together.

        One whose table has too few without an answer, and puts them together with an answer, cannot, where everybody's
        does not: the other groups' missing answers would be counted with them.
        """
        found, missing = {}, counted_missing(everybody, question)
        for group, inside in self.inside.items():
            answers = self._merged(name, inside)
            if answers is not None and counted_missing(answers, question) <= missing:
                found[group] = answers
        return found

    def _merged(self, name: str, inside: Array) -> Merged | None:
        return merged(self.shown.pairs, name, self.shown.k, inside)

    def without_answer(self, name: str, answers: Merged) -> int:
        return without_answer(self.shown.pairs, name, self.shown.pairs.inside(), answers)

    def cell(self, name: str, answers: Merged, group: str, schools: Sequence[str]) -> Cell:
        """`answers`: each by the codes that are put together in it."""
        rows, columns = self.shown.pairs.by_name[SCHOOL], self.shown.pairs.by_name[name]
        at = [rows.start + rows.codes.index(code) for code in schools]
        people = self.inside[group][:, at, columns.places].sum(axis=1)  # by how people came
        given = [[columns.codes.index(code) for code in codes] for codes in answers]
        bases = people[:, [at for codes in given for at in codes]].sum(axis=1)
        crowds = (*people.sum(axis=1).tolist(), *bases.tolist())
        return Cell(tuple(int(people[:, codes].sum()) for codes in given), crowds)


def tables_of(
    shown: Breakdowns, types: Collection[str], question: Question | None = None
) -> Iterator[tuple[Question, Codes, SchoolTables]]:
    """Each question of these types by each grouping, and the groups; what a grouping's tables share is made once."""
    made = {g.code: SchoolTables(shown, g.code) for g in shown.pairs.questionnaire.groupings}
    for asked, grouping, groups in compared(shown.pairs.questionnaire, types, question):
        yield asked, groups, made[grouping]


def put_together(tables: Iterable[Merged], order: Sequence[str], gaps: bool = True) -> Merged:
    """Each code with all that any of the tables puts together with it. `gaps`: whether others may lie between them."""
    place = {code: i for i, code in enumerate(order)}
    found = [{i} for i in range(len(order))]
    for codes in (codes for table in tables for codes in table if len(codes) > 1):
        places = {place[code] for code in codes}
        found = _linked(found, places if gaps else set(range(min(places), max(places) + 1)))
    return tuple(tuple(order[i] for i in sorted(some)) for some in sorted(found, key=min))


def _linked(parts: Sequence[set[int]], together: set[int]) -> list[set[int]]:
    apart = [some for some in parts if not some & together]
    return [*apart, together.union(*(some for some in parts if some & together))]


# ----- tallies, where results by school are live


@dataclass(frozen=True)
class Tallies:
    """All there is of a survey that is not closed. `withheld`: why not, where nothing may be said inside schools."""

    questionnaire: Questionnaire
    atoms: Sequence[Atom]
    k: int
    withheld: str = AFTER_CLOSING

    def each(
        self,
        types: Collection[str],
        question: Question | None,
        withheld: Callable[..., Within],
        shown: Callable[[Question, str, Codes], Within],
    ) -> Iterator[Within]:
        """Each question of these types by each grouping: what is shown of it, or that nothing is."""
        for asked, grouping, groups in compared(self.questionnaire, types, question):
            if self.questionnaire.live_by_school:
                yield shown(asked, grouping, groups)
            else:
                yield withheld(asked, grouping, withheld=self.withheld)

    @property
    def schools(self) -> Merged:
        return tuple((school.code,) for school in self.questionnaire.schools)

    def cells(
        self, question: Question, grouping: str, groups: Sequence[str], codes: Sequence[str]
    ) -> list[list[Cell]]:
        """Of each school, each group's: how many gave each of `codes`."""
        at = [found.code for found in self.questionnaire.groupings].index(grouping)
        known = [atom for atom in self.atoms if atom.school and not atom.everybody_only]
        return [
            [
                _of_atoms(
                    question, codes, [a for a in known if a.school == school.code and a.groups[at] == group]
                )
                for group in groups
            ]
            for school in self.questionnaire.schools
        ]


def _of_atoms(question: Question, codes: Sequence[str], atoms: Sequence[Atom]) -> Cell:
    answers, crowds = [0] * len(codes), []
    for batch in {atom.batch for atom in atoms}:
        some = [atom for atom in atoms if atom.batch == batch]
        tallies = [(atom.people, atom.tally.get(question.code, {})) for atom in some]
        missing = (OPEN, HIDDEN, *question.missing_codes)
        crowds.append(sum(n - sum(tally.get(code, 0) for code in missing) for n, tally in tallies))
        for i, code in enumerate(codes):
            answers[i] += sum(tally.get(code, 0) for _n, tally in tallies)
    return Cell(tuple(answers), tuple(crowds))
