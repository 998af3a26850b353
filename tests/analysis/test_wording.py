"""How numbers are written."""

import re
import sys
from pathlib import Path

import pytest

from analysis import wording


@pytest.mark.parametrize(
    ("n", "language", "written"),
    [
        (0, "en", "0"),
        (999, "en", "999"),
        (1459, "en", "1,459"),
        (1459, "fr", "1\u202f459"),
        (1234567, "fr", "1\u202f234\u202f567"),
        (-1459, "en", "\u22121,459"),
        (1459, "fr-ca", "1\u202f459"),
        (1459, "ar", "1,459"),
    ],
)
def test_it_parts_thousands_as_the_language_does(n, language, written):
    assert wording.count(n, language) == written


@pytest.mark.parametrize(
    ("part", "base", "language", "written"),
    [
        (494, 1459, "en", "33.9\u00a0%"),
        (494, 1459, "fr", "33,9\u00a0%"),
        (0, 7, "en", "0.0\u00a0%"),
        (7, 7, "en", "100.0\u00a0%"),
        # a half goes up, though the nearest float of 0.05 and of 1.15 lies below it
        (1, 2000, "en", "0.1\u00a0%"),
        (23, 2000, "en", "1.2\u00a0%"),
        (1, 800, "en", "0.1\u00a0%"),
        (3, 800, "en", "0.4\u00a0%"),
        (999_999, 1_000_000, "en", "100.0\u00a0%"),
    ],
)
def test_it_rounds_a_percentage_from_its_two_integers(part, base, language, written):
    assert wording.percent(part, base, language) == written


@pytest.mark.parametrize(("part", "base", "written"), [(1, 8, "13"), (3, 8, "38"), (1, 3, "33"), (0, 5, "0")])
def test_it_writes_whole_per_cents_for_inside_a_bar(part, base, written):
    assert wording.whole_percent(part, base) == written


@pytest.mark.parametrize(
    ("value", "places", "language", "written"),
    [
        (2.675, 2, "en", "2.68"),
        (-4.72, 1, "en", "\u22124.7"),
        (-0.04, 1, "en", "0.0"),  # no minus before nothing
        (12345.678, 1, "fr", "12\u202f345,7"),
        (5, 0, "en", "5"),
    ],
)
def test_it_writes_decimals_with_a_real_minus(value, places, language, written):
    assert wording.decimal(value, places, language) == written


def test_it_writes_an_interval_with_its_unit_left_to_the_percentage():
    assert wording.interval(14.6449, 16.0, "en") == "14.6 to 16.0"
    assert wording.interval(-4.7, 5.02, "fr") == "\u22124,7 à 5,0"


@pytest.mark.parametrize(
    ("p", "in_text", "in_a_table"),
    [
        (0.23456, "p = 0.23", "p = 0.23"),
        (0.95, "p = 0.95", "p = 0.95"),
        (1.0, "p = 1.0", "p = 1.0"),
        (0.996, "p = 1.0", "p = 1.0"),
        (0.0499, "p = 0.050", "p = 0.050"),
        (0.0082, "p = 0.0082", "p = 0.0082"),
        (0.001, "p = 0.0010", "p = 0.0010"),
        (0.00099, "p < 0.001", "p = 9.9 × 10⁻⁴"),
        (1.2e-52, "p < 0.001", "p = 1.2 × 10⁻⁵²"),
        (9.96e-7, "p < 0.001", "p = 1.0 × 10⁻⁶"),
        (0.0, "p < 0.001", "p < 1 × 10⁻³⁰⁰"),
        (1.7e-307, "p < 0.001", "p = 1.7 × 10⁻³⁰⁷"),
        (sys.float_info.min, "p < 0.001", "p < 2.2 × 10⁻³⁰⁸"),  # in place of one below it
        (21 * sys.float_info.min, "p < 0.001", "p < 4.7 × 10⁻³⁰⁷"),  # Holm's, of that one
    ],
)
def test_it_writes_p_to_two_digits_and_never_as_nothing(p, in_text, in_a_table):
    assert wording.p_text(p, "en") == in_text
    assert wording.p_full(p, "en") == in_a_table


def test_it_writes_p_in_french_with_a_comma():
    assert [wording.p_full(p, "fr") for p in (0.5, 3.9e-39)] == ["p = 0,50", "p = 3,9 × 10⁻³⁹"]
    assert wording.p_text(0.00001, "fr") == "p < 0,001"


@pytest.mark.parametrize(
    ("value", "written"), [(1.4187, "1.42"), (0.0034, "0.0034"), (0.0, "0.00"), (1234.5, "1,234.50")]
)
def test_it_writes_a_statistic_so_that_a_small_one_is_not_nothing(value, written):
    assert wording.statistic(value, "en") == written


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0.248, "0.25", "0,25"),
        (-0.03, "0.03", "0,03"),
        (0.01, "0.01", "0,01"),
        (0.0047, "under 0.01", "au-dessous de 0,01"),
        (-0.0028, "under 0.01", "au-dessous de 0,01"),
        (0.0, "0.00", "0,00"),
    ],
)
def test_it_writes_sizes_in_a_sentence_with_the_same_decimals(value, english, french):
    assert [wording.size(value, of).replace("\u00a0", " ") for of in ("en", "fr")] == [english, french]


def test_it_rounds_an_expected_count_down_so_that_it_agrees_with_the_rule_beside_it():
    assert [wording.expected(value, "en") for value in (4.97, 5.0, 257.87)] == ["4.9", "5.0", "257.8"]


def test_no_template_of_results_leaves_a_colon_to_itself():
    """French has a space before it that never breaks, so it is a part of what is translated."""
    templates = Path(__file__).parents[2] / "templates" / "analysis"
    translated = r"{% blocktranslate.*?{% endblocktranslate %}"
    left = {
        path.name: found
        for path in templates.glob("*.html")
        if (
            found := re.findall(
                r".{20}[}%]}:", re.sub(translated, "", path.read_text("utf-8"), flags=re.DOTALL)
            )
        )
    }
    assert left == {}
