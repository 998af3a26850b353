"""Yes and no inside schools, in words: a common odds ratio, and whether it differs between them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from . import wording
from .answers_by_school_words import p_of
from .by_school import WithinSchools
from .names import Names
from .sizes import why
from .stats.outcomes import HypothesisTest, Stratified
from .telling import clear


def words(found: WithinSchools, names: Names) -> str:
    """`found` is not withheld. Never more than the tests say."""
    strata = found.found
    if strata is None:
        return ""
    if strata.odds_ratio.value is None or strata.common.p is None:
        return _("Comparison: %(why)s.") % {"why": why(strata.odds_ratio)}
    return " ".join([_common(found, strata, names), differs(strata.homogeneity, strata.interaction, names)])


def _common(found: WithinSchools, strata: Stratified, names: Names) -> str:
    groups = [group.code for group in names.questionnaire.grouping_by_code[found.grouping].groups[:2]]
    ratio = [strata.odds_ratio.value or 1, strata.odds_ratio.low or 0, strata.odds_ratio.high or 0]
    if ratio[0] < 1:
        groups.reverse()
        ratio = [1 / ratio[0], 1 / ratio[2], 1 / ratio[1]]
    value, low, high = (wording.statistic(number, names.language) for number in ratio)
    said = {
        "higher": names.group(found.grouping, groups[0]),
        "lower": names.group(found.grouping, groups[1]),
        "ratio": value,
        "interval": f"{low} {wording.style(names.language).to} {high}",
        "p": p_of(strata.common, names),
        "n": wording.count(found.schools, names.language),
    }
    if clear(strata.common.p):
        return (
            _(
                "Comparing only people of the same school (%(n)s schools), the odds of a yes were %(ratio)s times as "
                "high in the group ‘%(higher)s’ as in the group ‘%(lower)s’ (Mantel-Haenszel, 95 %% CI %(interval)s, "
                "%(p)s)."
            )
            % said
        )
    return (
        _(
            "Comparing only people of the same school (%(n)s schools), there is no clear difference between the "
            "groups ‘%(higher)s’ and ‘%(lower)s’ (Mantel-Haenszel odds ratio %(ratio)s, 95 %% CI %(interval)s, %(p)s)."
        )
        % said
    )


def differs(homogeneity: HypothesisTest, interaction: HypothesisTest, names: Names) -> str:
    if homogeneity.p is None:
        return ""
    said = {"p": p_of(homogeneity, names), "lrt": "–" if interaction.p is None else p_of(interaction, names)}
    if clear(homogeneity.p):
        return (
            _("This odds ratio differs between schools (Breslow-Day %(p)s; likelihood ratio %(lrt)s).") % said
        )
    return (
        _(
            "Whether this odds ratio differs between schools is not clear (Breslow-Day %(p)s; likelihood ratio "
            "%(lrt)s)."
        )
        % said
    )
