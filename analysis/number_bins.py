"""A number question's tally -> how many gave each value, what describes them, and the bars of their chart. Pure.

A tally counts a number by its value where there are at most 256 whole ones, else by one of 256 bins of equal
width (`counting.number_bin`). Planned figures come from tallies after closing as well, so a bin stays a bin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from surveyapp.questionnaire.counting import ANSWERED, BINS, HIDDEN, OPEN
from surveyapp.questionnaire.schema import Question

from .stats.numbers import summary
from .stats.outcomes import Summary

MOST_BARS = 20
NICE = (1, 2, 5)  # times a power of ten
NEARLY = 1e-6  # of a bar: edges are floats


@dataclass(frozen=True)
class Numbers:
    """What one group's people answered, in ascending order. `bins`: (value, people).

    Where `width` is 0 each value stands itself; else a bin stands under its lower edge.
    """

    bins: tuple[tuple[float, int], ...]
    width: float
    summary: Summary


def bin_width(question: Question) -> float:
    """0 where a tally holds the values themselves: as `counting.number_bin` decides."""
    reach = (question.maximum or 0.0) - (question.minimum or 0.0)
    return 0.0 if question.integer and reach < BINS else reach / BINS


def numbers(question: Question, counts: Mapping[str, int]) -> Numbers:
    """`counts`: answer -> people, as in a tally, with who gave none."""
    given = {key: n for key, n in counts.items() if n and key not in (OPEN, HIDDEN, ANSWERED)}
    bins = tuple(sorted((float(value), n) for value, n in given.items()))
    width = bin_width(question)
    return Numbers(bins, width, summary(bins, width))


@dataclass(frozen=True)
class Bars:
    """Bars of equal width, the same for each group. Places are in the question's own unit.

    `whole`: the values are whole numbers and stand themselves, so a bar ends one below where the next begins.
    """

    start: float
    step: float
    number: int
    whole: bool

    @property
    def end(self) -> float:
        return self.start + self.number * self.step

    def lower(self, i: int) -> float:
        return self.start + i * self.step

    def upper(self, i: int) -> float:
        """The last value in a bar of whole numbers; else the first beyond it."""
        return self.lower(i + 1) - (1 if self.whole else 0)

    def people(self, group: Numbers) -> tuple[int, ...]:
        counts = [0] * self.number
        for value, n in group.bins:
            counts[math.floor((value - self.start) / self.step + NEARLY)] += n
        return tuple(counts)


def bars_of(question: Question, everybody: Numbers) -> Bars | None:
    """20 at most, over the values that were given. None where there are none.

    Steps of 1, 2 or 5 times a power of ten for whole numbers. Of bins each bar holds 1, 2, 4, 8 ... whole ones:
    edges that cut through bins would make bars higher and lower that nobody's answers made so.
    """
    if not everybody.bins:
        return None
    low, high = everybody.bins[0][0], everybody.bins[-1][0]
    if everybody.width:
        origin, sizes = question.minimum or 0.0, (everybody.width * 2**power for power in count())
    else:
        origin, sizes = 0.0, (float(nice * 10**power) for power in count() for nice in NICE)
    for step in sizes:
        first, last = (math.floor((value - origin) / step + NEARLY) for value in (low, high))
        if last - first < MOST_BARS:
            return Bars(origin + first * step, step, last - first + 1, not everybody.width)
    raise AssertionError("a step that is large enough is reached")


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Places for an axis' figures, at multiples of 1, 2 or 5 times a power of ten, `most` at most."""
    power = math.floor(math.log10(high - low)) - 2 if high > low else 0
    for nice in (n * 10.0**p for p in count(power) for n in NICE):
        first, last = math.ceil(low / nice - NEARLY), math.floor(high / nice + NEARLY)
        if last - first < most:
            return [i * nice for i in range(first, last + 1)]
    raise AssertionError("a step that is large enough is reached")
