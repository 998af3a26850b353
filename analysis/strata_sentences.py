"""Two groupings crossed: the share inside each group, and what holds over all of them, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from . import wording
from .names import inside
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
            *self.by_chance(min(p for p in (strata.common.p, strata.homogeneity.p) if p is not None)),
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
