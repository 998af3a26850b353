"""Comparisons of groups against R, and what is said where there is nothing to compare."""

import math
import sys
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.association import compare
from analysis.stats.results import ESTIMATED, METHODS, NONE_AS_RARE, NOTES, UNDERFLOW, Comparison
from tests.stats.stats_reference import COMPARISONS, TABLES


@cache
def compared(name):
    return compare(TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_it_gives_the_figures_that_r_gives(name):
    # chisq.test(table, correct = FALSE), vcd::assocstats(table)$cramer (reference/comparisons.R)
    got, r = compared(name), COMPARISONS[name]
    figures = [got.chi2, got.df, got.chi2_p, got.min_expected, got.cramers_v]
    expected = [float(r[key]) for key in ("chi2", "df", "chi2_p", "min_expected", "cramers_v")]
    assert figures == pytest.approx(expected, rel=1e-11, abs=1e-15 if expected[0] == 0 else 0)


@pytest.mark.parametrize("name", TABLES)
def test_it_gives_fishers_exact_p_where_it_is_cheap(name):
    # fisher.test(table)$p.value (reference/comparisons.R)
    got, r = compared(name), COMPARISONS[name]
    if got.fisher_p is not None and not got.draws:
        assert got.fisher_p == pytest.approx(float(r["fisher_p"]), rel=1e-8, abs=0)


def test_it_gives_fishers_p_beside_each_comparison_by_phase_and_gender():
    planned = {name: compared(name) for name in TABLES if name.startswith(("phase:", "gender:"))}
    assert len(planned) == 41
    assert [name for name, got in planned.items() if got.fisher_p is None or got.draws] == []


@pytest.mark.parametrize("name", TABLES)
def test_it_chooses_the_test_by_the_smallest_expected_count(name):
    got, enough = compared(name), float(COMPARISONS[name]["min_expected"]) >= 5
    assert got.test == ("chi2" if enough else "fisher")
    assert got.p == (got.chi2_p if enough else got.fisher_p)


def test_it_says_which_test_and_why():
    chi2, exact = compare([[5, 15], [5, 15]]), compare([[4, 16], [5, 15]])
    assert (chi2.method, chi2.reason) == (METHODS["chi2"], "smallest expected count 5.0 is at least 5")
    assert (exact.method, exact.reason) == (METHODS["fisher"], "smallest expected count 4.5 is below 5")
    assert compare([[1, 99], [0, 99]]).reason == "smallest expected count 0.4 is below 5"
    assert compare([[499, 501], [1, 9]]).reason == "smallest expected count 4.9 is below 5"  # 4.95
    assert compare([[1, 0], [0, 99]]).reason == "smallest expected count under 0.1 is below 5"


def test_it_tells_ps_apart_far_below_what_1_less_a_cdf_can():
    # chisq.test(table, correct = FALSE)$p.value
    ps = [compare(TABLES[name]).p for name in ("phase: heard", "p of 1e-109 in 2 x 3", "p of 1e-121")]
    expected = [1.1647086521900115e-52, 9.5923740833457288e-110, 1.6577462398069709e-121]
    assert ps == pytest.approx(expected, rel=1e-11, abs=0)


def test_it_never_gives_a_p_of_0():
    got = compare([[9000, 1000], [4000, 6000]])
    smallest = sys.float_info.min
    assert (got.p, got.chi2_p, got.fisher_p, got.warnings) == (smallest, smallest, smallest, (UNDERFLOW,))


def test_it_says_that_a_p_is_drawn():
    got = compare(TABLES["3 x 4 of small counts"])
    assert got.method == f"Fisher's exact test, Monte Carlo with 49,999 draws (seed {got.seed})"
    assert (got.draws, got.warnings) == (49_999, (ESTIMATED,))


def test_it_says_that_a_drawn_p_may_be_much_smaller():
    got = compare(TABLES["phase*gender: knowledge"])  # chi-square's p is 5e-31
    assert (got.p, got.warnings) == (2e-5, (ESTIMATED, NONE_AS_RARE))


def not_computable(code, n=0):
    return Comparison(n=n, note=NOTES[code], note_code=code)


@pytest.mark.parametrize(
    ("table", "n", "code"),
    [
        ([], 0, "nobody"),
        ([[]], 0, "nobody"),
        ([[], []], 0, "nobody"),
        ([[0, 0], [0, 0]], 0, "nobody"),
        ([[3, 4], [0, 0]], 7, "one_group"),
        ([[3, 4]], 7, "one_group"),
        ([[7]], 7, "one_group"),
        ([[0, 0], [0, 7]], 7, "one_group"),
        ([[3, 0], [4, 0]], 7, "one_answer"),
        ([[3], [4]], 7, "one_answer"),
        ([[3, -1], [2, 4]], 0, "bad_input"),
        ([[3, math.nan], [2, 4]], 0, "bad_input"),
        ([[3, math.inf], [2, 4]], 0, "bad_input"),
        ([[3, 1.5], [2, 4]], 0, "bad_input"),
        ([[3, None], [2, 4]], 0, "bad_input"),
        ([[3, 1], [2]], 0, "bad_input"),
        (["ab", "cd"], 0, "bad_input"),
        ([3, 4], 0, "bad_input"),
        (None, 0, "bad_input"),
        ([[10**30, 1], [1, 1]], 10**30 + 3, "too_large"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(table, n, code):
    assert compare(table) == not_computable(code, n)


def test_it_has_chi_square_but_no_p_for_a_sparse_table_too_large_to_draw():
    got = compare(np.eye(32, dtype=int) + 1)
    assert (got.test, got.p, got.fisher_p, got.note_code) == ("", None, None, "too_large")
    assert (got.df, got.note) == (961, NOTES["too_large"])


def test_it_takes_counts_from_numpy():
    assert compare(np.array(TABLES["textbook 2 x 2"])) == compare(TABLES["textbook 2 x 2"])


def tables(groups, answers, most):
    def of_width(k):
        row = st.lists(st.integers(0, most), min_size=k, max_size=k)
        return st.lists(row, min_size=2, max_size=groups)

    return st.integers(*answers).flatmap(of_width)


def figures(got):
    return [got.p, got.chi2_p, got.fisher_p, got.min_expected, got.chi2, got.cramers_v]


def words(got):
    return got.test, got.df, got.n, got.method, got.reason, got.draws, got.seed, got.warnings


def assert_same(got, other):
    """The same but for the last digits, which the order of adding up changes."""
    assert words(got) == words(other)
    # A chi-square of 0 is some 1e-31 in another order, and V its root.
    for number, expected, slack in zip(figures(got), figures(other), [0, 0, 0, 0, 1e-14, 1e-14], strict=True):
        assert number == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=slack))


@settings(deadline=None, max_examples=60)
@given(tables(2, (2, 5), 40), st.randoms(use_true_random=False))
def test_it_does_not_mind_the_order_of_two_groups(table, chance):
    assert_same(compare(shuffled(table, chance)), compare(table))


@settings(deadline=None, max_examples=15)
@given(tables(4, (3, 4), 6), st.randoms(use_true_random=False))
def test_it_does_not_mind_the_order_of_more_groups(table, chance):
    once, again = compare(table), compare(shuffled(table, chance))
    assert_same(again, once)
    assert not once.draws or again.p == once.p


def shuffled(table, chance):
    rows = chance.sample(table, len(table))
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return [[row[at] for at in order] for row in rows]


@settings(deadline=None, max_examples=60)
@given(tables(2, (2, 5), 40))
def test_it_compares_answers_by_group_as_groups_by_answer(table):
    assert_same(compare(list(zip(*table, strict=True))), compare(table))


@settings(deadline=None, max_examples=60)
@given(tables(2, (1, 5), 40), st.integers(0, 5), st.integers(0, 2))
def test_it_leaves_out_empty_rows_and_columns(table, column, row):
    wider = [[*cells[:column], 0, *cells[column:]] for cells in table]
    longer = [*wider[:row], [0] * len(wider[0]), *wider[row:]]
    assert compare(longer) == compare(table)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(st.sampled_from([0, 0, 1, 3, 7, 5_000_000, -1, 0.5, math.nan, None]), max_size=2)))
def test_it_never_raises_and_gives_no_number_that_is_not_there(table):
    got = compare(table)
    numbers = [number for number in (*figures(got), got.df) if number is not None]
    assert bool(got.note) == (got.p is None) == (got.test == "")
    assert all(math.isfinite(number) for number in numbers)
    assert not got.note or numbers == []
