"""One question on a page of its own: everybody's figures, and a card for each planned view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import UNCOMPARED, YES_NO, Question

from . import page, wording
from .crossing import crossing
from .crossing_card import CrossingCard, crossing_card
from .names import Names, inside
from .report import OWN_GROUPS, QuestionFigures, Report


@dataclass(frozen=True)
class Part:
    """One section of the page."""

    id: str
    name: str  # in the list of what is on this page
    heading: str
    card: page.Card
    crossing: CrossingCard | None = None
    view: str = page.NOBODY_VIEW  # in the address of its files


@dataclass(frozen=True)
class Neighbour:
    code: str
    number: int
    text: str


def number_of(question: Question, names: Names) -> int:
    """From 1, as in the questionnaire."""
    return names.questionnaire.questions.index(question) + 1


def place_of(question: Question, names: Names) -> str:
    """'Question 13 of 14.'"""
    said = {"number": number_of(question, names), "total": len(names.questionnaire.questions)}
    return _("Question %(number)s of %(total)s.") % said


def neighbours(question: Question, names: Names) -> tuple[Neighbour | None, Neighbour | None]:
    """The question before, and the one after."""
    questions = names.questionnaire.questions
    here = questions.index(question)

    def at(i: int) -> Neighbour | None:
        if not 0 <= i < len(questions):
            return None
        return Neighbour(questions[i].code, i + 1, names.question(questions[i]))

    return at(here - 1), at(here + 1)


def headline(figures: QuestionFigures, names: Names) -> list[tuple[str, str]]:
    """Of a yes/no question: everybody's share of yes, and the counts behind it."""
    everybody = figures.everybody
    if figures.question.type != YES_NO or everybody is None or not everybody.base:
        return []
    yes = everybody.choices[0]
    said = {
        "interval": wording.interval(yes.low or 0, yes.high or 0, names.language),
        "base": wording.count(yes.base, names.language),
    }
    return [
        (
            _("said yes (95 %% CI %(interval)s)") % said,
            wording.percent(yes.count, yes.base, names.language),
        ),
        (_("of %(base)s who answered") % said, wording.count(yes.count, names.language)),
    ]


def parts(report: Report, code: str, reading: page.Reading) -> list[Part]:
    """Everybody first, where nothing else on the page shows them; then the crossing, then each grouping."""
    figures = report.question(code)
    planned = page.comparisons_planned(report)
    everybody = _part(figures, replace(reading, by=()), planned)
    compares = figures.everybody is not None and figures.question.type not in UNCOMPARED
    compared = [
        _part(figures, replace(reading, by=by), planned)
        for by in (_views(report) if compares else ())
        if page.breakdown_of(figures, by)[0] == by
    ]
    alone = figures.question.type == YES_NO and any(part.card.table for part in compared)
    return [*([] if alone else [everybody]), *compared]


def _views(report: Report) -> Iterator[tuple[str, ...]]:
    yield from (by for by in report.views if len(by) > 1)
    yield from (by for by in report.views if len(by) == 1)


def _part(figures: QuestionFigures, reading: page.Reading, planned: page.Planned) -> Part:
    by, names = reading.by, reading.names
    card = page.card(figures, reading, planned)
    breakdown = figures.by(*by) if by else None
    if not by:
        return Part("everybody", _("Everybody"), _("Everybody"), card)
    view = names.view(by)
    card = replace(card, text=_("%(question)s (by %(view)s)") % {"question": card.text, "view": inside(view)})
    if breakdown and breakdown.withheld == OWN_GROUPS:  # everybody's own chart is on the page already
        card = replace(card, chart=None, table=None, says="", methods=())
    crossed = crossing(breakdown)
    special = crossing_card(crossed, names) if crossed else None
    heading = special.title if special else ""
    by_view = _("By %(view)s") % {"view": inside(view)}
    return Part("by-" + "-".join(by), view, heading or by_view, card, special, page.View(by, view).address)
