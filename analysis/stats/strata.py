"""Two groups and a yes/no answer inside strata (gender inside each phase): one odds ratio for all, or several?

Each stratum is the share of the first group and that of the second. Cells: a, b of the first group said yes, no;
c, d of the second.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from scipy.optimize import brentq
from scipy.special import rel_entr

from .association import MOST
from .outcomes import DROPPED, HypothesisTest, Measure, Stratified, chi2_test, no_measure, no_test
from .proportions import Z
from .shares import Share, shares_of

MANTEL_HAENSZEL = "Mantel-Haenszel odds ratio with the interval of Robins, Breslow and Greenland"
CMH = "Cochran-Mantel-Haenszel test without continuity correction"
BRESLOW_DAY = "Breslow-Day test with Tarone's adjustment"
INTERACTION = "likelihood-ratio test of the interaction in a logistic regression"

EDGE = 60.0  # of log odds ratios looked at: at e^60 nobody of ten million is left to move


class Cells(NamedTuple):
    a: float
    b: float
    c: float
    d: float


def stratified(strata: Sequence[tuple[Share, Share]]) -> Stratified:
    """Strata without both groups and both answers say nothing of the odds ratio and are left out, and counted."""
    given = _given(strata)
    if given is None:
        return _nothing("bad_input")
    n = sum(int(sum(cells)) for cells in given)
    used = [cells for cells in given if _informs(cells)]
    dropped = len(given) - len(used)
    if n > MOST or not used:
        return replace(
            _nothing("too_large" if n > MOST else "no_stratum" if n else "nobody", n), dropped=dropped
        )
    return replace(_answered(used), dropped=dropped, warnings=(DROPPED,) if dropped else ())


def _given(strata: Sequence[tuple[Share, Share]]) -> list[Cells] | None:
    try:
        pairs = [shares_of(stratum) for stratum in strata]
    except TypeError:
        return None
    known = [pair for pair in pairs if pair is not None and len(pair) == 2]
    if len(known) < len(pairs):
        return None
    return [Cells(a, base - a, c, other - c) for (a, base), (c, other) in known]


def _informs(cells: Cells) -> bool:
    a, b, c, d = cells
    return bool((a or b) and (c or d) and (a or c) and (b or d))


def _nothing(code: str, n: int = 0) -> Stratified:
    return Stratified(
        odds_ratio=no_measure(code, n, MANTEL_HAENSZEL),
        common=no_test(code, n, CMH),
        homogeneity=no_test(code, n, BRESLOW_DAY),
        interaction=no_test(code, n, INTERACTION),
    )


def _answered(strata: Sequence[Cells]) -> Stratified:
    common, n = _mantel_haenszel(strata), sum(int(sum(cells)) for cells in strata)
    why = "one_stratum" if len(strata) < 2 else common.note_code
    return Stratified(
        odds_ratio=common,
        common=_cmh(strata, n),
        homogeneity=no_test(why, n, BRESLOW_DAY) if why else _breslow_day(strata, common.value or 0.0, n),
        interaction=no_test(why, n, INTERACTION) if why else _interaction(strata, n),
        strata=len(strata),
    )


def _sum(of: Callable[[Cells], float], strata: Sequence[Cells]) -> float:
    return math.fsum(of(cells) for cells in strata)


def _for(cells: Cells) -> float:
    """What a stratum says for an odds ratio above 1."""
    return cells.a * cells.d / sum(cells)


def _against(cells: Cells) -> float:
    return cells.b * cells.c / sum(cells)


def _mantel_haenszel(strata: Sequence[Cells]) -> Measure:
    """N. Mantel and W. Haenszel, J Natl Cancer Inst 1959;22:719-748."""
    n, above, below = sum(int(sum(cells)) for cells in strata), _sum(_for, strata), _sum(_against, strata)
    if not above or not below:
        return no_measure("zero_cell", n, MANTEL_HAENSZEL)
    value, half = above / below, Z * math.sqrt(_log_variance(strata, above, below))
    return Measure(value, value * math.exp(-half), value * math.exp(half), MANTEL_HAENSZEL, n=n)


def _log_variance(strata: Sequence[Cells], above: float, below: float) -> float:
    """J. Robins, N. Breslow and S. Greenland, Biometrics 1986;42:311-323."""

    def along(cells: Cells) -> float:
        return (cells.a + cells.d) / sum(cells)

    def across(cells: Cells) -> float:
        return (cells.b + cells.c) / sum(cells)

    first = _sum(lambda s: along(s) * _for(s), strata) / above**2
    mixed = _sum(lambda s: along(s) * _against(s) + across(s) * _for(s), strata) / (above * below)
    last = _sum(lambda s: across(s) * _against(s), strata) / below**2
    return (first + mixed + last) / 2


def _cmh(strata: Sequence[Cells], n: int) -> HypothesisTest:
    """How far `a` adds up to more than expected, where the totals are fixed and the odds ratios 1."""
    beyond = _sum(lambda s: (s.a * s.d - s.b * s.c) / sum(s), strata)
    return chi2_test(beyond**2 / _sum(_hypergeometric_variance, strata), 1, n, CMH)


def _hypergeometric_variance(cells: Cells) -> float:
    (a, b, c, d), n = cells, sum(cells)
    return (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))


def _breslow_day(strata: Sequence[Cells], odds_ratio: float, n: int) -> HypothesisTest:
    """N. Breslow and N. Day, IARC Sci Publ 1980;32:142; adjusted after R. Tarone, Biometrika 1985;72:91-95."""
    fits = [_fitted(cells, odds_ratio) for cells in strata]
    beyond = [cells.a - fit.a for cells, fit in zip(strata, fits, strict=True)]
    variances = [1 / sum(1 / cell for cell in fit) for fit in fits]
    unadjusted = math.fsum(x * x / v for x, v in zip(beyond, variances, strict=True))
    adjusted = unadjusted - math.fsum(beyond) ** 2 / math.fsum(variances)
    return chi2_test(max(0.0, adjusted), len(strata) - 1, n, BRESLOW_DAY)


def _fitted(cells: Cells, odds_ratio: float) -> Cells:
    """The counts that have these totals and this odds ratio, each cell by itself: so small ones keep their digits."""
    (a, b, c, d), inverse = cells, 1 / odds_ratio
    return Cells(
        _fitted_cell(odds_ratio, a + b, a + c, c + d),
        _fitted_cell(inverse, a + b, b + d, c + d),
        _fitted_cell(inverse, c + d, a + c, a + b),
        _fitted_cell(odds_ratio, c + d, b + d, a + b),
    )


def _fitted_cell(odds_ratio: float, row: float, column: float, other_row: float) -> float:
    """The root of (1 - odds ratio) x^2 + half x - odds ratio * row * column = 0 that can be a count.

    Written so that nothing cancels; at an odds ratio of 1 (where the textbook's root is 0 / 0) it is
    row * column / n.
    """
    half = odds_ratio * (row + column) + other_row - column
    root = math.sqrt(max(0.0, half * half + 4 * (1 - odds_ratio) * odds_ratio * row * column))
    if half < 0:  # only below an odds ratio of 1
        return (root - half) / (2 * (1 - odds_ratio))
    return 2 * odds_ratio * row * column / (half + root)


def _interaction(strata: Sequence[Cells], n: int) -> HypothesisTest:
    """The deviance of the model with one odds ratio: with one for each stratum it fits perfectly.

    The common odds ratio is the maximum-likelihood one, at which the first cells add up to what was observed.
    """

    def beyond(log: float) -> float:
        return math.fsum(cells.a - _fitted(cells, math.exp(log)).a for cells in strata)

    odds_ratio = math.exp(float(brentq(beyond, -EDGE, EDGE, xtol=1e-14)))
    fits = [_fitted(cells, odds_ratio) for cells in strata]
    deviance = 2 * math.fsum(
        float(rel_entr(seen, expected))
        for cells, fit in zip(strata, fits, strict=True)
        for seen, expected in zip(cells, fit, strict=True)
    )
    return chi2_test(max(0.0, deviance), len(strata) - 1, n, INTERACTION)
