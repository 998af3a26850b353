"""Wilson's interval against R: prop.test(count, base, correct = FALSE)$conf.int (reference/wilson.R)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.proportions import proportion
from analysis.stats.results import NOTES, Proportion
from tests.stats.stats_reference import rows


@pytest.mark.parametrize("row", rows("wilson.csv"), ids=lambda row: f"{row['count']} of {row['base']}")
def test_it_gives_the_interval_that_r_gives(row):
    got = proportion(int(row["count"]), int(row["base"]))
    assert (got.low, got.high) == pytest.approx((float(row["low"]), float(row["high"])), rel=1e-11, abs=0)


def test_it_ends_at_0_and_100_without_a_rounding_error():
    # The formula gives 4.9e-17 for the lower limit of 0 of 3, and 1.0000000000000002 for 11 of 11.
    assert (proportion(0, 3).low, proportion(0, 20).low) == (0.0, 0.0)
    assert (proportion(11, 11).high, proportion(20, 20).high) == (100.0, 100.0)


def test_it_takes_the_percentage_of_the_base():
    # 248 of 734 was once printed as 36 %.
    got = proportion(248, 734)
    assert (got.count, got.base, got.note, got.note_code) == (248, 734, "", "")
    assert got.percent == pytest.approx(33.787465940054496, rel=1e-15)


def test_it_has_no_percentage_of_nobody():
    assert proportion(0, 0) == Proportion(0, 0, None, None, None, NOTES["nobody"], "nobody")


@pytest.mark.parametrize(
    ("count", "base", "known"),
    [
        (21, 20, (21, 20)),
        (1, 0, (1, 0)),
        (-1, 20, (0, 20)),
        (1, -20, (1, 0)),
        (math.nan, 20, (0, 20)),
        (3, math.inf, (3, 0)),
        (3.7, 20, (0, 20)),
        (None, 20, (0, 20)),
        ("3", "20", (0, 0)),
    ],
)
def test_it_has_no_percentage_of_counts_that_cannot_be(count, base, known):
    assert proportion(count, base) == Proportion(*known, None, None, None, NOTES["bad_input"], "bad_input")


@given(st.integers(1, 10_000_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_its_interval_holds_the_percentage_and_mirrors(pair):
    count, base = pair
    got, rest = proportion(count, base), proportion(base - count, base)
    assert 0 <= got.low <= got.percent <= got.high <= 100
    assert got.low < got.high
    assert (got.low, got.high) == pytest.approx((100 - rest.high, 100 - rest.low), abs=1e-10)
