"""Breakdowns of a closed survey by any other question or by school, in all or inside each group of a grouping.

Both the groups and the answers held by fewer than k people are merged, so a table and its transpose hide the same
(`splits`: which of them may be shown together). All from `Pairs`: nobody is looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from surveyapp.columns import column_name
from surveyapp.disclosure import may_split
from surveyapp.pairs import NO_ANSWER, NOT_ASKED, TICKED, Pairs
from surveyapp.questionnaire.schema import MULTIPLE, NUMBER, SCALE, YES_NO, Question, Questionnaire

from .effects import NO_EFFECTS, Effects, effects
from .number_breakdowns import compared, shown
from .report import NOBODY, TOO_FEW, Breakdown, GroupFigures
from .splits import Array, Merged, Split, allowed_splits, merged
from .stats.association import compare
from .stats.proportions import proportion

MISSING = {NO_ANSWER, NOT_ASKED}
NUMBERED = re.compile(r"(\D*)(\d{1,9})(\D*)", re.ASCII)  # an answer's code that says which step it is


def withheld(by: str) -> Breakdown:
    return Breakdown((by,), (), withheld=TOO_FEW)


@dataclass(frozen=True)
class Breakdowns:
    """All that may be shown of one closed survey. `k`: the smallest group; `allowed`: as `splits` has it."""

    pairs: Pairs
    k: int
    allowed: frozenset[Split]

    def by(self, question: Question, by: str, within: str = "", group: str = "") -> Breakdown:
        """One question by a variable of `pairs`; `within` and `group`: among those of this group alone."""
        if Split(by, within) not in self.allowed:
            return withheld(by)
        inside = self.pairs.inside(within, group)
        groups = merged(self.pairs, by, self.k, inside)
        if groups is None:
            return withheld(by)
        table = _Table(self, inside, by, groups)
        if len(table.groups_with_people) < 2:
            return withheld(by)
        choices = self._columns(question, within)
        return table.several(question, choices) if question.type == MULTIPLE else table.one(question, choices)

    def _columns(self, question: Question, within: str) -> list[tuple[str, str]]:
        """The question's variables that may be shown from the other side, each with its choice if it has several."""
        named = [(question.code, "")]
        if question.type == MULTIPLE:
            named = [(column_name(question.code, c.code), c.code) for c in question.counted_choices]
        return [(name, choice) for name, choice in named if Split(name, within) in self.allowed]


def breakdowns_of(pairs: Pairs, k: int) -> Breakdowns:
    return Breakdowns(pairs, k, allowed_splits(pairs, k))


@dataclass(frozen=True)
class _Table:
    """The groups of one breakdown, while a question's answers are counted in them."""

    of: Breakdowns
    inside: Array
    by: str
    groups: Merged

    @cached_property
    def groups_with_people(self) -> list[int]:
        people = self._counts(self.by, self.groups).sum(axis=(0, 2))
        return np.flatnonzero(people).tolist()

    def one(self, question: Question, columns: Sequence[tuple[str, str]]) -> Breakdown:
        answers = merged(self.of.pairs, question.code, self.of.k, self.inside) if columns else None
        if answers is None:
            return withheld(self.by)
        counts, given = self._counts(question.code, answers), given_answers(answers, question)
        if question.type == NUMBER:
            return self.number(question, answers, counts, [i for i in given if counts[:, :, i].any()])
        figures = tuple(self._figures(question, counts, answers, given))
        if not any(group.base for group in figures):
            return Breakdown((self.by,), (), withheld=NOBODY)
        if not self._may_split(counts, given):
            return withheld(self.by)
        whole = compare([[choice.count for choice in group.choices] for group in figures])
        codes = tuple("+".join(answers[i]) for i in given)
        sizes = self._effects(question, codes, figures)
        return Breakdown((self.by,), figures, whole, answers=codes, effects=sizes)

    def number(self, question: Question, answers: Merged, counts: Array, given: Sequence[int]) -> Breakdown:
        """`given`: the classes of numbers that somebody here is in."""
        if not given:
            return Breakdown((self.by,), (), withheld=NOBODY)
        if not self._may_split(counts, given):
            return withheld(self.by)
        classes, table = shown(self.of.pairs, question, [answers[i] for i in given]), counts.sum(axis=0)
        numbers = [classes.numbers(table[i][given].tolist()) for i in self.groups_with_people]
        figures = tuple(
            replace(group, choices=(), numbers=found)
            for group, found in zip(self._figures(question, counts, answers, given), numbers, strict=True)
        )
        return Breakdown((self.by,), figures, effects=compared(numbers))

    def several(self, question: Question, columns: Sequence[tuple[str, str]]) -> Breakdown:
        """A table of ticked and not ticked for each choice; those that too few ticked, or did not, are left out.

        Fewer than k in all who gave no answer count as not having ticked; more would turn the share into another one.
        Shares have the base of their choice. Where two choices may be shown beside each other it is the same.
        """
        shown, tables = [], []
        for name, choice in columns:
            answers = merged(self.of.pairs, name, self.of.k, self.inside)
            if answers is None or (TICKED,) not in answers:
                continue
            if without_answer(self.of.pairs, name, self.inside, answers) >= self.of.k:
                continue
            counts, given = self._counts(name, answers), given_answers(answers, question)
            if self._may_split(counts, given):
                tables.append(tuple(self._figures(question, counts, answers, given)))
                shown.append((choice, given.index(answers.index((TICKED,)))))
        if not tables:
            return withheld(self.by)
        if not any(group.base for group in tables[0]):
            return Breakdown((self.by,), (), withheld=NOBODY)
        ticked = [tuple(g.choices[at] for g in table) for table, (_, at) in zip(tables, shown, strict=True)]
        together = tuple(replace(g, choices=tuple(t[i] for t in ticked)) for i, g in enumerate(tables[0]))
        each = tuple(compare([[t.count, t.base - t.count] for t in column]) for column in ticked)
        sizes = effects(question, (self.by,), [(group.group, group.choices) for group in together])
        return Breakdown((self.by,), together, None, each, answers=tuple(c for c, _ in shown), effects=sizes)

    def _counts(self, name: str, answers: Merged) -> Array:
        """People by [batch, group, answer]."""
        rows, columns = self.of.pairs.by_name[self.by], self.of.pairs.by_name[name]
        table = self.inside[:, rows.places, columns.places]
        groups = [[code in codes for code in rows.codes] for codes in self.groups]
        given = [[code in codes for code in columns.codes] for codes in answers]
        return np.asarray(np.array(groups, dtype=int) @ table @ np.array(given, dtype=int).T)

    def _may_split(self, counts: Array, given: Sequence[int]) -> bool:
        """By how people came, too: an importer can take an import away."""
        return may_split(counts[:, :, given].sum(axis=2).ravel().tolist(), self.of.k)

    def _figures(
        self, question: Question, counts: Array, answers: Merged, given: Sequence[int]
    ) -> Iterator[GroupFigures]:
        """Nobody is said to have been asked, or to have left a question open, who is put together with others."""
        apart = answers.index((NOT_ASKED,)) if (NOT_ASKED,) in answers else None
        counted = bool(counted_missing(answers, question))
        table = counts.sum(axis=0)
        for i in self.groups_with_people:
            row = table[i]
            people, base = int(row.sum()), int(row[given].sum())
            shown_to = None if apart is None else people - int(row[apart])
            yield GroupFigures(
                group=("+".join(self.groups[i]),),
                people=people,
                shown_to=shown_to,
                base=base,
                left_open=None if shown_to is None or counted else shown_to - base,
                prefer_not=0,
                choices=tuple(proportion(int(row[at]), base) for at in given),
                counted=counted,
            )

    def _effects(
        self, question: Question, answers: tuple[str, ...], groups: tuple[GroupFigures, ...]
    ) -> Effects:
        """Along the steps of a question that a grouping is merged from; none where answers had to be merged."""
        if answers != tuple(choice.code for choice in question.counted_choices):
            return NO_EFFECTS
        found = {group.group: group.choices for group in groups}
        if question.type != YES_NO or not in_steps(self.of.pairs.questionnaire, self.by):
            return effects(question, (self.by,), [*found.items()])
        nobody = tuple(proportion(0, 0) for _ in answers)  # such a step keeps its place
        counted = set(self.of.pairs.questionnaire.by_code[self.by].counted_codes)
        steps = [("+".join(codes),) for codes in self.groups if counted.issuperset(codes)]
        return effects(question, (self.by,), [(s, found.get(s, nobody)) for s in steps], ordered=True)


def in_steps(questionnaire: Questionnaire, by: str) -> bool:
    """Whether groups are merged from this question, and its answers are known to stand in an order.

    They are those of a scale, or their codes count upwards ('1', '2', '3' or 'year1', 'year2'): continents are merged
    from countries too.
    """
    question = questionnaire.by_code.get(by)
    if question is None or not any(g.is_merged for g in questionnaire.groupings_from(by)):
        return False
    return question.type == SCALE or counts_upwards(question.counted_codes)


def counts_upwards(codes: Sequence[str]) -> bool:
    found = [NUMBERED.fullmatch(code) for code in codes]
    parts = [match.groups() for match in found if match]
    numbers = [int(number) for _before, number, _after in parts]
    alike = {(before, after) for before, _number, after in parts}
    return len(parts) == len(codes) and len(alike) <= 1 and numbers == sorted(set(numbers))


def counted_missing(answers: Merged, question: Question) -> set[str]:
    """What is no answer, and is put together with one."""
    missing = MISSING | question.missing_codes
    return {code for i in given_answers(answers, question) for code in answers[i]} & missing


def without_answer(pairs: Pairs, name: str, inside: Array, answers: Merged) -> int:
    """How many people gave no answer, or were not asked, and are put together with those who answered."""
    variable = pairs.by_name[name]
    people = inside.diagonal(axis1=1, axis2=2).sum(axis=0)[variable.places]
    with_answers = [codes for codes in answers if not set(codes) <= MISSING]
    return sum(
        int(people[variable.codes.index(code)]) for codes in with_answers for code in codes if code in MISSING
    )


def given_answers(answers: Merged, question: Question) -> list[int]:
    """Which parts are answers: the rest is missing."""
    missing = MISSING | question.missing_codes
    return [i for i, codes in enumerate(answers) if not set(codes) <= missing]
