"""Surveys: make, replace, correct, open, close, copy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import envelopes, readiness, store, stored_pictures, survey_facts
from ..models import Envelope, Participation, School, Status, Survey, WordingChange
from ..own_words import COMMAND_LINE
from ..pictures import Drawn, missing
from ..questionnaire import structure
from ..questionnaire.schema import Questionnaire
from . import closing, log
from .closing import CannotClose, Progress

__all__ = ["CannotClose", "Refused", "close", "copy", "freeze", "open_survey", "put_questionnaire"]

NO_PICTURES: Mapping[str, Drawn] = MappingProxyType({})
FROZEN = gettext_lazy(
    "The structure of %(code)s is frozen, since it was opened or responses were imported. This file changes it:\n"
    "%(differences)s\n"
    "Leave the structure as it is and correct words only, or make a new survey of it: manage.py copy_survey"
    " %(code)s NEWCODE, then import_questionnaire a file with that code."
)


class Refused(Exception):
    """What was asked for cannot be done in this state; the message says why and what to do instead."""


@transaction.atomic
def put_questionnaire(
    *, questionnaire: Questionnaire, pictures: Mapping[str, Drawn] = NO_PICTURES, by: str = COMMAND_LINE
) -> Survey:
    """Make a survey of a questionnaire, or bring an existing one up to it.

    A draft takes it whole. Once the structure is frozen, other words for the same structure are corrections,
    each kept with the old wording; another structure is refused.
    """
    # Locked: whoever opens or closes it in this moment waits, or we do, and nobody's status is overwritten.
    found = Survey.objects.select_for_update(no_key=True).filter(code=questionnaire.code).first()
    survey = found or Survey(code=questionnaire.code)
    had = dict(survey.pictures.values_list("name", "sha256")) if survey.pk else {}
    if problems := missing(questionnaire, {**had, **pictures}):
        raise Refused("\n".join(map(str, problems)))
    if survey.frozen:
        _keep_pictures(survey, had, pictures)
        _correct(survey, questionnaire, by)
    else:
        store.write(survey, questionnaire)
        stored_pictures.put_pictures(survey, questionnaire, pictures)
        _add_schools(survey, questionnaire)
    return survey


def _keep_pictures(survey: Survey, had: Mapping[str, str], given: Mapping[str, Drawn]) -> None:
    """What was seen by those who answered first is what everybody sees."""
    changed = [name for name, picture in given.items() if name in had and picture.sha256 != had[name]]
    if changed:
        other = _("%(names)s: a picture cannot be changed once %(code)s is frozen. Put the old one back.")
        raise Refused(other % {"names": ", ".join(changed), "code": survey.code})


def _add_schools(survey: Survey, questionnaire: Questionnaire) -> None:
    for entry in questionnaire.schools:
        school, _made = School.objects.get_or_create(
            code=entry.code, defaults={"name": entry.name, "country": entry.country}
        )
        Participation.objects.get_or_create(survey=survey, school=school)


def _correct(survey: Survey, questionnaire: Questionnaire, by: str) -> None:
    old = store.questionnaire_of(survey)
    if structure.fingerprint(questionnaire) != survey.structure:
        differences = "\n".join(f"- {line}" for line in structure.structure_differences(old, questionnaire))
        raise Refused(FROZEN % {"code": survey.code, "differences": differences})
    if survey.is_closed:
        closed = _("%(code)s is closed: nothing in it changes any more. Make a new survey of it.")
        raise Refused(closed % {"code": survey.code})
    WordingChange.objects.bulk_create(
        WordingChange(
            survey=survey,
            place=change.place,
            language=change.language,
            old=change.old,
            new=change.new,
            made_on=timezone.localdate(),
            by=by,
        )
        for change in structure.wording_changes(old, questionnaire)
    )
    store.write_texts(survey, questionnaire)


def freeze(survey: Survey) -> None:
    """From now on the structure stays as it is, and with it the plan of comparisons."""
    if not survey.frozen:
        questionnaire = store.questionnaire_of(survey)
        survey.structure = structure.fingerprint(questionnaire)
        survey.plan = store.frozen_plan(questionnaire, timezone.localdate())
        survey.save(update_fields=["structure", "plan"])
    envelopes.note_key(survey)


def why_not_open(survey: Survey) -> list[str]:
    """What has to be there before a survey can open, and is not: all of it, each with the way out."""
    return [gap.says for gap in readiness.missing(survey_facts.facts_of(survey))]


def what_is_wanting(survey: Survey) -> list[str]:
    """What ought to be there when it opens, and stops nobody."""
    return [gap.says for gap in readiness.wanting(survey_facts.facts_of(survey))]


@transaction.atomic
def open_survey(*, survey: Survey, by: str = COMMAND_LINE) -> None:
    """From now on students can hand in. Freezes structure, smallest group and strata. Raises Refused."""
    # As it stands now, and locked: what the page was made from may be old.
    survey.refresh_from_db(from_queryset=Survey.objects.select_for_update(no_key=True))
    if missing := why_not_open(survey):
        raise Refused("\n".join(missing))
    freeze(survey)
    envelopes.make_strata(survey, store.questionnaire_of(survey))
    survey.status, survey.opened_on, survey.revision = Status.OPEN, timezone.localdate(), store.new_revision()
    survey.save(update_fields=["status", "opened_on", "revision"])
    log.note("opened", by=by, survey=survey)


def why_not_close(survey: Survey) -> list[str]:
    if survey.is_closed:
        return [_("%(code)s is closed already.") % {"code": survey.code}]
    if survey.is_draft and not Envelope.objects.filter(survey=survey).exists():
        empty = _("%(code)s is a draft without responses. Open it, or import responses, first.")
        return [empty % {"code": survey.code}]
    return []


def close(*, survey: Survey, by: str = COMMAND_LINE, progress: Progress = lambda done, total: None) -> None:
    """For good: envelopes are opened, rows are written. Raises Refused, or CannotClose if an envelope stays shut."""
    if reasons := why_not_close(survey):
        raise Refused("\n".join(reasons))
    closing.close(survey.pk, progress)
    survey.refresh_from_db()


@transaction.atomic
def copy(*, survey: Survey, code: str, example: bool = False, by: str = COMMAND_LINE) -> Survey:
    """The same questionnaire and schools as a draft: a next wave. No answers are copied. Raises Refused."""
    if Survey.objects.filter(code=code).exists():
        raise Refused(_("There is a survey %(code)s already. Choose another code.") % {"code": code})
    new = Survey(code=code, example=example)
    questionnaire = store.questionnaire_of(survey)
    store.write(new, questionnaire)
    seen = {p.name: Drawn(bytes(p.data), p.width, p.height) for p in survey.pictures.all()}
    stored_pictures.put_pictures(new, questionnaire, seen)
    new.source = {}  # it says where the other survey's answers come from
    new.save(update_fields=["source"])
    rows = survey.participations.select_related("school")
    Participation.objects.bulk_create(
        Participation(survey=new, school=r.school, enrolled=r.enrolled) for r in rows
    )
    return new
