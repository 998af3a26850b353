"""A made-up survey, from its rows to each figure, against R (reference/made_up_survey.R, made_up_figures.R).

It has what real ones have: answers left open, a choice that nobody took, three genders, a rare answer that one
group never gave. Tables are built from the declared choices, as R's factors are.
"""

from collections import Counter

import pytest

from analysis.stats.association import compare
from analysis.stats.effect import corrected_cramers_v
from analysis.stats.missing import difference_sensitivity
from analysis.stats.multiple import holm
from analysis.stats.numbers import bins_of, compare_numbers, summary
from analysis.stats.proportions import proportion
from analysis.stats.ranks import kruskal_wallis, mann_whitney
from analysis.stats.strata import stratified
from analysis.stats.trend import cochran_armitage
from analysis.stats.two_by_two import difference, odds_ratio
from tests.stats.stats_reference import rows

STUDENTS = rows("made_up_survey.csv")
for student in STUDENTS:
    student["phase"] = "early" if student["year"] <= "3" else "late"
R = {}
for line in rows("made_up_figures.csv"):
    R.setdefault(line["name"], {})[line["figure"]] = None if line["value"] == "NA" else float(line["value"])

GENDERS, PHASES, SCHOOLS = ("female", "male"), ("early", "late"), ("north", "south", "island")
YEARS, YES_NO, SCALE = "123456", ("yes", "no"), "12345"


def table(question, by, groups, choices, **only):
    """Groups by choices, of whoever fits `only`."""
    fitting = [row for row in STUDENTS if all(row[key] == value for key, value in only.items())]
    found = Counter((row[by], row[question]) for row in fitting)
    return [[found[group, choice] for choice in choices] for group in groups]


def shares(*args, **only):
    return [(yes, yes + no) for yes, no in table(*args, YES_NO, **only)]


def hours(by, groups):
    return [
        bins_of(float(row["hours"]) for row in STUDENTS if row[by] == group and row["hours"])
        for group in groups
    ]


def assert_close(got, name, rel=1e-9):
    expected = {figure: R[name][figure] for figure in got}
    assert got == {
        figure: value if value is None else pytest.approx(value, rel=rel, abs=1e-12)
        for figure, value in expected.items()
    }


@pytest.mark.parametrize(
    ("question", "by", "groups"),
    [("agrees", "gender", GENDERS), ("agrees", "phase", PHASES), ("rare", "gender", GENDERS)],
)
def test_it_compares_two_groups(question, by, groups):
    name, both = f"{question} by {by}", shares(question, by, groups)
    ratio, gap = odds_ratio(*both), difference(*both)
    counts = table(question, by, groups, YES_NO)
    found = compare(counts)
    assert_close(
        {
            "odds_ratio": ratio.value,
            "or_low": ratio.low,
            "or_high": ratio.high,
            "difference": gap.value,
            "difference_low": gap.low,
            "difference_high": gap.high,
            "corrected_v": corrected_cramers_v(counts).value,
            "chi2": found.chi2,
            "chi2_p": found.chi2_p,
        },
        name,
    )
    assert_close({"fisher_p": found.fisher_p}, name, rel=1e-7)


def test_it_compares_three_genders():
    counts = table("agrees", "gender", (*GENDERS, "other"), YES_NO)
    found = compare(counts)
    name = "agrees by three genders"
    assert_close({"corrected_v": corrected_cramers_v(counts).value, "chi2": found.chi2}, name)
    assert_close({"fisher_p": found.fisher_p}, name, rel=1e-7)


def test_it_compares_a_scale_by_its_order():
    two = table("scale", "phase", PHASES, SCALE)
    assert [group[3] for group in two] == [0, 0]  # the choice that nobody took
    u, h = mann_whitney(*two), kruskal_wallis(two)
    assert_close({"u": u.statistic, "u_p": u.p, "rank_biserial": u.effect}, "scale by phase")
    assert_close({"h": h.statistic, "df": h.df, "h_p": h.p, "epsilon_squared": h.effect}, "scale by phase")
    assert_close({"corrected_v": corrected_cramers_v(two).value}, "scale by phase")
    h = kruskal_wallis(table("scale", "gender", (*GENDERS, "other"), SCALE))
    assert_close({"h": h.statistic, "df": h.df, "h_p": h.p, "epsilon_squared": h.effect}, "scale by gender")


def test_it_describes_and_compares_numbers():
    everybody = summary(bins_of(float(row["hours"]) for row in STUDENTS if row["hours"]))
    assert_close({figure: getattr(everybody, figure) for figure in R["hours"]}, "hours")
    u = compare_numbers(hours("phase", PHASES))
    assert_close({"u": u.statistic, "u_p": u.p, "rank_biserial": u.effect}, "hours by phase")
    h = compare_numbers(hours("school", SCHOOLS))
    assert_close({"h": h.statistic, "df": h.df, "h_p": h.p, "epsilon_squared": h.effect}, "hours by school")


@pytest.mark.parametrize(("by", "levels"), [("phase", PHASES), ("school", SCHOOLS), ("year", YEARS)])
def test_it_compares_genders_inside_strata(by, levels):
    got = stratified([shares("agrees", "gender", GENDERS, **{by: level}) for level in levels])
    name = f"agrees by gender in {by}"
    ratio = got.odds_ratio
    assert_close(
        {
            "used": got.strata,
            "dropped": got.dropped,
            "odds_ratio": ratio.value,
            "or_low": ratio.low,
            "or_high": ratio.high,
            "cmh": got.common.statistic,
            "cmh_p": got.common.p,
            "breslow_day": got.homogeneity.statistic,
            "breslow_day_p": got.homogeneity.p,
        },
        name,
    )
    assert_close({"lrt": got.interaction.statistic, "lrt_p": got.interaction.p}, name, rel=1e-6)


def test_it_finds_the_trend_over_years():
    got = cochran_armitage(shares("agrees", "year", YEARS))
    assert_close({"chi2": got.statistic, "p": got.p}, "agrees by year")


def test_it_adjusts_the_family():
    ps = [
        compare(table("agrees", "gender", GENDERS, YES_NO)).chi2_p,
        None,
        compare(table("agrees", "phase", PHASES, YES_NO)).chi2_p,
        cochran_armitage(shares("agrees", "year", YEARS)).p,
    ]
    assert_close(dict(zip(("gender", "none", "phase", "trend"), holm(ps).p, strict=True)), "family")


@pytest.mark.parametrize("topic", "abcd")
def test_it_takes_a_multiple_choice_of_those_who_ticked_something(topic):
    ticked = [row["topics"].split() for row in STUDENTS if row["topics"]]
    got = proportion(sum(topic in some for some in ticked), len(ticked))
    assert_close({"count": got.count, "base": got.base, "low": got.low, "high": got.high}, f"topic {topic}")


def test_it_says_how_far_the_missing_answers_could_move_the_difference():
    open_ones = [sum(row["gender"] == gender and not row["agrees"] for row in STUDENTS) for gender in GENDERS]
    got = difference_sensitivity(*shares("agrees", "gender", GENDERS), *open_ones)
    assert_close(
        {
            "missing": got.missing,
            "lowest": got.lowest.value,
            "lowest_low": got.lowest.low,
            "highest": got.highest.value,
            "highest_high": got.highest.high,
        },
        "agrees missing",
    )
