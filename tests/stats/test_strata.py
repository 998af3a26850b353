"""Two groups inside strata, against R (reference/strata.R) and statsmodels."""

import math
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.contingency_tables import StratifiedTable

from analysis.stats.outcomes import DROPPED, REASONS
from analysis.stats.results import UNDERFLOW
from analysis.stats.strata import CMH, stratified
from analysis.stats.two_by_two import odds_ratio
from tests.stats.stats_reference import rows

CAREER = [((80, 247), (93, 478)), ((103, 272), (77, 462))]  # men and women; preclinical and clinical


def strata(text):
    return [
        tuple(tuple(map(int, share.split("/"))) for share in stratum.split()) for stratum in text.split("; ")
    ]


def figures(got):
    tests = [got.common, got.homogeneity, got.interaction]
    odds = [got.odds_ratio.value, got.odds_ratio.low, got.odds_ratio.high]
    return [*odds, *(figure for test in tests for figure in (test.statistic, test.p))]


NAMES = ["odds_ratio", "or_low", "or_high", "cmh", "cmh_p", "breslow_day", "breslow_day_p", "lrt", "lrt_p"]


@pytest.mark.parametrize("row", rows("strata.csv"), ids=lambda row: row["strata"][:50])
def test_it_gives_the_figures_that_r_gives(row):
    got = stratified(strata(row["strata"]))
    assert (got.strata, got.dropped) == (int(row["used"]), int(row["dropped"]))
    for name, figure in zip(NAMES, figures(got), strict=True):
        assert figure == (None if row[name] == "NA" else near(name, float(row[name])))


def near(name, figure):
    if name == "lrt_p":
        # R's deviance is a hair more than 0 where it is 0, and p goes with its root.
        return pytest.approx(figure, rel=1e-6, abs=1e-7 if figure > 0.999 else 0)
    if name.endswith("_p"):
        return pytest.approx(figure or sys.float_info.min, rel=1e-9, abs=0)  # R gives 0 below 1e-308
    return pytest.approx(figure, rel=1e-6 if name == "lrt" else 1e-9, abs=1e-12)


def test_it_finds_one_gap_between_men_and_women_in_both_phases():
    # mantelhaen.test, DescTools::BreslowDayTest(correct = TRUE), deviance(glm(...)): reference/strata.R
    got = stratified(CAREER)
    assert (round(got.odds_ratio.value, 2), round(got.homogeneity.p, 3)) == (2.47, 0.087)
    assert got.odds_ratio.value == pytest.approx(2.4650395391150282, rel=1e-12)
    assert (got.interaction.p, got.common.p) == pytest.approx(
        (0.0865815922941, 2.43657218875e-13), rel=1e-9, abs=0
    )
    assert (got.strata, got.dropped, got.odds_ratio.n, got.warnings) == (2, 0, 1459, ())


def some_strata(most=40, least=0):
    share = st.integers(least, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.lists(st.tuples(share, share), min_size=1, max_size=5)


def filled(some):
    """Cells above 0: where statsmodels gives no warning."""
    return all(0 < k < n for stratum in some for k, n in stratum)


def cells(some):
    return [np.array([[a, m - a], [c, n - c]]) for (a, m), (c, n) in some]


@settings(deadline=None)
@given(some_strata(least=2).filter(filled))
def test_it_agrees_with_statsmodels_on_common_odds_ratios(some):
    assume(len(some) > 1)
    table, got = StratifiedTable(cells(some), shift_zeros=False), stratified(some)
    assert got.odds_ratio.value == pytest.approx(table.oddsratio_pooled, rel=1e-9)
    assert (got.odds_ratio.low, got.odds_ratio.high) == pytest.approx(
        table.oddsratio_pooled_confint(), rel=1e-9
    )
    expected = table.test_null_odds(correction=False).statistic
    assert got.common.statistic == pytest.approx(expected, rel=1e-9, abs=1e-12)
    if abs(table.oddsratio_pooled - 1) > 1e-6:  # at 1 statsmodels divides by 0
        expected = table.test_equal_odds(adjust=True).statistic
        assert got.homogeneity.statistic == pytest.approx(expected, rel=1e-6, abs=1e-9)


# The model fits some of these perfectly; the deviance of 0 is then right all the same.
@pytest.mark.filterwarnings("ignore::statsmodels.tools.sm_exceptions.PerfectSeparationWarning")
@settings(deadline=None, max_examples=30)
@given(some_strata(least=2).filter(filled))
def test_it_agrees_with_a_logistic_regression_on_the_interaction(some):
    assume(len(some) > 1)
    answers = np.array([[k, n - k] for stratum in some for k, n in stratum])
    group = np.tile([1.0, 0.0], len(some))
    terms = np.column_stack([np.repeat(np.eye(len(some)), 2, axis=0), group])
    expected = GLM(answers, terms, family=Binomial()).fit(tol=1e-13).deviance
    assert stratified(some).interaction.statistic == pytest.approx(expected, rel=1e-6, abs=1e-8)


@settings(deadline=None)
@given(some_strata())
def test_it_mirrors_when_the_groups_change_places(some):
    there, back = stratified(some), stratified([(second, first) for first, second in some])
    assert [back.strata, back.dropped] == [there.strata, there.dropped]
    if there.odds_ratio.value is not None:
        mirrored = [1 / there.odds_ratio.value, 1 / there.odds_ratio.high, 1 / there.odds_ratio.low]
        assert figures(back)[:3] == pytest.approx(mirrored, rel=1e-9)
    for figure, expected in zip(figures(back)[3:], figures(there)[3:], strict=True):
        assert figure == (None if expected is None else pytest.approx(expected, rel=1e-6, abs=1e-8))


@settings(deadline=None)
@given(some_strata(), st.randoms(use_true_random=False))
def test_it_does_not_mind_the_order_of_strata(some, chance):
    once, again = stratified(some), stratified(chance.sample(some, len(some)))
    for figure, expected in zip(figures(again), figures(once), strict=True):
        assert figure == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-10))


@settings(deadline=None)
@given(some_strata())
def test_it_leaves_out_strata_that_say_nothing_and_counts_them(some):
    silent = [((0, 0), (3, 6)), ((0, 4), (0, 9)), ((4, 4), (9, 9)), ((0, 0), (0, 0))]
    once, again = stratified(some), stratified([*silent, *some])
    assert (again.strata, again.dropped) == (once.strata, once.dropped + 4)
    assert figures(again) == figures(once)
    assert again.warnings == ((DROPPED,) if again.strata else ())


@settings(deadline=None)
@given(some_strata().filter(lambda some: len(some) == 1))
def test_it_is_the_plain_odds_ratio_where_there_is_one_stratum(some):
    got, plain = stratified(some), odds_ratio(*some[0])
    assert got.homogeneity.note and got.interaction.note
    if plain.value is not None:
        expected = [plain.value, plain.low, plain.high]
        assert figures(got)[:3] == pytest.approx(expected, rel=1e-9)  # then R, B and G's interval is Woolf's
        assert got.homogeneity.note_code == got.interaction.note_code == "one_stratum"


@settings(deadline=None)
@given(some_strata(most=6))
def test_it_gives_no_number_that_is_not_there(some):
    got = stratified(some)
    parts = (got.odds_ratio, got.common, got.homogeneity, got.interaction)
    numbers = [part.value if part is got.odds_ratio else part.p for part in parts]
    assert [number is None for number in numbers] == [bool(part.note) for part in parts]
    assert all(math.isfinite(figure) for figure in figures(got) if figure is not None)
    assert all(0 < p <= 1 for p in (part.p for part in parts[1:]) if p is not None)


def test_it_has_a_test_but_no_odds_ratio_where_a_group_never_says_yes():
    got = stratified([((0, 20), (5, 20)), ((0, 20), (6, 20))])
    codes = [part.note_code for part in (got.odds_ratio, got.common, got.homogeneity, got.interaction)]
    assert codes == ["zero_cell", "", "zero_cell", "zero_cell"]
    assert (got.common.method, got.common.note) == (CMH, "")


def test_it_never_gives_a_p_of_0():
    got = stratified([((900, 1000), (100, 1000)), ((950, 1000), (40, 1000))])
    assert (got.common.p, got.common.warnings) == (sys.float_info.min, (UNDERFLOW,))


@pytest.mark.parametrize(
    ("some", "n", "dropped", "code"),
    [
        ([], 0, 0, "nobody"),
        ([((0, 0), (0, 0))], 0, 1, "nobody"),
        ([((0, 5), (0, 8)), ((0, 0), (3, 9))], 22, 2, "no_stratum"),
        ([((1, 10**8), (2, 9))], 10**8 + 9, 0, "too_large"),
        ([((6, 5), (1, 8))], 0, 0, "bad_input"),
        ([((1, 5), (1, math.nan))], 0, 0, "bad_input"),
        ([((1, 5), (1.5, 8))], 0, 0, "bad_input"),
        ([((1, 5), (-1, 8))], 0, 0, "bad_input"),
        ([((1, 5),)], 0, 0, "bad_input"),
        ([None], 0, 0, "bad_input"),
        (None, 0, 0, "bad_input"),
    ],
)
def test_it_says_why_there_is_nothing_to_compute(some, n, dropped, code):
    got = stratified(some)
    assert figures(got) == [None] * 9
    assert (got.strata, got.dropped) == (0, dropped)
    for part in (got.odds_ratio, got.common, got.homogeneity, got.interaction):
        assert (part.n, part.note, part.note_code) == (n, REASONS[code], code)
