"""Letters: put letters into the queue, send one again, take one back, say that one arrived."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import addresses, emails, letter_plan
from ..models import Letter, LetterKind, Participation, Survey
from . import log, posting
from .letter_texts import ChangedMeanwhile
from .surveys import Refused

State = Letter.State


@transaction.atomic
def queue(
    *, survey: Survey, kind: str, schools: Collection[str], day: date, seen: str, by: str
) -> list[Letter]:
    """One letter for each of the schools, of those that `letter_plan.plan` gave.

    `seen` is what `letter_plan.seen` said of the plan that the person has looked at: what has changed since is
    not sent unseen. Raises ChangedMeanwhile or Refused.
    """
    _refuse_impossible(kind, schools, day)
    # Locked: two who press at the same time do not both write to a school.
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    lines = [line for line in letter_plan.plan(locked, kind, day) if line.goes]
    if letter_plan.seen(lines) != seen:
        raise ChangedMeanwhile(
            _("Something has changed since you looked: nothing was sent. Please look again.")
        )
    chosen = [line for line in lines if line.participation.school.code in schools]
    letters = [_letter(line, kind, day, by) for line in chosen]
    Letter.objects.bulk_create(letters)
    log.note("letters_queued", by=by, survey=survey, kind=kind, letters=len(letters))
    return letters


def _refuse_impossible(kind: str, schools: Collection[str], day: date) -> None:
    if not emails.is_on():
        raise Refused(_("This server sends no mail: EMAIL_URL is not set."))
    if not schools:
        raise Refused(_("Tick at least one school."))
    if day < timezone.localdate():
        raise Refused(_("That day is over."))
    if day > timezone.localdate() and kind != LetterKind.REMINDER:
        raise Refused(_("Only reminders can be scheduled."))


def _letter(line: letter_plan.Line, kind: str, day: date, by: str) -> Letter:
    return Letter(
        participation=line.participation,
        kind=kind,
        language=line.language,
        to=line.to,
        subject=line.subject,
        body=line.body,
        due=day,
        asked_by=by,
        asked_at=timezone.now(),
        message_id=emails.new_message_id(),
    )


@transaction.atomic
def again(*, letter: Letter, by: str) -> None:
    """Back into the queue, to the address that the school has now; the Message-ID stays."""
    if not emails.is_on():
        raise Refused(_("This server sends no mail: EMAIL_URL is not set."))
    to = Participation.objects.get(pk=letter.participation_id).email.strip()
    if problem := addresses.address_problem(to):
        raise Refused(problem)
    _move(letter, (State.FAILED, State.UNCERTAIN), state=State.WAITING, to=to, asked_by=by, answer="")
    _noted("letter_again", letter, by)


@transaction.atomic
def drop(*, letter: Letter, by: str) -> None:
    """It is not sent, and no longer shown among those that wait."""
    _move(letter, (State.WAITING, State.FAILED, State.UNCERTAIN), state=State.DROPPED)
    _noted("letter_dropped", letter, by)


@transaction.atomic
def arrived(*, letter: Letter, by: str) -> None:
    """Somebody found out that an uncertain letter was sent."""
    _move(letter, (State.UNCERTAIN,), state=State.SENT, sent_at=letter.tried_at)
    posting.tell_history(letter, by=by)
    _noted("letter_arrived", letter, by)


def _move(letter: Letter, before: tuple[str, ...], **after: object) -> None:
    """Only from a state in which that is possible, whatever somebody else did in the meantime."""
    if not Letter.objects.filter(pk=letter.pk, state__in=before).update(**after):
        raise ChangedMeanwhile(_("This letter has moved on in the meantime. Look at it again."))
    letter.refresh_from_db()


def _noted(did: str, letter: Letter, by: str) -> None:
    row = letter.participation
    log.note(did, by=by, survey=row.survey, school=row.school.code, kind=letter.kind)
