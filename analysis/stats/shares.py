"""Shares of groups, (how many gave the answer, of how many), as they are handed in: or why they are none."""

from __future__ import annotations

from collections.abc import Sequence

from .association import MOST
from .counts import whole

Share = tuple[int, int]


def shares_of(given: Sequence[Share]) -> tuple[Share, ...] | None:
    """The shares, or None where one of them is none: k of n with k > n, NaN, 3.7, -1, a text."""
    try:
        shares = [whole(*share) for share in given]
    except TypeError:
        return None
    return _fitting([share for share in shares if share is not None and len(share) == 2], len(shares))


def _fitting(shares: Sequence[tuple[int, ...]], wanted: int) -> tuple[Share, ...] | None:
    pairs = tuple((count, base) for count, base in shares if count <= base)
    return pairs if len(pairs) == wanted else None


def people(shares: Sequence[Share]) -> int:
    return sum(base for _, base in shares)


def obstacle(shares: Sequence[Share]) -> str:
    """Why groups cannot be compared: '' where they can."""
    n = people(shares)
    if n == 0:
        return "nobody"
    if n > MOST:
        return "too_large"
    return "one_group" if sum(base > 0 for _, base in shares) < 2 else ""


def all_the_same(shares: Sequence[Share]) -> bool:
    """Whether nobody gave the answer, or everybody."""
    return sum(count for count, _ in shares) in (0, people(shares))
