"""Odds ratio and difference of two groups against R (reference/two_by_two.R), scipy and statsmodels."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import contingency
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.stats.effect import corrected_cramers_v
from analysis.stats.outcomes import REASONS
from analysis.stats.two_by_two import DIFFERENCE, EXACT, ODDS_RATIO, difference, odds_ratio
from tests.stats.stats_reference import rows


def shares(row):
    return (int(row["k1"]), int(row["n1"])), (int(row["k2"]), int(row["n2"]))


def floats(row, *names):
    return [None if row[name] == "NA" else float(row[name]) for name in names]


@cache
def cases():
    return rows("two_by_two.csv")


CASES = pytest.mark.parametrize("row", cases(), ids=lambda row: "{k1}/{n1} {k2}/{n2}".format(**row))


@CASES
def test_it_gives_the_odds_ratio_that_r_gives(row):
    got = odds_ratio(*shares(row))
    expected = floats(row, "odds_ratio", "or_low", "or_high")
    close = [x if x is None else pytest.approx(x, rel=1e-10, abs=0) for x in expected]
    assert [got.value, got.low, got.high] == close


@CASES
def test_it_gives_the_difference_that_r_gives(row):
    got = difference(*shares(row))
    expected = floats(row, "difference", "difference_low", "difference_high")
    assert [got.value, got.low, got.high] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@CASES
def test_it_gives_the_corrected_v_that_r_gives(row):
    (k1, n1), (k2, n2) = shares(row)
    expected = row["corrected_v"]
    assert corrected_cramers_v([[k1, n1 - k1], [k2, n2 - k2]]).value == (
        None if expected == "NA" else pytest.approx(float(expected), rel=1e-9, abs=1e-12)
    )


def test_it_finds_men_the_more_interested_in_both_phases():
    # 1.9831305131672139 and 3.0473372781065087 by R, from the counts
    preclinical, clinical = odds_ratio((80, 247), (93, 478)), odds_ratio((103, 272), (77, 462))
    assert (round(preclinical.value, 2), round(clinical.value, 2)) == (1.98, 3.05)
    assert (preclinical.method, preclinical.n, preclinical.note) == (ODDS_RATIO, 725, "")


def test_it_gives_an_exact_interval_where_a_cell_is_0():
    got = odds_ratio((0, 10), (5, 20))
    assert (got.value, got.low, got.method, got.reason) == (None, 0.0, EXACT, "a cell is 0")
    assert (got.note, got.note_code, got.n) == (REASONS["zero_cell"], "zero_cell", 30)
    assert odds_ratio((5, 20), (0, 10)).high == math.inf


def test_it_has_an_exact_interval_of_a_million():
    # scipy takes nine minutes for this one, and says 28511980285.3; the equation below is the interval's definition.
    low = odds_ratio((700_000, 700_000), (0, 300_000)).low
    x = np.arange(3_000.0)
    steps = np.cumsum(2 * np.log((700_000 - x) / (x + 1)) + np.log((300_000 - x) / (700_000 - x)))
    assert 1 / (1 + np.exp(steps - (x + 1) * math.log(low)).sum()) == pytest.approx(0.025, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_it_agrees_with_scipy_on_exact_intervals(b, c, d):
    expected = contingency.odds_ratio([[0, b], [c, d]], kind="conditional").confidence_interval()
    assert odds_ratio((0, b), (c, c + d)).high == pytest.approx(expected.high, rel=1e-7, abs=0)


def some_shares(smallest=1):
    return st.integers(smallest, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(some_shares(), some_shares())
def test_it_agrees_with_statsmodels_on_differences(first, second):
    low, high = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    got = difference(first, second)
    assert (got.low, got.high) == pytest.approx((100 * low, 100 * high), rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(some_shares(), some_shares())
def test_it_mirrors_when_the_groups_change_places(first, second):
    there, back = odds_ratio(first, second), odds_ratio(second, first)
    assert (there.value is None) == (back.value is None)
    if there.value is not None:
        assert back.value == pytest.approx(1 / there.value, rel=1e-12)
    if there.low is not None:
        mirrored = [math.inf if x == 0 else 1 / x for x in (there.high, there.low)]
        assert [back.low, back.high] == pytest.approx(mirrored, rel=1e-9)
    there, back = difference(first, second), difference(second, first)
    assert (back.value, back.low, back.high) == pytest.approx(
        (-there.value, -there.high, -there.low), abs=1e-12
    )


@settings(deadline=None)
@given(some_shares(), some_shares())
def test_it_mirrors_when_yes_and_no_change_places(first, second):
    no = [(n - k, n) for k, n in (first, second)]
    there, back = difference(first, second), difference(*no)
    assert (back.value, back.low, back.high) == pytest.approx(
        (-there.value, -there.high, -there.low), abs=1e-9
    )
    there, back = odds_ratio(first, second), odds_ratio(*no)
    assert (back.value is None) == (there.value is None)
    if there.value is not None:
        assert back.value == pytest.approx(1 / there.value, rel=1e-12)


BAD = [
    ((21, 20), (3, 9)),
    ((1, 0), (3, 9)),
    ((-1, 20), (3, 9)),
    ((3, 20), (math.nan, 9)),
    ((3, 20), (3, math.inf)),
    ((3.7, 20), (3, 9)),
    ((None, 20), (3, 9)),
    ("ab", (3, 9)),
    ((3, 20, 1), (3, 9)),
    (None, None),
    (3, 9),
]


@pytest.mark.parametrize("measure", [odds_ratio, difference])
@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ((0, 0), (0, 0), "nobody"),
        ((0, 0), (3, 9), "one_group"),
        ((3, 9), (0, 0), "one_group"),
        ((1, 10**8), (2, 10**8), "too_large"),
        *((*bad, "bad_input") for bad in BAD),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(measure, first, second, code):
    got = measure(first, second)
    assert (got.value, got.low, got.high, got.note, got.note_code) == (None, None, None, REASONS[code], code)


@pytest.mark.parametrize("shares", [((0, 5), (0, 7)), ((5, 5), (7, 7))])
def test_it_has_no_odds_ratio_where_all_say_the_same_but_a_difference_of_0(shares):
    assert odds_ratio(*shares).note_code == "one_answer"
    got = difference(*shares)
    assert (got.value, got.note, got.method) == (0.0, "", DIFFERENCE)
    assert got.low < 0 < got.high
