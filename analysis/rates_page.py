"""Response rates (`response_rates`) with their formulas, in words. What is not known is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from surveyapp import history, participation
from surveyapp.models import Survey
from surveyapp.participation import Pages, SchoolLine, Summary

from . import by_day, response_rates, wording
from .board import NOTHING, Asked
from .board_words import day, said_rate, words
from .methods import AAPOR, CHERRIES
from .response_rates import NONE

MOST_NAMES = 6  # of schools in a sentence


@dataclass(frozen=True)
class Line:
    name: str
    enrolled: str
    source: str  # whose figure that is, and of which day
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
    anchor: str  # on the page of methods


@dataclass(frozen=True)
class Rates:
    lines: tuple[Line, ...]
    formulas: tuple[Formula, ...]
    missing: tuple[str, ...]  # names of schools of which the students asked are not known
    pages: bool  # whether opened and started were counted
    alarms: tuple[str, ...]  # names of schools of which one of the two figures is wrong
    days: by_day.Chart | None  # of all schools together


def rates(survey: Survey, summary: Summary, asked: Asked, language: str, today: date) -> Rates:
    """In three queries beside those that `summary` and `asked` took."""
    pages, sources = participation.pages(survey), _sources(survey)
    sent = response_rates.reached(summary)
    return Rates(
        lines=tuple(
            _line(
                line,
                pages.get(line.code, NONE),
                sources.get(line.code, ""),
                language,
            )
            for line in sent
        ),
        formulas=tuple(_formulas(summary, sent, pages, language)),
        missing=tuple(line.name for line in sent if line.asked is None),
        pages=any(of_school.opened for of_school in pages.values()),
        alarms=tuple(line.name for line in sent if line.too_many),
        days=_days(survey, summary, asked, language, today),
    )


def _days(survey: Survey, summary: Summary, asked: Asked, language: str, today: date) -> by_day.Chart | None:
    """All schools together. The total may be shown at once, yet a day that is not over would look like a fall."""
    counts = participation.by_day([survey.pk]).get(survey.pk, {})
    mails = _mails(summary, asked)
    last = max([*counts, *mails], default=today) if survey.is_closed else today - by_day.ONE_DAY
    return by_day.chart(by_day.days(counts, mails, last), language)


def _mails(summary: Summary, asked: Asked) -> dict[date, by_day.Mail]:
    """Of each day on which mails went to students: which, and of which schools."""
    schools: dict[tuple[date, str], list[str]] = {}
    short = words().short
    for line in summary.schools:
        for event in asked.events.get(line.code, NOTHING):
            if event.kind in history.WENT_OUT:
                schools.setdefault((event.day, short[event.kind]), []).append(line.name)
    found: dict[date, by_day.Mail] = {}
    for (when, kind), names in sorted(schools.items()):
        name = kind if len(names) == 1 else f"{kind} ({len(names)})"
        said = [by_day.Mail(name, f"{kind}: {', '.join(names)}")]
        found[when] = by_day.Mail.together([found[when], *said] if when in found else said)
    return found


def _sources(survey: Survey) -> dict[str, str]:
    """'Registrar, 1 October 2026', of each school that has told."""
    told = participation.sources(survey).items()
    return {code: ", ".join(filter(None, [source, day(when)])) for code, (source, when) in told}


def _line(line: SchoolLine, pages: Pages, source: str, language: str) -> Line:
    says = ""
    if line.asked is None:
        says = _("To how many students the link went is not known.")
    elif line.too_many:
        says = _("More responses than students asked: one of the two is wrong.")
    return Line(
        name=line.name,
        enrolled=_count(line.enrolled, language),
        source=source,
        asked=_count(line.asked, language),
        opened=_count(pages.opened or None, language),
        started=_count(pages.started or None, language),
        received=wording.count(line.received, language),
        rate=said_rate(line.received, line.asked, language),
        says=says,
    )


def _count(n: int | None, language: str) -> str:
    return "–" if n is None else wording.count(n, language)


def _formulas(
    summary: Summary,
    sent: Sequence[SchoolLine],
    pages: dict[str, Pages],
    language: str,
) -> Iterator[Formula]:
    rate = response_rates.response(summary, sent)
    if rate.only_sum:
        says = _("Of all schools together: the students asked are known only as a sum.")
    else:
        says = _of_both([line.name for line in rate.schools])
    value = said_rate(rate.part, rate.whole, language)
    yield Formula(_("Response rate (AAPOR RR1)"), _("handed in / students asked"), value, says, AAPOR)
    yield Formula(
        _("Response rate with partial ones (AAPOR RR2)"),
        _("(handed in + partly answered) / students asked"),
        value,
        _("The same as RR1: a response is handed in whole or not at all."),
        AAPOR,
    )
    yield from _of_pages(sent, pages, language)


def _of_both(names: Sequence[str]) -> str:
    """By name while they can be read; all of them stand below."""
    if len(names) > MOST_NAMES:
        return _("Of the %(n)s schools with both figures.") % {"n": len(names)}
    return _("Of the schools with both figures: %(names)s.") % {"names": ", ".join(names)} if names else ""


def _of_pages(sent: Sequence[SchoolLine], pages: dict[str, Pages], language: str) -> Iterator[Formula]:
    """CHERRIES, of pages, saying which schools are left out."""
    viewed, participated, completed = response_rates.of_pages(sent, pages)
    parts = (
        (_("View rate (CHERRIES)"), _("first pages opened / students asked"), viewed),
        (_("Participation rate (CHERRIES)"), _("started / first pages opened"), participated),
        (_("Completion rate (CHERRIES)"), _("handed in / started"), completed),
    )
    for name, formula, rate in parts:
        figure = wording.percent(rate.part, rate.whole, language) if rate.whole else ""
        left_out = [line.name for line in rate.left_out]
        yield Formula(
            name, formula, figure, _of_pages_says(figure, rate.part > rate.whole, left_out), CHERRIES
        )


def _of_pages_says(figure: str, above: bool, left_out: Sequence[str]) -> str:
    if not figure:
        return _("Not computable: pages were not counted, or the students asked are not known.")
    says = [_("Of pages, not of people: whoever opens a page twice counts twice.")]
    if above:
        says.append(_("Some did: it is more than the whole."))
    if len(left_out) > MOST_NAMES:
        said = _("Without %(n)s schools, where one of the two is not known for all days.")
        says.append(said % {"n": len(left_out)})
    elif left_out:
        names = ", ".join(left_out)
        says.append(
            _("Without %(names)s, where one of the two is not known for all days.") % {"names": names}
        )
    return " ".join(says)
