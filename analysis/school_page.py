"""One school's page: history, links, numbers. Plain values for the template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from surveyapp import history
from surveyapp.models import Event, Letter, LetterKind, Participation, SchoolLink

from . import wording
from .board import TAGS, day, said_rate, step_words, waits

Kind = Event.Kind
LETTERS = {
    "invite": LetterKind.INVITATION,
    "remind": LetterKind.REMINDER,
    "ask_to_send": LetterKind.FORWARD,
    "send": LetterKind.FORWARD,
    "thank": LetterKind.THANKS,
}


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
    """One day of the chart: places in its strip, which is 80 px high."""

    x: str
    width: str
    y: str
    height: str


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
    days: tuple[tuple[str, str, str], ...]  # day, handed in so far, mail
    bars: tuple[Bar, ...]
    enrolled: tuple[tuple[str, str, str], ...]


def page(row: Participation, language: str, today: date) -> SchoolPage:
    events = list(row.events.all())
    letters = list(row.letters.all())
    failed = letters[-1].tried_at if letters and letters[-1].state in ("failed", "uncertain") else None
    coming = history.next_step(
        events, today, closed=row.survey.is_closed, mail_failed=failed.date() if failed else None
    )
    counted = _days(row, events, today)
    received = (counted[-1][1] if counted else 0) + row.imported
    students = history.reached(events)
    students = row.enrolled if students is None and row.state == Participation.State.SENT else students
    return SchoolPage(
        state=row.get_state_display(),
        tag=TAGS.get(Participation.State(row.state), ""),
        headline=tuple(_headline(row, received, students, language)),
        step=step_words(coming),
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
        history=tuple(_history(row, events, language)),
        links=tuple(_links(row)),
        letters=tuple(reversed(letters)),
        days=tuple((day(when), wording.count(n, language), mail) for when, n, mail in counted),
        bars=tuple(_bars(counted)),
        enrolled=tuple(
            (e.year, wording.count(e.students, language), e.source) for e in row.enrolled_by_year.all()
        ),
    )


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
        yield (
            _("of %(n)s students asked (95 %% CI in brackets)") % said,
            said_rate(received, students, language),
        )


def _history(row: Participation, events: list[Event], language: str) -> Iterator[Entry]:
    corrected = {event.corrects_id for event in events if event.corrects_id}
    for event in events:
        says = [event.reason, event.note] if event.kind != Kind.CORRECTED else [event.note]
        if event.corrects:
            says.insert(0, _("Concerns: %(entry)s") % {"entry": event.corrects.get_kind_display()})
        if event.students is not None:
            n = wording.count(event.students, language)
            says.insert(0, _("To %(n)s students") % {"n": n})
        says.append(_("By %(who)s") % {"who": event.by})
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


def _links(row: Participation) -> Iterator[LinkLine]:
    living = {link.holder: link for link in row.links.all() if link.revoked_on is None}
    names = {
        SchoolLink.Holder.DEAN: _("The dean’s link"),
        SchoolLink.Holder.SECRETARY: _("The secretary’s link"),
    }
    for holder, name in names.items():
        link = living.get(holder)
        if link:
            says = _("Made on %(day)s by %(who)s") % {"day": day(link.made_on), "who": link.made_by}
        else:
            says = _("There is none.")
        yield LinkLine(holder, name, says, link is not None)


def _days(row: Participation, events: list[Event], today: date) -> list[tuple[date, int, str]]:
    """Day by day how many had handed in, rounded down to a multiple of k and without today while it is open."""
    counts = {count.day: count.handed_in for count in row.days.all() if count.handed_in}
    closed, k = row.survey.is_closed, row.survey.minimum_group
    mails = {e.day: str(e.get_kind_display()) for e in history.standing(events) if e.kind in history.WENT_OUT}
    if not counts:
        return []
    last = max(max(counts), *(mails or counts)) if closed else today - timedelta(days=1)
    when, total, found = min([*counts, *mails]), 0, []
    while when <= last:
        total += counts.get(when, 0)
        found.append((when, total if closed else total - total % k, mails.get(when, "")))
        when += timedelta(days=1)
    return found


def _bars(counted: list[tuple[date, int, str]]) -> Iterator[Bar]:
    """How many had handed in up to each day."""
    most = max((n for _when, n, _mail in counted), default=0)
    for i, (_when, n, _mail) in enumerate(counted):
        high = 80 * n / most if most else 0
        width = f"{100 / len(counted):.3f}%"
        yield Bar(f"{100 * i / len(counted):.3f}%", width, f"{80 - high:.1f}", f"{high:.1f}")
