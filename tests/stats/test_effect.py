"""The bias-corrected V (R's effectsize::cramers_v(adjust = TRUE) by its formula, see test_two_by_two.py)."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.association import compare
from analysis.stats.effect import CORRECTED, corrected_cramers_v
from analysis.stats.outcomes import REASONS, Measure

TABLE = [[20, 15, 7, 2], [12, 18, 9, 4], [8, 10, 11, 6]]


def test_it_is_what_the_formula_says():
    chi2, n = compare(TABLE).chi2, 122
    excess = chi2 / n - 2 * 3 / (n - 1)
    expected = math.sqrt(excess / min(3 - 4 / (n - 1) - 1, 4 - 9 / (n - 1) - 1))
    got = corrected_cramers_v(TABLE)
    assert (got.value, got.n, got.method) == (pytest.approx(expected, rel=1e-12), 122, CORRECTED)


def test_it_is_0_where_there_is_no_more_than_chance_and_1_where_all_hangs_together():
    assert corrected_cramers_v([[5, 5], [5, 5]]).value == 0
    assert corrected_cramers_v([[9, 0], [0, 9]]).value == pytest.approx(1, rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_it_lies_between_0_and_the_uncorrected_one_and_minds_no_order(table):
    got = corrected_cramers_v(table)
    turned = corrected_cramers_v(list(zip(*reversed(table), strict=True)))
    if got.value is None:
        assert turned.value is None and got.note
    else:
        # Where groups and answers hang together wholly, both are 1 but for the last digits.
        assert 0 <= got.value <= compare(table).cramers_v + 1e-12 or got.value == pytest.approx(1)
        assert turned.value == pytest.approx(got.value, rel=1e-9, abs=1e-7)


@pytest.mark.parametrize(
    ("table", "n", "code"),
    [
        ([], 0, "nobody"),
        ([[0, 0], [0, 0]], 0, "nobody"),
        ([[3, 4], [0, 0]], 7, "one_group"),
        ([[7]], 7, "one_group"),
        ([[3, 0], [4, 0]], 7, "one_answer"),
        ([[1, 0], [0, 1]], 2, "too_few"),
        ([[1, 0, 0], [0, 1, 1]], 3, "too_few"),
        ([[10**8, 1], [1, 1]], 10**8 + 3, "too_large"),
        ([[3, -1], [2, 4]], 0, "bad_input"),
        ([[3, math.nan], [2, 4]], 0, "bad_input"),
        ([[3, 1.5], [2, 4]], 0, "bad_input"),
        (None, 0, "bad_input"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(table, n, code):
    assert corrected_cramers_v(table) == Measure(n=n, note=REASONS[code], note_code=code)
