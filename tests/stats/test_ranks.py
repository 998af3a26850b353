"""Mann-Whitney and Kruskal-Wallis from counts, against R (reference/ranks.R) and scipy's, which want each person."""

import math
import sys
import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats.outcomes import REASONS
from analysis.stats.ranks import (
    KRUSKAL_WALLIS,
    MANN_WHITNEY,
    MORE,
    TWO,
    compare_ranks,
    kruskal_wallis,
    mann_whitney,
)
from analysis.stats.results import UNDERFLOW
from tests.stats.stats_reference import counts, rows

ALL = rows("ranks.csv")
PAIRS = [row for row in ALL if row["u"] != "NA"]


def label(row):
    return row["table"][:40]


@pytest.mark.parametrize("row", PAIRS, ids=label)
def test_it_gives_the_mann_whitney_that_r_gives(row):
    # wilcox.test(x, y, exact = FALSE, correct = FALSE)
    got = mann_whitney(*counts(row["table"]))
    expected = [float(row[name]) for name in ("u", "rank_biserial")]
    assert [got.statistic, got.effect] == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert got.p == pytest.approx(float(row["u_p"]), rel=1e-9, abs=0)


@pytest.mark.parametrize("row", ALL, ids=label)
def test_it_gives_the_kruskal_wallis_that_r_gives(row):
    # kruskal.test(x, group)
    got = kruskal_wallis(counts(row["table"]))
    expected = [float(row[name]) for name in ("h", "df", "epsilon_squared")]
    assert [got.statistic, got.df, got.effect] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert got.p == pytest.approx(float(row["h_p"]), rel=1e-9, abs=0)


def groups(number):
    size = st.shared(st.integers(1, 7), key="answers")
    group = size.flatmap(lambda k: st.lists(st.integers(0, 30), min_size=k, max_size=k))
    return st.lists(group, min_size=number[0], max_size=number[1])


def everybody(group):
    return np.repeat(np.arange(len(group)), group)


def comparable(some):
    return sum(map(any, some)) > 1 and sum(map(any, zip(*some, strict=True))) > 1


@settings(deadline=None)
@given(groups((2, 2)))
def test_it_agrees_with_scipys_mann_whitney(pair):
    assume(comparable(pair))
    expected = stats.mannwhitneyu(*map(everybody, pair), method="asymptotic", use_continuity=False)
    got = mann_whitney(*pair)
    assert (got.statistic, got.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-11)


@settings(deadline=None)
@given(groups((2, 5)))
def test_it_agrees_with_scipys_kruskal_wallis(some):
    assume(comparable(some))
    expected = stats.kruskal(*(everybody(group) for group in some if any(group)))
    got = kruskal_wallis(some)
    assert got.statistic == pytest.approx(expected.statistic, rel=1e-9, abs=1e-10)
    if got.statistic > 1e-6:  # an H of 0 is a hair beside in scipy, and has no p where it is below
        assert got.p == pytest.approx(expected.pvalue, rel=1e-7)


@given(groups((2, 2)))
def test_it_mirrors_when_the_groups_change_places(pair):
    assume(comparable(pair))
    there, back = mann_whitney(*pair), mann_whitney(*reversed(pair))
    assert there.statistic + back.statistic == sum(pair[0]) * sum(pair[1])
    assert (back.effect, back.p) == (-there.effect, there.p)


@given(groups((2, 2)))
def test_it_mirrors_when_the_answers_are_turned_round(pair):
    assume(comparable(pair))
    there, back = mann_whitney(*pair), mann_whitney(*(group[::-1] for group in pair))
    assert (back.effect, back.p) == (-there.effect, there.p)


@given(groups((2, 4)), st.randoms(use_true_random=False))
def test_it_does_not_mind_the_order_of_groups(some, chance):
    assume(comparable(some))
    once, again = kruskal_wallis(some), kruskal_wallis(chance.sample(some, len(some)))
    assert (again.statistic, again.p) == pytest.approx((once.statistic, once.p), rel=1e-12, abs=1e-15)


@given(groups((2, 4)), st.integers(0, 7))
def test_it_does_not_mind_an_answer_that_nobody_gave_nor_a_group_of_nobody(some, at):
    wider = [[*group[:at], 0, *group[at:]] for group in some]
    assert kruskal_wallis([*wider, [0] * len(wider[0])]) == kruskal_wallis(some)


@given(groups((2, 2)))
def test_it_has_one_p_by_either_test_of_two_groups(pair):
    assume(comparable(pair))
    assert kruskal_wallis(pair).p == pytest.approx(mann_whitney(*pair).p, rel=1e-9)


def test_it_chooses_by_how_many_groups_have_answers():
    two, three = compare_ranks([[1, 2], [0, 0], [3, 1]]), compare_ranks([[1, 2], [1, 1], [3, 1]])
    assert (two.method, two.reason) == (MANN_WHITNEY, TWO)
    assert (three.method, three.reason) == (KRUSKAL_WALLIS, MORE)
    assert two == mann_whitney([1, 2], [3, 1])


def test_it_takes_a_million_people_as_fast_as_ten():
    table = [[90_000, 120_000, 200_000, 70_000, 20_000], [95_000, 121_000, 195_000, 69_000, 20_000]]
    start = time.perf_counter()
    got = mann_whitney(*table)
    assert time.perf_counter() - start < 0.05
    expected = stats.mannwhitneyu(*map(everybody, table), method="asymptotic", use_continuity=False)
    assert (got.n, got.p) == (1_000_000, pytest.approx(expected.pvalue, rel=1e-9))


def test_it_never_gives_a_p_of_0():
    got = mann_whitney([0, 50_000], [50_000, 0])
    assert (got.p, got.effect, got.warnings) == (sys.float_info.min, 1, (UNDERFLOW,))
    assert kruskal_wallis([[0, 50_000], [50_000, 0]]).p == sys.float_info.min


@pytest.mark.parametrize(
    ("some", "n", "code"),
    [
        ([], 0, "nobody"),
        ([[], []], 0, "nobody"),
        ([[0, 0], [0, 0]], 0, "nobody"),
        ([[3, 4], [0, 0]], 7, "one_group"),
        ([[0, 3], [0, 4]], 7, "one_answer"),
        ([[3], [4]], 7, "one_answer"),
        ([[1, 2], [1, 2, 3]], 0, "bad_input"),
        ([[1, -2], [1, 2]], 0, "bad_input"),
        ([[1, 2.5], [1, 2]], 0, "bad_input"),
        ([[1, math.nan], [1, 2]], 0, "bad_input"),
        ([None, [1, 2]], 0, "bad_input"),
        ([[10**8, 1], [1, 2]], 10**8 + 4, "too_large"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(some, n, code):
    for got in (kruskal_wallis(some), compare_ranks(some)):
        assert (got.statistic, got.df, got.p, got.effect) == (None, None, None, None)
        assert (got.n, got.note, got.note_code) == (n, REASONS[code], code)
    if len(some) == 2:
        got = mann_whitney(*some)
        assert (got.p, got.statistic, got.n, got.note_code) == (None, None, n, code)
