"""What happened with a school: enter it, correct it. The participation's state follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import history, own_words
from ..models import Event, Participation
from . import log
from .surveys import Refused

Kind = Event.Kind


@transaction.atomic
def record(
    *,
    participation: Participation,
    kind: str,
    by: str,
    day: date | None = None,
    students: int | None = None,
    reason: str = "",
    note: str = "",
    by_year: Mapping[str, int] | None = None,
) -> Event:
    """Enter what happened, on `day` (today unless said). Raises Refused where that cannot have been."""
    _lock(participation)
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise Refused(_("That day lies ahead. Enter what has happened."))
    _refuse_impossible(participation, kind)
    event = Event.objects.create(
        participation=participation,
        kind=kind,
        day=day,
        by=by,
        students=students,
        reason=reason,
        note=note,
        by_year=dict(by_year or {}),
    )
    follow(participation)
    log.note("school_" + kind, by=by, survey=participation.survey, school=participation.school.code)
    return event


@transaction.atomic
def correct(*, event: Event, by: str, note: str) -> Event:
    """Say that something did not happen, and why. The entry stays."""
    _lock(event.participation)
    if not note.strip():
        raise Refused(_("Say why: the history keeps both."))
    if event.kind == Kind.CORRECTED or Event.objects.filter(corrects=event).exists():
        raise Refused(_("That entry was corrected already."))
    correction = Event.objects.create(
        participation=event.participation,
        kind=Kind.CORRECTED,
        day=timezone.localdate(),
        by=by,
        note=note.strip(),
        corrects=event,
    )
    follow(event.participation)
    log.note(
        "school_corrected", by=by, survey=event.participation.survey, school=event.participation.school.code
    )
    return correction


def follow(participation: Participation) -> None:
    """Bring what is kept of the state up to date with what happened."""
    events = list(Event.objects.filter(participation=participation))
    participation.state = history.state_of(events)
    happened = history.standing(events)
    declined = [event.reason for event in happened if event.kind == Kind.DECLINED]
    is_declined = participation.state == Participation.State.DECLINED
    participation.reason = declined[-1] if is_declined and declined else ""
    participation.save(update_fields=["state", "reason"])


def state_of(participation: Participation) -> str:
    return history.state_of(list(participation.events.all()))


def bring_to(participation: Participation, state: str, reason: str, by: str) -> None:
    """Enter what lies behind a state that a file or a form gives, where history does not say so already."""
    events = list(participation.events.all())
    if events and history.state_of(events) == state and participation.reason == reason:
        return
    have = {event.kind for event in history.standing(events)}
    for event in _in_the_way(events, state):
        Event.objects.create(
            participation=participation,
            kind=Kind.CORRECTED,
            day=timezone.localdate(),
            by=by,
            note=own_words.OTHER_STATE,
            corrects=event,
        )
    *before, last = _behind(participation, state, reason, by)
    wanted = [event for event in before if event.kind not in have]
    if last.kind not in have or last.kind in history.ANSWERS:
        wanted.append(last)
    Event.objects.bulk_create(wanted)
    follow(participation)


def begin(rows: Sequence[Participation], reasons: Sequence[str], by: str) -> None:
    """The same for schools of which nothing has happened yet and which have their state, all at once."""
    Event.objects.bulk_create(
        event
        for row, reason in zip(rows, reasons, strict=True)
        if row.state != Participation.State.INVITED  # being on the list is not being written to
        for event in _behind(row, row.state, reason, by)
    )


def _behind(participation: Participation, state: str, reason: str, by: str) -> list[Event]:
    """What must have happened, the last of which has the reason."""
    kinds = history.BEHIND[Participation.State(state)]
    note = own_words.DAY_NOT_SAID
    today = timezone.localdate()
    events = [Event(participation=participation, kind=kind, day=today, by=by, note=note) for kind in kinds]
    events[-1].reason = reason
    return events


def _in_the_way(events: list[Event], state: str) -> list[Event]:
    """Mails to students that cannot have gone out, if the school stands where it is said to stand."""
    if state == Participation.State.SENT:
        return []
    gone = history.WENT_OUT
    back = history.ANSWERS if state == Participation.State.INVITED else {}
    return [e for e in history.standing(events) if e.kind in gone or e.kind in back]


def _refuse_impossible(participation: Participation, kind: str) -> None:
    happened = history.standing(list(participation.events.all()))
    kinds = {event.kind for event in happened}
    if kind == Kind.DECLINED and kinds & set(history.WENT_OUT):
        raise Refused(
            _("The link went out to students already. Correct that entry first, if it did not happen.")
        )
    if kind == Kind.FIRST_REMINDER and Kind.SENT not in kinds:
        raise Refused(_("A reminder comes after the first mail. Enter that first."))
    if kind == Kind.SECOND_REMINDER and Kind.FIRST_REMINDER not in kinds:
        raise Refused(_("A second reminder comes after the first. Enter that first."))
    if kind in (Kind.FIRST_REMINDER, Kind.SECOND_REMINDER) and kind in kinds:
        raise Refused(_("That reminder has gone out already. There are two at most."))


def _lock(participation: Participation) -> None:
    """One entry at a time: what may be entered depends on what was."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
