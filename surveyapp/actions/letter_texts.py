"""The words of letters to deans and of mails to students: keep a text."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import letter_text, student_texts
from ..models import LetterText, Survey, random_id
from . import log
from .surveys import Refused


class ChangedMeanwhile(Refused):
    """Somebody else was faster; nothing was written."""


class TextProblems(Refused):
    def __init__(self, subject: list[str], body: list[str]) -> None:
        self.subject, self.body = subject, body
        super().__init__("\n".join([*subject, *body]))


@transaction.atomic
def put(
    *, survey: Survey, kind: str, language: str, subject: str, body: str, revision: int, by: str
) -> LetterText:
    """`revision`: of the words that were changed, 0 for those of the product.

    Raises TextProblems with all that is wrong, or ChangedMeanwhile.
    """
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
    row.subject, row.body = checked(kind, subject, body)
    row.revision, row.changed_by, row.changed_on = random_id(), by, timezone.localdate()
    row.save()
    log.note("letter_text_changed", by=by, survey=survey, kind=kind, language=language)
    return row


def checked(kind: str, subject: str, body: str) -> tuple[str, str]:
    """As they are kept; raises TextProblems with all that is wrong."""
    subject, body = letter_text.tidy(subject), letter_text.tidy(body)
    of_subject = letter_text.problems(subject, settings.BASE_URL)
    of_body = letter_text.problems(body, settings.BASE_URL)
    if "\n" in subject:
        of_subject.append(_("A subject is one line."))
    if letter_text.LINK in subject:
        of_subject.append(_("The secret link must not stand in the subject, where many can read it."))
    if kind in student_texts.NAMES and body:
        of_body += student_texts.problems(body)
    if of_subject or of_body or not subject or not body:
        raise TextProblems(
            of_subject or ([] if subject else [_("A letter needs a subject.")]),
            of_body or ([] if body else [_("A letter needs a text.")]),
        )
    return subject, body
