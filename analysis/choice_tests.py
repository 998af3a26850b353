"""A question of several answers: each answer's test, and how large its difference is, for under the table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import comparisons, wording
from .names import Names
from .report import Breakdown, QuestionFigures
from .stats.outcomes import Measure
from .stats.results import Comparison


@dataclass(frozen=True)
class ChoiceTest:
    """One choice of several: those who ticked it against those who did not."""

    name: str
    size: str  # of the difference; empty where there is none
    interval: str  # of two groups
    p: str
    holm: str  # p, adjusted
    test: str  # which, or why there is none


@dataclass(frozen=True)
class ChoiceTests:
    """`lines`: the answers as the questionnaire has them. `less`: of two groups, which is taken from which."""

    size: str
    less: str
    lines: tuple[ChoiceTest, ...]
    ranked: tuple[ChoiceTest, ...]  # as the chart has them: the most frequent first


def choice_tests(figures: QuestionFigures, breakdown: Breakdown | None, names: Names) -> ChoiceTests | None:
    """None of other questions, and where nothing is compared."""
    if not breakdown or not breakdown.each or figures.everybody is None:
        return None
    count, holm = len(breakdown.each), breakdown.holm or (None,) * len(breakdown.each)
    differences = breakdown.effects.differences or (None,) * count
    found = tuple(
        _line(names.choice(choice), test, size, p, names.language)
        for choice, test, size, p in zip(
            figures.question.counted_choices, breakdown.each, differences, holm, strict=True
        )
    )
    people = [choice.count for choice in figures.everybody.choices]
    ranked = sorted(range(count), key=lambda i: -people[i])
    two = bool(breakdown.effects.differences)
    return ChoiceTests(
        size=_("Difference") if two else _("Cramér’s V"),
        less=_less(breakdown, names) if two else "",
        lines=found,
        ranked=tuple(found[i] for i in ranked),
    )


def _line(name: str, test: Comparison, size: Measure | None, holm: float | None, language: str) -> ChoiceTest:
    p, named = comparisons.short(test, language)
    adjusted = "" if holm is None else comparisons.bare_p(holm, language)
    return ChoiceTest(name, *_size(test, size, language), p, adjusted, named)


def _size(test: Comparison, size: Measure | None, language: str) -> tuple[str, str]:
    if size is None:
        return "" if test.cramers_v is None else wording.statistic(test.cramers_v, language), ""
    if size.value is None or size.low is None or size.high is None:
        return "", ""
    return wording.decimal(size.value, 1, language), wording.interval(size.low, size.high, language)


def _less(breakdown: Breakdown, names: Names) -> str:
    first, second = (names.crossed(breakdown.by, g.group) for g in breakdown.groups if g.base)
    return _("‘%(first)s’ less ‘%(second)s’") % {"first": first, "second": second}
