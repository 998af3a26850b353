"""How a number question's figures are written: as fine as its values are known, with their unit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from surveyapp.questionnaire.counting import bin_width
from surveyapp.questionnaire.months import IN_A_YEAR, nearest, parts
from surveyapp.questionnaire.schema import Question

from . import wording
from .names import Names
from .number_bins import Bars, Numbers
from .stats.outcomes import Summary

FINE = 10  # whole numbers that reach no further than this have a mean with two decimals
LONG = 1e15  # from here on, and as far below 1, by powers of ten


@dataclass(frozen=True)
class NumberWords:
    question: Question
    names: Names

    @cached_property
    def width(self) -> float:
        return bin_width(self.question)

    @cached_property
    def unit(self) -> str:
        return self.names.of(self.question.unit) if self.question.unit else ""

    @cached_property
    def places(self) -> int:
        """Decimals of a value that comes from a bin: no coarser than the bin."""
        return max(0, -math.floor(math.log10(self.width))) if self.width else 0

    def value(self, value: float) -> str:
        """A value, a median, a quartile: '7', '7.25', 'March 2019'."""
        if self.question.month:
            return self._month(value, "YEAR_MONTH_FORMAT")
        return self._written(value, self.places if self.width else _needed(value))

    def mean(self, value: float) -> str:
        """A decimal more than whole values have."""
        return self.value(value) if self.question.month else self.deviation(value)

    def deviation(self, value: float) -> str:
        """A standard deviation: as a mean; of months how many of them."""
        if self.question.month:
            return self._months(value, 1)
        reach = (self.question.maximum or 0.0) - (self.question.minimum or 0.0)
        return self._written(value, self.places if self.width else 2 if reach <= FINE else 1)

    def reach(self, value: float) -> str:
        """How far it is from one value to another: '7 hours', '3 months'."""
        return self._months(value, 0) if self.question.month else self.size(value)

    def tick(self, value: float) -> str:
        """At an axis. January stands as its year."""
        if not self.question.month:
            return self.edge(value)
        year, month = parts(value)
        return str(year) if month == 1 else self._month(value, "M Y")

    def size(self, value: float) -> str:
        """'7 hours'."""
        return f"{self.value(value)} {self.unit}".rstrip()

    def middle_half(self, summary: Summary) -> str:
        """'5 to 8': from the lower to the upper quartile."""
        return self.span(summary.lower_quartile or 0.0, summary.upper_quartile or 0.0)

    def span(self, low: float, high: float, written: Callable[[float], str] | None = None) -> str:
        written = written or self.value
        return f"{written(low)} {wording.style(self.names.language).to} {written(high)}"

    def brief(self, value: float) -> str:
        """Beside a chart."""
        return (
            self._month(value, "M Y").replace(" ", wording.NO_BREAK)
            if self.question.month
            else self.value(value)
        )

    def median(self, summary: Summary) -> str:
        """'7 hours (middle half 5 to 8)'."""
        said = {"median": self.size(summary.median or 0.0), "half": self.middle_half(summary)}
        return _("%(median)s (middle half %(half)s)") % said

    def bar(self, bars: Bars, i: int) -> str:
        """What a bar holds: '7', '5 to 9', 'from 6.25 to under 12.50'; '2018 to 2019' where months are years."""
        low, high = bars.lower(i), bars.upper(i)
        if self.question.month and low % IN_A_YEAR == 0 and (high + 1) % IN_A_YEAR == 0:
            years = dict.fromkeys(str(parts(end)[0]) for end in (low, high))
            return f" {wording.style(self.names.language).to} ".join(years)
        if bars.whole:
            return self.value(low) if high <= low else self.span(low, high)
        last = self.question.maximum is not None and high >= self.question.maximum
        words = _("from %(low)s to %(high)s") if last else _("from %(low)s to under %(high)s")
        return words % {"low": self.edge(low), "high": self.edge(high)}

    def edge(self, value: float) -> str:
        """Where a bar of bins begins: exactly, as far as two digits beyond the bin go."""
        return self._written(value, min(self.places + 2, _needed(value, self.places + 2)))

    def bins(self) -> str:
        """Where values are counted in bins: how wide, and what it costs. Else empty."""
        if not self.width:
            return ""
        wide = f"{self._written(self.width, self.places + 1)} {self.unit}".rstrip()
        said = {"width": self.reach(self.width) if self.question.month else wide}
        words = _(
            "Values are counted in bins of width %(width)s: median, quartiles and mean are off by half of that at most."
        )
        return words % said

    def _month(self, value: float, form: str) -> str:
        year, month = parts(nearest(value))
        with override(self.names.language):
            return date_format(date(year, month, 1), form)

    def _months(self, value: float, places: int) -> str:
        written = wording.decimal(value, places, self.names.language)
        one = round(value, places) == 1
        return ngettext("%(n)s month", "%(n)s months", 1 if one else 2) % {"n": written}

    def _written(self, value: float, places: int) -> str:
        if abs(value) >= LONG or places > 15:
            sign = wording.MINUS if value < 0 else ""
            return sign + wording.scientific(abs(value), self.names.language)
        written = wording.decimal(value, places, self.names.language)
        # a year has no thousands
        return (
            written.replace(wording.style(self.names.language).thousands, "")
            if self.question.year
            else written
        )


def described(question: Question, found: Numbers, names: Names) -> str:
    """Of everybody: 'Median 7 hours (middle half 5 to 8); mean 6.9, standard deviation 2.1.'"""
    summary, words = found.summary, NumberWords(question, names)
    if summary.median is None or summary.mean is None:
        return ""
    said = {"median": words.median(summary), "mean": words.mean(summary.mean)}
    if summary.sd is None:
        return _("Median %(median)s; mean %(mean)s.") % said
    said["sd"] = words.deviation(summary.sd)
    return _("Median %(median)s; mean %(mean)s, standard deviation %(sd)s.") % said


def _needed(value: float, most: int = 2) -> int:
    """How many decimals a value has, up to `most`."""
    return next((n for n in range(most) if math.isclose(value, round(value, n), abs_tol=1e-9)), most)
