"""One school's page: history, links, numbers. Plain values for the template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp import history, own_words, years
from surveyapp.models import Event, Letter, Participation, SchoolLink
from surveyapp.store import questionnaire_of

from . import by_day, wording
from .board import LETTERS, TAGS
from .board_words import day, said_rate, waits, words

Kind = Event.Kind


@dataclass(frozen=True)
class Entry:
    """One line of the history. `event` is 0 for what lies ahead."""

    day: str
    iso: str
    what: str
    says: tuple[str, ...]
    event: int
    corrected: bool = False
    now: bool = False
    later: bool = False


@dataclass(frozen=True)
class LinkLine:
    holder: str
    name: str
    says: str
    made: bool


@dataclass(frozen=True)
class Bar:
    """Opened, started or handed in: its bar is as long as its share of the most."""

    name: str
    number: str
    width: str
    says: str


@dataclass(frozen=True)
class SchoolPage:
    state: str
    tag: str
    headline: tuple[tuple[str, str], ...]
    step: str
    turn: str
    waits: str
    kind: str  # of event that the step leads to, for the form
    letter: str  # kind of letter that the step asks for; '' for none
    history: tuple[Entry, ...]
    links: tuple[LinkLine, ...]
    letters: tuple[Letter, ...]
    days: by_day.Chart | None
    bars: tuple[Bar, ...]  # none where no page was counted
    enrolled: tuple[tuple[str, str, str], ...]


def page(row: Participation, language: str, today: date) -> SchoolPage:
    events = list(row.events.all())
    letters = list(row.letters.all())
    failed = letters[-1].tried_at if letters and letters[-1].state in ("failed", "uncertain") else None
    coming = history.next_step(
        events, today, closed=row.survey.is_closed, mail_failed=failed.date() if failed else None
    )
    counted, enrolled = _days(row, events, today), list(row.enrolled_by_year.all())
    by_year = enrolled or any(event.by_year for event in events)
    names = _years(row, language) if by_year else {}
    received = (counted[-1].total if counted else 0) + row.imported
    students = history.reached(events)
    students = row.enrolled if students is None and row.state == Participation.State.SENT else students
    return SchoolPage(
        state=row.get_state_display(),
        tag=TAGS.get(Participation.State(row.state), ""),
        headline=tuple(_headline(row, received, students, language)),
        step=words().steps[coming.step],
        turn=coming.turn,
        waits=waits(coming, today),
        kind={
            "first_reminder": Kind.FIRST_REMINDER,
            "second_reminder": Kind.SECOND_REMINDER,
            "send": Kind.SENT,
            "ask_to_send": Kind.SENT,
            "answer": Kind.ACCEPTED,
            "remind": Kind.REMINDED,
            "invite": Kind.INVITED,
            "ask_again": Kind.NO_RESPONSE,
            "thank": Kind.THANKED,
        }.get(coming.step, Kind.NOTE),
        letter=LETTERS.get(coming.step, ""),
        history=tuple(_history(row, events, names, language)),
        links=tuple(_links(row)),
        letters=tuple(reversed(letters)),
        days=by_day.chart(counted, language),
        bars=tuple(_bars(row, today, language)),
        enrolled=tuple(_enrolled(enrolled, names, language)),
    )


def _years(row: Participation, language: str) -> dict[str, str]:
    return {year.code: year.name for year in years.years(questionnaire_of(row.survey), language)}


def _enrolled(lines: Iterable[Any], names: dict[str, str], language: str) -> Iterator[tuple[str, str, str]]:
    for line in lines:
        whose = ", ".join(filter(None, [line.source, day(line.day)]))
        name = _("All years together") if line.year == years.IN_ALL else names.get(line.year, line.year)
        yield name, wording.count(line.students, language), whose


def _headline(
    row: Participation, received: int, students: int | None, language: str
) -> Iterator[tuple[str, str]]:
    yield _("handed in or imported") if row.imported else _("handed in"), wording.count(received, language)
    if students is None:
        yield _("students asked"), _("not known")
    elif received > students:
        yield (
            _("students asked: fewer than have answered. One of the two is wrong."),
            wording.count(students, language),
        )
    elif students:
        said = {"n": wording.count(students, language)}
        label = ngettext(
            "of %(n)s student asked (95 %% CI in brackets)",
            "of %(n)s students asked (95 %% CI in brackets)",
            students,
        )
        yield (
            label % said,
            said_rate(received, students, language),
        )


def _history(
    row: Participation, events: list[Event], names: dict[str, str], language: str
) -> Iterator[Entry]:
    corrected = {event.corrects_id for event in events if event.corrects_id}
    for event in events:
        note = own_words.note(event.note)
        says = [event.reason, note] if event.kind != Kind.CORRECTED else [note]
        if event.corrects:
            says.insert(0, _("Concerns: %(entry)s") % {"entry": event.corrects.get_kind_display()})
        if event.students is not None:
            n = wording.count(event.students, language)
            says.insert(0, ngettext("To %(n)s student", "To %(n)s students", event.students) % {"n": n})
        if event.by_year:
            says.insert(1, _of_each_year(event, names, language))
        says.append(_("By %(who)s") % {"who": own_words.who(event.by)})
        yield Entry(
            day=day(event.day),
            iso=event.day.isoformat(),
            what=event.get_kind_display(),
            says=tuple(filter(None, says)),
            event=0 if event.kind == Kind.CORRECTED or event.pk in corrected else event.pk,
            corrected=event.pk in corrected,
        )
    if row.survey.closes_on and not row.survey.is_closed:
        when = row.survey.closes_on
        yield Entry(day(when), when.isoformat(), _("The survey closes, as planned"), (), 0, later=True)


def _of_each_year(event: Event, names: dict[str, str], language: str) -> str:
    """'First year 120, second year 110', in the questionnaire's order; a year that it no longer has comes last."""
    known = [year for year in names if year in event.by_year]
    listed = [*known, *sorted(set(event.by_year) - set(known))]
    return ", ".join(
        f"{names.get(year, year)} {wording.count(event.by_year[year], language)}" for year in listed
    )


def _links(row: Participation) -> Iterator[LinkLine]:
    living = {link.holder: link for link in row.links.all() if link.revoked_on is None}
    names = {
        SchoolLink.Holder.DEAN: _("The dean’s link"),
        SchoolLink.Holder.SECRETARY: _("The secretary’s link"),
    }
    for holder, name in names.items():
        link = living.get(holder)
        if link:
            says = _("Made on %(day)s by %(who)s") % {
                "day": day(link.made_on),
                "who": own_words.who(link.made_by),
            }
        else:
            says = _("There is none.")
        yield LinkLine(holder, name, says, link is not None)


def _days(row: Participation, events: list[Event], today: date) -> list[by_day.Day]:
    """Day by day how many had handed in, rounded down to a multiple of k and without today while it is open."""
    counts = {count.day: count.handed_in for count in row.days.all() if count.handed_in}
    labels: dict[date, list[str]] = {}
    for event in history.standing(events):
        if event.kind in history.WENT_OUT:
            labels.setdefault(event.day, []).append(words().short[event.kind])
    mails = {when: by_day.Mail(", ".join(names), ", ".join(names)) for when, names in labels.items()}
    if row.survey.is_closed:
        return by_day.days(counts, mails, max([*counts, *mails], default=today))
    return by_day.days(counts, mails, today - by_day.ONE_DAY, row.survey.minimum_group)


def _bars(row: Participation, today: date, language: str) -> Iterator[Bar]:
    """Pages beside people, rounded as the days are."""
    step = 1 if row.survey.is_closed else row.survey.minimum_group
    whole = [count for count in row.days.all() if row.survey.is_closed or count.day < today]
    sums = [sum(getattr(count, what) for count in whole) for what in ("opened", "started", "handed_in")]
    opened, started, handed_in = (n - n % step for n in sums)
    if not opened:
        return
    parts = (
        (_("Opened"), opened, 0, _("pages")),
        (_("Started"), started, opened, _("%(share)s of opened")),
        (_("Handed in"), handed_in, started, _("%(share)s of started")),
    )
    most = max(opened, started, handed_in)
    for name, n, of, says in parts:
        share = wording.percent(n, of, language) if of and n <= of else ""
        said = says % {"share": share} if share or not of else ""
        yield Bar(name, wording.count(n, language), f"{100 * n / most:.2f}%", said)
