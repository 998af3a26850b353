"""The words of the mails to students, which each school sends from its own address: shipped ones, or a survey's own.

A survey's own are kept beside those of letters (`LetterText`), under the name of the event that tells of the mail.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import letter_text
from .letter_words import Words, in_use
from .models import Event, Participation, Survey

Kind = Event.Kind
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
    return in_use(survey, NAMES, survey.languages)


def languages_of(row: Participation) -> list[str]:
    """What a school passes on: in those of its letters that the survey speaks, else in all of the survey's."""
    spoken: list[str] = row.survey.languages
    return [code for code in row.languages if code in spoken] or spoken


def problems(body: str) -> list[str]:
    """What is wrong with a mail to students beyond what is wrong with any letter."""
    found = []
    if letter_text.LINK in body:
        found.append(_("The dean’s secret link does not belong in a mail to students: use {students_link}."))
    if LINK not in body:
        found.append(_("Without {students_link} no student can answer."))
    return found
