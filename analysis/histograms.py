"""A number question's answers -> histograms, one a group, with the same bars and the same heights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import Question

from . import wording
from .comparisons import why_not
from .names import EVERYBODY, Names
from .number_bins import Bars, Numbers, bars_of, month_ticks, nice_ticks
from .number_words import NumberWords
from .report import GroupFigures
from .strips import Column, Histogram, Key, Row, Tick, place

TOP, BASE, UNDER = 4.0, 84.0, 94.0  # per cent of a strip's height: tallest bar, where bars stand, middle half
FILLED = 0.9  # of a bar's width; the rest is the gap to the next
WIDEST = 12.0  # per cent of a strip's width: where few values were given, their bars are no wider
EDGE = 2.0  # per cent of the width: a figure nearer to an end than this would reach beyond it
LINES = (50.0, 20.0, 10.0, 5.0)  # per cent: heights that may be named


class Histograms:
    """One question's, while they are drawn. Heights are shares of each group, so that small groups compare.

    A bar that is n times as wide as the others stands for n of them, each of an n-th of its people: areas compare.
    """

    def __init__(
        self, question: Question, whole: GroupFigures, groups: Sequence[GroupFigures], names: Names
    ) -> None:
        self.words = NumberWords(question, names)
        self.language = names.language
        self.bars = bars_of(question, whole.numbers) if whole.numbers else None
        self.shown = [group.numbers for group in (whole, *groups) if group.numbers]

    @cached_property
    def top(self) -> float:
        """The tallest bar of all, in per cent of its group: at least 5, as there are 20 at most."""
        if self.bars is None:
            return 100.0
        bars = self.bars
        found = [bars.people(numbers) for numbers in self.shown if numbers.bins]
        return max(
            (
                100 * people / (bars.width(i) * sum(group))
                for group in found
                for i, people in enumerate(group)
            ),
            default=100.0,
        )

    @cached_property
    def line(self) -> float:
        """A height that is drawn and named: a round share below the tallest bar."""
        return next((line for line in LINES if line <= self.top), LINES[-1])

    def row(self, group: GroupFigures, name: str, style: int) -> Row:
        numbers, bars = group.numbers, self.bars
        if numbers is None or bars is None or numbers.summary.median is None:
            return Row("none", name, style, says=why_not(numbers.summary) if numbers else "")
        summary = numbers.summary
        drawn = Histogram(
            columns=tuple(self.columns(bars, numbers)),
            lower=self.across(bars, summary.lower_quartile or 0.0),
            median=self.across(bars, summary.median or 0.0),
            upper=self.across(bars, summary.upper_quartile or 0.0),
            base=place(BASE),
            line=self.height(self.line),
            under=place(UNDER),
            middle=self.words.brief(summary.median or 0.0),
            half=self.words.span(
                summary.lower_quartile or 0.0, summary.upper_quartile or 0.0, self.words.brief
            ),
        )
        of = _("%(n)s answered") % {"n": wording.count(group.base, self.language)}
        return Row("histogram", name, style, says=self.says(bars, numbers), of=of, histogram=drawn)

    def columns(self, bars: Bars, numbers: Numbers) -> list[Column]:
        step = 100 / bars.steps
        found = []
        for i, people in enumerate(bars.people(numbers)):
            if people:
                width = step * bars.width(i)
                alone = bars.whole and bars.width(i) == 1
                wide = min(width * FILLED, WIDEST) if alone else width - step * (1 - FILLED)
                share = 100 * people / (numbers.summary.n * bars.width(i))
                tall = (BASE - TOP) * share / self.top
                x = bars.edges[i] * step + (width - wide) / 2
                found.append(Column(place(x), place(BASE - tall), place(wide), place(tall)))
        return found

    def height(self, share: float) -> str:
        return place(BASE - (BASE - TOP) * share / self.top)

    def across(self, bars: Bars, value: float) -> str:
        """Where a value is. A whole number takes up a place of width 1 and is drawn in its middle."""
        at = value + 0.5 if bars.whole else value
        return place(min(100.0, max(0.0, 100 * (at - bars.start) / (bars.end - bars.start))))

    def says(self, bars: Bars, numbers: Numbers) -> str:
        """All that the strip shows, for whoever cannot see it."""
        n = numbers.summary.n
        found = [
            f"{self.words.bar(bars, i)}: {wording.percent(people, n, self.language)}"
            for i, people in enumerate(bars.people(numbers))
            if people
        ]
        said = {"median": self.words.median(numbers.summary), "bars": "; ".join(found)}
        return _("median %(median)s. %(bars)s.") % said

    def ticks(self) -> tuple[Tick, ...]:
        bars = self.bars
        if bars is None:
            return ()
        last = bars.upper(bars.number - 1) if bars.whole else bars.end
        values = (month_ticks if self.words.question.month else nice_ticks)(bars.start, last)
        return tuple(self.tick(bars, value) for value in values if not bars.whole or value.is_integer())

    def tick(self, bars: Bars, value: float) -> Tick:
        x = self.across(bars, value)
        at = float(x.rstrip("%"))
        inside = bars.whole or EDGE <= at <= 100 - EDGE  # a whole number stands in the middle of its place
        anchor = "middle" if inside else "start" if at < EDGE else "end"
        return Tick(x, self.words.tick(value), anchor)

    def legend(self) -> tuple[Key, ...]:
        if self.bars is None:
            return ()
        line = {"share": wording.whole_percent(round(self.line), 100) + wording.NO_BREAK + "%"}
        named = _("This line: %(share)s of the group")
        if self.bars.number < self.bars.steps:
            line["width"] = self.words.reach(self.bars.step)
            named = _("This line: %(share)s of the group for each %(width)s; compare areas, not heights")
        return (
            Key("median", EVERYBODY, _("Median")),
            Key("half", EVERYBODY, _("Middle half of the answers")),
            Key("line", EVERYBODY, named % line),
        )
