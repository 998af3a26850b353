"""Cochran-Armitage against R: prop.trend.test(k, n) (reference/trend.R)."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.stats.association import compare
from analysis.stats.outcomes import REASONS
from analysis.stats.trend import COCHRAN_ARMITAGE, cochran_armitage
from tests.stats.stats_reference import rows


def shares(text):
    return [tuple(map(int, share.split("/"))) for share in text.split()]


@pytest.mark.parametrize("row", rows("trend.csv"), ids=lambda row: row["shares"])
def test_it_gives_the_trend_that_r_gives(row):
    got = cochran_armitage(shares(row["shares"]))
    expected = [float(row[name]) for name in ("chi2", "slope")]
    assert [got.statistic, got.effect] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert got.p == pytest.approx(float(row["p"]), rel=1e-9, abs=0)
    assert (got.df, got.method, got.note) == (1, COCHRAN_ARMITAGE, "")


SHARES = st.lists(st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=6)


@given(SHARES)
def test_it_rises_one_way_and_falls_the_other(some):
    there, back = cochran_armitage(some), cochran_armitage(some[::-1])
    assert (back.note_code, back.n) == (there.note_code, there.n)
    if not there.note:
        assert (back.statistic, back.p) == (there.statistic, there.p)
        assert back.effect == -there.effect


@given(SHARES)
def test_it_turns_round_with_yes_and_no(some):
    there, back = cochran_armitage(some), cochran_armitage([(n - k, n) for k, n in some])
    assert (back.statistic, back.p, back.note) == (there.statistic, there.p, there.note)
    assert there.note or back.effect == -there.effect


@given(SHARES)
def test_it_does_not_mind_a_first_or_last_group_of_nobody(some):
    assert cochran_armitage([(0, 0), *some, (0, 0)]) == cochran_armitage(some)


@given(SHARES.filter(lambda some: len(some) == 2))
def test_it_is_chi_square_where_there_are_two_groups(some):
    got = cochran_armitage(some)
    assume(not got.note)
    expected = compare([[k, n - k] for k, n in some])
    assert (got.statistic, got.p) == pytest.approx((expected.chi2, expected.chi2_p), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("some", "n", "code"),
    [
        ([], 0, "nobody"),
        ([(0, 0), (0, 0)], 0, "nobody"),
        ([(0, 0), (3, 7)], 7, "one_group"),
        ([(0, 4), (0, 7)], 11, "one_answer"),
        ([(4, 4), (7, 7)], 11, "one_answer"),
        ([(5, 4), (1, 7)], 0, "bad_input"),
        ([(1, 4), (math.nan, 7)], 0, "bad_input"),
        ([(1, 4), (1.5, 7)], 0, "bad_input"),
        ([(1, 4), (-1, 7)], 0, "bad_input"),
        (None, 0, "bad_input"),
        (7, 0, "bad_input"),
        ([(1, 10**8), (2, 5)], 10**8 + 5, "too_large"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(some, n, code):
    got = cochran_armitage(some)
    assert (got.statistic, got.df, got.p, got.effect) == (None, None, None, None)
    assert (got.n, got.note, got.note_code) == (n, REASONS[code], code)
