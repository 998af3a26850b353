"""How much two groups differ in a yes/no answer: odds ratio, and difference in percentage points."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.stats import contingency

from .outcomes import REASONS, Measure, no_measure
from .proportions import proportion
from .shares import Share, all_the_same, obstacle, people, shares_of

ODDS_RATIO = "odds ratio with Woolf's interval"
EXACT = "exact conditional interval of the odds ratio"
DIFFERENCE = "difference in percentage points with Newcombe's interval"

TAIL = 0.025
# From the end of the support on, weight x is at most 39^x / x! (the first is at most 1 / 0.025 - 1, and the step
# to the next falls at least as 1 / (x + 1)): this far off, less than 1e-50.
FAR = 200


def odds_ratio(first: Share, second: Share) -> Measure:
    """The odds of the first group over those of the second (B. Woolf, Ann Hum Genet 1955;19:251-253)."""
    shares = shares_of((first, second))
    if shares is None:
        return no_measure("bad_input")
    n, why = people(shares), obstacle(shares) or ("one_answer" if all_the_same(shares) else "")
    if why:
        return no_measure(why, n)
    (a, base), (c, other) = shares
    b, d = base - a, other - c
    return _exact(a, b, c, d) if 0 in (a, b, c, d) else _woolf(a, b, c, d)


def _woolf(a: int, b: int, c: int, d: int) -> Measure:
    found = contingency.odds_ratio([[a, b], [c, d]], kind="sample")
    low, high = map(float, found.confidence_interval())
    return Measure(a * d / (b * c), low, high, ODDS_RATIO, "no cell is 0", a + b + c + d)


def _exact(a: int, b: int, c: int, d: int) -> Measure:
    """With an empty cell the odds ratio of the sample is 0 or infinite; one limit of the exact interval exists."""
    if 0 in (a, d):
        low, high = 0.0, _limit(b, c, max(a, d))
    else:
        low, high = 1 / _limit(a, d, max(b, c)), math.inf
    note = REASONS["zero_cell"]
    return Measure(None, low, high, EXACT, "a cell is 0", a + b + c + d, note, "zero_cell")


def _limit(b: int, c: int, opposite: int) -> float:
    """The odds ratio under which the table [[0, b], [c, opposite]] is the end of a tail of 2.5 %.

    That is Cornfield's exact limit, which scipy has as odds_ratio(kind="conditional") and R in fisher.test. Here
    the table is the very end of the support, so that the tail is one weight out of all: the equation is

        sum of weight(x) * odds^x = 1 / 0.025,   weight(0) = 1

    scipy solves it for any table, but takes nine minutes for [[700000, 0], [0, 300000]].
    """
    x = np.arange(min(b, c, FAR), dtype=float)
    steps = np.log(b - x) + np.log(c - x) - np.log(x + 1) - np.log(opposite + x + 1)
    weights, powers = np.cumsum(steps - steps[0]), x + 1

    def excess(log: float) -> float:
        return float(np.logaddexp(0, np.logaddexp.reduce(weights + powers * log))) + math.log(TAIL)

    # `log` is that of odds times the first step: the root lies between a geometric series and its first term.
    edges = math.log(1 - TAIL) - 1e-9, math.log(1 / TAIL - 1) + 1e-9
    return math.exp(float(brentq(excess, *edges, xtol=1e-15)) - float(steps[0]))


def difference(first: Share, second: Share) -> Measure:
    """First less second (R. G. Newcombe, Stat Med 1998;17:873-890, method 10: from the two Wilson intervals)."""
    shares = shares_of((first, second))
    if shares is None:
        return no_measure("bad_input")
    n, why = people(shares), obstacle(shares)
    return no_measure(why, n) if why else _newcombe(shares[0], shares[1], n)


def _newcombe(first: Share, second: Share, n: int) -> Measure:
    one, low, high = _with_wilson(first)
    other, other_low, other_high = _with_wilson(second)
    value = one - other
    return Measure(
        value,
        value - math.hypot(one - low, other_high - other),
        value + math.hypot(high - one, other - other_low),
        method=DIFFERENCE,
        n=n,
    )


def _with_wilson(share: Share) -> tuple[float, float, float]:
    found = proportion(*share)
    return found.percent or 0.0, found.low or 0.0, found.high or 0.0
