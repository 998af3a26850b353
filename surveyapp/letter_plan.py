"""Who would get which letter, who not, and why: the dry run, and the last look before a letter goes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import addresses, history, letter_fields, letter_text
from .letter_fields import Facts
from .letter_words import Words
from .models import Event, Letter, LetterKind, Participation, Survey

Kind, State = Event.Kind, Participation.State

PENDING = (Letter.State.WAITING, Letter.State.SENDING, Letter.State.FAILED, Letter.State.UNCERTAIN)


@dataclass(frozen=True)
class Line:
    """A letter that would go to a school; with a `problem` it would not. {link} still stands in the body."""

    participation: Participation
    language: str
    to: str
    subject: str
    body: str
    problem: str = ""
    unknown: tuple[str, ...] = ()  # fields for which there was nothing to say: their lines are left out

    @property
    def goes(self) -> bool:
        return not self.problem


def plan(survey: Survey, kind: str, day: date) -> list[Line]:
    """One line a school, in the schools' order. `day`: when it is to go out."""
    rows = survey.participations.select_related("school", "survey").prefetch_related("events")
    texts, known = letter_fields.texts(survey), letter_fields.facts(survey)
    pending = _pending(survey, kind)
    return [_line(row, texts, known, kind, day, pending.get(row.pk, "")) for row in rows]


def seen(lines: Iterable[Line]) -> str:
    """A fingerprint of the letters as they were shown, so that only those are sent."""
    told = [(line.participation.school.code, line.to, line.subject, line.body) for line in lines if line.goes]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _pending(survey: Survey, kind: str) -> dict[int, str]:
    rows = Letter.objects.filter(participation__survey=survey, kind=kind, state__in=PENDING)
    return dict(rows.values_list("participation", "state"))


def _line(
    row: Participation,
    texts: dict[tuple[str, str], Words],
    known: Facts,
    kind: str,
    day: date,
    pending: str,
) -> Line:
    language, events = letter_fields.language_of(row), list(row.events.all())
    words = texts[kind, language]
    said = letter_fields.values(known, row, events, language)
    filled = letter_text.fill(words.subject, words.body, said)
    problem = (
        _in_the_queue(pending)
        or why_not(kind, known.survey, events, day)
        or _cannot_be_written_to(row)
        or _text_problem(words, filled)
    )
    return Line(row, language, row.email.strip(), filled.subject, filled.body, problem, filled.unknown)


def _in_the_queue(state: str) -> str:
    if state in (Letter.State.WAITING, Letter.State.SENDING):
        return _("One such letter is in the queue already.")
    if state:
        return _("One such letter was not sent, or perhaps was: see the queue first.")
    return ""


def _cannot_be_written_to(row: Participation) -> str:
    if not row.email.strip():
        return _("There is no mail address. Enter one with the school.")
    return addresses.address_problem(row.email)


def _text_problem(words: Words, filled: letter_text.Filled) -> str:
    """The text itself was looked at when it was changed; what a field says may still do harm."""
    if missing := [name for name in letter_text.FIELD.findall(words.subject) if name in filled.unknown]:
        return _("The subject needs {%(name)s}, and there is nothing to say for it.") % {"name": missing[0]}
    found = letter_text.address_problems(f"{filled.subject}\n{filled.body}", settings.BASE_URL)
    return found[0] if found else ""


def why_not(kind: str, survey: Survey, events: Sequence[Event], day: date) -> str:
    """Why a school needs no such letter on that day; '' where it does."""
    if kind == LetterKind.INVITATION:
        return _no_invitation(survey, events)
    if kind == LetterKind.REMINDER:
        return _no_reminder(survey, events, day)
    return _no_forward(survey, events) if kind == LetterKind.FORWARD else _no_thanks(survey, events)


def _no_invitation(survey: Survey, events: Sequence[Event]) -> str:
    if survey.is_closed:
        return _("The survey is closed.")
    invited = _last(events, Kind.INVITED)
    if invited:
        return _("Was invited on %(day)s.") % _day(invited)
    return "" if history.state_of(events) == State.INVITED else _("Has answered already.")


def _no_reminder(survey: Survey, events: Sequence[Event], day: date) -> str:
    if survey.is_closed:
        return _("The survey is closed.")
    if not _last(events, Kind.INVITED):
        return _("Was not invited yet.")
    state = history.state_of(events)
    if state == State.NO_RESPONSE:
        return _("No response was entered: it is not written to again.")
    if state != State.INVITED:
        return _("Has answered already.")
    reminders = [event for event in history.standing(events) if event.kind == Kind.REMINDED]
    if len(reminders) >= history.MOST_REMINDERS:
        return _("Was reminded twice, and that is enough.")
    last = _last(events, Kind.INVITED, Kind.REMINDED)
    if last and day < last + history.PAUSE:
        return _("Was written to on %(day)s: a reminder may go from %(from)s on.") % {
            **_day(last),
            "from": date_format(last + history.PAUSE, "DATE_FORMAT"),
        }
    return ""


def _no_forward(survey: Survey, events: Sequence[Event]) -> str:
    if not survey.is_open:
        return _("The survey is closed.") if survey.is_closed else _("The survey is not open yet.")
    state = history.state_of(events)
    if state == State.SENT:
        return _("Has sent the link already.")
    return "" if state in (State.ACCEPTED, State.ACCEPTED_NOT_SENT) else _("Has not accepted.")


def _no_thanks(survey: Survey, events: Sequence[Event]) -> str:
    if not survey.is_closed:
        return _("The survey is not closed yet.")
    if history.state_of(events) != State.SENT:
        return _("Has not sent the link.")
    thanked = _last(events, Kind.THANKED)
    return _("Was thanked on %(day)s.") % _day(thanked) if thanked else ""


def _last(events: Sequence[Event], *kinds: str) -> date | None:
    days = [event.day for event in history.standing(events) if event.kind in kinds]
    return max(days) if days else None


def _day(day: date) -> dict[str, str]:
    return {"day": date_format(day, "DATE_FORMAT")}
