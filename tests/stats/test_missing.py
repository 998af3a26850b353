"""How far missing answers could move a figure: complete, worst and best case, from tested parts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.missing import CASES, difference_sensitivity, share_sensitivity
from analysis.stats.proportions import proportion
from analysis.stats.two_by_two import difference


def test_it_takes_the_missing_for_no_and_then_for_yes():
    got = share_sensitivity(30, 80, 20)
    assert (got.complete, got.lowest, got.highest) == (
        proportion(30, 80),
        proportion(30, 100),
        proportion(50, 100),
    )
    assert (got.missing, got.method) == (20, CASES)


def test_it_takes_the_missing_against_the_first_group_and_then_for_it():
    got = difference_sensitivity((30, 80), (20, 50), 20, 5)
    assert got.complete == difference((30, 80), (20, 50))
    assert got.lowest == difference((30, 100), (25, 55))
    assert got.highest == difference((50, 100), (20, 55))
    assert got.missing == 25


SHARE = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(SHARE, SHARE)
def test_it_moves_nothing_where_nothing_is_missing(first, second):
    share, gap = share_sensitivity(*first, 0), difference_sensitivity(first, second, 0, 0)
    assert share.complete == share.lowest == share.highest
    assert gap.complete == gap.lowest == gap.highest


@given(SHARE, SHARE, st.integers(0, 20), st.integers(0, 20))
def test_it_holds_the_complete_cases_between_its_ends(first, second, one, other):
    share, gap = share_sensitivity(*first, one), difference_sensitivity(first, second, one, other)
    assert share.lowest.percent <= share.complete.percent <= share.highest.percent
    assert gap.lowest.value - 1e-9 <= gap.complete.value <= gap.highest.value + 1e-9


@given(SHARE, SHARE, st.integers(0, 20), st.integers(0, 20))
def test_it_mirrors_when_the_groups_change_places(first, second, one, other):
    there = difference_sensitivity(first, second, one, other)
    back = difference_sensitivity(second, first, other, one)
    assert (back.lowest.value, back.highest.value) == pytest.approx(
        (-there.highest.value, -there.lowest.value), abs=1e-12
    )


def test_it_has_ends_where_nobody_answered():
    got = share_sensitivity(0, 0, 10)
    assert (got.complete.note_code, got.lowest.percent, got.highest.percent) == ("nobody", 0, 100)
    gap = difference_sensitivity((0, 0), (5, 10), 10, 0)
    assert (gap.complete.note_code, gap.lowest.value, gap.highest.value) == ("one_group", -50, 50)


@pytest.mark.parametrize(
    ("count", "base", "missing"),
    [
        (5, 4, 3),
        (1, 4, -1),
        (1, 4, math.nan),
        (1, 4, 2.5),
        (1, 4, None),
        (-1, 4, 1),
        (1.5, 4, 1),
        (None, 4, 1),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(count, base, missing):
    share = share_sensitivity(count, base, missing)
    gap = difference_sensitivity((count, base), (1, 2), missing, 0)
    for part in (share.complete, share.lowest, share.highest, gap.complete, gap.lowest, gap.highest):
        assert (part.low, part.high, part.note_code) == (None, None, "bad_input")
    assert (share.missing, gap.missing, share.lowest.percent, gap.lowest.value) == (0, 0, None, None)
