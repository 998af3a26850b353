"""Answers that are numbers: what describes them, and whether groups differ. From how many gave each value."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .association import MOST
from .counts import whole
from .outcomes import BINNED, ONE_PERSON, REASONS, HypothesisTest, Summary, no_test
from .ranks import compare_ranks

Bins = Iterable[tuple[float, int]]  # (value, how many gave it), in any order, a value also more than once

QUARTILES = "quartiles of type 7, standard deviation with n - 1"
LARGEST = 1e100  # squares of larger ones could leave the computer's numbers


def bins_of(values: Iterable[float]) -> list[tuple[float, int]]:
    return list(Counter(values).items())


def summary(bins: Bins, width: float = 0.0) -> Summary:
    """n, mean, SD, quartiles. `width`: of bins that stand under their lower edge; 0 where each value stands itself."""
    counts = _counted(bins, width)
    if isinstance(counts, str):
        return Summary(note=REASONS[counts], note_code=counts)
    n = sum(counts.values())
    if n == 0 or n > MOST:
        code = "too_large" if n else "nobody"
        return Summary(n, note=REASONS[code], note_code=code)
    warnings = (*((BINNED,) if width else ()), *((ONE_PERSON,) if n == 1 else ()))
    return replace(_described(counts, n), method=QUARTILES, warnings=warnings)


def compare_numbers(groups: Sequence[Bins], width: float = 0.0) -> HypothesisTest:
    """Mann-Whitney or Kruskal-Wallis over the values in order. Bins need no middle: only the order matters."""
    counted = [_counted(bins) for bins in groups]
    counts = [group for group in counted if not isinstance(group, str)]
    if len(counts) < len(counted):
        return no_test(next(code for code in counted if isinstance(code, str)))
    values = sorted({value for group in counts for value in group})
    found = compare_ranks([[group.get(value, 0) for value in values] for group in counts])
    return replace(found, warnings=(*found.warnings, BINNED)) if width and not found.note else found


def _counted(bins: Bins, width: float = 0.0) -> dict[float, int] | str:
    """Value -> how many, without values of nobody; or why there is none."""
    counts: Counter[float] = Counter()
    try:
        if not 0 <= width <= LARGEST:
            return "bad_value"
        for value, given in bins:
            people = whole(given)
            if people is None:
                return "bad_input"
            if abs(value) > LARGEST or not math.isfinite(value):
                return "bad_value"
            counts[value + width / 2] += people[0]
    except (TypeError, ValueError):
        return "bad_value"
    return dict(+counts)


def _described(counts: dict[float, int], n: int) -> Summary:
    mean = math.fsum(value * people for value, people in counts.items()) / n
    squares = math.fsum(people * (value - mean) ** 2 for value, people in counts.items())
    ordered = sorted(counts.items())
    lower, median, upper = (_quartile(ordered, n, quarter) for quarter in (1, 2, 3))
    return Summary(
        n=n,
        mean=mean,
        sd=math.sqrt(squares / (n - 1)) if n > 1 else None,
        minimum=float(ordered[0][0]),
        lower_quartile=lower,
        median=median,
        upper_quartile=upper,
        maximum=float(ordered[-1][0]),
    )


def _quartile(ordered: Sequence[tuple[float, int]], n: int, quarter: int) -> float:
    """Type 7 (R. J. Hyndman and Y. Fan, Am Stat 1996;50:361-365): between two people, by how near it is to each."""
    place, rest = divmod((n - 1) * quarter, 4)
    low, high = _value_at(ordered, place), _value_at(ordered, min(place + 1, n - 1))
    return low + rest / 4 * (high - low)


def _value_at(ordered: Sequence[tuple[float, int]], place: int) -> float:
    """The value of the person at this place in order, from 0."""
    for value, people in ordered:
        if place < people:
            return float(value)
        place -= people
    raise AssertionError("a place beyond the last person")
