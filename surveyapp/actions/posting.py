"""Send what waits in the queue. A letter goes out once; where that cannot be known, it is said to be uncertain.

Before the mail server is talked to, `sending` is committed; after it has taken the letter, `sent`. Whoever is killed
in between leaves a letter in `sending`, and nobody ever picks that up again: it becomes `uncertain`, for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import emails, letter_plan, letter_text, school_links
from ..emails import Delivery
from ..models import Event, Letter, LetterKind, Participation
from . import history, links, log

State = Letter.State

# Longer than any talk with a mail server takes, short enough that nobody waits for hours.
CUT_OFF = timedelta(minutes=15)
IN_A_REQUEST = 10  # letters that are sent while somebody waits for the page
WHILE_SOMEBODY_WAITS = 5  # seconds, for each step of the talk

EVENTS = {
    LetterKind.INVITATION: Event.Kind.INVITED,
    LetterKind.REMINDER: Event.Kind.REMINDED,
    LetterKind.FORWARD: Event.Kind.NOTE,
    LetterKind.THANKS: Event.Kind.THANKED,
}


@dataclass
class Outcome:
    """How many of each; `unreachable` is what was heard of a server that could not be talked to at all."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    dropped: int = 0
    unreachable: str = ""
    left: int = field(default=0)  # wait still, and are due


def send_due(
    *,
    only: Collection[int] | None = None,
    most: int | None = None,
    timeout: int | None = None,
    over: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Send the letters that are due. `only`: of these keys; `most`: at most so many; `timeout`: seconds a step.

    `over` is asked before each letter whether it is time to end: then the others wait.
    """
    mark_cut_off()
    outcome = Outcome()
    waiting = list(_due(only).values_list("pk", flat=True)[:most])
    if waiting:
        _send_each(waiting, timeout, over, outcome)
    outcome.left = _due(only).count()
    return outcome


def mark_cut_off() -> int:
    """Whatever was being sent when its process died may have gone out or not."""
    since = timezone.now() - CUT_OFF
    return Letter.objects.filter(state=State.SENDING, tried_at__lt=since).update(
        state=State.UNCERTAIN, answer=_("Sending was cut off.")
    )


def was_cut_off(letter: Letter) -> bool:
    """Not marked yet, as only a write does that."""
    since = timezone.now() - CUT_OFF
    return letter.state == State.SENDING and letter.tried_at is not None and letter.tried_at < since


def _due(only: Collection[int] | None) -> Any:
    rows = Letter.objects.filter(state=State.WAITING, due__lte=timezone.localdate())
    return rows if only is None else rows.filter(pk__in=only)


def _send_each(waiting: list[int], timeout: int | None, over: Callable[[], bool], outcome: Outcome) -> None:
    """Over one connection, and a new one after each letter that was not taken."""
    connection = None
    try:
        for key in waiting:
            if over():
                break
            connection = connection or emails.connect(timeout)
            state = _send_one(key, connection)
            if state in (State.FAILED, State.UNCERTAIN):
                emails.hang_up(connection)
                connection = None
            if state:
                setattr(outcome, state, getattr(outcome, state) + 1)
    except emails.Unreachable as error:
        outcome.unreachable = str(error)
        Letter.objects.filter(pk__in=waiting, state=State.WAITING).update(answer=str(error))
    finally:
        if connection is not None:
            emails.hang_up(connection)


def _send_one(key: int, connection: Any) -> str:
    """The state in which the letter is then; '' where somebody else has taken it."""
    if not _claimed(key):
        return ""
    letter = Letter.objects.select_related("participation__survey", "participation__school").get(pk=key)
    if reason := _no_longer_wanted(letter):
        return _finish(letter, State.DROPPED, reason)
    link, undo = _new_link(letter)
    try:
        mail = emails.message(letter, link, reply_to=letter.participation.survey.contact)
    except ValueError as error:
        delivery = Delivery("failed", str(error))
    else:
        delivery = emails.deliver(mail, connection)
    answer = delivery.answer.replace(link, "[…]") if link else delivery.answer
    return _finish(letter, delivery.state, answer, undo)


@transaction.atomic(durable=True)
def _claimed(key: int) -> bool:
    """Committed before anything is sent: whoever comes second, or later, leaves this letter alone."""
    mine = Letter.objects.filter(pk=key, state=State.WAITING)
    return bool(mine.update(state=State.SENDING, tried_at=timezone.now(), answer=""))


def _no_longer_wanted(letter: Letter) -> str:
    """A reminder that was scheduled goes to nobody who has answered since."""
    row = letter.participation
    return letter_plan.why_not(letter.kind, row.survey, list(row.events.all()), timezone.localdate())


def _new_link(letter: Letter) -> tuple[str, links.Undo | None]:
    """Made now, since only its digest is kept; none where the letter has none."""
    if letter_text.LINK not in letter.body:
        return "", None
    token, undo = links.make_for_letter(participation=letter.participation, by=letter.asked_by)
    return school_links.address(token), undo


@transaction.atomic
def _finish(letter: Letter, state: str, answer: str = "", undo: links.Undo | None = None) -> str:
    sent_at = timezone.now() if state == State.SENT else None
    # Also where it was thought to be cut off: now it is known.
    mine = Letter.objects.filter(pk=letter.pk, state__in=(State.SENDING, State.UNCERTAIN))
    if not mine.update(state=state, answer=answer, sent_at=sent_at):
        return ""  # somebody has said in the meantime what became of it
    row = letter.participation
    if state == State.SENT:
        tell_history(letter, by=letter.asked_by)
    elif state == State.FAILED and undo:
        links.take_back(undo)
    log.note(
        f"letter_{state}", by=letter.asked_by, survey=row.survey, school=row.school.code, kind=letter.kind
    )
    return state


def tell_history(letter: Letter, *, by: str) -> None:
    kind = EVENTS[LetterKind(letter.kind)]
    note = letter.get_kind_display() if kind == Event.Kind.NOTE else ""
    day = timezone.localdate(letter.tried_at) if letter.tried_at else None
    history.record(participation=_fresh(letter), kind=kind, by=by, day=day, note=note)


def _fresh(letter: Letter) -> Participation:
    return Participation.objects.select_related("survey", "school").get(pk=letter.participation_id)
