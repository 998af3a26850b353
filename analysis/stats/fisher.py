"""Fisher's test: exact where the table is small enough, else from tables drawn at random with a fixed seed.

The size decides, never the clock, so that the same counts always get the same p.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats
from scipy.special import gammaln

from .counts import Table, transposed
from .hypergeometric import two_sided_p
from .network import TIE, exact_p

# Steps that an exact p may take at one answer. Measured on one core over random tables of two groups (3 to 9
# answers, 50 to 300,000 people): at most about 25 ms with the first, 1 s and 250 MB with the second.
BESIDE = 100_000  # beside a chi-square test, where it is an extra
ALONE = 3_000_000  # where Fisher's is the test

DRAWS = 49_999
CELLS = 1_000  # the largest table to draw: under 2 s
# Cells drawn at a time: they are few, since while they are drawn no other thread of the process can work.
AT_A_TIME = 50_000


@dataclass(frozen=True)
class Estimate:
    """p, and from how many random tables it is estimated with which seed (none where it is exact)."""

    p: float
    draws: int = 0
    seed: int | None = None


def beside_chi2(table: Table) -> float | None:
    """The exact p of a table that another test is made for, where it costs next to nothing."""
    return _exact(table, BESIDE)


def fisher(table: Table) -> Estimate | None:
    """p of any table without empty rows and columns; None where it is too large even to draw."""
    p = _exact(table, ALONE)
    if p is not None:
        return Estimate(p)
    if len(table) * len(table[0]) > CELLS:
        return None
    # p depends on totals and cells, not on their order: a fixed order makes the draws the same, too. With the
    # largest first, and more rows than columns, a table of 5 x 4 is drawn in 0.6 of the time.
    rows, columns = sorted(
        (_totals(table), _totals(transposed(table))), key=lambda t: (len(t), t), reverse=True
    )
    cells = tuple(sorted(cell for row in table for cell in row))
    return _drawn(rows, columns, cells)


def _exact(table: Table, limit: int) -> float | None:
    if len(table) == len(table[0]) == 2:
        return two_sided_p(table)
    if len(table) == 2:
        return exact_p(table, limit)
    return exact_p(transposed(table), limit) if len(table[0]) == 2 else None


def _totals(table: Table) -> tuple[int, ...]:
    return tuple(sorted((sum(row) for row in table), reverse=True))


@lru_cache(maxsize=1024)  # a page asks for the same table again and again, and a draw takes its time
def _drawn(rows: tuple[int, ...], columns: tuple[int, ...], cells: tuple[int, ...]) -> Estimate:
    """p = (tables as rare as the observed one + 1) / (draws + 1), as in R's simulate.p.value."""
    seed = _seed(rows, columns, cells)
    random = np.random.default_rng(seed)
    drawing = stats.random_table(rows, columns)
    logs = gammaln(np.arange(min(rows[0], columns[0]) + 1) + 1.0)  # log x! of all that a cell can be
    observed = float(logs[list(cells)].sum()) - TIE
    size, rare = max(1, AT_A_TIME // len(cells)), 0
    for start in range(0, DRAWS, size):
        tables = drawing.rvs(size=min(size, DRAWS - start), random_state=random)
        rare += int(np.count_nonzero(logs[tables].sum(axis=(1, 2)) >= observed))
    return Estimate((rare + 1) / (DRAWS + 1), DRAWS, seed)


def _seed(*parts: Sequence[int]) -> int:
    """A seed made from the table: the same counts give the same p, on every day and every machine."""
    text = ";".join(",".join(map(str, part)) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
