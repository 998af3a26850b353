"""What may be shown. One rule without memory, asked by everything that shows or exports (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .questionnaire.counting import in_order

Array = npt.NDArray[Any]
Tally = Mapping[str, Mapping[str, int]]  # question -> answer -> people


@dataclass(frozen=True)
class Atom:
    """At least k people whose answers are counted together: the smallest thing that is ever shown.

    `groups` has one group of each grouping, in the questionnaire's order; it is empty for people who
    count in 'everybody' alone (and in a survey without groupings). `school` is set where results by
    school are shown live.
    """

    groups: tuple[str, ...]
    school: str | None
    people: int
    tally: Tally
    everybody_only: bool = False
    batch: int = 0  # 0: handed in; else the import they came with, whom the importer knows


def add_tallies(tallies: Iterable[Tally]) -> dict[str, dict[str, int]]:
    """The sum of several tallies, keys sorted."""
    total: dict[str, dict[str, int]] = {}
    for tally in tallies:
        for question, counts in tally.items():
            into = total.setdefault(question, {})
            for answer, people in counts.items():
                into[answer] = into.get(answer, 0) + people
    return in_order(total)


def may_show(base: int, k: int) -> bool:
    """A base is nobody, or at least k people."""
    return base == 0 or base >= k


def may_split(bases: Iterable[int], k: int) -> bool:
    """A question is split only where that holds of every group."""
    return all(may_show(base, k) for base in bases)


def enough_waiting(counted: int, k: int) -> int:
    """How many of a stratum must wait before a step is counted.

    Steps grow with the survey: small ones could be found again in the rows of the closed survey, by
    looking for people who add up to them. The cap of 500 is for the length of the transaction.
    """
    return max(2 * k, min(counted // 2, 500))


@dataclass(frozen=True, order=True)
class AtomKey:
    """Which atom: a stratum (groups, and the school where it is live), or a pool of rests."""

    groups: tuple[str, ...] = ()
    school: str = ""
    everybody_only: bool = False


def pool(waiting: Mapping[AtomKey, int], k: int) -> dict[AtomKey, AtomKey | None]:
    """Where the people go who still wait in each stratum when nobody else will come.

    k or more are counted where they are. The rest of a stratum goes up: schools' rests into one pool per
    crossed group, what is left of those into one pool that counts in 'everybody' alone, each only if it
    holds k. None: fewer than k are left, who are kept and not shown.
    """
    went: dict[AtomKey, AtomKey | None] = {key: key for key, n in waiting.items() if n >= k}
    rests = {key: n for key, n in waiting.items() if 0 < n < k}
    by_group: dict[AtomKey, int] = {}
    for key, n in rests.items():
        if key.school:
            group = AtomKey(key.groups)
            by_group[group] = by_group.get(group, 0) + n
    for key in [key for key in rests if key.school and by_group[AtomKey(key.groups)] >= k]:
        went[key] = AtomKey(key.groups)
        del rests[key]
    everybody = AtomKey(everybody_only=True) if sum(rests.values()) >= k else None
    return went | dict.fromkeys(rests, everybody)


# ----- other breakdowns of a closed survey -----------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A group or an answer, and how many people of the shown strata hold it.

    `people`: by how they came, those who handed in and those of each import, since whoever imported some can take
    them away. `block`: parts are merged only with others of their block (of the same phase, where years make phases).
    """

    code: str
    people: tuple[int, ...]
    block: object = None


def merge_small(parts: Sequence[Part], k: int) -> tuple[tuple[str, ...], ...] | None:
    """The parts as they may be shown: those of fewer than k people, however they came, are merged with a neighbour.

    The smallest goes first, to the smaller of its neighbours in its block, so that the order of the parts decides
    and not anybody's choice. Parts of nobody stay as they are. None where a block has people, and fewer than k.
    """
    merged: list[tuple[str, ...]] = []
    for block in dict.fromkeys(part.block for part in parts):
        some = [([part.code], part.people) for part in parts if part.block == block]
        nobody = [codes for codes, people in some if not any(people)]
        done = _merge_block([part for part in some if any(part[1])], k)
        if done is None:
            return None
        merged += [tuple(codes) for codes in [*done, *nobody]]
    order = {part.code: i for i, part in enumerate(parts)}
    return tuple(sorted(merged, key=lambda codes: order[codes[0]]))


def _merge_block(parts: list[tuple[list[str], tuple[int, ...]]], k: int) -> list[list[str]] | None:
    while small := [n for n, (_, people) in enumerate(parts) if not may_split(people, k)]:
        if len(parts) == 1:
            return None
        i = min(small, key=lambda n: sum(parts[n][1]))
        beside = [n for n in (i - 1, i + 1) if 0 <= n < len(parts)]
        j = min(beside, key=lambda n: sum(parts[n][1]))
        first, second = sorted((i, j))
        together = tuple(a + b for a, b in zip(parts[first][1], parts[second][1], strict=True))
        parts[first : second + 1] = [(parts[first][0] + parts[second][0], together)]
    return [codes for codes, _ in parts]


def unions_differ_enough(table: Array, k: int) -> bool:
    """Whether two splits may both be shown: `table[i, j]` people are in group i of one and in group j of the other.

    Any groups of one, added up, and any groups of the other are then about the same people, or differ by k at least.
    Such a difference is a cut through the graph whose nodes are the groups and whose edges are the people that two
    of them share, so this asks for the smallest cut (M. Stoer and F. Wagner, J ACM 1997;44:585-591).
    """
    rows, columns = table.shape
    shared = np.zeros((rows + columns, rows + columns))
    shared[:rows, rows:] = table
    shared += shared.T
    while len(shared) > 1:
        i, j = divmod(int(shared.argmax()), len(shared))
        if shared[i, j] < k:
            order, cut = _by_what_they_share(shared)
            if len(order) > 1 and cut < k:
                return False
            i, j = order[-2:] if len(order) > 1 else (order[0], order[0])
        shared[i] += shared[j]
        shared[:, i] += shared[:, j]
        shared[i, i] = 0
        shared = np.delete(np.delete(shared, j, axis=0), j, axis=1)
    return True


def _by_what_they_share(shared: Array) -> tuple[list[int], float]:
    """The first group and all that hang together with it, each next the one that shares most with those before it.

    The cut around the last one is as small as any that parts it from the one before it.
    """
    order, cut, most = [0], 0.0, shared[0].copy()
    most[0] = -np.inf
    while (after := int(most.argmax())) not in order and most[after] > 0:
        cut = float(most[after])
        order.append(after)
        most += shared[after]
        most[after] = -np.inf
    return order, cut


# ----- rows of a closed survey ---------------------------------------------------------------------------

WHOLE, NO_SCHOOL, NO_SOURCE, NO_GROUPS, LEFT_OUT = range(5)


def blanking(school: Array, source: Array, groups: Array, k: int) -> Array:
    """How much of each row is blanked, so that at least k rows look the same in what others may know of a person.

    school: whose students they are; source: the answers to the grouping questions; groups: the groups made from
    them (each an integer for each row, equal where they are equal). Returns WHOLE, NO_SCHOOL, NO_SOURCE (neither
    school nor the questions that groups are merged from), NO_GROUPS, or, where the whole survey has fewer than k
    rows, LEFT_OUT. The rows blanked to one level are alike among themselves: somebody who knows this rule knows
    which rows were blanked, so only those count as a crowd.
    """
    level = np.zeros(len(school), dtype="int8")
    for to, keys in ((NO_SCHOOL, (school, source)), (NO_SOURCE, (source,)), (NO_GROUPS, (groups,))):
        at = level == to - 1
        level[at] = np.where(_class_sizes(keys, at) < k, to, to - 1)
    while 0 < int((level == NO_GROUPS).sum()) < k:
        if not _blank_smallest(level, school, source, groups):
            level[level == NO_GROUPS] = LEFT_OUT
            break
    return level


def _classes(keys: tuple[Array, ...], at: Array) -> tuple[Array, Array]:
    """Each row's class among the rows `at`, and the sizes of the classes."""
    together = np.zeros(int(np.count_nonzero(at)), dtype="int64")
    for key in keys:  # one number for each combination: numpy takes twenty times as long over several columns
        together = together * (int(key.max(initial=0)) + 2) + key[at] + 1
    _, index, sizes = np.unique(together, return_inverse=True, return_counts=True)
    return index, sizes


def _class_sizes(keys: tuple[Array, ...], at: Array) -> Array:
    index, sizes = _classes(keys, at)
    return sizes[index]


def _blank_smallest(level: Array, school: Array, source: Array, groups: Array) -> bool:
    """Too few are blank altogether: the smallest class that is not goes with them, the most blanked ones first."""
    for below, keys in ((NO_SOURCE, (groups,)), (NO_SCHOOL, (source,)), (WHOLE, (school, source))):
        at = level == below
        if at.any():
            index, sizes = _classes(keys, at)
            rows = np.flatnonzero(at)[index == int(np.argmin(sizes))]
            level[rows] = NO_GROUPS
            return True
    return False
