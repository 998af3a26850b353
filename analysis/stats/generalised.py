"""Any number of groups (rows) and answers (columns) inside strata: do they go together among people of one stratum?

Totals of each stratum are taken as given. What the cells add up to beyond what is expected then has a known
covariance, stratum by stratum; a test is how far out that is. All tests here differ in what they add up alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .association import MOST
from .counts import Table, transposed, whole
from .fisher import CELLS
from .outcomes import DROPPED, HypothesisTest, Measure, chi2_test, no_measure, no_test
from .proportions import Z

GENERAL = "generalised Cochran-Mantel-Haenszel test"
ORDER = "van Elteren's test with ties"
DIFFERENCE = "Mantel-Haenszel difference in percentage points"

Floats = NDArray[np.float64]
NOTHING = 1e-10  # a share of the variance below which a direction has none: sums of whole numbers leave 1e-14
Strata = Sequence[Sequence[Sequence[int]]]


def general_association(strata: Strata) -> HypothesisTest:
    """Whether groups and answers go together at all (M. W. Birch, J R Stat Soc B 1965;27:111-124)."""
    tables, n, dropped, why = _given(strata)
    if why:
        return no_test(why, n, GENERAL)
    beyond = sum(_beyond(table).ravel() for table in tables)
    spread = sum(_scale(table) * np.kron(_spread(table.sum(1)), _spread(table.sum(0))) for table in tables)
    expected = sum(np.outer(table.sum(1), table.sum(0)).ravel() / table.sum() for table in tables)
    return _tested(beyond, spread, expected, n, GENERAL, dropped)


def order_association(strata: Strata) -> HypothesisTest:
    """Whether groups differ in answers that have an order (P. H. van Elteren, Bull Int Stat Inst 1960;37:351-361).

    Each answer counts as its mean rank in its stratum, over one more than the people there. `effect`, of two groups,
    is the rank-biserial correlation inside strata: above 0 where the first ranks higher.
    """
    tables, n, dropped, why = _given(strata, most=None)
    if why:
        return no_test(why, n, ORDER)
    scores = [_scores(table) for table in tables]
    beyond = np.sum([_beyond(table) @ score for table, score in zip(tables, scores, strict=True)], axis=0)
    spread = sum(
        float(score @ _spread(table.sum(0)) @ score) * _scale(table) * _spread(table.sum(1))
        for table, score in zip(tables, scores, strict=True)
    )
    groups = sum(table.sum(1) for table in tables)
    effect = None
    if len(groups) == 2:
        pairs = math.fsum(float(table.sum(1).prod() / (table.sum() + 1)) for table in tables)
        effect = float(2 * beyond[0] / pairs)
    return _tested(beyond, spread, groups, n, ORDER, dropped, effect)


def weighted_differences(strata: Strata) -> tuple[Measure, ...]:
    """Of each answer: the first of two groups less the second, in percentage points, each stratum by its n1 n2 / n.

    S. Greenland and J. M. Robins, Biometrics 1985;41:55-68. No interval where nothing varies; nothing at all
    where other than two groups have answers.
    """
    given = _tables(strata) or []
    sizes = [sum(map(sum, groups)) for groups in zip(*given, strict=True)]
    first, *others = [at for at, size in enumerate(sizes) if size] or [0]
    if len(others) != 1:
        return ()
    tables = [(table[first], table[others[0]]) for table in given]
    n, both = sum(sizes), [_floats(table) for table in tables if all(map(sum, table))]
    why = "too_large" if n > MOST else "" if both else "no_stratum"
    if why:
        return tuple(no_measure(why, n, DIFFERENCE) for _ in tables[0][0])
    return tuple(_difference(both, at, n) for at in range(len(tables[0][0])))


def _difference(tables: Sequence[Floats], answer: int, n: int) -> Measure:
    bases = [table.sum(1) for table in tables]
    shares = [table[:, answer] / base for table, base in zip(tables, bases, strict=True)]
    weights = [float(base.prod() / base.sum()) for base in bases]
    total = math.fsum(weights)
    value = math.fsum(w * float(s[0] - s[1]) for w, s in zip(weights, shares, strict=True)) / total
    variance = math.fsum(
        w * w * float((s * (1 - s) / b).sum()) for w, s, b in zip(weights, shares, bases, strict=True)
    )
    half = Z * math.sqrt(variance) / total
    low, high = (100 * (value - half), 100 * (value + half)) if half else (None, None)
    return Measure(100 * value, low, high, method=DIFFERENCE, n=n)


def _given(strata: Strata, most: int | None = CELLS) -> tuple[list[Floats], int, int, str]:
    """The tables that inform, how many people are in them, how many strata are left out, and why there is none.

    `most`: cells, where each of them has a covariance with each other; numbers can take more values.
    """
    tables = _tables(strata)
    if tables is None:
        return [], 0, 0, "bad_input"
    used, n = [table for table in tables if _informs(table)], sum(map(_people, tables))
    if n > MOST or (most and used and len(used[0]) * len(used[0][0]) > most):
        return [], n, 0, "too_large"
    if not used:
        return [], n, 0, "no_stratum" if n else "nobody"
    return _filled([_floats(table) for table in used]), sum(map(_people, used)), len(tables) - len(used), ""


def _tables(strata: Strata) -> list[Table] | None:
    """None where they are no tables of counts, all of one shape."""
    try:
        rows = [[whole(*row) for row in table] for table in strata]
    except TypeError:
        return None
    tables: list[Table] = [tuple(row for row in table if row is not None) for table in rows]
    shapes = {tuple(map(len, table)) for table in tables} | {tuple(len(row or ()) for row in t) for t in rows}
    fit = len(shapes) < 2 and all(shape and shape[0] and len(set(shape)) == 1 for shape in shapes)
    return tables if fit else None


def _people(table: Table) -> int:
    return sum(map(sum, table))


def _floats(table: Table) -> Floats:
    """Whole numbers up to MOST, and their products, are exact."""
    return np.array(table, dtype=float)


def _informs(table: Table) -> bool:
    return sum(map(any, table)) > 1 and sum(map(any, transposed(table))) > 1


def _filled(tables: Sequence[Floats]) -> list[Floats]:
    """Without groups and answers that no stratum has."""
    everybody = np.sum(tables, axis=0)
    return [table[everybody.sum(1) > 0][:, everybody.sum(0) > 0] for table in tables]


def _beyond(table: Floats) -> Floats:
    """Each cell less what is expected of it, in whole numbers up to the division."""
    n = table.sum()
    found: Floats = (n * table - np.outer(table.sum(1), table.sum(0))) / n
    return found


def _spread(totals: Floats) -> Floats:
    n = totals.sum()
    found: Floats = (n * np.diag(totals) - np.outer(totals, totals)) / n
    return found


def _scale(table: Floats) -> float:
    return float(1 / (table.sum() - 1))


def _scores(table: Floats) -> Floats:
    """Mean ranks over n + 1."""
    sizes = [int(size) for size in table.sum(0)]
    below = accumulate(sizes, initial=0)
    ranks = [(2 * lower + size + 1) / 2 for lower, size in zip(below, sizes, strict=False)]
    found: Floats = np.array(ranks) / (table.sum() + 1)
    return found


def _tested(
    beyond: Any, spread: Any, people: Any, n: int, method: str, dropped: int, effect: float | None = None
) -> HypothesisTest:
    """The quadratic form, over as many directions as have a variance. `people`: the size that each cell is seen by."""
    seen = people > 0
    root = np.sqrt(people[seen])
    values, vectors = np.linalg.eigh(spread[np.ix_(seen, seen)] / np.outer(root, root))
    there = values > NOTHING * values[-1]
    along = vectors[:, there].T @ (beyond[seen] / root)
    found = chi2_test(float((along**2 / values[there]).sum()), int(there.sum()), n, method, effect=effect)
    return _warned(found, dropped)


def _warned(found: HypothesisTest, dropped: int) -> HypothesisTest:
    return replace(found, warnings=(*found.warnings, DROPPED)) if dropped else found
