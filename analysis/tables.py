"""Report -> tables: one question's counts, percentages and intervals, for everybody and for each group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import WITH_CHOICES

from . import comparisons, wording
from .names import Names
from .report import Breakdown, GroupFigures, QuestionFigures
from .stats.results import Comparison, Proportion


@dataclass(frozen=True)
class Cell:
    """'494 (33.9 %)' and '31.5 to 36.3' under it; without a percentage where nobody answered."""

    n: str
    percent: str = ""
    interval: str = ""


@dataclass(frozen=True)
class TableRow:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ChoiceTest:
    """One choice of several: those who ticked it against those who did not."""

    name: str
    p: str
    holm: str  # p, adjusted
    test: str  # which, or why there is none


@dataclass(frozen=True)
class Table:
    """`columns`: name and how many answered. `others`: who gave no answer, and why."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[TableRow, ...]
    others: tuple[TableRow, ...]
    tests: tuple[ChoiceTest, ...]


def table(figures: QuestionFigures, breakdown: Breakdown | None, names: Names) -> Table | None:
    """None where nothing of the question is shown."""
    if figures.everybody is None:
        return None
    groups = (figures.everybody, *(breakdown.groups if breakdown else ()))
    return Table(
        columns=tuple(_column(group, breakdown, names) for group in groups),
        rows=tuple(_rows(figures, groups, names)),
        others=tuple(_others(groups, names.language)),
        tests=tuple(_tests(figures, breakdown, names)),
    )


def _column(group: GroupFigures, breakdown: Breakdown | None, names: Names) -> tuple[str, str]:
    name = names.crossed(breakdown.by, group.group) if breakdown and group.group else _("Everybody")
    return name, _("%(n)s answered") % {"n": wording.count(group.base, names.language)}


def _rows(figures: QuestionFigures, groups: tuple[GroupFigures, ...], names: Names) -> list[TableRow]:
    if figures.question.type not in WITH_CHOICES:
        bases = tuple(Cell(wording.count(group.base, names.language)) for group in groups)
        return [TableRow(_("Answered"), bases)]
    return [
        TableRow(
            names.choice(choice),
            tuple(_cell(group.choices[i], names.language) for group in groups),
        )
        for i, choice in enumerate(figures.question.counted_choices)
    ]


def _tests(figures: QuestionFigures, breakdown: Breakdown | None, names: Names) -> list[ChoiceTest]:
    """In the order of the chart: the most frequent first."""
    if not breakdown or not breakdown.each or figures.everybody is None:
        return []
    holm = breakdown.holm or (None,) * len(breakdown.each)
    choices = zip(
        figures.question.counted_choices, figures.everybody.choices, breakdown.each, holm, strict=True
    )
    ranked = sorted(choices, key=lambda row: -row[1].count)
    return [
        _choice_test(names.choice(choice), test, p, names.language) for choice, _figure, test, p in ranked
    ]


def _choice_test(name: str, test: Comparison, holm: float | None, language: str) -> ChoiceTest:
    p, named = comparisons.short(test, language)
    return ChoiceTest(name, p, "" if holm is None else comparisons.bare_p(holm, language), named)


def _cell(figure: Proportion, language: str) -> Cell:
    n = wording.count(figure.count, language)
    if not figure.base or figure.low is None or figure.high is None:
        return Cell(n)
    percent = wording.percent(figure.count, figure.base, language)
    return Cell(n, percent, wording.interval(figure.low, figure.high, language))


def _others(groups: tuple[GroupFigures, ...], language: str) -> list[TableRow]:
    """The people behind no percentage. A kind that nobody is of has no row."""
    kinds: list[tuple[str, Callable[[GroupFigures], int]]] = [
        (_("Left open"), lambda group: group.left_open),
        (_("Preferred not to say"), lambda group: group.prefer_not),
        (_("Not shown the question"), lambda group: group.people - group.shown_to),
    ]
    return [
        TableRow(name, tuple(Cell(wording.count(people(group), language)) for group in groups))
        for name, people in kinds
        if people(groups[0])
    ]
