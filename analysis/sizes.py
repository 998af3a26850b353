"""How large a difference is, beside its test: one line for each measure, for under a table."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import wording
from .comparisons import WARNINGS, WHY_NOT, bare_p, written_p
from .missing_answers import of_difference
from .names import Names, inside
from .report import Breakdown
from .stats.outcomes import BINNED, MERGED, HypothesisTest, Measure, Stratified
from .stats.ranks import MANN_WHITNEY

Line = tuple[str, str]  # label and words


@dataclass(frozen=True)
class Family:
    """How many tests of one view Holm's p allows for, and how many are planned: some may have no p, or not be shown."""

    tests: int = 0
    planned: int = 0

    @property
    def whole(self) -> bool:
        return self.tests >= self.planned


def lines(breakdown: Breakdown, names: Names, planned: Family) -> list[Line]:
    """First group less second, or first to second, as in files; a sentence puts the larger first."""
    found = breakdown.effects
    sizes = Sizes(breakdown, names)
    said = [*holm_line(breakdown, names, planned), *sizes.association()]
    if found.difference and found.odds_ratio:
        said += [*sizes.two_groups(found.difference, found.odds_ratio), *sizes.missing()]
    if found.ranks:
        said += sizes.ranks(found.ranks)
    for inside_one in found.inside:
        outer = names.group(breakdown.by[0], inside_one.group)
        said += sizes.two_groups(inside_one.difference, inside_one.odds_ratio, outer)
    return [*said, *sizes.strata(found.strata)] if found.strata else said


def holm_line(breakdown: Breakdown, names: Names, planned: Family) -> list[Line]:
    """Of a question's planned test; a choice of several has its own in the table of tests."""
    if breakdown.each or not breakdown.holm or breakdown.holm[0] is None:
        return []
    said = {"p": bare_p(breakdown.holm[0], names.language), "family": family(breakdown, names, planned)}
    if breakdown.whole and breakdown.effects.ranks:  # a second test stands beside it, which is not adjusted
        return [(_("p, Holm"), _("%(p)s, of the test of the whole table, %(family)s") % said)]
    return [(_("p, Holm"), _("%(p)s, %(family)s") % said)]


def family(breakdown: Breakdown, names: Names, planned: Family) -> str:
    said = allowed_for(breakdown, names, planned)
    if planned.whole:
        words = ngettext(
            "the only planned comparison by %(view)s",
            "allowing for all %(n)s planned comparisons by %(view)s",
            planned.tests,
        )
    else:
        words = ngettext(
            "the only one of %(planned)s planned comparisons by %(view)s that can be computed",
            "allowing for the %(n)s of %(planned)s planned comparisons by %(view)s that can be computed",
            planned.tests,
        )
    return words % said


def allowed_for(breakdown: Breakdown, names: Names, planned: Family) -> dict[str, str]:
    return {
        "n": wording.count(planned.tests, names.language),
        "planned": wording.count(planned.planned, names.language),
        "view": inside(names.view(breakdown.by)),
    }


def number_lines(test: HypothesisTest, breakdown: Breakdown, names: Names, planned: Family) -> list[Line]:
    """A number question's test, why that one, and its size. That values stand in bins is said under the chart."""
    if test.p is None or test.statistic is None:
        return [(_("Test"), why(test))]
    language, two = names.language, test.method == MANN_WHITNEY
    said = {"statistic": wording.decimal(test.statistic, 1 if two else 2, language), "df": test.df}
    said |= {"p": written_p(test, language), "size": signed(test.effect or 0, language)}
    if two:
        first = next(group.group for group in breakdown.groups if group.base)
        said |= {"group": names.crossed(breakdown.by, first)}
        chosen = _(
            "Mann-Whitney, normal approximation with ties, without continuity correction, as two groups have answers"
        )
        result, size = _("U = %(statistic)s (‘%(group)s’), %(p)s"), _("Rank-biserial correlation")
        above = _("%(size)s (above 0: ‘%(group)s’ has the larger numbers)")
    else:
        chosen = _("Kruskal-Wallis with ties, as more than two groups have answers")
        result, size, above = _("H = %(statistic)s, %(df)s df, %(p)s"), "ε²", "%(size)s"
    return [
        (_("Test"), chosen),
        (_("Result"), result % said),
        *holm_line(breakdown, names, planned),
        (size, above % said),
        *(
            (_("Note"), str(WARNINGS[warning]))
            for warning in test.warnings
            if warning not in (BINNED, MERGED)
        ),
    ]


def signed(value: float, language: str) -> str:
    return (wording.MINUS if value < 0 else "") + wording.statistic(abs(value), language)


class Sizes:
    """The measures of one breakdown, while they are put in words."""

    def __init__(self, breakdown: Breakdown, names: Names) -> None:
        self.breakdown, self.names, self.language = breakdown, names, names.language

    def association(self) -> list[Line]:
        whole, corrected = self.breakdown.whole, self.breakdown.effects.corrected_v
        if not whole or whole.cramers_v is None:
            return []
        v = wording.statistic(whole.cramers_v, self.language)
        if corrected is None:
            return [(_("Cramér’s V"), v)]
        less = self.value(corrected)
        return [(_("Cramér’s V"), _("%(v)s; bias-corrected: %(corrected)s") % {"v": v, "corrected": less})]

    def two_groups(self, difference: Measure, ratio: Measure, outer: str = "") -> list[Line]:
        first, second = self.compared()
        said = {"first": first, "second": second, "outer": outer}
        points = _("Difference within ‘%(outer)s’") if outer else _("Difference")
        odds = _("Odds ratio within ‘%(outer)s’") if outer else _("Odds ratio")
        return [
            (points % said, self.points(difference, said)),
            (odds % said, self.ratio(ratio, _("‘%(first)s’ to ‘%(second)s’") % said)),
        ]

    def missing(self) -> list[Line]:
        """The two ends that the answers which are missing could move the difference to."""
        found = of_difference(self.breakdown)
        if found is None or found.lowest.value is None or found.highest.value is None:
            return []
        first, second = self.compared()
        said = {"first": first, "second": second, "n": wording.count(found.missing, self.language)}
        said |= {
            "low": wording.decimal(found.lowest.value, 1, self.language),
            "high": wording.decimal(found.highest.value, 1, self.language),
        }
        words = _(
            "If those who did not answer (%(n)s) had all said no in the group ‘%(first)s’ and yes in the group "
            "‘%(second)s’, the difference would be %(low)s points; the other way round, %(high)s points."
        )
        return [(_("Missing answers"), words % said)]

    def compared(self) -> tuple[str, str]:
        """The two groups that differences and odds ratios are of: of two groupings, the second's first two."""
        by = self.breakdown.by[-1]
        codes = list(dict.fromkeys(group.group[-1] for group in self.breakdown.groups))
        return self.names.group(by, codes[0]), self.names.group(by, codes[1])

    def points(self, difference: Measure, said: dict[str, str]) -> str:
        if difference.value is None or difference.low is None or difference.high is None:
            return why(difference)
        sizes = {
            "points": wording.decimal(difference.value, 1, self.language),
            "interval": wording.interval(difference.low, difference.high, self.language),
        }
        written = _("%(points)s points, ‘%(first)s’ less ‘%(second)s’ (95 %% CI %(interval)s, Newcombe)")
        return written % (said | sizes)

    def ratio(self, ratio: Measure, groups: str) -> str:
        """Where a cell is empty there is no value, but the exact interval has one end."""
        if ratio.low is None or ratio.high is None:
            return why(ratio)
        said = {"value": self.value(ratio), "groups": groups, "interval": self.limits(ratio.low, ratio.high)}
        return _("%(value)s; %(groups)s (95 %% CI %(interval)s)") % said

    def value(self, measure: Measure) -> str:
        return why(measure) if measure.value is None else wording.statistic(measure.value, self.language)

    def limits(self, low: float, high: float) -> str:
        ends = [wording.statistic(end, self.language) if math.isfinite(end) else "∞" for end in (low, high)]
        return f" {wording.style(self.language).to} ".join(ends)

    def ranks(self, test: HypothesisTest) -> list[Line]:
        if test.p is None:
            return [(_("Order of the answers"), why(test))]
        two = test.method == MANN_WHITNEY
        size = {
            "size": signed(test.effect or 0, self.language),
            "p": written_p(test, self.language),
        }
        if not two:
            return [(_("Kruskal-Wallis"), _("%(p)s; ε² = %(size)s") % size)]
        words = _(
            "%(p)s; rank-biserial correlation %(size)s (above 0: ‘%(group)s’ is nearer to the last answer)"
        )
        first = next(group.group for group in self.breakdown.groups if group.base)
        return [(_("Mann-Whitney"), words % (size | {"group": self.names.crossed(self.breakdown.by, first)}))]

    def strata(self, strata: Stratified) -> list[Line]:
        first, second = self.compared()
        groups = _("‘%(first)s’ to ‘%(second)s’") % {"first": first, "second": second}
        return [
            (_("Mantel-Haenszel odds ratio"), self.ratio(strata.odds_ratio, groups)),
            (_("Cochran-Mantel-Haenszel"), self.tested(strata.common)),
            (_("Breslow-Day with Tarone’s adjustment"), self.tested(strata.homogeneity)),
            (_("Interaction, likelihood ratio"), self.tested(strata.interaction)),
            *((_("Note"), str(WARNINGS[warning])) for warning in strata.warnings),
        ]

    def tested(self, test: HypothesisTest) -> str:
        if test.p is None or test.statistic is None:
            return why(test)
        said = {"chi2": wording.statistic(test.statistic, self.language), "df": test.df}
        return _("χ² = %(chi2)s, %(df)s df, %(p)s") % (said | {"p": written_p(test, self.language)})


def why(figure: Measure | HypothesisTest) -> str:
    return str(WHY_NOT.get(figure.note_code, figure.note))
