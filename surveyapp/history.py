"""What happened with a school -> where it stands, whose turn it is and since when. Pure but for the models' names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeVar

from .models import Event, Participation

Kind, State = Event.Kind, Participation.State

# Deans answer slowly and students forget quickly: two weeks between mails, and never more than two reminders.
PAUSE = timedelta(days=14)
MOST_REMINDERS = 2  # of a dean, by letter

ANSWERS = {
    Kind.ACCEPTED: State.ACCEPTED,
    Kind.DECLINED: State.DECLINED,
    Kind.NO_RESPONSE: State.NO_RESPONSE,
    Kind.NOT_SENT: State.ACCEPTED_NOT_SENT,
}
WENT_OUT = (Kind.SENT, Kind.FIRST_REMINDER, Kind.SECOND_REMINDER)
# How an imported state came about: what must have happened.
BEHIND = {
    State.INVITED: (Kind.INVITED,),
    State.NO_RESPONSE: (Kind.INVITED, Kind.NO_RESPONSE),
    State.DECLINED: (Kind.INVITED, Kind.DECLINED),
    State.ACCEPTED: (Kind.INVITED, Kind.ACCEPTED),
    State.ACCEPTED_NOT_SENT: (Kind.INVITED, Kind.ACCEPTED, Kind.NOT_SENT),
    State.SENT: (Kind.INVITED, Kind.ACCEPTED, Kind.SENT),
}

Turn = Literal["you", "dean", "nobody"]
# What is next; the words are the templates'.
Step = Literal[
    "invite",
    "answer",
    "remind",
    "ask_again",
    "send",
    "ask_to_send",
    "first_reminder",
    "second_reminder",
    "both_went",
    "declined",
    "no_response",
    "mail_failed",
    "thank",
    "over",
]


@dataclass(frozen=True)
class Next:
    """`since`: from which day it waits for whose turn it is; None where nobody knows."""

    step: Step
    turn: Turn
    since: date | None = None

    def days(self, today: date) -> int | None:
        return None if self.since is None else max((today - self.since).days, 0)


class Told(NamedTuple):
    """An event as the board of many schools reads it: what is reasoned about here, and nothing else."""

    pk: int
    kind: str
    day: date
    corrects_id: int | None


Happened = Event | Told
E = TypeVar("E", bound=Happened)


class Standing(tuple[E, ...]):
    """What `standing` gave, so that it is not asked again of the same events."""


def standing(events: Sequence[E]) -> Standing[E]:
    """Those that were not corrected, the corrections themselves left out; oldest first."""
    if isinstance(events, Standing):
        return events
    corrected = {event.corrects_id for event in events if event.corrects_id}
    kept = [event for event in events if event.pk not in corrected and event.kind != Kind.CORRECTED]
    return Standing(sorted(kept, key=lambda event: (event.day, event.pk or 0)))


def state_of(events: Sequence[Happened]) -> str:
    """A link that went out is out, whatever was said later; else the last answer counts."""
    kinds = [event.kind for event in standing(events)]
    if any(kind in WENT_OUT for kind in kinds):
        return State.SENT
    answers = [kind for kind in kinds if kind in ANSWERS]
    return ANSWERS[Kind(answers[-1])] if answers else State.INVITED


def next_step(
    events: Sequence[Happened], today: date, *, closed: bool = False, mail_failed: date | None = None
) -> Next:
    """What is next with a school. `mail_failed`: the day on which its last letter was not taken."""
    happened = standing(events)
    if mail_failed:
        return Next("mail_failed", "you", mail_failed)
    state = state_of(happened)
    if closed:
        thanked = state != State.SENT or _last(happened, Kind.THANKED)
        return Next("over", "nobody") if thanked else Next("thank", "you")
    if state == State.SENT:
        return _after_sending(happened, today)
    if state in (State.ACCEPTED, State.ACCEPTED_NOT_SENT):
        said = _last(happened, Kind.NOT_SENT, Kind.ACCEPTED)
        return _waits(said, today, "send", "ask_to_send")
    if state == State.DECLINED:
        return Next("declined", "nobody", _last(happened, Kind.DECLINED))
    return _before_an_answer(happened, state, today)


def _before_an_answer(happened: Sequence[Happened], state: str, today: date) -> Next:
    written = _last(happened, Kind.INVITED, Kind.REMINDED)
    if state == State.NO_RESPONSE:
        return Next("no_response", "nobody", _last(happened, Kind.NO_RESPONSE))
    if written is None:
        return Next("invite", "you")
    reminders = sum(event.kind == Kind.REMINDED for event in happened)
    return _waits(written, today, "answer", "remind" if reminders < MOST_REMINDERS else "ask_again")


def _after_sending(happened: Sequence[Happened], today: date) -> Next:
    last = _last(happened, *WENT_OUT)
    kinds = {event.kind for event in happened}
    if Kind.SECOND_REMINDER in kinds:
        return Next("both_went", "nobody", last)
    step: Step = "second_reminder" if Kind.FIRST_REMINDER in kinds else "first_reminder"
    return Next(step, "dean", last + PAUSE if last else None)


def _waits(since: date | None, today: date, dean: Step, you: Step) -> Next:
    """The dean's turn for two weeks, then yours."""
    if since and today >= since + PAUSE:
        return Next(you, "you", since + PAUSE)
    return Next(dean, "dean", since)


def reminder_days(events: Sequence[Happened]) -> dict[str, date]:
    """From which day each of the two reminders to students may go; those that went are not among them."""
    happened = standing(events)
    sent, first = _last(happened, Kind.SENT), _last(happened, Kind.FIRST_REMINDER)
    days: dict[str, date] = {}
    if sent and not first:
        days = {Kind.FIRST_REMINDER: sent + PAUSE, Kind.SECOND_REMINDER: sent + 2 * PAUSE}
    elif first and not _last(happened, Kind.SECOND_REMINDER):
        days = {Kind.SECOND_REMINDER: first + PAUSE}
    return days


def reached(events: Sequence[Event]) -> int | None:
    """To how many students the link went: the last number that was said with a mail to them."""
    said = [e.students for e in standing(events) if e.kind in WENT_OUT and e.students is not None]
    return said[-1] if said else None


def _last(happened: Sequence[Happened], *kinds: str) -> date | None:
    days = [event.day for event in happened if event.kind in kinds]
    return max(days) if days else None
