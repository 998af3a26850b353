"""Schools: take one into a survey, import who was invited and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from .. import envelopes, store, years
from ..addresses import for_the_wire
from ..delimited import Line, Problems, plain, read_lines
from ..models import Participation, School, Survey
from ..pasted import Row
from . import history, log
from .surveys import COMMAND_LINE, Refused

COLUMNS = ("school", "name", "country", "status", "reason")
State = Participation.State


@transaction.atomic
def add(
    *,
    survey: Survey,
    school: School,
    state: str = State.INVITED,
    reason: str = "",
    enrolled: int | None = None,
    by: str = COMMAND_LINE,
) -> Participation:
    """Take a school into a survey, or bring its participation up to date."""
    row = _put(survey, school, state, reason, enrolled, by)
    changed(survey=survey)
    return row


def _put(
    survey: Survey, school: School, state: str, reason: str, enrolled: int | None, by: str
) -> Participation:
    """Without telling the survey, so that a long list tells it once. A number that is not said stays as it was."""
    known = {} if enrolled is None else {"enrolled": enrolled}
    row, is_new = Participation.objects.update_or_create(survey=survey, school=school, defaults=known)
    if not (is_new and state == State.INVITED):  # being on the list is not being written to
        history.bring_to(row, state, reason, by)
    if is_new:
        log.note("school_added", by=by, survey=survey, school=school.code)
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
        raise Refused(_("Nothing was added: %(n)s rows need a look.") % {"n": len(wrong)})
    new = [row for row in rows if row.is_right]
    for row in new:
        school = School.objects.create(code=row.code, name=row.name, country=row.country)
        Participation.objects.create(
            survey=survey, school=school, email=for_the_wire(row.email) if row.email else ""
        )
        log.note("school_added", by=by, survey=survey, school=row.code)
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


@dataclass(frozen=True)
class Invitation:
    """One line of a file: a school, and what became of asking it."""

    line: int
    school: str
    name: str
    country: str
    state: str
    reason: str
    enrolled: int | None


def import_invitations(
    *, survey: Survey, file: Path, asked: int | None = None, by: str = COMMAND_LINE
) -> int:
    """Who was invited and what became of it; how many rows. Raises ProblemsError with all that is wrong."""
    problems = Problems(file.name)
    invitations = checked_invitations(file, problems)
    problems.raise_any()
    put_invitations(survey=survey, invitations=invitations, asked=asked, by=by)
    return len(invitations)


def checked_invitations(file: Path, problems: Problems) -> list[Invitation]:
    """What a file says, where nothing is wrong with it; what is goes to `problems`. Writes nothing."""
    found = [_invitation(line, problems) for line in read_lines(file, COLUMNS, ("enrolled",), problems)]
    _say_doubles(found, problems)
    return found


@transaction.atomic
def put_invitations(*, survey: Survey, invitations: Sequence[Invitation], asked: int | None, by: str) -> None:
    for row in invitations:
        school, _made = School.objects.get_or_create(
            code=row.school, defaults={"name": row.name, "country": row.country}
        )
        _put(survey, school, row.state, row.reason, row.enrolled, by)
    changed(survey=survey)
    if asked is not None:
        survey.asked = asked
        survey.save(update_fields=["asked"])


def _invitation(line: Line, problems: Problems) -> Invitation:
    cells = {column: plain(cell) for column, cell in line.cells.items()}
    code, state, enrolled = cells["school"], cells["status"], cells.get("enrolled", "")
    if not code.replace("-", "").replace("_", "").isalnum() or not code.isascii() or len(code) > 64:
        problems.add(line, "school", "bad_school_code", code)
    if not cells["name"]:
        problems.add(line, "name", "no_name", "")
    for column, longest in (("name", 200), ("reason", 500)):
        if len(cells[column]) > longest:
            problems.add(line, column, "long_cell", cells[column], options=[longest])
    if cells["country"] and not (
        len(cells["country"]) == 2 and cells["country"].isascii() and cells["country"].isalpha()
    ):
        problems.add(line, "country", "bad_country", cells["country"])
    if state not in State.values:
        problems.add(line, "status", "bad_status", state, options=State.values)
    is_number = enrolled.isascii() and enrolled.isdigit() and len(enrolled) < 9
    if enrolled and not is_number:
        problems.add(line, "enrolled", "bad_count", enrolled)
    return Invitation(
        line=line.number,
        school=code,
        name=cells["name"],
        country=cells["country"].upper(),
        state=state,
        reason=cells["reason"],
        enrolled=int(enrolled) if is_number else None,
    )


def _say_doubles(invitations: Sequence[Invitation], problems: Problems) -> None:
    seen: set[str] = set()
    for row in invitations:
        if row.school in seen:
            problems.add(Line(row.line, {}), "school", "doubled_school", row.school)
        seen.add(row.school)
