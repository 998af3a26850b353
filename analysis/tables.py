"""Report -> tables: one question's counts, percentages and intervals, for everybody and for each group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import NUMBER, RANKING, WITH_CHOICES, Question

from . import wording
from .choice_tests import ChoiceTests, choice_tests
from .missing_answers import of_share
from .names import Names
from .number_bins import bars_of
from .number_words import NumberWords
from .ranks import mean
from .remarks import of_base
from .report import Breakdown, GroupFigures, QuestionFigures
from .stats.outcomes import Summary
from .stats.proportions import proportion
from .stats.results import Proportion


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
class Table:
    """`columns`: name and how many answered. `others`: who gave no answer, and why.

    `tests`: of each answer, where several may be given.
    `numbers`: what describes a number question's answers, before its rows of people; `unit`: of these.
    `bounds`: a yes/no question's share of yes, if all who did not answer had said no, and yes.
    `counted`: whether `columns` say how many were counted, some of whom gave no answer.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[TableRow, ...]
    others: tuple[TableRow, ...]
    tests: ChoiceTests | None
    numbers: tuple[TableRow, ...] = ()
    unit: str = ""
    bounds: tuple[TableRow, ...] = ()
    counted: bool = False


def table(figures: QuestionFigures, breakdown: Breakdown | None, names: Names) -> Table | None:
    """None where nothing of the question is shown."""
    if figures.everybody is None:
        return None
    groups = (figures.everybody, *(breakdown.groups if breakdown else ()))
    words = NumberWords(figures.question, names)
    return Table(
        columns=tuple(_column(group, breakdown, names) for group in groups),
        rows=tuple(_rows(figures, groups, names)),
        others=tuple(_others(groups, names.language)),
        tests=choice_tests(figures, breakdown, names),
        numbers=tuple(_numbers(groups, words) or _mean_places(figures.question, groups, names)),
        unit=words.unit,
        bounds=tuple(_bounds(figures.question, groups, names.language)),
        counted=figures.everybody.counted,
    )


def _column(group: GroupFigures, breakdown: Breakdown | None, names: Names) -> tuple[str, str]:
    name = names.crossed(breakdown.by, group.group) if breakdown and group.group else _("Everybody")
    return name, of_base(group, names.language)


def _rows(figures: QuestionFigures, groups: tuple[GroupFigures, ...], names: Names) -> list[TableRow]:
    if figures.question.type == NUMBER:
        return _bars(figures, groups, names)
    if figures.question.type == RANKING:
        return _places(figures.question, groups, names)
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


def _numbers(groups: tuple[GroupFigures, ...], words: NumberWords) -> list[TableRow]:
    found = [group.numbers.summary for group in groups if group.numbers]
    if not found or not found[0].n:
        return []
    kinds: list[tuple[str, Callable[[Summary], str]]] = [
        (_("Median"), lambda s: "" if s.median is None else words.value(s.median)),
        (_("Middle half (quartiles)"), lambda s: "" if s.median is None else words.middle_half(s)),
        (_("Mean"), lambda s: "" if s.mean is None else words.mean(s.mean)),
        (_("Standard deviation"), lambda s: "" if s.sd is None else words.deviation(s.sd)),
    ]
    return [TableRow(name, tuple(Cell(written(summary)) for summary in found)) for name, written in kinds]


def _mean_places(question: Question, groups: tuple[GroupFigures, ...], names: Names) -> list[TableRow]:
    """Of a ranking: the mean place of each choice."""
    if not groups[0].places or not groups[0].base:
        return []
    return [
        TableRow(
            _("%(choice)s: mean place") % {"choice": names.choice(choice)},
            tuple(Cell(_mean_place(group, i, names.language)) for group in groups),
        )
        for i, choice in enumerate(question.counted_choices)
    ]


def _mean_place(group: GroupFigures, i: int, language: str) -> str:
    found = mean(group.places[i])
    return "" if found is None else wording.decimal(found, 2, language)


def _places(question: Question, groups: tuple[GroupFigures, ...], names: Names) -> list[TableRow]:
    """Of a ranking: how many put each choice in each place."""
    return [
        TableRow(
            _("%(choice)s: place %(place)s") % {"choice": names.choice(choice), "place": place + 1},
            tuple(_cell(proportion(g.places[i][place], g.base), names.language) for g in groups),
        )
        for i, choice in enumerate(question.counted_choices)
        for place in range(len(question.counted_choices))
    ]


def _bars(figures: QuestionFigures, groups: tuple[GroupFigures, ...], names: Names) -> list[TableRow]:
    """The people in each bar of the chart."""
    everybody = figures.everybody.numbers if figures.everybody else None
    bars = bars_of(figures.question, everybody) if everybody else None
    if bars is None:
        return []
    words = NumberWords(figures.question, names)
    people = [bars.people(group.numbers) for group in groups if group.numbers]
    return [
        TableRow(
            words.bar(bars, i),
            tuple(_cell(proportion(found[i], sum(found)), names.language) for found in people),
        )
        for i in range(bars.number)
    ]


def _bounds(question: Question, groups: tuple[GroupFigures, ...], language: str) -> list[TableRow]:
    """Where nobody's answer of a group is missing, its one figure stands twice."""
    found = [of_share(question, group) for group in groups]
    if not any(found):
        return []
    low = [_cell(s.lowest if s else g.choices[0], language) for s, g in zip(found, groups, strict=True)]
    high = [_cell(s.highest if s else g.choices[0], language) for s, g in zip(found, groups, strict=True)]
    return [
        TableRow(_("Yes, if all who did not answer had said no"), tuple(low)),
        TableRow(_("Yes, if all who did not answer had said yes"), tuple(high)),
    ]


def _cell(figure: Proportion, language: str) -> Cell:
    n = wording.count(figure.count, language)
    if not figure.base or figure.low is None or figure.high is None:
        return Cell(n)
    percent = wording.percent(figure.count, figure.base, language)
    return Cell(n, percent, wording.interval(figure.low, figure.high, language))


def _not_shown(group: GroupFigures) -> int | None:
    return None if group.shown_to is None else group.people - group.shown_to


def _others(groups: tuple[GroupFigures, ...], language: str) -> list[TableRow]:
    """The people behind no percentage. A kind that nobody is of has no row."""
    kinds: list[tuple[str, Callable[[GroupFigures], int]]] = [
        (_("Left open"), lambda group: group.left_open or 0),
        (_("Preferred not to say"), lambda group: group.prefer_not),
        (_("Not shown the question"), lambda group: _not_shown(group) or 0),
    ]
    if groups[0].left_open is None:
        name = _("No answer, or not shown the question") if groups[0].shown_to is None else _("No answer")
        kinds.append((name, lambda group: group.people - (_not_shown(group) or 0) - group.base))
    return [
        TableRow(name, tuple(Cell(wording.count(people(group), language)) for group in groups))
        for name, people in kinds
        if people(groups[0])
    ]
