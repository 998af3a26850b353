"""A share of a base with Wilson's interval, which stays inside 0 to 100 % and has a width even there."""

from __future__ import annotations

import math

from scipy.special import ndtri

from .counts import whole
from .results import NOTES, Proportion

Z = float(ndtri(0.975))  # 95 %, two-sided


def proportion(count: int, base: int) -> Proportion:
    """`count` of `base` in percent (E. B. Wilson, J Am Stat Assoc 1927;22:209-212)."""
    given = whole(count, base)
    if given is None or given[0] > given[1]:
        return Proportion(*_known(count, base), note=NOTES["bad_input"], note_code="bad_input")
    count, base = given
    if base == 0:
        return Proportion(0, 0, note=NOTES["nobody"], note_code="nobody")
    low, high = _wilson(count, base)
    return Proportion(count, base, 100 * count / base, 100 * low, 100 * high)


def _wilson(count: int, base: int) -> tuple[float, float]:
    share, z2 = count / base, Z * Z
    centre = share + z2 / (2 * base)
    half = Z * math.sqrt(share * (1 - share) / base + z2 / (4 * base * base))
    shrink = 1 + z2 / base
    # The limit at nobody is 0 and at everybody 1; rounding would leave it a hair beside.
    low = 0.0 if count == 0 else (centre - half) / shrink
    high = 1.0 if count == base else (centre + half) / shrink
    return low, high


def _known(count: int, base: int) -> tuple[int, int]:
    """What can be repeated of a bad pair: whole numbers as they are, anything else as 0."""
    return (whole(count) or (0,))[0], (whole(base) or (0,))[0]
