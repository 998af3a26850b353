"""Holm against R: p.adjust(p, "holm") (reference/holm.R)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.multiple import HOLM, holm
from analysis.stats.outcomes import Adjusted
from tests.stats.stats_reference import rows

ALL = rows("holm.csv")


def number(text):
    return None if text in ("NA", "NaN") else float(text)


@pytest.mark.parametrize("family", dict.fromkeys(row["family"] for row in ALL))
def test_it_adjusts_as_r_does(family):
    of_family = [row for row in ALL if row["family"] == family]
    got = holm([number(row["p"]) for row in of_family])
    expected = [number(row["holm"]) for row in of_family]
    assert list(got.p) == [p if p is None else pytest.approx(p, rel=1e-12, abs=0) for p in expected]


def test_it_does_not_count_a_test_without_a_p():
    got = holm([None, 0.01, math.nan, 0.04, -1, 2, "0.5"])
    assert got == Adjusted((None, 0.02, None, 0.04, None, None, None), 2, HOLM)


def test_it_has_nothing_to_adjust_in_an_empty_family():
    assert (holm([]).p, holm([]).tests, holm([None]).p) == ((), 0, (None,))


PS = st.lists(st.none() | st.floats(0, 1), max_size=8)


@given(PS, st.randoms(use_true_random=False))
def test_it_does_not_mind_the_order(ps, chance):
    order = chance.sample(range(len(ps)), len(ps))
    assert holm([ps[at] for at in order]).p == tuple(holm(ps).p[at] for at in order)


@given(PS)
def test_it_makes_no_p_smaller_and_keeps_their_order(ps):
    pairs = [(p, adjusted) for p, adjusted in zip(ps, holm(ps).p, strict=True) if p is not None]
    assert all(p <= adjusted <= 1 for p, adjusted in pairs)
    assert [adjusted for _, adjusted in sorted(pairs)] == sorted(adjusted for _, adjusted in pairs)
