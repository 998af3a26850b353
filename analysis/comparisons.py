"""A comparison in words: which test, why that one, what came out, or why there is nothing to compute."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import wording
from .stats.outcomes import BINNED, DROPPED, MERGED, ONE_PERSON, HypothesisTest, Summary
from .stats.results import ESTIMATED, NONE_AS_RARE, UNDERFLOW, Comparison

WHY_NOT = {
    "nobody": gettext_lazy("not computable, because nobody is counted"),
    "one_group": gettext_lazy("not computable, because only one group has answers"),
    "one_answer": gettext_lazy("not computable, because everybody gave the same answer"),
    "bad_input": gettext_lazy("not computable, because the counts do not fit together"),
    "too_large": gettext_lazy("not computable, because the table is too large"),
    "zero_cell": gettext_lazy("not estimable, because nobody of a group gave the answer, or everybody did"),
    "one_stratum": gettext_lazy(
        "not computable, because fewer than two groups hold people and answers of both kinds"
    ),
    "no_stratum": gettext_lazy(
        "not computable, because in no group are there people and answers of both kinds"
    ),
    "too_few": gettext_lazy("not computable, because too few people are counted"),
    "bad_value": gettext_lazy("not computable, because a value is not a number"),
}
WARNINGS = {
    ESTIMATED: gettext_lazy(
        "This p is estimated from tables drawn at random; with other draws its last digits would differ."
    ),
    NONE_AS_RARE: gettext_lazy(
        "None of the tables drawn was as rare as this one, so p may be much smaller than it stands here."
    ),
    UNDERFLOW: gettext_lazy("The exact p is smaller than the smallest number that can be written here."),
    DROPPED: gettext_lazy(
        "Groups in which all said the same, or all are of one kind, say nothing here and are left out."
    ),
    ONE_PERSON: gettext_lazy("One person alone has no standard deviation."),
    BINNED: gettext_lazy(
        "Values are counted in bins; each figure takes the middle of a bin and is off by half its width at most."
    ),
    MERGED: gettext_lazy(
        "Neighbouring values that few people gave are put together; each counts as the mean of all who gave them."
    ),
}


def lines(comparison: Comparison, language: str) -> list[tuple[str, str]]:
    """Label and words, one a line, for under a table."""
    if not comparison.test:
        return [(_("Test"), why_not(comparison))]
    said = [(_("Test"), test_and_reason(comparison, language)), (_("Result"), result(comparison, language))]
    if comparison.test == "chi2" and comparison.fisher_p is not None:
        said.append((_("Fisher’s exact test"), wording.p_full(comparison.fisher_p, language)))
    return said + [
        (_("Note"), str(WARNINGS[warning]))
        for warning in comparison.warnings
        if _is_of_these(warning, comparison)
    ]


def _is_of_these(warning: str, comparison: Comparison) -> bool:
    """Beside Fisher's exact test chi-square's p is not written, so nothing is said of it."""
    if warning == UNDERFLOW:
        return any(p is not None and wording.raised(p) for p in (comparison.p, comparison.fisher_p))
    return warning in WARNINGS


def short(comparison: Comparison, language: str) -> tuple[str, str]:
    """For a row of a table: p, and its test with the smallest expected count; or why there is none."""
    if not comparison.test:
        return "", why_not(comparison)
    least = {"least": wording.expected(comparison.min_expected or 0, language)}
    named = _("chi-square (%(least)s)") if comparison.test == "chi2" else _("Fisher (%(least)s)")
    return bare_p(comparison.p or 0, language), named % least


def why_not(figure: Comparison | HypothesisTest | Summary) -> str:
    return str(WHY_NOT.get(figure.note_code, figure.note))


def test_and_reason(comparison: Comparison, language: str) -> str:
    least = wording.expected(comparison.min_expected or 0, language)
    if comparison.test == "chi2":
        return _(
            "Pearson’s chi-square without continuity correction, as every expected count is at least 5 "
            "(the smallest is %(least)s)"
        ) % {"least": least}
    named = _("Fisher’s exact test, as the smallest expected count is %(least)s, below 5") % {"least": least}
    if not comparison.draws:
        return named
    draws = {"draws": wording.count(comparison.draws, language), "seed": comparison.seed}
    return named + _("; by Monte Carlo with %(draws)s tables drawn (seed %(seed)s)") % draws


def result(comparison: Comparison, language: str) -> str:
    p = written_p(comparison, language)
    if comparison.test != "chi2" or comparison.chi2 is None:
        return p
    values = {"chi2": wording.statistic(comparison.chi2, language), "df": comparison.df, "p": p}
    return _("χ² = %(chi2)s, %(df)s df, %(p)s") % values


def written_p(comparison: Comparison | HypothesisTest, language: str) -> str:
    return wording.p_full(comparison.p or 0, language)


def bare_p(p: float, language: str) -> str:
    """For where 'p' stands already: '0.23', but '< 1 × 10⁻³⁰⁰'."""
    return wording.p_full(p, language).removeprefix("p = ").removeprefix("p ")
