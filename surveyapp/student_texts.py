"""The words of the mails to students, which each school sends from its own address: shipped ones, or a survey's own.

A survey's own are kept beside those of letters (`LetterText`), under the name of the event that tells of the mail.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import languages, letter_text
from .letter_fields import Words
from .models import Event, LetterText, Survey

Kind = Event.Kind
# A file a mail and language: the subject, an empty line, the mail.
SHIPPED = Path(__file__).parent / "student_mails"
NAMES: dict[str, str | Promise] = {
    Kind.SENT: gettext_lazy("First mail"),
    Kind.FIRST_REMINDER: gettext_lazy("First reminder"),
    Kind.SECOND_REMINDER: gettext_lazy("Second and last reminder"),
}
LINK = "{students_link}"  # what all of them are about
# The dean's secret link is no field of theirs: whoever has it answers for the school.
FIELDS = {name: said for name, said in letter_text.FIELDS.items() if name != "link"}


def texts(survey: Survey) -> dict[tuple[str, str], Words]:
    """(kind, language) -> the words in use, for each of the survey's languages; in one query."""
    rows = LetterText.objects.filter(survey=survey, kind__in=NAMES)
    own = {(row.kind, row.language): row for row in rows}
    return {
        (kind, language): _own(own[kind, language]) if (kind, language) in own else shipped(kind, language)
        for kind in NAMES
        for language in survey.languages
    }


def _own(row: LetterText) -> Words:
    return Words(row.kind, row.language, row.subject, row.body, row.revision, row.changed_by, row.changed_on)


@lru_cache
def shipped(kind: str, language: str) -> Words:
    """In the nearest language that there are words in, else in English."""
    near = [language.lower(), languages.base(language), "en"]
    spoken = next(c for c in near if c.isalnum() and (SHIPPED / f"{kind}.{c}.txt").is_file())
    subject, _empty, body = (SHIPPED / f"{kind}.{spoken}.txt").read_text("utf-8").partition("\n")
    return Words(kind, spoken, subject.strip(), body.strip())


def problems(subject: str, body: str) -> list[str]:
    """What is wrong with a mail to students beyond what is wrong with any letter."""
    found = []
    if letter_text.LINK in body:
        found.append(_("The dean’s secret link does not belong in a mail to students: use {students_link}."))
    if LINK not in body:
        found.append(_("Without {students_link} no student can answer."))
    return found
