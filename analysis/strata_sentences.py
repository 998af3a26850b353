"""Two groupings crossed: the share inside each group, and what holds over all of them, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from . import wording
from .names import inside
from .sizes import family
from .stats.outcomes import Measure, Stratified
from .telling import Telling, clear

MOST_RATES = 4  # beyond, the chart is easier to read than a sentence for each group


class Crossed(Telling):
    """A yes/no question inside each group of the first grouping, by the second."""

    def sentences(self, strata: Stratified) -> list[str]:
        """The share inside each group, and only then what holds over all of them."""
        inner, codes = self.breakdown.by[1], self.inner_codes()
        value = strata.odds_ratio.value or 1
        higher, lower = codes if value >= 1 else reversed(codes)
        said = {
            "higher": self.names.group(inner, higher),
            "lower": self.names.group(inner, lower),
            "view": inside(self.names.view(self.breakdown.by[:1])),
            "p": self.p(strata.common.p),
        } | self.common(strata.odds_ratio)
        rates = self.rates(higher, lower)
        return [
            *(rates if len(rates) <= MOST_RATES else []),
            self.held_alike(strata, said),
            *self.gap_differs(strata),
            *self.beside_the_plan(strata),
        ]

    def inner_codes(self) -> list[str]:
        """The two groups that the strata compare (see `effects`)."""
        return list(dict.fromkeys(group.group[1] for group in self.breakdown.groups))[:2]

    def common(self, ratio: Measure) -> dict[str, str]:
        """The common odds ratio, of the larger odds to the smaller."""
        sizes = [ratio.value or 1, ratio.low or 0, ratio.high or 0]
        if sizes[0] < 1:
            sizes = [1 / sizes[0], 1 / sizes[2], 1 / sizes[1]]
        value, low, high = map(self.ratio, sizes)
        return {"ratio": value, "interval": f"{low} {wording.style(self.names.language).to} {high}"}

    def rates(self, higher: str, lower: str) -> list[str]:
        by, found = self.breakdown.by, {group.group: group for group in self.groups}
        return [
            _(
                "Within ‘%(outer)s’, %(one)s of the group ‘%(higher)s’ said yes, %(other)s of the group ‘%(lower)s’."
            )
            % {
                "outer": self.names.group(by[0], outer),
                "one": self.percent(found[outer, higher], 0),
                "other": self.percent(found[outer, lower], 0),
                "higher": self.names.group(by[1], higher),
                "lower": self.names.group(by[1], lower),
            }
            for outer in dict.fromkeys(group.group[0] for group in self.groups)
            if (outer, higher) in found and (outer, lower) in found
        ]

    def held_alike(self, strata: Stratified, said: dict[str, str]) -> str:
        if clear(strata.common.p):
            return (
                _(
                    "Comparing only people of the same group by %(view)s, the odds of a yes were %(ratio)s times as "
                    "high in the group ‘%(higher)s’ as in the group ‘%(lower)s’ (Mantel-Haenszel, 95 %% CI "
                    "%(interval)s, %(p)s)."
                )
                % said
            )
        return (
            _(
                "No clear difference between the groups ‘%(higher)s’ and ‘%(lower)s’, comparing only people "
                "of the same group by %(view)s (Mantel-Haenszel odds ratio %(ratio)s, 95 %% CI %(interval)s, %(p)s)."
            )
            % said
        )

    def gap_differs(self, strata: Stratified) -> list[str]:
        test = strata.homogeneity
        if test.p is None:
            return []
        said = {"view": inside(self.names.view(self.breakdown.by[:1])), "p": self.p(test.p)}
        if clear(test.p):
            return [
                _("This odds ratio differs by %(view)s (Breslow-Day %(p)s), so look at each group.") % said
            ]
        return [_("Whether this odds ratio differs by %(view)s is not clear (Breslow-Day %(p)s).") % said]

    def beside_the_plan(self, strata: Stratified) -> list[str]:
        """What is planned, and adjusted, is the test of all cells at once; neither of these is, whatever it says."""
        smaller = min(p for p in (strata.common.p, strata.homogeneity.p) if p is not None)
        if not clear(smaller):
            return []
        if strata.homogeneity.p is None:
            words = _("Mantel-Haenszel’s test stands beside the plan and is not adjusted.")
        else:
            words = _(
                "The tests of Mantel-Haenszel and Breslow-Day stand beside the plan and are not adjusted."
            )
        return [words, *self.planned_test(smaller)]

    def planned_test(self, smaller: float) -> list[str]:
        whole, holm = self.breakdown.whole, self.breakdown.holm[:1]
        if whole is None or not holm or holm[0] is None:
            return []
        said = {
            "whole": self.p(whole.p),
            "p": self.p(holm[0]),
            "family": family(self.breakdown, self.names, self.planned),
        }
        words = _(
            "The planned test is that of the whole table (%(whole)s; after Holm %(p)s, %(family)s); it does not say "
            "which of the two groupings a difference comes from."
        )
        return self.by_chance_of_table(smaller, whole.p) or [words % said]
