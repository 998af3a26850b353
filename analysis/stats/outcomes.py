"""What measures and tests answer, beside the figures of results.py: and why there are none, where there are none.

All of scipy that these modules need lies in `scipy.special` and `scipy.optimize`, or is loaded with it anyway.
statsmodels has most of these statistics too, but loading it takes half a second of processor time and 31 MB, as
much as a first page of results may take as a whole; the formulas are short, so they are written out here, and
tests/stats/ holds each of them against R and against statsmodels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from scipy.special import chdtrc, ndtr

from .association import SMALLEST
from .results import NOTES, UNDERFLOW

# The keys stay; pages translate by them.
REASONS = {
    **NOTES,
    "zero_cell": "not estimable, because nobody of a group gave the answer, or everybody did",
    "one_stratum": "not computable, because fewer than two strata hold both groups and both answers",
    "no_stratum": "not computable, because no stratum holds both groups and both answers",
    "too_few": "not computable, because too few people are counted",
    "bad_value": "not computable, because a value is not a number",
}

DROPPED = (
    "strata that hold one group alone, or one answer alone, say nothing of the difference and are left out"
)
ONE_PERSON = "one person alone has no standard deviation"
BINNED = (
    "values are counted in bins; each figure takes the middle of a bin and is off by half its width at most"
)
MERGED = (
    "neighbouring values that few people gave are put together; each counts as the mean of all who gave them"
)


@dataclass(frozen=True)
class Measure:
    """A size with its 95 % interval. A limit may be infinite; where `value` is None, `note` says why."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    method: str = ""
    reason: str = ""
    n: int = 0
    note: str = ""
    note_code: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class HypothesisTest:
    """A test's statistic and p, and its own measure of the effect's size where it has one."""

    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    effect: float | None = None
    method: str = ""
    reason: str = ""
    n: int = 0
    note: str = ""
    note_code: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stratified:
    """Two groups compared inside strata: a common odds ratio, whether it is 1, whether there is but one."""

    odds_ratio: Measure
    common: HypothesisTest  # Cochran-Mantel-Haenszel: is the common odds ratio 1?
    homogeneity: HypothesisTest  # Breslow-Day with Tarone's adjustment: do the odds ratios differ?
    interaction: HypothesisTest  # the same by likelihood ratio
    strata: int = 0  # used
    dropped: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adjusted:
    """The p of a family of tests, adjusted for their number, in the order given; None where there was none."""

    p: tuple[float | None, ...] = ()
    tests: int = 0
    method: str = ""


@dataclass(frozen=True)
class Summary:
    """What describes a number question's answers."""

    n: int = 0
    mean: float | None = None
    sd: float | None = None
    minimum: float | None = None
    lower_quartile: float | None = None
    median: float | None = None
    upper_quartile: float | None = None
    maximum: float | None = None
    method: str = ""
    note: str = ""
    note_code: str = ""
    warnings: tuple[str, ...] = ()


T = TypeVar("T")


@dataclass(frozen=True)
class Sensitivity(Generic[T]):
    """One figure of those who answered, and the two ends that the missing answers could move it to."""

    complete: T
    lowest: T
    highest: T
    missing: int
    method: str


def no_measure(code: str, n: int = 0, method: str = "") -> Measure:
    return Measure(n=n, method=method, note=REASONS[code], note_code=code)


def no_test(code: str, n: int = 0, method: str = "") -> HypothesisTest:
    return HypothesisTest(n=n, method=method, note=REASONS[code], note_code=code)


def chi2_test(
    chi2: float, df: int, n: int, method: str, effect: float | None = None, reason: str = ""
) -> HypothesisTest:
    """p by the upper tail itself, never 1 - cdf. chdtrc is what scipy's chi2.sf calls, 60 times as fast."""
    return _test(chi2, df, float(chdtrc(df, chi2)), n, method, effect, reason)


def normal_test(
    statistic: float, z: float, n: int, method: str, effect: float | None = None, reason: str = ""
) -> HypothesisTest:
    """Two-sided p of a standardised statistic."""
    return _test(statistic, None, min(1.0, 2 * float(ndtr(-abs(z)))), n, method, effect, reason)


def _test(
    statistic: float, df: int | None, p: float, n: int, method: str, effect: float | None, reason: str
) -> HypothesisTest:
    """No p is 0: where the computer's numbers end, their smallest stands, and a warning."""
    warnings = (UNDERFLOW,) if p < SMALLEST else ()
    return HypothesisTest(
        statistic, df, max(p, SMALLEST), effect, method=method, reason=reason, n=n, warnings=warnings
    )
