"""How strongly groups and answers go together, without the bias that Cramer's V has in small samples."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .association import MOST, pearson
from .counts import Table, table_of
from .outcomes import Measure, no_measure

CORRECTED = "Cramer's V, bias-corrected"


def corrected_cramers_v(table: Sequence[Sequence[int]]) -> Measure:
    """0 (no association) to 1 (W. Bergsma, J Korean Stat Soc 2013;42:323-328). Empty rows and columns are left out."""
    counts = table_of(table)
    if counts is None:
        return no_measure("bad_input")
    n = sum(map(sum, counts))
    why = _obstacle(counts, n)
    return no_measure(why, n) if why else Measure(_corrected(counts, n), method=CORRECTED, n=n)


def _obstacle(counts: Table, n: int) -> str:
    if n == 0 or n > MOST:
        return "too_large" if n else "nobody"
    if len(counts) == 1:
        return "one_group"
    if len(counts[0]) == 1:
        return "one_answer"
    # With one person to a row (or a column) the correction leaves nothing to divide by.
    return "too_few" if n in (len(counts), len(counts[0])) else ""


def _corrected(counts: Table, n: int) -> float:
    rows, columns = len(counts) - 1, len(counts[0]) - 1
    excess = max(0.0, pearson(counts, n) / n - rows * columns / (n - 1))
    return math.sqrt(excess / min(rows - rows**2 / (n - 1), columns - columns**2 / (n - 1)))
