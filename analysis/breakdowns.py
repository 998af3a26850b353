"""Breakdowns of a closed survey by any other question or by school, in all or inside each group of a grouping.

Both the groups and the answers held by fewer than k people are merged, so a table and its transpose hide the same
(`splits`: which of them may be shown together). All from `Pairs`: nobody is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from surveyapp.columns import column_name
from surveyapp.disclosure import may_split
from surveyapp.pairs import NO_ANSWER, NOT_ASKED, TICKED, Pairs
from surveyapp.questionnaire.schema import MULTIPLE, NUMBER, Question

from .effects import NO_EFFECTS, Effects, effects
from .number_breakdowns import compared, shown
from .report import NOBODY, TOO_FEW, Breakdown, GroupFigures
from .splits import Array, Merged, Split, allowed_splits, merged
from .stats.association import compare
from .stats.proportions import proportion

MISSING = {NO_ANSWER, NOT_ASKED}


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
        figures = tuple(self._figures(counts, answers, given))
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
            for group, found in zip(self._figures(counts, answers, given), numbers, strict=True)
        )
        return Breakdown((self.by,), figures, effects=compared(numbers))

    def several(self, question: Question, columns: Sequence[tuple[str, str]]) -> Breakdown:
        """A table of ticked and not ticked for each choice; those that too few ticked are left out."""
        shown, tables = [], []
        for name, choice in columns:
            answers = merged(self.of.pairs, name, self.of.k, self.inside)
            if answers is None or (TICKED,) not in answers:
                continue
            counts, given = self._counts(name, answers), given_answers(answers, question)
            if self._may_split(counts, given):
                tables.append(tuple(self._figures(counts, answers, given)))
                shown.append((choice, given.index(answers.index((TICKED,)))))
        if not tables:
            return withheld(self.by)
        if not any(group.base for group in tables[0]):
            return Breakdown((self.by,), (), withheld=NOBODY)
        ticked = [tuple(g.choices[at] for g in table) for table, (_, at) in zip(tables, shown, strict=True)]
        together = tuple(
            GroupFigures(g.group, g.people, g.shown_to, g.base, g.left_open, 0, tuple(t[i] for t in ticked))
            for i, g in enumerate(tables[0])
        )
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

    def _figures(self, counts: Array, answers: Merged, given: Sequence[int]) -> Iterator[GroupFigures]:
        not_asked = [i for i, codes in enumerate(answers) if codes == (NOT_ASKED,)]
        missing = [i for i in range(len(answers)) if i not in given]
        table = counts.sum(axis=0)
        for i in self.groups_with_people:
            row = table[i]
            people, base, hidden = int(row.sum()), int(row[given].sum()), int(row[not_asked].sum())
            yield GroupFigures(
                group=("+".join(self.groups[i]),),
                people=people,
                shown_to=people - hidden,
                base=base,
                left_open=int(row[missing].sum()) - hidden,
                prefer_not=0,
                choices=tuple(proportion(int(row[at]), base) for at in given),
            )

    def _effects(
        self, question: Question, answers: tuple[str, ...], groups: tuple[GroupFigures, ...]
    ) -> Effects:
        """Along the steps of a question that a grouping is merged from; none where answers had to be merged."""
        if answers != tuple(choice.code for choice in question.counted_choices):
            return NO_EFFECTS
        steps = any(g.is_merged for g in self.of.pairs.questionnaire.groupings_from(self.by))
        return effects(question, (self.by,), [(g.group, g.choices) for g in groups], ordered=steps)


def given_answers(answers: Merged, question: Question) -> list[int]:
    """Which parts are answers: the rest is missing."""
    missing = MISSING | question.missing_codes
    return [i for i, codes in enumerate(answers) if not set(codes) <= missing]
