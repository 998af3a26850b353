"""What a survey still lacks before it can open: what must be there, and what only ought to be. Pure.

The same list stands on the overview, on the page that opens the survey, and in what `open_survey` prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

Step = Literal["questionnaire", "privacy", "schools", "opening"]


@dataclass(frozen=True)
class Facts:
    code: str
    status: str  # in words
    is_draft: bool
    questions: int
    schools: int
    has_about: bool
    has_contact: bool
    has_ethics: bool
    untranslated: tuple[str, ...] = ()  # languages, by name, in which the privacy text is not there
    too_many_strata: tuple[str, ...] = ()  # what is wrong with them


@dataclass(frozen=True)
class Gap:
    """Something that is not there; `step` of the path is where it is mended."""

    step: Step
    says: str


def missing(facts: Facts) -> tuple[Gap, ...]:
    """What has to be there before it can open: all of it, each with the way out."""
    return tuple(_missing(facts))


def _missing(facts: Facts) -> Iterator[Gap]:
    said = {"code": facts.code, "status": facts.status}
    if not facts.is_draft:
        yield Gap("opening", _("%(code)s is %(status)s: only a draft can be opened.") % said)
    if not facts.questions:
        yield Gap("questionnaire", _("%(code)s has no questions. Import a questionnaire first.") % said)
    if not facts.schools:
        yield Gap("schools", _("%(code)s has no school. Add one first.") % said)
    for problem in facts.too_many_strata:
        yield Gap("questionnaire", problem)


def wanting(facts: Facts) -> tuple[Gap, ...]:
    """What ought to be there, and stops nobody."""
    return tuple(_wanting(facts))


def _wanting(facts: Facts) -> Iterator[Gap]:
    if not facts.has_about:
        yield Gap(
            "privacy",
            _("Students are not told who asks, and what for: the questionnaire file has no ‘about’."),
        )
    if not facts.has_contact:
        yield Gap("privacy", _("Students have no address for questions."))
    if not facts.has_ethics:
        yield Gap("privacy", _("Deans are told no ethics reference."))
    for language in facts.untranslated:
        said = _("Anamnesis has no privacy text in %(language)s: its readers get it in English.")
        yield Gap("privacy", said % {"language": language})
