"""The only read of results while a survey is open, and of the planned figures ever after."""

from __future__ import annotations

from django.db import connection

from . import envelopes
from .disclosure import Atom
from .models import Stratum, Survey


def bring_up_to_date(survey: Survey) -> None:
    """Count what a missed lock may have left waiting, before somebody looks (`envelopes.count_if_enough`)."""
    if survey.is_open:
        envelopes.count_all(survey)


def atoms(survey: Survey) -> tuple[Atom, ...]:
    """Everything of a survey that may be shown, in one query: its atoms with what was counted in each.

    Whoever shows them adds them up by group: in which batch somebody came is no split that can be seen.
    """
    rows = Stratum.objects.filter(survey=survey, counted__gt=0).select_related("school")
    return tuple(
        Atom(
            groups=tuple(row.groups),
            school=row.school.code if row.school else None,
            people=row.counted,
            tally=row.tally,
            everybody_only=row.everybody_only,
            batch=row.batch,
        )
        for row in rows
    )


def as_they_stand(survey: Survey) -> tuple[tuple[int, int], ...]:
    """How many are counted in each stratum: another one as soon as a tally is, since tallies only grow. In one short
    query, which the ORM would take longer to write than to ask."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, counted FROM surveyapp_stratum WHERE survey_id = %s AND counted > 0 ORDER BY id",
            [survey.pk],
        )
        return tuple(cursor.fetchall())
