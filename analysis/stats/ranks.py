"""Whether groups differ in answers that have an order, from how many gave each: nobody is written out one by one.

All sums are of whole numbers until the last division, so that a million people cost no digits. Of each group the
counts stand in the order of the answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from .association import MOST
from .counts import Table, table_of, transposed
from .outcomes import HypothesisTest, chi2_test, no_test, normal_test

MANN_WHITNEY = "Mann-Whitney test (normal approximation with ties, without continuity correction)"
KRUSKAL_WALLIS = "Kruskal-Wallis test with ties"
TWO, MORE = "two groups have answers", "more than two groups have answers"


def compare_ranks(groups: Sequence[Sequence[int]]) -> HypothesisTest:
    """Mann-Whitney where two groups have answers, else Kruskal-Wallis."""
    counts, n, why = _given(groups)
    if why:
        return no_test(why, n)
    return _mann_whitney(counts, n) if len(counts) == 2 else _kruskal_wallis(counts, n)


def mann_whitney(first: Sequence[int], second: Sequence[int]) -> HypothesisTest:
    """U of the first group; `effect` is the rank-biserial correlation, above 0 where the first ranks higher."""
    counts, n, why = _given((first, second))
    return no_test(why, n, MANN_WHITNEY) if why else _mann_whitney(counts, n)


def kruskal_wallis(groups: Sequence[Sequence[int]]) -> HypothesisTest:
    """H, whose `effect` is epsilon squared, 0 to 1."""
    counts, n, why = _given(groups)
    return no_test(why, n, KRUSKAL_WALLIS) if why else _kruskal_wallis(counts, n)


def _given(groups: Sequence[Sequence[int]]) -> tuple[Table, int, str]:
    """The groups that have answers, how many people they are, and why they cannot be compared."""
    counts = table_of(groups)
    if counts is None:
        return (), 0, "bad_input"
    return counts, sum(map(sum, counts)), _obstacle(counts)


def _obstacle(counts: Table) -> str:
    n = sum(map(sum, counts))
    if n == 0 or n > MOST:
        return "too_large" if n else "nobody"
    if len(counts) == 1:
        return "one_group"
    return "one_answer" if len(counts[0]) == 1 else ""


def _mann_whitney(counts: Table, n: int) -> HypothesisTest:
    first, second = counts
    pairs = sum(first) * sum(second)
    below = accumulate(second, initial=0)
    # Twice U: pairs in which the first group's answer is the higher one count two, ties count one.
    twice_u = sum(x * (2 * lower + y) for x, y, lower in zip(first, second, below, strict=False))
    z = (twice_u - pairs) / 2 / math.sqrt(pairs * _untied(counts, n) / (12 * n * (n - 1)))
    return normal_test(twice_u / 2, z, n, MANN_WHITNEY, effect=(twice_u - pairs) / pairs, reason=TWO)


def _kruskal_wallis(counts: Table, n: int) -> HypothesisTest:
    ranks = _twice_ranks(counts)
    # Twice how far a group's ranks add up to more than they would by chance. Taking that off first, and not the
    # sum of squares at the end as textbooks do, keeps H exact where n is large.
    squares = math.fsum(
        (sum(x * rank for x, rank in zip(group, ranks, strict=True)) - sum(group) * (n + 1)) ** 2 / sum(group)
        for group in counts
    )
    h = 3 * (n - 1) * squares / _untied(counts, n)
    reason = MORE if len(counts) > 2 else TWO
    return chi2_test(h, len(counts) - 1, n, KRUSKAL_WALLIS, effect=h / (n - 1), reason=reason)


def _answers(counts: Table) -> list[int]:
    """How many gave each answer."""
    return [sum(column) for column in transposed(counts)]


def _twice_ranks(counts: Table) -> list[int]:
    """Twice the mean rank of each answer: a whole number."""
    answers = _answers(counts)
    return [
        2 * below + size + 1 for below, size in zip(accumulate(answers, initial=0), answers, strict=False)
    ]


def _untied(counts: Table, n: int) -> int:
    """n^3 - n, less the same of each answer: what ties leave of the ranks' spread."""
    return n**3 - n - sum(size**3 - size for size in _answers(counts))
