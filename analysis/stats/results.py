"""What a statistic answers: its figures, how they came about, and why there are none where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The keys stay; pages translate by them.
NOTES = {
    "nobody": "not computable, because nobody is counted",
    "one_group": "not computable, because only one group has answers",
    "one_answer": "not computable, because everybody gave the same answer",
    "bad_input": "not computable, because the counts are not whole numbers that fit together",
    "too_large": "not computable, because the table is too large",
}

FISHER = "Fisher's exact test"
# No part of these varies, so pages can translate them whole.
METHODS = {
    "chi2": "Pearson's chi-square without continuity correction",
    "fisher": FISHER,
}
ESTIMATED = "p is estimated from tables drawn at random; other draws would change its last digits"
NONE_AS_RARE = "none of the tables drawn was as rare as this one; p may be much smaller than shown"
UNDERFLOW = "a p that is given as 2.2e-308 is smaller than that: no smaller number can be written here"


@dataclass(frozen=True)
class Proportion:
    """A share of a base in percent, with its 95 % Wilson interval."""

    count: int
    base: int
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    note_code: str = ""


@dataclass(frozen=True)
class Comparison:
    """Whether the answers differ between groups. `p` is that of `test`; the others stand beside it."""

    test: Literal["chi2", "fisher", ""] = ""
    p: float | None = None
    chi2: float | None = None
    df: int | None = None
    chi2_p: float | None = None
    fisher_p: float | None = None
    min_expected: float | None = None
    cramers_v: float | None = None
    n: int = 0
    method: str = ""
    reason: str = ""
    draws: int = 0  # how many random tables Fisher's p is estimated from; 0 where it is exact
    seed: int | None = None
    note: str = ""
    note_code: str = ""
    warnings: tuple[str, ...] = ()
