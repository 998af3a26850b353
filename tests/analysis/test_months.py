"""Months in results: counted by month, or by calendar years where there are many, and written in words."""

from dataclasses import replace

import pytest
from django.utils import translation

from analysis.histograms import Histograms
from analysis.names import Names
from analysis.number_bins import bars_of, month_ticks, numbers
from analysis.number_words import NumberWords, described
from analysis.report import GroupFigures
from surveyapp.number_classes import classes_of
from surveyapp.questionnaire.counting import BINS, bin_start, bin_width, number_bin
from surveyapp.questionnaire.months import iso, nearest, read
from tests.analysis.number_surveys import SLEEP


def month(low, high):
    return replace(SLEEP, minimum=float(read(low)), maximum=float(read(high)), month=True, unit={})


def counted(question, *written):
    found = {}
    for value in map(read, written):
        key = number_bin(question, float(value))
        found[key] = found.get(key, 0) + 1
    return numbers(question, found)


FEW, MANY, ALL = month("2010-03", "2030-12"), month("1950-06", "2030-12"), month("1000-01", "9999-12")


def test_it_counts_by_month_and_from_257_on_by_whole_years():
    assert [bin_width(question) for question in (FEW, MANY)] == [0, 12]
    assert bin_width(ALL) % 12 == 0
    assert (9000 * 12) / bin_width(ALL) <= BINS
    assert [bin_start(question) % 12 for question in (MANY, ALL)] == [0, 0]
    assert number_bin(FEW, read("2019-03")) == str(12 * 2019 + 2)
    assert {float(number_bin(MANY, read(f"2019-{m:02}"))) for m in range(1, 13)} == {12.0 * 2019}
    assert float(number_bin(MANY, read("2030-12"))) == 12 * 2030
    (only,) = classes_of(MANY, {12.0 * 2019: 7})
    assert (only.low, only.mean) == (12 * 2019, 12 * 2019 + 6)


@pytest.mark.parametrize(
    ("value", "said"), [(0, "2019-03"), (0.5, "2019-03"), (0.6, "2019-04"), (10.0, "2020-01")]
)
def test_it_names_the_nearest_month_and_half_way_the_earlier(value, said):
    assert iso(nearest(read("2019-03") + value)) == said


def bars(question, language, *written):
    found = counted(question, *written)
    drawn, words = bars_of(question, found), NumberWords(question, Names(None, language))
    return [words.bar(drawn, i) for i, n in enumerate(drawn.people(found)) if n]


def test_its_bars_begin_with_a_year_or_a_part_of_one():
    assert bars(FEW, "en", "2019-03", "2019-05") == ["March 2019", "May 2019"]
    assert bars(FEW, "fr", "2019-03", "2021-05") == ["janvier 2019 à mars 2019", "avril 2021 à juin 2021"]
    assert bars(FEW, "en", "2010-03", "2029-02") == ["2010", "2029"]
    assert bars(MANY, "en", "1950-07", "2020-12") == ["1950 to 1953", "2018 to 2021"]
    assert bars(MANY, "en", "2015-07", "2020-12") == ["2015", "2020"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("2019-02", "2019-04", ["2019-02", "2019-03", "2019-04"]),
        ("2018-11", "2020-02", ["2019-01", "2019-07", "2020-01"]),
        ("1991-05", "2029-05", ["2000-01", "2010-01", "2020-01"]),
        ("2019-03", "2019-03", ["2019-03"]),
    ],
)
def test_its_axis_is_as_one_would_draw_it(low, high, ticks):
    assert [iso(value) for value in month_ticks(read(low), read(high))] == ticks


def test_it_says_figures_in_the_words_of_the_language():
    found = counted(FEW, "2018-11", "2019-01", "2019-03", "2019-08")
    assert described(FEW, found, Names(None, "en")) == (
        "Median February 2019 (middle half December 2018 to April 2019); mean March 2019, "
        "standard deviation 3.9 months."
    )
    with translation.override("fr"):
        words = NumberWords(FEW, Names(None, "fr"))
        assert words.median(found.summary).startswith("février 2019 (")
        ticks = Histograms(FEW, GroupFigures((), 4, 4, 4, 0, 0, numbers=found), (), Names(None, "fr")).ticks()
    assert [tick.text for tick in ticks] == ["2019", "Avr 2019", "Jul 2019"]
