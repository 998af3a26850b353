"""Whether the answers differ between groups: the test that the counts allow, and why that one."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace

from scipy.special import chdtrc

from .counts import Table, table_of, transposed
from .fisher import Estimate, beside_chi2, fisher
from .results import ESTIMATED, FISHER, METHODS, NONE_AS_RARE, NOTES, UNDERFLOW, Comparison

ENOUGH = 5  # an expected count from which on chi-square's distribution is near enough
MOST = 10_000_000  # people; the libraries' own accuracy is not known beyond
SMALLEST = sys.float_info.min


def compare(table: Sequence[Sequence[int]]) -> Comparison:
    """Compare groups (rows) by their answers (columns). Empty rows and columns are left out first."""
    counts = table_of(table)
    if counts is None:
        return _not_computable("bad_input")
    n = sum(map(sum, counts))
    why = _obstacle(counts, n)
    if why:
        return _not_computable(why, n)
    return _tested(_described(counts, n), counts)


def _not_computable(code: str, n: int = 0) -> Comparison:
    return Comparison(n=n, note=NOTES[code], note_code=code)


def _obstacle(counts: Table, n: int) -> str:
    if n == 0:
        return "nobody"
    if n > MOST:
        return "too_large"
    if len(counts) == 1:
        return "one_group"
    return "one_answer" if len(counts[0]) == 1 else ""


def _described(counts: Table, n: int) -> Comparison:
    """What holds whichever test is chosen."""
    rows, columns = len(counts), len(counts[0])
    chi2, df = pearson(counts, n), (rows - 1) * (columns - 1)
    return Comparison(
        chi2=chi2,
        df=df,
        chi2_p=float(chdtrc(df, chi2)),  # the upper tail: 1 - cdf is 0 from about 1e-16 on
        min_expected=_least(counts) / n,
        cramers_v=math.sqrt(chi2 / n / (min(rows, columns) - 1)),
        n=n,
    )


def pearson(counts: Table, n: int) -> float:
    """His chi-square, in whole numbers up to each division: scipy's takes 2 ms a table, and a page makes dozens."""
    columns = [sum(column) for column in transposed(counts)]
    return math.fsum(
        (cell * n - size * column) ** 2 / (size * column * n)
        for row, size in zip(counts, map(sum, counts), strict=True)
        for cell, column in zip(row, columns, strict=True)
    )


def _least(counts: Table) -> int:
    """The smallest expected count times n: a whole number, so that exactly 5 is 5."""
    return min(map(sum, counts)) * min(map(sum, transposed(counts)))


def _tested(described: Comparison, counts: Table) -> Comparison:
    least, n = _least(counts), described.n
    if least >= ENOUGH * n:
        reason = f"smallest expected count {_tenths(least, n)} is at least {ENOUGH}"
        p, fisher_p = described.chi2_p, beside_chi2(counts)
        chosen = replace(described, test="chi2", p=p, fisher_p=fisher_p, method=METHODS["chi2"])
    else:
        reason = f"smallest expected count {_tenths(least, n)} is below {ENOUGH}"
        chosen = _by_fisher(described, fisher(counts))
    return _without_zero(replace(chosen, reason=reason))


def _tenths(numerator: int, denominator: int) -> str:
    """One decimal, cut and not rounded: 4.96 must not read '5.0 is below 5'."""
    tenths = 10 * numerator // denominator
    return f"{tenths // 10}.{tenths % 10}" if tenths else "under 0.1"


def _by_fisher(described: Comparison, found: Estimate | None) -> Comparison:
    if found is None:
        return replace(described, note=NOTES["too_large"], note_code="too_large")
    chosen = replace(described, test="fisher", p=found.p, fisher_p=found.p, method=METHODS["fisher"])
    if not found.draws:
        return chosen
    method = f"{FISHER}, Monte Carlo with {found.draws:,} draws (seed {found.seed})"
    none_as_rare = found.p <= 1 / (found.draws + 1)
    warnings = (ESTIMATED, NONE_AS_RARE) if none_as_rare else (ESTIMATED,)
    return replace(chosen, method=method, draws=found.draws, seed=found.seed, warnings=warnings)


def _without_zero(result: Comparison) -> Comparison:
    """No p is 0: where the computer's numbers end, their smallest stands, and a warning."""
    p, chi2_p, fisher_p = map(_raised, (result.p, result.chi2_p, result.fisher_p))
    if (p, chi2_p, fisher_p) == (result.p, result.chi2_p, result.fisher_p):
        return result
    warnings = (*result.warnings, UNDERFLOW)
    return replace(result, p=p, chi2_p=chi2_p, fisher_p=fisher_p, warnings=warnings)


def _raised(p: float | None) -> float | None:
    return None if p is None else max(p, SMALLEST)
