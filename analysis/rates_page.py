"""Response rates with their formulas: AAPOR's RR1 and RR2, and CHERRIES' three. What is not known is named.

AAPOR: Standard Definitions, 10th edition, 2023. RR1 = complete / all asked; RR2 counts partly answered ones too. A
response is handed in whole or not at all here, so the two are the same. CHERRIES: Eysenbach, J Med Internet Res
2004;6:e34, whose rates are of unique visitors; without cookies there are only pages, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp import participation
from surveyapp.models import Survey
from surveyapp.participation import SchoolLine, Summary

from . import wording
from .board import Asked, said_rate, students_asked


@dataclass(frozen=True)
class Line:
    name: str
    enrolled: str
    asked: str
    opened: str
    started: str
    received: str
    rate: str
    says: str  # what is missing or wrong


@dataclass(frozen=True)
class Formula:
    name: str
    formula: str
    value: str
    says: str


@dataclass(frozen=True)
class Rates:
    lines: tuple[Line, ...]
    formulas: tuple[Formula, ...]
    missing: tuple[str, ...]  # names of schools of which the students asked are not known
    pages: bool  # whether opened and started were counted


def rates(survey: Survey, summary: Summary, asked: Asked, language: str) -> Rates:
    """In one query beside those that `summary` and `asked` took."""
    pages = participation.pages(survey)
    step = 1 if survey.is_closed else survey.minimum_group
    rounded = {code: (o - o % step, s - s % step) for code, (o, s) in pages.items()}
    sent = [line for line in summary.schools if line.state == "sent" or line.received]
    students = {line.code: students_asked(line, asked.events.get(line.code, [])) for line in sent}
    return Rates(
        lines=tuple(
            _line(line, students[line.code], rounded.get(line.code, (0, 0)), language) for line in sent
        ),
        formulas=tuple(_formulas(summary, sent, students, rounded, language)),
        missing=tuple(line.name for line in sent if students[line.code] is None),
        pages=any(opened for opened, _started in rounded.values()),
    )


def _line(line: SchoolLine, students: int | None, pages: tuple[int, int], language: str) -> Line:
    says = ""
    if students is None:
        says = _("To how many students the link went is not known.")
    elif line.received > students:
        says = _("More responses than students asked: one of the two is wrong.")
    return Line(
        name=line.name,
        enrolled=_count(line.enrolled, language),
        asked=_count(students, language),
        opened=_count(pages[0] or None, language),
        started=_count(pages[1] or None, language),
        received=wording.count(line.received, language),
        rate=said_rate(line.received, students, language),
        says=says,
    )


def _count(n: int | None, language: str) -> str:
    return "" if n is None else wording.count(n, language)


def _formulas(
    summary: Summary,
    sent: Sequence[SchoolLine],
    students: dict[str, int | None],
    pages: dict[str, tuple[int, int]],
    language: str,
) -> Iterator[Formula]:
    both = [line for line in sent if students[line.code] is not None]
    if summary.asked is not None and len(both) < len(sent):
        received, asked = summary.received, summary.asked
        says = _("Of all schools together: the students asked are known only as a sum.")
    else:
        received = sum(line.received for line in both)
        asked = sum(students[line.code] or 0 for line in both)
        names = ", ".join(line.name for line in both)
        says = _("Of the schools with both figures: %(names)s.") % {"names": names} if both else ""
    value = said_rate(received, asked, language)
    yield Formula(_("Response rate (AAPOR RR1)"), _("handed in / students asked"), value, says)
    yield Formula(
        _("Response rate with partial ones (AAPOR RR2)"),
        _("(handed in + partly answered) / students asked"),
        value,
        _("The same as RR1: a response is handed in whole or not at all."),
    )
    opened = sum(pages.get(line.code, (0, 0))[0] for line in sent)
    started = sum(pages.get(line.code, (0, 0))[1] for line in sent)
    handed_in = summary.handed_in
    of_pages = _("Of pages, not of people: whoever opens a page twice counts twice.")
    parts = (
        (_("View rate (CHERRIES)"), _("first pages opened / students asked"), opened, asked),
        (_("Participation rate (CHERRIES)"), _("started / first pages opened"), started, opened),
        (_("Completion rate (CHERRIES)"), _("handed in / started"), handed_in, started),
    )
    for name, formula, part, whole in parts:
        figure = wording.percent(part, whole, language) if whole and 0 < part <= whole else ""
        yield Formula(
            name, formula, figure, of_pages if figure else _("Not computable: pages were not counted.")
        )
