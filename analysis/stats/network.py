"""Fisher's exact test of two groups and any number of answers, as a walk through a network.

After Mehta and Patel (J Am Stat Assoc 1983;78:427-434). One answer after another, a walk says how many of the
first group gave it. The probability of the table that it ends in, given the totals, is

    product of C(size of the answer, how many of them are in the first group) / C(everybody, first group)

and p is the sum over all tables that are no more probable than the observed one. Three things make that
quick: a walk whose most probable ending is rare enough is settled, with all its endings, by one formula;
walks that have placed equally many people with equal weight are one walk; and of the two largest answers,
walked last, the one leaves the other no choice. Weights are kept as logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from .counts import Table

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TIE = math.log1p(1e-7)  # tables are equally probable if their probabilities differ by less; R does the same
SAME = 1e-9  # walks are one if the logarithms of their weights differ by less
AT_A_TIME = 30_000  # steps looked at together: few keep memory flat, and fit into the processor's cache
NODES = 256  # finished together
BAND = 2_000.0  # wider than logarithms of probabilities above 0 lie apart; times NODES, 1e-10 is left of their digits


@dataclass(frozen=True)
class _Walks:
    """Unfinished walks: how many of the first group are still to place, log weight, how many are alike."""

    left: Integers
    weight: Floats
    alike: Floats


@dataclass(frozen=True)
class _Problem:
    """The answers from the smallest to the largest, what is rare, and by what to divide."""

    sizes: Sequence[int]
    ways: Sequence[Floats]  # for each answer, log C(size, x) by x
    group: int
    rare: float  # log weight of the observed table
    everything: float  # log weight of all tables together


def exact_p(table: Table, limit: int) -> float | None:
    """p of a table of two rows without empty columns; None where an answer takes more than `limit` steps."""
    if 4 * sum(map(sum, table)) > limit:  # a person costs about as much to prepare for as four steps
        return None
    problem = _problem(table)
    walks, p = _Walks(np.array([problem.group]), np.zeros(1), np.ones(1)), 0.0
    for at, ways in enumerate(problem.ways[:-2]):
        if walks.left.size * ways.size > limit:
            return None
        walks, settled = _walk(walks, at, problem)
        p += settled
    if np.unique(walks.left).size * problem.ways[-2].size > limit:
        return None
    return min(1.0, p + _finish(walks, problem))


def _problem(table: Table) -> _Problem:
    first, second = sorted(table, key=sum)
    answers = sorted((a + b, a) for a, b in zip(first, second, strict=True))
    sizes = [size for size, _ in answers]
    ways = [_log_choose(size) for size in sizes]
    observed = sum(float(way[x]) for way, (_, x) in zip(ways, answers, strict=True))
    return _Problem(sizes, ways, sum(first), observed + TIE, float(_log_choose(sum(sizes))[sum(first)]))


def _log_choose(size: int) -> Floats:
    """log C(size, x) for x = 0..size."""
    logs: Floats = gammaln(np.arange(size + 1) + 1.0)
    choose: Floats = logs[-1] - logs - logs[::-1]
    return choose


def _heaviest(sizes: Sequence[int]) -> Floats:
    """The log weight of the most probable way to place 0, 1, 2, ... people over answers of these sizes.

    log C(size, x) is concave in x, so each next person goes where the next step up is largest.
    """
    steps = np.concatenate([np.log(np.arange(size, 0, -1) / np.arange(1, size + 1)) for size in sizes])
    return np.concatenate(([0.0], np.cumsum(np.sort(steps)[::-1])))


def _walk(walks: _Walks, at: int, problem: _Problem) -> tuple[_Walks, float]:
    """All walks one answer further: those still open, and the probability of those settled here."""
    rest = problem.sizes[at + 1 :]
    heaviest, endings = _heaviest(rest), _log_choose(sum(rest))
    settled, still_open = 0.0, []
    for part in _parts(walks, problem.ways[at].size):
        part = _step(part, problem.ways[at], room=sum(rest))
        rare = part.weight + heaviest[part.left] <= problem.rare
        weight = part.weight[rare] + endings[part.left[rare]] - problem.everything
        settled += float(np.sum(part.alike[rare] * np.exp(weight)))
        still_open.append(_some(part, ~rare))
    return _merged(still_open), settled


def _parts(walks: _Walks, steps: int) -> list[_Walks]:
    size = max(1, AT_A_TIME // steps)
    return [_some(walks, slice(start, start + size)) for start in range(0, walks.left.size, size)]


def _some(walks: _Walks, which: slice | NDArray[np.bool_] | Integers) -> _Walks:
    return _Walks(walks.left[which], walks.weight[which], walks.alike[which])


def _step(walks: _Walks, ways: Floats, room: int) -> _Walks:
    """Each walk with each number of people for one answer that leaves no more than `room` for the rest."""
    left = walks.left[:, None] - np.arange(ways.size)
    walk, x = np.nonzero((left >= 0) & (left <= room))
    return _Walks(left[walk, x], walks.weight[walk] + ways[x], walks.alike[walk])


def _merged(parts: Sequence[_Walks]) -> _Walks:
    """Walks with equally many still to place and equal weight become one, sorted by what is to place."""
    if not sum(part.left.size for part in parts):
        return _Walks(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    left = np.concatenate([part.left for part in parts])
    weight = np.concatenate([part.weight for part in parts])
    order = np.lexsort((weight, left))
    left, weight = left[order], weight[order]
    alike = np.concatenate([part.alike for part in parts])[order]
    new = np.concatenate(([True], (np.diff(left) != 0) | (np.diff(weight) > SAME)))
    starts = np.flatnonzero(new)
    return _Walks(left[starts], weight[starts], np.add.reduceat(alike, starts))


def _finish(walks: _Walks, problem: _Problem) -> float:
    """The probability of the rare endings over the last two answers, for all walks; they are in order of `left`."""
    nodes, node_of = np.unique(walks.left, return_inverse=True)
    size = min(NODES, max(1, AT_A_TIME // problem.ways[-2].size))
    found = 0.0
    for start in range(0, nodes.size, size):
        first, last = np.searchsorted(node_of, (start, start + size))
        some = slice(first, last)
        found += _finish_nodes(
            _some(walks, some), node_of[some] - start, nodes[start : start + size], problem
        )
    return found


def _finish_nodes(walks: _Walks, node_of: Integers, nodes: Integers, problem: _Problem) -> float:
    """The same for the walks of some nodes, each of which says how many are left to place."""
    ways, last = problem.ways[-2:]
    x = np.arange(ways.size)
    rest = nodes[:, None] - x
    possible = (rest >= 0) & (rest < last.size)
    endings = np.where(possible, ways + last[np.where(possible, rest, 0)], -np.inf)
    endings.sort(axis=1)
    largest = endings[:, -1].copy()
    endings -= largest[:, None]
    tails = np.zeros((nodes.size, ways.size + 1))
    np.cumsum(np.exp(endings), axis=1, out=tails[:, 1:])
    # One search for all nodes: the endings of each lie in a band of their own.
    bands = np.maximum(endings, 1 - BAND) + BAND * np.arange(nodes.size)[:, None]
    looked_for = np.clip(problem.rare - walks.weight - largest[node_of], 0.5 - BAND, 0.5) + BAND * node_of
    rare = np.searchsorted(bands.ravel(), looked_for, side="right") - ways.size * node_of
    weight = walks.weight + largest[node_of] - problem.everything
    return float(np.sum(walks.alike * np.exp(weight) * tails[node_of, rare]))
