"""The end of a question's page: what holds inside schools, and where to go for any other breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.disclosure import Atom
from surveyapp.models import Survey
from surveyapp.pairs import TooLarge
from surveyapp.questionnaire.schema import Question

from . import (
    answers_by_school_words,
    by_school_words,
    choices_by_school_words,
    methods,
    numbers_by_school_words,
    other_choice,
    within_schools,
    wording,
)
from .answers_by_school import AnswersWithinSchools
from .by_school import WithinSchools
from .choices_by_school import ChoicesWithinSchools
from .choices_by_school_words import Tests
from .live import breakdowns_in
from .methods import Method
from .names import Names, inside
from .other_choice import Chooser, Notice
from .report import AFTER_CLOSING
from .school_strata import Tallies
from .within_schools import Within


@dataclass(frozen=True)
class Said:
    """By which grouping, and in words. `tests`: of each choice, of a question that has several."""

    label: str
    words: str
    tests: Tests | None = None


@dataclass(frozen=True)
class Section:
    """`schools`: what holds inside them. `later` stands in place of the chooser before closing."""

    schools: tuple[Said, ...]
    chooser: Chooser | None
    later: Notice | None
    methods: tuple[Method, ...] = ()  # of what stands in `schools`

    def __bool__(self) -> bool:
        return bool(self.schools or self.chooser or self.later)


def section(survey: Survey, atoms: Sequence[Atom], question: Question, names: Names) -> Section:
    if question.type not in other_choice.BROKEN_DOWN:
        return Section((), None, None)
    chooser = other_choice.chooser(question, names)
    found = [w for w in _found(survey, atoms, question, names) if w.withheld != AFTER_CLOSING]
    said = tuple(
        Said(
            _("By %(view)s") % {"view": inside(names.grouping(w.grouping))},
            _words(w, survey.minimum_group, names),
            _tests(w, names),
        )
        for w in found
    )
    used = methods.links(name for within in found for name in _used(within))
    if survey.is_closed:
        return Section(said, chooser, None, used)
    return Section(said, None, other_choice.after_closing() if chooser else None, used)


def _found(survey: Survey, atoms: Sequence[Atom], question: Question, names: Names) -> list[Within]:
    if names.questionnaire.live_by_school or not survey.is_closed:
        tallies = Tallies(names.questionnaire, atoms, survey.minimum_group)
        return list(within_schools.from_tallies(tallies, question))
    try:
        shown = breakdowns_in(survey)
    except TooLarge:
        return []
    return list(within_schools.from_pairs(shown, question))


def _words(found: Within, k: int, names: Names) -> str:
    if found.withheld:
        return _not_shown(k, names)
    if isinstance(found, WithinSchools):
        return by_school_words.words(found, names)
    if isinstance(found, AnswersWithinSchools):
        return answers_by_school_words.words(found, k, names)
    if isinstance(found, ChoicesWithinSchools):
        return choices_by_school_words.words(found, k, names)
    return numbers_by_school_words.words(found, k, names)


def _tests(found: Within, names: Names) -> Tests | None:
    if not isinstance(found, ChoicesWithinSchools) or found.withheld:
        return None
    return choices_by_school_words.tests(found, names)


def _used(found: Within) -> Iterator[str]:
    if isinstance(found, WithinSchools):
        return methods.of_strata(found.found) if found.found else iter(())
    if isinstance(found, AnswersWithinSchools):
        return answers_by_school_words.used(found)
    if isinstance(found, ChoicesWithinSchools):
        return choices_by_school_words.used(found)
    return numbers_by_school_words.used(found)


def _not_shown(k: int, names: Names) -> str:
    said = {"k": wording.count(k, names.language)}
    return (
        _(
            "Not shown: fewer than two schools can be told apart, or a table by school inside a group would show fewer "
            "than %(k)s people."
        )
        % said
    )
