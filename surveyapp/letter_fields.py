"""What stands in a letter: the texts of a survey, and what each field says to a school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import history, languages, participation, store
from .letter_words import Words, in_use
from .models import Event, LetterKind, Participation, Survey
from .questionnaire.schema import words

SECONDS_A_QUESTION = 12  # the study's 14 questions took about three minutes


@dataclass(frozen=True)
class Facts:
    """What is the same for all schools of a survey. Read once, whatever the number of letters."""

    survey: Survey
    questions: int
    handed_in: int


def facts(survey: Survey) -> Facts:
    asked = len(store.questionnaire_of(survey).questions)
    return Facts(survey, asked, participation.summary(survey).received)


def texts(survey: Survey) -> dict[tuple[str, str], Words]:
    """(kind, language) -> the words in use, for each language of the survey and of its schools' letters."""
    return in_use(survey, LetterKind.values, languages_of(survey))


def languages_of(survey: Survey) -> list[str]:
    of_schools = survey.participations.values_list("languages", flat=True)
    return list(dict.fromkeys([*survey.languages, *(code for codes in of_schools for code in codes)]))


def language_of(row: Participation) -> str:
    """One letter a school, in the first of its languages."""
    return str((row.languages or row.survey.languages)[0])


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Dates and numbers in the letter's language, or in English where the product has not learned it."""
    with translation.override(languages.PageLanguage(language).interface):
        yield


def values(known: Facts, row: Participation, events: Sequence[Event], language: str) -> dict[str, str]:
    """What each field says; nothing where it is not known. The secret link is not among them."""
    survey, first = known.survey, known.survey.languages[0]
    asked = history.reached(events) or row.enrolled
    with speaking(language):
        return {
            "school": row.school.name,
            "office": row.office or _("The dean’s office"),
            "survey": words(survey.title, language, first),
            "about": words(survey.about, language, first),
            "students_link": participation.link(row),
            "questions": _questions(known.questions),
            "minutes": _minutes(known.questions),
            "closes": formats.date_format(survey.closes_on, "DATE_FORMAT") if survey.closes_on else "",
            "contact": survey.contact,
            "ethics": survey.ethics,
            "asked": _number(asked) if asked else "",
            "responses": _number(known.handed_in) if known.handed_in else "",
        }


def minutes(questions: int) -> int:
    """An estimate, at twelve seconds a question; never less than one minute."""
    return max(1, round(questions * SECONDS_A_QUESTION / 60))


def _minutes(questions: int) -> str:
    n = minutes(questions)
    return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}


def _questions(n: int) -> str:
    return ngettext("%(n)s question", "%(n)s questions", n) % {"n": n}


def _number(n: int) -> str:
    return formats.number_format(n, use_l10n=True, force_grouping=True)


def base_url() -> str:
    return str(settings.BASE_URL)
