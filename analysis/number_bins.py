"""A number question's tally -> how many gave each value, what describes them, and the bars of their chart. Pure.

A tally counts a number by its value where there are at most 256 whole ones, else by one of 256 bins of equal
width (`counting.number_bin`). Planned figures come from tallies after closing as well, so a bin stays a bin.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count

from surveyapp.questionnaire.counting import ANSWERED, HIDDEN, OPEN, bin_start, bin_width
from surveyapp.questionnaire.months import IN_A_YEAR
from surveyapp.questionnaire.schema import Question

from .stats.numbers import summary
from .stats.outcomes import Summary

MOST_BARS = 20
NICE = (1, 2, 5)  # times a power of ten
NICE_MONTHS = (1, 3, 6)  # and nice numbers of years
NEARLY = 1e-6  # of a bar: edges are floats


@dataclass(frozen=True)
class Numbers:
    """What one group's people answered, in ascending order. `bins`: (value, people).

    Where `width` is 0 each value stands itself; else a bin stands under its lower edge.
    `spans`: in other breakdowns, where each bin (from, to) may be of several neighbouring values, and stands under
    their mean; the same for each group.
    """

    bins: tuple[tuple[float, int], ...]
    width: float
    summary: Summary
    spans: tuple[tuple[float, float], ...] = ()

    @property
    def merged(self) -> bool:
        return any(low != high for low, high in self.spans)


def numbers(question: Question, counts: Mapping[str, int]) -> Numbers:
    """`counts`: answer -> people, as in a tally, with who gave none."""
    missing = (OPEN, HIDDEN, ANSWERED, *question.missing_codes)
    given = {key: n for key, n in counts.items() if n and key not in missing}
    bins = tuple(sorted((float(value), n) for value, n in given.items()))
    width = bin_width(question)
    return Numbers(bins, width, summary(bins, width))


@dataclass(frozen=True)
class Bars:
    """Bars of equal width, the same for each group. Places are in the question's own unit.

    `whole`: the values are whole numbers and stand themselves, so a bar ends one below where the next begins.
    `begins`: at which steps from `start` a bar begins, where some are wider (see `bars_of`).
    """

    start: float
    step: float
    steps: int
    whole: bool
    begins: tuple[int, ...] = ()

    @property
    def end(self) -> float:
        return self.start + self.steps * self.step

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """In steps; the last one is the end."""
        return (*(self.begins or range(self.steps)), self.steps)

    @property
    def number(self) -> int:
        return len(self.edges) - 1

    def width(self, i: int) -> int:
        """In steps."""
        return self.edges[i + 1] - self.edges[i]

    def lower(self, i: int) -> float:
        return self.start + self.edges[i] * self.step

    def upper(self, i: int) -> float:
        """The last value in a bar of whole numbers; else the first beyond it."""
        return self.lower(i + 1) - (1 if self.whole else 0)

    def people(self, group: Numbers) -> tuple[int, ...]:
        counts = [0] * self.number
        for value, n in group.bins:
            step = math.floor((value - self.start) / self.step + NEARLY)
            counts[bisect(self.edges, step) - 1] += n
        return tuple(counts)


def bars_of(question: Question, everybody: Numbers) -> Bars | None:
    """20 at most, over the values that were given. None where there are none.

    Steps of 1, 2 or 5 times a power of ten for whole numbers; for months as many years, or parts of one. Of bins each
    bar holds 1, 2, 4, 8 ... whole ones: edges that cut through bins would make bars higher and lower that nobody's
    answers made so. Where values are put together, no bar begins between them.
    """
    if not everybody.bins:
        return None
    spans = everybody.spans or [(value, value) for value, _n in everybody.bins]
    low, high = spans[0][0], spans[-1][1]
    origin = bin_start(question) if everybody.width else 0.0
    if everybody.width:
        sizes: Iterator[float] = (everybody.width * 2**power for power in count())
    else:
        sizes = month_steps() if question.month else nice_steps(0)
    whole = not everybody.width or question.month
    for step in sizes:
        first, last = (math.floor((value - origin) / step + NEARLY) for value in (low, high))
        if last - first < MOST_BARS:
            bars = Bars(origin + first * step, step, last - first + 1, whole)
            return replace(bars, begins=_begins(bars, spans))
    raise AssertionError("a step that is large enough is reached")


def _begins(bars: Bars, spans: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    inside: set[int] = set()
    for span in spans:
        first, last = (math.floor((value - bars.start) / bars.step + NEARLY) for value in span)
        inside.update(range(first + 1, last + 1))
    return tuple(step for step in range(bars.steps) if step not in inside)


def nice_steps(power: int) -> Iterator[float]:
    return (nice * 10.0**p for p in count(power) for nice in NICE)


def month_steps() -> Iterator[float]:
    """Multiples of these from 0 are where a year, a half or a quarter of it begins."""
    return chain(map(float, NICE_MONTHS), (IN_A_YEAR * years for years in nice_steps(0)))


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Places for an axis' figures, at multiples of 1, 2 or 5 times a power of ten, `most` at most."""
    power = math.floor(math.log10(high - low)) - 2 if high > low else 0
    return _ticks(low, high, most, nice_steps(power))


def month_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Fewer, as their words are longer."""
    return _ticks(low, high, most, month_steps())


def _ticks(low: float, high: float, most: int, steps: Iterator[float]) -> list[float]:
    for nice in steps:
        first, last = math.ceil(low / nice - NEARLY), math.floor(high / nice + NEARLY)
        if last - first < most:
            return [i * nice for i in range(first, last + 1)]
    raise AssertionError("a step that is large enough is reached")
