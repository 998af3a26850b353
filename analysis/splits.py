"""Which splits of a closed survey may be shown beside each other: by a question or the school, in all or in each group.

Every split is held against the planned groups and against the splits before it, in the questionnaire's order: one
rule, in which nobody's choice plays a part, so that whoever looks at all of them finds nobody either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from surveyapp.disclosure import Part, merge_small, unions_differ_enough
from surveyapp.pairs import NO_ANSWER, NOT_ASKED, Pairs, Variable
from surveyapp.questionnaire.schema import NUMBER, Questionnaire

from .known_groups import Known

Array = npt.NDArray[Any]
MANY = 40  # groups of two splits, up to which many pairs of splits are looked at in one go
Merged = tuple[tuple[str, ...], ...]  # each part: the codes that were merged into it


@dataclass(frozen=True)
class Split:
    """By what, as `Pairs` names it; `within`: a grouping, in each of whose groups apart."""

    by: str
    within: str = ""


def merged(pairs: Pairs, name: str, k: int, inside: Array) -> Merged | None:
    """The parts of one variable among the people counted in `inside`; None where they are fewer than k."""
    variable = pairs.by_name[name]
    people = inside.diagonal(axis1=1, axis2=2)[:, variable.places].T
    parts = [
        Part(code, tuple(map(int, counts)), _block(pairs.questionnaire, name, code))
        for code, counts in zip(variable.codes, people, strict=True)
    ]
    return merge_small(parts, k)


def _block(questionnaire: Questionnaire, name: str, code: str) -> object:
    """A choice is merged only with others of its group in each grouping that the question makes; a number only with
    numbers, since who gave none has no place among them."""
    question = questionnaire.by_code.get(name)
    if question is not None and question.type == NUMBER:
        return code in (NO_ANSWER, NOT_ASKED)
    return tuple(grouping.group_of(code) for grouping in questionnaire.groupings_from(name))


def all_splits(pairs: Pairs) -> list[Split]:
    """The order in which they are allowed: school, what groups are merged from, the other questions; then within.

    Then the same of numbers, so that no number takes away what questions with choices show.
    """
    questionnaire, numbers = pairs.questionnaire, dict(pairs.shape.numbers)
    school, *others = [variable.name for variable in pairs.variables if variable.name not in numbers]
    sources = [g.question for g in questionnaire.groupings if g.is_merged]
    names = list(dict.fromkeys([school, *sources, *others]))
    return [*_splits_by(names, questionnaire), *_splits_by([*numbers], questionnaire)]


def _splits_by(names: Sequence[str], questionnaire: Questionnaire) -> Iterator[Split]:
    yield from (Split(name) for name in names)
    for grouping in questionnaire.groupings:
        yield from (Split(name, grouping.code) for name in names if name != grouping.question)


def allowed_splits(pairs: Pairs, k: int) -> frozenset[Split]:
    """Those that may be shown, all of them together. From k = 1 on that is all."""
    if k <= 1:
        return frozenset(all_splits(pairs))
    return _Held(pairs, k).allowed()


@dataclass(frozen=True)
class _Members:
    """One split as groups of people: `groups[part, stratum, code]` says whose counts add up to a part."""

    split: Split | None  # None: planned
    groups: Array


class _Held:
    """All splits of one survey, while they are held against each other."""

    def __init__(self, pairs: Pairs, k: int) -> None:
        self.pairs, self.k = pairs, k
        self.strata = list(pairs.questionnaire.strata())
        self.codes = pairs.counts.shape[-1]

    def allowed(self) -> frozenset[Split]:
        found = [*self.planned(), *self.others()]
        tables = self.tables(found)
        doubt = self.in_doubt(found, tables)
        beside: list[int] = []
        known = Known(self.pairs, self.k)
        for i, members in enumerate(found):
            if members.split is None or (
                all(not doubt[i, j] or self.safe(tables[:, self.rows[i], self.rows[j]]) for j in beside)
                and known.may_add(members.split, members.groups)
            ):
                beside.append(i)
                known.add(members.split, members.groups)
        return frozenset(split for i in beside if (split := found[i].split))

    def safe(self, tables: Array) -> bool:
        """By how people came, too: an importer can take an import away."""
        return all(unions_differ_enough(table, self.k) for table in tables)

    def planned(self) -> Iterable[_Members]:
        """Each grouping, and the first two crossed."""
        sizes = range(len(self.pairs.questionnaire.groupings))
        for views in [*((i,) for i in sizes), *([(0, 1)] if len(sizes) > 1 else [])]:
            groups = [[group.code for group in self.pairs.questionnaire.groupings[i].groups] for i in views]
            wanted = [
                [tuple(stratum[i] for i in views) == group for stratum in self.strata]
                for group in product(*groups)
            ]
            yield _Members(None, self.of_strata(np.array(wanted)))

    def of_strata(self, wanted: Array) -> Array:
        """Everybody of some strata: those who hold any code of the first variable."""
        groups = np.zeros((len(wanted), len(self.strata), self.codes), dtype=bool)
        groups[:, :, self.pairs.variables[0].places] = wanted[:, :, None]
        return groups

    def others(self) -> Iterable[_Members]:
        for split in all_splits(self.pairs):
            parts: list[Array] = []
            for group in self.groups_of(split.within):
                inside = self.pairs.inside(split.within, group)
                at = [not group or group in stratum_of for stratum_of in self.groups_at(split.within)]
                found = merged(self.pairs, split.by, self.k, inside)
                if found is None:
                    if not group:
                        break
                    parts.append(self.of_strata(np.array([at]))[0])  # of this group nothing more is shown
                else:
                    parts += [self.part(self.pairs.by_name[split.by], codes, at) for codes in found]
            if parts:
                yield _Members(split, np.array(parts))

    def groups_of(self, grouping: str) -> Sequence[str]:
        if not grouping:
            return [""]
        return [group.code for group in self.pairs.questionnaire.grouping_by_code[grouping].groups]

    def groups_at(self, grouping: str) -> list[tuple[str, ...]]:
        """Of each stratum, its group in one grouping."""
        order = [found.code for found in self.pairs.questionnaire.groupings]
        return [(stratum[order.index(grouping)],) if grouping else () for stratum in self.strata]

    def part(self, variable: Variable, codes: Iterable[str], at: Sequence[bool]) -> Array:
        group = np.zeros((len(self.strata), self.codes), dtype=bool)
        places = [variable.start + variable.codes.index(code) for code in codes]
        group[np.ix_(np.flatnonzero(at), np.array(places))] = True
        return group

    def tables(self, found: Sequence[_Members]) -> Array:
        """[batch, part, part of another split]: people who are in both."""
        ends = np.cumsum([len(members.groups) for members in found])
        self.rows = [slice(end - len(m.groups), end) for m, end in zip(found, ends, strict=True)]
        # whole numbers stay whole in either; the shorter one is twice as fast
        exact = "float32" if self.pairs.people < 2**24 else "float64"
        groups = np.concatenate([members.groups for members in found]).astype(exact)
        together = np.zeros((len(self.pairs.batches), len(groups), len(groups)), dtype=exact)
        for batch, counts in enumerate(self.pairs.counts):
            for stratum, people in enumerate(counts):
                together[batch] += groups[:, stratum] @ people.astype(exact) @ groups[:, stratum].T
        return together

    def in_doubt(self, found: Sequence[_Members], tables: Array) -> Array:
        """Which two splits have to be looked at one by one; `unions_differ_enough` says yes of all others."""
        member = np.zeros((len(found), tables.shape[1]))
        for i, rows in enumerate(self.rows):
            member[i, rows] = 1
        doubt = np.zeros((len(found), len(found)), dtype=bool)
        for table in tables:
            few = member @ ((table > 0) & (table < self.k)) @ member.T > 0
            alike: dict[tuple[int, int], list[tuple[int, int]]] = {}
            for i, j in np.argwhere(np.tril(few)).tolist():
                alike.setdefault((len(found[i].groups), len(found[j].groups)), []).append((i, j))
            for size, both in alike.items():
                if sum(size) > MANY:  # one by one is faster
                    doubt[tuple(np.transpose(both))] = True
                    continue
                some = np.array([table[self.rows[i], self.rows[j]] for i, j in both])
                for (i, j), held in zip(both, hold_together(some, self.k), strict=True):
                    doubt[i, j] |= not held
        return doubt


def hold_together(tables: Array, k: int) -> Array:
    """Of many tables of one size, which surely have no cut of fewer than k people: then all their groups, merged
    with whoever they share k with, become one (or are strangers to each other). `False` is no answer.
    """
    rows, columns = tables.shape[1:]
    shared = np.zeros((len(tables), rows + columns, rows + columns), dtype="float32")
    shared[:, :rows, rows:] = tables
    shared += shared.transpose(0, 2, 1)
    same = np.broadcast_to(np.eye(rows + columns, dtype="float32"), shared.shape)
    while True:
        between = same @ shared @ same * (1 - same)
        linked = same + (between >= k) > 0
        wider = (linked.astype("float32") @ linked > 0).astype("float32")
        if np.array_equal(wider, same):
            return np.asarray(~(between > 0).any(axis=(1, 2)))
        same = wider
