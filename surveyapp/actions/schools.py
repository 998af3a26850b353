"""Schools: take one or many into a survey, change what is known of one, take one out."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import envelopes, store, years
from ..addresses import for_the_wire
from ..invitation_lines import chosen
from ..models import Participation, School, Survey
from ..own_words import COMMAND_LINE
from ..pasted import Row
from . import history, log
from .surveys import Refused

State = Participation.State


@transaction.atomic
def add(*, survey: Survey, school: School, by: str = COMMAND_LINE) -> Participation:
    """Take a school into a survey; one that is in it already stays as it is."""
    row, is_new = Participation.objects.get_or_create(survey=survey, school=school)
    if is_new:
        log.note("school_added", by=by, survey=survey, school=school.code)
        changed(survey=survey)
    return row


@transaction.atomic
def remove(*, participation: Participation, by: str) -> None:
    """Take a school out of a survey. Raises Refused where somebody of it has answered."""
    survey = participation.survey
    answered = participation.imported or participation.days.filter(handed_in__gt=0).exists()
    if answered or survey.is_closed:
        said = {"school": participation.school.name}
        raise Refused(
            _("Students of %(school)s have answered: it stays in the survey.") % said
            if answered
            else _("The survey is closed: its schools stay as they are.")
        )
    log.note("school_removed", by=by, survey=survey, school=participation.school.code)
    participation.delete()
    changed(survey=survey)


def changed(*, survey: Survey) -> None:
    """The survey's schools are others now: what was built from them is built anew, and new strata are there."""
    survey.revision = store.new_revision()
    survey.save(update_fields=["revision"])
    if survey.is_open:
        envelopes.make_strata(survey, store.questionnaire_of(survey))
        survey.revision = store.new_revision()
        survey.save(update_fields=["revision"])


@transaction.atomic
def explain_states(*, survey: Survey, by: str) -> None:
    """Where a form changed a school's state: enter what must have happened."""
    for row in survey.participations.prefetch_related("events"):
        if history.state_of(row) != row.state:
            history.bring_to(row, row.state, row.reason, by)


@transaction.atomic
def add_rows(*, survey: Survey, rows: Sequence[Row], by: str) -> int:
    """Schools pasted from a spreadsheet, all at once; how many. Raises Refused where one is not right."""
    wrong = [row for row in rows if row.problems]
    if wrong:
        words = ngettext(
            "Nothing was added: %(n)s row needs a look.",
            "Nothing was added: %(n)s rows need a look.",
            len(wrong),
        )
        raise Refused(words % {"n": len(wrong)})
    new = [row for row in rows if row.is_right]
    made = School.objects.bulk_create(
        School(code=row.code, name=row.name, country=row.country) for row in new
    )
    Participation.objects.bulk_create(
        Participation(
            survey=survey,
            school=school,
            email=for_the_wire(row.email) if row.email else "",
            office=row.contact,
            languages=chosen(row.languages, survey.languages)[0],
        )
        for school, row in zip(made, new, strict=True)
    )
    log.note_all("school_added", [{"school": row.code} for row in new], by=by, survey=survey)
    if new:
        changed(survey=survey)
    return len(new)


@transaction.atomic
def add_known(*, survey: Survey, school: School, email: str, by: str) -> Participation:
    """A school that took part elsewhere takes part here too."""
    row = add(survey=survey, school=school, by=by)
    row.email = for_the_wire(email) if email else ""
    row.save(update_fields=["email"])
    return row


@transaction.atomic
def change(
    *,
    participation: Participation,
    name: str,
    country: str,
    office: str,
    email: str,
    languages: Sequence[str],
    enrolled: int | None,
    by: str,
) -> None:
    """Correct what is known of a school. The name is the same in every survey that it takes part in."""
    school = participation.school
    renamed = (school.name, school.country) != (name, country)
    school.name, school.country = name, country
    school.save(update_fields=["name", "country"])
    participation.office, participation.email = office, for_the_wire(email) if email else ""
    if enrolled != participation.enrolled:  # whose figure that is, nobody has said
        participation.enrolled_by_year.filter(year=years.IN_ALL).delete()
    participation.languages, participation.enrolled = list(languages), enrolled
    participation.save(update_fields=["office", "email", "languages", "enrolled"])
    log.note("school_changed", by=by, survey=participation.survey, school=school.code)
    if renamed:
        for row in school.participations.select_related("survey"):
            row.survey.revision = store.new_revision()
            row.survey.save(update_fields=["revision"])
