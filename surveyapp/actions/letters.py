"""Letters: change a text, put letters into the queue, send one again, take one back, say that one arrived."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import addresses, emails, letter_plan, letter_text
from ..models import Letter, LetterKind, LetterText, Participation, Survey, random_id
from . import log, posting
from .surveys import Refused

State = Letter.State


class ChangedMeanwhile(Refused):
    """Somebody else was faster; nothing was written."""


class TextProblems(Refused):
    def __init__(self, subject: list[str], body: list[str]) -> None:
        self.subject, self.body = subject, body
        super().__init__("\n".join([*subject, *body]))


@transaction.atomic
def put_text(
    *, survey: Survey, kind: str, language: str, subject: str, body: str, revision: int, by: str
) -> LetterText:
    """Keep a letter's words. `revision`: of the words that were changed, 0 for those of the product."""
    Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    found = LetterText.objects.filter(survey=survey, kind=kind, language=language).first()
    if (found.revision if found else 0) != revision:
        raise ChangedMeanwhile(
            _(
                "%(who)s has changed this text since you opened it. Yours is not kept yet: compare, then save again."
            )
            % {"who": found.changed_by if found else ""}
        )
    row = found or LetterText(survey=survey, kind=kind, language=language)
    row.subject, row.body = checked(subject, body)
    row.revision, row.changed_by, row.changed_on = random_id(), by, timezone.localdate()
    row.save()
    log.note("letter_text_changed", by=by, survey=survey, kind=kind, language=language)
    return row


def checked(subject: str, body: str) -> tuple[str, str]:
    """As they are kept; raises TextProblems with all that is wrong."""
    subject, body = letter_text.tidy(subject), letter_text.tidy(body)
    of_subject = letter_text.problems(subject, settings.BASE_URL)
    of_body = letter_text.problems(body, settings.BASE_URL)
    if "\n" in subject:
        of_subject.append(_("A subject is one line."))
    if letter_text.LINK in subject:
        of_subject.append(_("The secret link must not stand in the subject, where many can read it."))
    if of_subject or of_body or not subject or not body:
        raise TextProblems(
            of_subject or ([] if subject else [_("A letter needs a subject.")]),
            of_body or ([] if body else [_("A letter needs a text.")]),
        )
    return subject, body


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
