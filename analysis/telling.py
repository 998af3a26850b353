"""What all sentences on a comparison are made of: its groups, the largest gap, and when a difference is named one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import MULTIPLE, YES_NO, Question

from . import wording
from .names import Names
from .report import Breakdown, GroupFigures
from .sizes import Family, allowed_for
from .stats.outcomes import Measure
from .stats.two_by_two import difference

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
        return rate(self.high, self.answer) - rate(self.low, self.answer)

    @property
    def given(self) -> bool:
        return self.high.choices[self.answer].count > 0

    @property
    def difference(self) -> Measure:
        """In percentage points, with its interval."""
        high, low = self.high.choices[self.answer], self.low.choices[self.answer]
        return difference((high.count, high.base), (low.count, low.base))


def rate(group: GroupFigures, answer: int) -> Fraction:
    """Of the answer's own base, as its percentage is."""
    choice = group.choices[answer]
    return Fraction(choice.count, choice.base) if choice.base else Fraction(0)


@dataclass(frozen=True)
class Telling:
    """A breakdown that is shown, while it is put in words. `planned`: how many comparisons Holm's p allows for."""

    question: Question
    breakdown: Breakdown
    names: Names
    planned: Family

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

    def size(self, value: float | None) -> str:
        return wording.size(value or 0, self.names.language)

    def equals(self, value: float | None) -> str:
        """After the name of a size: '= 0.25', but 'under 0.01'."""
        text = self.size(value)
        return f"={wording.NO_BREAK}{text}" if text[0].isdecimal() else text

    def group(self, figures: GroupFigures) -> str:
        return self.names.crossed(self.breakdown.by, figures.group)

    def percent(self, figures: GroupFigures, answer: int) -> str:
        choice = figures.choices[answer]
        return wording.percent(choice.count, choice.base, self.names.language)

    def by_chance(self, p: float | None, answer: int = 0) -> list[str]:
        """Said only after a difference was named that does not outlast the number of comparisons."""
        holm = self.breakdown.holm[answer] if self.breakdown.holm else None
        if not clear(p) or holm is None or clear(holm) or self.planned.tests < 2:
            return []
        said = allowed_for(self.breakdown, self.names, self.planned) | {"p": self.p(holm)}
        if self.planned.whole:
            words = _("Allowing for all %(n)s planned comparisons by %(view)s, it may be chance (%(p)s).")
        else:
            words = _(
                "Allowing for the %(n)s of %(planned)s planned comparisons by %(view)s that can be computed, it may be "
                "chance (%(p)s)."
            )
        return [words % said]

    def by_chance_of_table(self, smaller: float | None, whole: float | None) -> list[str]:
        """The same where a sentence leads with other tests than the one Holm's p is of (scales, groupings crossed).

        `smaller`: the p by which a difference was named; `whole`: that of the whole table.
        """
        holm = self.breakdown.holm[0] if self.breakdown.holm else None
        if not clear(smaller) or holm is None or clear(holm) or self.planned.tests < 2:
            return []
        said = allowed_for(self.breakdown, self.names, self.planned)
        said |= {"whole": self.p(whole), "p": self.p(holm)}
        if self.planned.whole:
            words = _(
                "The planned test is that of the whole table (%(whole)s); allowing for all %(n)s planned comparisons "
                "by %(view)s, it may be chance (%(p)s)."
            )
        else:
            words = _(
                "The planned test is that of the whole table (%(whole)s); allowing for the %(n)s of %(planned)s "
                "planned comparisons by %(view)s that can be computed, it may be chance (%(p)s)."
            )
        return [words % said]

    def gaps(self) -> list[Gap]:
        answers = range(1 if self.question.type == YES_NO else len(self.question.counted_choices))
        return [self.gap(answer) for answer in answers]

    def gap(self, answer: int) -> Gap:
        high = max(self.groups, key=lambda group: rate(group, answer))
        others = [group for group in self.groups if group is not high]
        return Gap(answer, high, min(others, key=lambda group: rate(group, answer)))

    def gap_words(self, gap: Gap) -> dict[str, str]:
        return {
            "answer": self.names.choice(self.question.counted_choices[gap.answer]),
            "higher": self.group(gap.high),
            "lower": self.group(gap.low),
            "high": self.percent(gap.high, gap.answer),
            "low": self.percent(gap.low, gap.answer),
        }

    def people(self, gap: Gap) -> dict[str, str]:
        """How many gave the answer, of how many."""
        ends = {"high_n": gap.high.choices[gap.answer], "low_n": gap.low.choices[gap.answer]}
        return {
            name: _("%(n)s of %(base)s")
            % {
                "n": wording.count(of.count, self.names.language),
                "base": wording.count(of.base, self.names.language),
            }
            for name, of in ends.items()
        }

    def points(self, size: Measure) -> dict[str, str]:
        """A difference in percentage points and its interval, of the larger share less the smaller."""
        value, low, high = above_zero(size)
        return {
            "difference": wording.decimal(value, 1, self.names.language),
            "interval": wording.interval(low, high, self.names.language),
        }

    def largest_gap(self, gaps: Sequence[Gap]) -> list[str]:
        """Of two groups with its interval; of more, who are alike to the last person, nothing."""
        gap = max(gaps, key=lambda gap: (gap.size, gap.given))
        if len(self.groups) == 2:
            return [self.of_two(gap, picked=len(gaps) > 1 and not self.is_two_by_two)]
        if not gap.size:
            return []
        words = _(
            "The largest gap: ‘%(answer)s’, from %(low)s of the group ‘%(lower)s’ (%(low_n)s) to %(high)s of the "
            "group ‘%(higher)s’ (%(high_n)s)."
        )
        return [words % (self.gap_words(gap) | self.people(gap))]

    def of_two(self, gap: Gap, picked: bool) -> str:
        """`picked`: the largest of several is too large on average, so its interval is called that of such a one."""
        if picked:
            words = _(
                "The largest gap: ‘%(answer)s’, %(high)s of the group ‘%(higher)s’ against %(low)s of the group "
                "‘%(lower)s’: %(difference)s points (95 %% CI %(interval)s, of a gap picked as the largest)."
            )
        else:
            words = _(
                "‘%(answer)s’: %(high)s of the group ‘%(higher)s’ against %(low)s of the group ‘%(lower)s’. "
                "Difference %(difference)s points (95 %% CI %(interval)s)."
            )
        return words % (self.gap_words(gap) | self.points(gap.difference))

    @property
    def is_two_by_two(self) -> bool:
        """Of two answers, where each person gave one of them, there is but one gap."""
        given = [gap.given for gap in self.gaps()]
        return self.question.type != MULTIPLE and sum(given) <= 2


def above_zero(difference: Measure) -> tuple[float, float, float]:
    """Value and limits, of the larger share less the smaller."""
    value, low, high = difference.value or 0.0, difference.low or 0.0, difference.high or 0.0
    return (value, low, high) if value >= 0 else (-value, -high, -low)
