"""What of a survey may be shown at this moment, read in a few short queries before anything is made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import get_language

from surveyapp import participation, tallies
from surveyapp.disclosure import Atom
from surveyapp.models import Survey
from surveyapp.questionnaire.plan import SCHOOL
from surveyapp.store import KeptPlan, plan_of, questionnaire_of

from .corrections import Correction, corrections
from .headline import Headline
from .names import Names


@dataclass(frozen=True)
class Standing:
    """Whatever a page of results is a function of, but for its address."""

    survey: Survey
    atoms: Sequence[Atom]
    summary: participation.Summary
    changes: dict[str, list[Correction]]
    names: Names
    seen: frozenset[str] | None = (
        None  # the schools whose own figures the reader sees (`access.schools_seen`)
    )

    def seen_by(self, seen: frozenset[str] | None) -> Standing:
        """The same for faculty of one school: nothing of other schools by name, and no schools side by side."""
        if seen is None:
            return self
        own = tuple(line for line in self.summary.schools if line.code in seen)
        summary = replace(self.summary, schools=own)
        return replace(self, seen=seen, summary=summary, names=replace(self.names, by_school=False))

    @cached_property
    def planned(self) -> KeptPlan:
        kept = plan_of(self.survey)
        if self.seen is None:
            return kept
        families = tuple(family for family in kept.plan.families if family.by != (SCHOOL,))
        return replace(kept, plan=replace(kept.plan, families=families))

    @cached_property
    def people(self) -> int:
        return sum(atom.people for atom in self.atoms)

    @property
    def headline(self) -> Headline:
        alone = sum(atom.people for atom in self.atoms if atom.everybody_only)
        return Headline(self.survey, self.summary, self.people, alone, self.names.language)

    @property
    def counted(self) -> tuple[object, ...]:
        """Whatever the figures are a function of; the key of what is kept of them."""
        all_of_it = (self.survey.pk, self.survey.revision, self.survey.minimum_group, self.atoms)
        return all_of_it if self.seen is None else (*all_of_it, "schools together")

    @cached_property
    def _all_figures(self) -> str:
        return digest((self.counted, self.survey.status, self.names.language, self.changes))

    def figures_mark(self, view: object) -> str:
        """Another one as soon as a figure in this view is another. In front, how many people it is of."""
        return f"{self.people}-{digest((self._all_figures, view))}"

    @cached_property
    def _head(self) -> str:
        return digest((self.summary, self.survey.opened_on))

    def page_mark(self, view: object) -> str:
        """Another one as soon as anything on the page is; who waits where is not on it, and goes in nowhere."""
        return digest((self.figures_mark(view), self._head))


def standing(survey: Survey) -> Standing:
    """What was read last, where that is still so: asking takes a twentieth of the time that reading does."""
    return settled(survey, as_it_stands(survey))[0]


def settled(survey: Survey, found: object) -> tuple[Standing, bool]:
    """The survey that was `found` like this, and whether it still was when all had been read."""
    memory = _memory(survey.pk, get_language() or "en")
    if memory.last is not None and memory.last[0] == found:
        return replace(memory.last[1], survey=survey), True
    now = _read(survey)
    if as_it_stands(survey) != found:
        return now, False
    memory.last = (found, now)
    return now, True


@dataclass
class _Memory:
    last: tuple[object, Standing] | None = None  # set as one, since threads share it


@lru_cache(maxsize=512)
def _memory(survey: int, language: str) -> _Memory:
    return _Memory()


def _read(survey: Survey) -> Standing:
    names = Names(questionnaire_of(survey), get_language() or "en")
    tallies.bring_up_to_date(survey)
    return Standing(
        survey=survey,
        atoms=tallies.atoms(survey),
        summary=participation.summary(survey),
        changes=corrections(survey, names.questionnaire),
        names=names,
    )


def as_it_stands(survey: Survey) -> tuple[object, ...]:
    """Another one as soon as `standing` is; found in a tenth of the time."""
    return (
        *(survey.pk, survey.revision, survey.opened_on, get_language()),
        *(tallies.as_they_stand(survey), participation.as_it_stands(survey)),
    )


def digest(said: object) -> str:
    """With what the static files are: after a new version of the product everything is new."""
    version = getattr(staticfiles_storage, "manifest_hash", "")
    return hashlib.sha256(repr((version, said)).encode()).hexdigest()[:20]
