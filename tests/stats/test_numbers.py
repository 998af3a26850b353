"""Number questions against R: mean, sd, quantile(type = 7) (reference/numbers.R)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.numbers import QUARTILES, bins_of, compare_numbers, summary
from analysis.stats.outcomes import BINNED, ONE_PERSON, REASONS, Summary
from analysis.stats.ranks import KRUSKAL_WALLIS, MANN_WHITNEY, mann_whitney
from tests.stats.stats_reference import rows

NAMES = ["n", "mean", "sd", "minimum", "lower_quartile", "median", "upper_quartile", "maximum"]


def bins(text):
    pairs = [pair.split("*") for pair in text.split()]
    return [(float(value), int(people)) for value, people in pairs]


def figures(got):
    return [getattr(got, name) for name in NAMES]


@pytest.mark.parametrize("row", rows("numbers.csv"), ids=lambda row: row["bins"][:40])
def test_it_describes_as_r_does(row):
    expected = [None if row[name] == "NA" else pytest.approx(float(row[name]), rel=1e-11) for name in NAMES]
    assert figures(summary(bins(row["bins"]))) == expected


VALUES = st.lists(st.integers(-50, 50) | st.floats(-1e6, 1e6), min_size=2, max_size=30)


@given(VALUES)
def test_it_agrees_with_numpy(values):
    expected = [
        len(values),
        np.mean(values),
        np.std(values, ddof=1),
        *np.quantile(values, [0, 0.25, 0.5, 0.75, 1]),
    ]
    got = summary(bins_of(values))
    assert figures(got) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert (got.method, got.warnings, got.note) == (QUARTILES, (), "")


@given(VALUES, st.randoms(use_true_random=False))
def test_it_does_not_mind_the_order_or_how_values_are_counted_together(values, chance):
    one_by_one = [(value, 1) for value in chance.sample(values, len(values))]
    assert figures(summary([*one_by_one, (7, 0)])) == pytest.approx(
        figures(summary(bins_of(values))), rel=1e-12
    )


@given(VALUES, VALUES)
def test_it_mirrors_when_the_groups_change_places_or_the_numbers_are_turned_round(one, other):
    there = compare_numbers([bins_of(one), bins_of(other)])
    back = compare_numbers([bins_of(other), bins_of(one)])
    turned = compare_numbers([bins_of([-value for value in some]) for some in (one, other)])
    with_nobody = compare_numbers([bins_of(one), [], [*bins_of(other), (1e7, 0)]])
    assert with_nobody == there
    if there.p is None:
        assert (back.note, turned.note) == (there.note, there.note)
    else:
        assert (back.p, turned.p) == pytest.approx((there.p, there.p), rel=1e-9)
        assert (back.effect, turned.effect) == pytest.approx((-there.effect, -there.effect), abs=1e-12)


def test_it_takes_the_middle_of_a_bin_and_says_so():
    got = summary([(0, 2), (10, 2)], width=10)
    assert (got.mean, got.minimum, got.maximum, got.warnings) == (10, 5, 15, (BINNED,))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_it_is_off_by_half_a_bin_at_most(values):
    exact, binned = summary(bins_of(values)), summary(bins_of([value // 5 * 5 for value in values]), width=5)
    off = [abs(a - b) for a, b in zip(figures(exact), figures(binned), strict=True)]
    spread = 2.5 * math.sqrt(len(values) / (len(values) - 1)) + 1e-9  # of the standard deviation, by n - 1
    assert off == [0] + [pytest.approx(0, abs=spread if name == "sd" else 2.5 + 1e-9) for name in NAMES[1:]]


def test_it_has_no_standard_deviation_of_one_person():
    got = summary([(3, 1)])
    assert (got.n, got.mean, got.sd, got.median, got.warnings) == (1, 3, None, 3, (ONE_PERSON,))


def test_it_compares_groups_by_the_order_of_values():
    first, second, third = [(1.5, 2), (4, 1)], [(4, 3), (-2, 1)], [(9, 2)]
    two = compare_numbers([first, second])
    assert two == mann_whitney([0, 2, 1], [1, 0, 3])
    assert (two.method, compare_numbers([first, second, third]).method) == (MANN_WHITNEY, KRUSKAL_WALLIS)
    assert compare_numbers([first, second], width=0.5).warnings == (BINNED,)


@pytest.mark.parametrize(
    "row",
    [row for row in rows("number_groups.csv") if row["group"] == "0"],
    ids=lambda row: row["groups"][:40],
)
def test_it_compares_groups_as_r_does(row):
    # wilcox.test(x, y, exact = FALSE, correct = FALSE) of two groups; kruskal.test(x, group) of more
    groups = [bins(group) for group in row["groups"].split(" / ")]
    names = ("u", "u_p", "rank_biserial") if len(groups) == 2 else ("h", "h_p", "epsilon_squared")
    got = compare_numbers(groups)
    expected = [float(row[name]) for name in names]
    assert [got.statistic, got.p, got.effect] == pytest.approx(expected, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    ("given_bins", "code"),
    [
        ([], "nobody"),
        ([(3, 0)], "nobody"),
        ([(3, 10**8)], "too_large"),
        ([(3, -1)], "bad_input"),
        ([(3, 1.5)], "bad_input"),
        ([(math.nan, 1)], "bad_value"),
        ([(math.inf, 1)], "bad_value"),
        ([(None, 1)], "bad_value"),
        ([("3", 1)], "bad_value"),
        ([(3j, 1)], "bad_value"),
        ([(1e200, 1)], "bad_value"),
        ([3], "bad_value"),
        (None, "bad_value"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(given_bins, code):
    n = 10**8 if code == "too_large" else 0
    assert summary(given_bins) == Summary(n, note=REASONS[code], note_code=code)
    got = compare_numbers([given_bins, given_bins])
    assert (got.p, got.statistic, got.effect, got.note_code) == (None, None, None, code)


@pytest.mark.parametrize("width", [math.nan, -1, math.inf, None, "1"])
def test_it_takes_no_bins_of_a_width_that_is_none(width):
    assert summary([(3, 1)], width).note_code == "bad_value"


def test_it_compares_nothing_where_one_group_or_one_value_is():
    codes = [compare_numbers(some).note_code for some in ([], [[(3, 2)], []], [[(3, 2)], [(3, 4)]])]
    assert codes == ["nobody", "one_group", "one_answer"]
