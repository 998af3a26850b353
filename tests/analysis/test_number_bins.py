"""What a tally holds of a number, and the bars that are drawn of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.number_bins import MOST_BARS, bars_of, bin_width, nice_ticks, numbers
from analysis.stats.outcomes import BINNED
from surveyapp.questionnaire.counting import BINS, number_bin
from tests.analysis.number_surveys import COFFEE, SLEEP


def counted(question, values):
    found = {}
    for value in values:
        key = number_bin(question, value)
        found[key] = found.get(key, 0) + 1
    return found


RANGES = st.tuples(st.integers(-1000, 1000), st.integers(1, 2000), st.booleans()).map(
    lambda r: replace(SLEEP, minimum=r[0], maximum=r[0] + r[1], integer=r[2])
)


@given(RANGES, st.data())
def test_a_bin_holds_the_values_that_were_counted_in_it(question, data):
    values = st.integers if question.integer else st.floats
    value = data.draw(values(question.minimum, question.maximum))
    edge, width = float(number_bin(question, value)), bin_width(question)
    off = 1e-9 * max(1, abs(value))
    assert edge - off <= value <= edge + width + off
    assert width == 0 or width * BINS == pytest.approx(question.maximum - question.minimum)


def test_it_knows_values_where_they_are_few_and_whole():
    assert [bin_width(q) for q in (SLEEP, COFFEE, replace(SLEEP, maximum=255))] == [0, 4 / 256, 0]
    assert bin_width(replace(SLEEP, maximum=256)) == 1  # 257 values in 256 bins: the last holds two


def test_it_takes_answers_alone_and_values_below_zero_too():
    question = replace(SLEEP, minimum=-9)
    got = numbers(question, {"-open": 3, "-hidden": 4, "-5": 2, "7": 1, "-1": 0})
    assert (got.bins, got.width, got.summary.n) == (((-5, 2), (7, 1)), 0, 3)


def test_it_says_of_bins_that_they_are_some():
    got = numbers(COFFEE, counted(COFFEE, [0.5, 1.0, 1.01]))
    assert (got.summary.warnings, got.summary.median) == ((BINNED,), pytest.approx(1, abs=4 / 512))


@given(RANGES, st.data())
def test_its_bars_hold_everybody_once(question, data):
    values = st.integers if question.integer else st.floats
    given_values = data.draw(
        st.lists(values(question.minimum, question.maximum), min_size=1, max_size=40).map(sorted)
    )
    got = numbers(question, counted(question, given_values))
    bars = bars_of(question, got)
    people = bars.people(got)
    assert (sum(people), 1 <= len(people) <= MOST_BARS) == (len(given_values), True)
    assert people[0] > 0  # no bar of nobody at either end
    assert people[-1] > 0
    for i, n in enumerate(people):  # each holds the bins between its edges, and no others
        inside = [k for value, k in got.bins if bars.lower(i) - 1e-6 <= value < bars.lower(i + 1) - 1e-6]
        assert n == sum(inside)


@pytest.mark.parametrize(
    ("values", "start", "step", "number"),
    [
        ([7], 7, 1, 1),
        ([0, 19], 0, 1, 20),
        ([0, 20], 0, 2, 11),
        ([3, 41], 2, 2, 20),
        ([3, 60], 0, 5, 13),
        ([0, 80], 0, 5, 17),
    ],
)
def test_its_steps_are_round_for_whole_numbers(values, start, step, number):
    bars = bars_of(SLEEP, numbers(SLEEP, counted(SLEEP, values)))
    assert (bars.start, bars.step, bars.number) == (start, step, number)


def test_its_bars_of_bins_hold_as_many_bins_each():
    """Even answers look even: with round edges some bars would hold more bins than others."""
    even = [i * 4 / 256 for i in range(256)]
    got = numbers(COFFEE, counted(COFFEE, even))
    assert bars_of(COFFEE, got).people(got) == (16,) * 16


def test_it_has_no_bars_of_nobody():
    assert bars_of(SLEEP, numbers(SLEEP, {"-open": 5})) is None


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_its_axis_has_a_few_round_figures_inside(low, size):
    ticks = nice_ticks(low, low + size)
    assert 2 <= len(ticks) <= 6
    off = 1e-5 * size + 1e-9
    assert all(low - off <= tick <= low + size + off for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 24, [0, 5, 10, 15, 20]),
        (7, 7, [7]),
        (17, 60, [20, 30, 40, 50, 60]),
        (-3, 2, [-3, -2, -1, 0, 1, 2]),
    ],
)
def test_its_axis_is_as_one_would_draw_it(low, high, ticks):
    assert nice_ticks(low, high) == ticks
