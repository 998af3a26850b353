"""Import who was invited, what became of it and whom to write to: a whole file, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from ..delimited import Problems
from ..invitation_lines import Invitation, checked
from ..models import Participation, School, Survey
from ..own_words import COMMAND_LINE
from . import history, log, schools

State = Participation.State


def import_file(*, survey: Survey, file: Path, asked: int | None = None, by: str = COMMAND_LINE) -> int:
    """How many schools. Raises ProblemsError with all that is wrong."""
    problems = Problems(file.name)
    invitations = checked(file, problems, survey.languages)
    problems.raise_any()
    put(survey=survey, invitations=invitations, asked=asked, by=by)
    return len(invitations)


@transaction.atomic
def put(*, survey: Survey, invitations: Sequence[Invitation], asked: int | None, by: str) -> None:
    known = _schools(invitations)
    rows = survey.participations.select_related("survey", "school").prefetch_related("events")
    here = {row.school_id: row for row in rows}
    new = [line for line in invitations if known[line.school].pk not in here]
    for line in invitations:
        if row := here.get(known[line.school].pk):
            _bring_up_to_date(row, line, by)
    _add(survey, new, known, by)
    schools.changed(survey=survey)
    if asked is not None:
        survey.asked = asked
        survey.save(update_fields=["asked"])


def _schools(invitations: Sequence[Invitation]) -> dict[str, School]:
    """By code. One that is known already keeps its name."""
    codes = [line.school for line in invitations]
    known = School.objects.in_bulk(codes, field_name="code")
    made = [
        School(code=i.school, name=i.name, country=i.country) for i in invitations if i.school not in known
    ]
    return known | {school.code: school for school in School.objects.bulk_create(made)}


def _bring_up_to_date(row: Participation, line: Invitation, by: str) -> None:
    said = {
        "enrolled": line.enrolled,
        "office": line.contact,
        "email": line.email,
        "languages": list(line.languages),
    }
    changed = {
        name: value
        for name, value in said.items()
        if value not in (None, "", []) and value != getattr(row, name)
    }
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    if (row.state, row.reason) != (line.state, _kept_reason(line)):
        history.bring_to(row, line.state, line.reason, by)


def _kept_reason(line: Invitation) -> str:
    return line.reason if line.state == State.DECLINED else ""


def _add(survey: Survey, lines: Sequence[Invitation], known: dict[str, School], by: str) -> None:
    """A few statements for all of them: a list may have thousands."""
    rows = [
        Participation(
            survey=survey,
            school=known[line.school],
            state=line.state,
            reason=_kept_reason(line),
            enrolled=line.enrolled,
            office=line.contact,
            email=line.email,
            languages=list(line.languages),
        )
        for line in lines
    ]
    history.begin(Participation.objects.bulk_create(rows), [line.reason for line in lines], by)
    log.note_all("school_added", [{"school": line.school} for line in lines], by=by, survey=survey)
