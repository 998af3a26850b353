"""Whether a share rises or falls over groups that have an order, such as years of study."""

from __future__ import annotations

from collections.abc import Sequence

from .outcomes import HypothesisTest, chi2_test, no_test
from .shares import Share, all_the_same, obstacle, people, shares_of

COCHRAN_ARMITAGE = "Cochran-Armitage test for trend"


def cochran_armitage(shares: Sequence[Share]) -> HypothesisTest:
    """As R's prop.trend.test: does the share rise or fall in steps from group 1 to 2 to 3 ...

    A group of nobody keeps its place. `effect` is the slope, in percentage points a step. (P. Armitage, Biometrics
    1955;11:375-386. coin and statsmodels have the variant that divides by n - 1.)
    """
    groups = shares_of(shares)
    if groups is None:
        return no_test("bad_input", method=COCHRAN_ARMITAGE)
    n, why = people(groups), obstacle(groups) or ("one_answer" if all_the_same(groups) else "")
    return no_test(why, n, COCHRAN_ARMITAGE) if why else _tested(groups, n)


def _tested(groups: Sequence[Share], n: int) -> HypothesisTest:
    """Multiplied through by n, so that everything is a whole number up to the division."""
    places = range(1, len(groups) + 1)
    bases = [base for _, base in groups]
    yes = sum(count for count, _ in groups)
    rise = sum(place * (n * count - base * yes) for place, (count, base) in zip(places, groups, strict=True))
    spread = n * _sum_of(bases, [place**2 for place in places]) - _sum_of(bases, places) ** 2
    chi2 = n * rise**2 / (yes * (n - yes) * spread)
    return chi2_test(chi2, 1, n, COCHRAN_ARMITAGE, effect=100 * rise / spread)


def _sum_of(bases: Sequence[int], factors: Sequence[int]) -> int:
    return sum(base * factor for base, factor in zip(bases, factors, strict=True))
