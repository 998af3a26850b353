"""A number question by groups -> the sentence under its chart, which never says more than the test of ranks."""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import gettext as _

from .number_words import NumberWords
from .report import GroupFigures
from .stats.outcomes import HypothesisTest
from .telling import Telling, clear


class ComparedNumbers(Telling):
    """The test compares all values in order; medians say where each group's middle is."""

    def sentences(self, test: HypothesisTest) -> list[str]:
        found = self.two(test) if len(self.groups) == 2 else self.several(test)
        return [*found, *self.by_chance(test.p)]

    @cached_property
    def words(self) -> NumberWords:
        return NumberWords(self.question, self.names)

    def two(self, test: HypothesisTest) -> list[str]:
        first, second = self.groups
        larger, smaller = (first, second) if (test.effect or 0) >= 0 else (second, first)
        said = self.medians(smaller, larger) | {"p": self.p(test.p), "size": self.size(test.effect)}
        if not clear(test.p):
            words = _(
                "No clear difference: median %(high)s in the group ‘%(larger)s’ and %(low)s in the group "
                "‘%(smaller)s’. Mann-Whitney %(p)s; rank-biserial correlation %(size)s."
            )
            return [words % said]
        words = _(
            "Larger numbers were more frequent in the group ‘%(larger)s’ than in the group ‘%(smaller)s’: median "
            "%(high)s against %(low)s. Mann-Whitney %(p)s; rank-biserial correlation %(size)s."
        )
        apart = median(larger) > median(smaller)
        return [words % said, *([] if apart else [self.not_by_medians()])]

    def not_by_medians(self) -> str:
        return _("The medians alone do not show it: the test compares all answers in their order.")

    def several(self, test: HypothesisTest) -> list[str]:
        lowest, highest = min(self.groups, key=median), max(self.groups, key=median)
        said = self.medians(lowest, highest) | {"p": self.p(test.p), "size": self.equals(test.effect)}
        if clear(test.p):
            words = _("The groups’ numbers differ (Kruskal-Wallis %(p)s; ε² %(size)s).")
        else:
            words = _("No clear difference (Kruskal-Wallis %(p)s; ε² %(size)s).")
        if median(lowest) == median(highest):
            ends = _("The median is %(same)s in each group.")
        else:
            ends = _(
                "Medians go from %(low)s in the group ‘%(smaller)s’ to %(high)s in the group ‘%(larger)s’."
            )
        said["same"] = self.words.size(median(lowest))
        return [words % said, ends % said, *self.which_grouping(test.p)]

    def which_grouping(self, p: float | None) -> list[str]:
        """Of two groupings crossed, the cells are compared as groups like any others."""
        if len(self.breakdown.by) < 2 or not clear(p):
            return []
        return [
            _(
                "This test says that some of these groups differ, not which of the two groupings it comes from."
            )
        ]

    def medians(self, lower: GroupFigures, higher: GroupFigures) -> dict[str, str]:
        return {
            "smaller": self.group(lower),
            "larger": self.group(higher),
            "low": self.middle(lower),
            "high": self.middle(higher),
        }

    def middle(self, group: GroupFigures) -> str:
        return self.words.median(group.numbers.summary) if group.numbers else ""


def median(group: GroupFigures) -> float:
    found = group.numbers.summary.median if group.numbers else None
    return 0.0 if found is None else found
