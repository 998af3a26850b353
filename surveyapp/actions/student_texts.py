"""The words of the mails to students: keep a survey's own."""

from __future__ import annotations

from django.db import transaction

from .. import student_texts
from ..models import LetterText, Survey
from . import letters
from .letters import TextProblems


@transaction.atomic
def put(
    *, survey: Survey, kind: str, language: str, subject: str, body: str, revision: int, by: str
) -> LetterText:
    """As `letters.put_text`; raises TextProblems with all that is wrong, or ChangedMeanwhile."""
    subject, body = checked(subject, body)
    return letters.put_text(
        survey=survey, kind=kind, language=language, subject=subject, body=body, revision=revision, by=by
    )


def checked(subject: str, body: str) -> tuple[str, str]:
    more = student_texts.problems(subject, body) if body.strip() else []
    try:
        subject, body = letters.checked(subject, body)
    except TextProblems as problems:
        raise TextProblems(problems.subject, [*problems.body, *more]) from problems
    if more:
        raise TextProblems([], more)
    return subject, body
