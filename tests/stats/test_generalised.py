"""Groups by answers inside strata, against R (reference/generalised.R); of one stratum, the tests without strata."""

import math
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.stats.generalised import (
    DIFFERENCE,
    GENERAL,
    ORDER,
    general_association,
    order_association,
    weighted_differences,
)
from analysis.stats.outcomes import DROPPED, REASONS
from analysis.stats.ranks import kruskal_wallis, mann_whitney
from analysis.stats.results import UNDERFLOW
from analysis.stats.strata import stratified
from tests.stats.stats_reference import counts, rows


def strata(text):
    return [counts(table) for table in text.split("; ")]


def assert_r(row, general, order, differences):
    """`row`: of R's figures. `order` is None of answers that have none."""
    for name, got in (("", general), ("order_", order)) if order else (("", general),):
        chi2, df, p = (float(row[f"{name}{of}"]) for of in ("chi2", "df", "p"))
        assert (got.statistic, got.df) == (pytest.approx(chi2, rel=1e-9), df)
        assert got.p == pytest.approx(p or sys.float_info.min, rel=1e-9, abs=0)  # R gives 0 below 1e-308
    effect = None if row["effect"] == "NA" else pytest.approx(float(row["effect"]), rel=1e-9, abs=1e-12)
    assert order is None or order.effect == effect
    assert bool(differences) == (effect is not None)
    if not differences:
        return
    first = differences[0]
    assert first.value == pytest.approx(float(row["difference"]), rel=1e-9, abs=1e-9)
    for name, limit in (("difference_low", first.low), ("difference_high", first.high)):
        # All or nobody: R's standard error is 0, and no interval is none.
        assert limit is None or limit == pytest.approx(float(row[name]), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("row", rows("generalised.csv"), ids=lambda row: row["strata"][:50])
def test_it_gives_the_figures_that_r_gives(row):
    some = strata(row["strata"])
    got = general_association(some)
    assert got.warnings[:1] == ((DROPPED,) if int(row["dropped"]) else ()) or UNDERFLOW in got.warnings
    assert_r(row, got, order_association(some), weighted_differences(some))


@st.composite
def tables(draw, most=12, groups=(2, 4), answers=(2, 4), number=(1, 4)):
    shape = draw(st.integers(*groups)), draw(st.integers(*answers))
    cell = st.integers(0, most)
    row = st.lists(cell, min_size=shape[1], max_size=shape[1])
    table = st.lists(row, min_size=shape[0], max_size=shape[0])
    return draw(st.lists(table, min_size=number[0], max_size=number[1]))


def figures(test):
    return test.statistic, test.df, test.p


def near(test):
    return tuple(x if x is None else pytest.approx(x, rel=1e-8, abs=1e-9) for x in figures(test))


BOTH = (general_association, order_association)


@settings(deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_neither_minds_the_order_of_strata_and_groups_nor_the_first_that_of_answers(some, chance):
    groups = chance.sample(range(len(some[0])), len(some[0]))
    answers = chance.sample(range(len(some[0][0])), len(some[0][0]))
    mixed = chance.sample([[table[g] for g in groups] for table in some], len(some))
    for test in BOTH:
        assert figures(test(mixed)) == near(test(some))
        assert figures(test([[row[::-1] for row in table] for table in some])) == near(test(some))
    turned = [[[row[a] for a in answers] for row in table] for table in mixed]
    assert figures(general_association(turned)) == near(general_association(some))
    sides = [[list(column) for column in zip(*table, strict=True)] for table in some]
    assert figures(general_association(sides)) == near(general_association(some))


@settings(deadline=None)
@given(tables(groups=(2, 2)))
def test_both_mirror_when_two_groups_change_places(some):
    back = [table[::-1] for table in some]
    there = order_association(some).effect
    assert order_association(back).effect == (None if there is None else pytest.approx(-there, abs=1e-12))
    for here, other in zip(weighted_differences(some), weighted_differences(back), strict=True):
        if here.value is not None:
            assert other.value == pytest.approx(-here.value, abs=1e-9)
    together = [size.value for size in weighted_differences(some)]
    assert None in together or sum(together) == pytest.approx(0, abs=1e-9)


@settings(deadline=None)
@given(tables())
def test_neither_minds_an_answer_a_group_or_a_stratum_that_says_nothing(some):
    wider = [[*[[*row, 0] for row in table], [0] * (len(table[0]) + 1)] for table in some]
    silent = [[[3] + [0] * (len(wider[0][0]) - 1)] * len(wider[0]), [[0] * len(wider[0][0])] * len(wider[0])]
    for test in BOTH:
        assert figures(test([*wider, *silent])) == (near(test(some)) if test(some).p else (None, None, None))


@settings(deadline=None)
@given(tables(groups=(2, 2), answers=(2, 2)))
def test_of_two_groups_and_two_answers_it_is_the_plain_test(some):
    plain = stratified([tuple((yes, yes + no) for yes, no in table) for table in some]).common
    assert figures(general_association(some)) == near(plain)


@settings(deadline=None)
@given(tables(number=(1, 1)))
def test_of_one_stratum_the_order_is_that_of_kruskal_and_wallis(some):
    got, expected = order_association(some), kruskal_wallis(some[0])
    assert figures(got) == near(expected)
    if len(some[0]) == 2 and got.p:
        assert got.effect == pytest.approx(mann_whitney(*some[0]).effect, abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(tables(most=4, number=(2, 2)))
def test_its_covariance_is_that_of_people_who_change_places(some):
    """Each person by itself: sums over strata of the permutation covariance of group by answer, by numpy's own."""
    shape = len(some[0]), len(some[0][0])
    beyond, spread = np.zeros(shape[0] * shape[1]), 0
    for table in map(np.array, some):
        n = table.sum()
        if n < 2:
            continue
        groups = np.repeat(np.arange(shape[0]).repeat(shape[1]), table.ravel())
        answers = np.repeat(np.tile(np.arange(shape[1]), shape[0]), table.ravel())
        g, a = np.eye(shape[0])[groups], np.eye(shape[1])[answers]
        beyond += (g.T @ a - np.outer(g.mean(0), a.mean(0)) * n).ravel()
        spread = spread + (n - 1) * np.kron(np.cov(g.T, ddof=1), np.cov(a.T, ddof=1))
    got = general_association(some)
    assume(got.p)
    rank = np.linalg.matrix_rank(spread, tol=1e-8, hermitian=True)
    expected = beyond @ np.linalg.pinv(spread, rcond=1e-9, hermitian=True) @ beyond
    assert (got.df, got.statistic) == (rank, pytest.approx(expected, rel=1e-7, abs=1e-9))


@settings(deadline=None)
@given(tables(most=2))
def test_it_gives_no_number_that_is_not_there(some):
    for got, method in zip((test(some) for test in BOTH), (GENERAL, ORDER), strict=True):
        assert (got.p is None, got.method) == (bool(got.note), method)
        assert got.p is None or (0 < got.p <= 1 and math.isfinite(got.statistic) and got.df > 0)
    for size in weighted_differences(some):
        assert (size.value is None, size.method) == (bool(size.note), DIFFERENCE)


def test_it_never_gives_a_p_of_0_and_takes_millions():
    got = general_association(
        [[[2_000_000, 0, 1], [0, 2_000_000, 3]], [[9, 1, 3_000_000], [2_000_000, 1, 1]]]
    )
    assert (got.p, got.warnings) == (sys.float_info.min, (UNDERFLOW,))
    alone = [[[3, 9_000_000, 0], [5, 900_000, 0]], [[1, 5, 1], [0, 4, 1]]]  # what one person links
    assert (general_association(alone).df, order_association(alone).df) == (2, 1)


@pytest.mark.parametrize(
    ("some", "n", "code"),
    [
        ([], 0, "nobody"),
        ([[[0, 0], [0, 0]]], 0, "nobody"),
        ([[[3, 4], [0, 0]], [[0, 4], [0, 9]]], 20, "no_stratum"),
        ([[[1, 2], [1, 2, 3]]], 0, "bad_input"),
        ([[[1, 2], [1, 2]], [[1, 2]]], 0, "bad_input"),
        ([[[1, -2], [1, 2]]], 0, "bad_input"),
        ([[[1, 2.5], [1, 2]]], 0, "bad_input"),
        ([[[1, math.nan], [1, 2]]], 0, "bad_input"),
        ([[None, [1, 2]]], 0, "bad_input"),
        ([[]], 0, "bad_input"),
        ([[[], []]], 0, "bad_input"),
        ([None], 0, "bad_input"),
        (None, 0, "bad_input"),
        ([[[10**8, 1], [1, 2]]], 10**8 + 4, "too_large"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(some, n, code):
    for test in BOTH:
        got = test(some)
        assert (*figures(got), got.effect) == (None, None, None, None)
        assert (got.n, got.note, got.note_code) == (n, REASONS[code], code)
    assert all(
        size.value is None or code in ("no_stratum", "too_large") for size in weighted_differences(some)
    )


def test_many_values_have_an_order_where_they_have_no_test_of_all_cells():
    """Each cell has a covariance with each other; the order has one of each group with each other."""
    wide = [[[1] * 501, [2] * 501]]
    assert general_association(wide).note_code == "too_large"
    assert (order_association(wide).p, order_association(wide).effect) == (1, 0)
