"""What all sentences on a comparison are made of: its groups, the largest gap, and when a difference is named one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import YES_NO, Question

from . import wording
from .names import Names, inside
from .report import Breakdown, GroupFigures

CLEAR = 0.05  # below this p a difference is named one


def clear(p: float | None) -> bool:
    return p is not None and p < CLEAR


class Gap(NamedTuple):
    """One answer, in the group where it was most frequent and in the one where it was least."""

    answer: int
    high: GroupFigures
    low: GroupFigures

    @property
    def size(self) -> Fraction:
        return self._rate(self.high) - self._rate(self.low)

    def _rate(self, group: GroupFigures) -> Fraction:
        return Fraction(group.choices[self.answer].count, group.base)


@dataclass(frozen=True)
class Telling:
    """A breakdown that is shown, while it is put in words. `planned`: how many comparisons Holm's p allows for."""

    question: Question
    breakdown: Breakdown
    names: Names
    planned: int

    @cached_property
    def groups(self) -> list[GroupFigures]:
        """Those that have answers, as the tests take them."""
        return [group for group in self.breakdown.groups if group.base]

    def p(self, p: float | None) -> str:
        """In one piece. Just below the limit two digits would read 0.050, as they do just above it."""
        text = wording.p_text(1.0 if p is None else p, self.names.language)
        if clear(p) and text == wording.p_text(CLEAR, self.names.language):
            text = "p < " + wording.decimal(CLEAR, 2, self.names.language)
        return text.replace(" ", wording.NO_BREAK)

    def ratio(self, value: float | None) -> str:
        return wording.statistic(abs(value or 0), self.names.language)

    def group(self, figures: GroupFigures) -> str:
        return self.names.crossed(self.breakdown.by, figures.group)

    def percent(self, figures: GroupFigures, answer: int) -> str:
        choice = figures.choices[answer]
        return wording.percent(choice.count, choice.base, self.names.language)

    def by_chance(self, p: float | None, answer: int = 0) -> list[str]:
        """Said only after a difference was named that does not outlast the number of comparisons."""
        holm = self.breakdown.holm[answer] if self.breakdown.holm else None
        if not clear(p) or holm is None or clear(holm) or self.planned < 2:
            return []
        said = {
            "n": wording.count(self.planned, self.names.language),
            "view": inside(self.names.view(self.breakdown.by)),
            "p": self.p(holm),
        }
        return [_("Allowing for all %(n)s planned comparisons by %(view)s, it may be chance (%(p)s).") % said]

    def by_chance_of_table(self, smaller: float | None, whole: float | None) -> list[str]:
        """The same of a scale, whose sentence leads with another test than the one Holm's p is of.

        `smaller`: the p by which a difference was named; `whole`: that of the whole table.
        """
        holm = self.breakdown.holm[0] if self.breakdown.holm else None
        if not clear(smaller) or holm is None or clear(holm) or self.planned < 2:
            return []
        said = {
            "n": wording.count(self.planned, self.names.language),
            "view": inside(self.names.view(self.breakdown.by)),
            "whole": self.p(whole),
            "p": self.p(holm),
        }
        return [
            _(
                "The planned test is that of the whole table (%(whole)s); allowing for all %(n)s planned comparisons "
                "by %(view)s, it may be chance (%(p)s)."
            )
            % said
        ]

    def gaps(self) -> list[Gap]:
        answers = range(1 if self.question.type == YES_NO else len(self.question.counted_choices))
        return [self.gap(answer) for answer in answers]

    def gap(self, answer: int) -> Gap:
        def rate(group: GroupFigures) -> Fraction:
            return Fraction(group.choices[answer].count, group.base)

        high = max(self.groups, key=rate)
        return Gap(answer, high, min((g for g in self.groups if g is not high), key=rate))

    def gap_words(self, gap: Gap) -> dict[str, str]:
        return {
            "answer": self.names.choice(self.question.counted_choices[gap.answer]),
            "higher": self.group(gap.high),
            "lower": self.group(gap.low),
            "high": self.percent(gap.high, gap.answer),
            "low": self.percent(gap.low, gap.answer),
        }

    def largest_gap(self, gaps: Sequence[Gap]) -> list[str]:
        """Nothing where all groups are alike to the last person."""
        gap = max(gaps, key=lambda gap: gap.size)
        if not gap.size:
            return []
        if len(self.groups) > 2:
            words = _(
                "The largest gap: ‘%(answer)s’, from %(low)s of the group ‘%(lower)s’ to %(high)s of the "
                "group ‘%(higher)s’."
            )
        else:
            words = _(
                "The largest gap: ‘%(answer)s’, %(high)s of the group ‘%(higher)s’ against %(low)s of the group "
                "‘%(lower)s’."
            )
        return [words % self.gap_words(gap)]
