"""p of several tests that answer one question together, adjusted for their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from .outcomes import Adjusted

HOLM = "Holm's adjustment"


def holm(ps: Sequence[float | None]) -> Adjusted:
    """As R's p.adjust(method = "holm") (S. Holm, Scand J Stat 1979;6:65-70).

    A test without a p (None, NaN) has none afterwards and does not count; statsmodels would count it.
    """
    there = sorted((p, at) for at, p in enumerate(ps) if _is_p(p))
    adjusted: list[float | None] = [None] * len(ps)
    largest = 0.0
    for rank, (p, at) in enumerate(there):
        largest = max(largest, min(1.0, (len(there) - rank) * p))
        adjusted[at] = largest
    return Adjusted(tuple(adjusted), len(there), HOLM)


def _is_p(p: float | None) -> TypeGuard[float]:
    return isinstance(p, int | float) and 0 <= p <= 1
