"""How many students a school has: in all, and by year of study where known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from .. import store, years
from ..models import Enrolled, Participation
from . import log
from .surveys import Refused


@transaction.atomic
def put(
    *,
    participation: Participation,
    total: int | None,
    by_year: Mapping[str, int],
    source: str,
    day: date,
    by: str,
) -> None:
    """In the place of what was known before. Raises Refused where the numbers do not fit each other."""
    row = Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    known = [year.code for year in years.years(store.questionnaire_of(row.survey), "")]
    if unknown := sorted(set(by_year) - set(known)):
        raise Refused(_("There is no year ‘%(year)s’ in this questionnaire.") % {"year": unknown[0]})
    every = {code: by_year.get(code) for code in known}
    if wrong := years.wrong_sum(total, every):
        raise Refused(wrong)
    row.enrolled = participation.enrolled = years.total_of(total, every)
    figures = {code: n for code, n in every.items() if n is not None}
    if not figures and row.enrolled is not None:
        figures = {years.IN_ALL: row.enrolled}
    row.enrolled_by_year.all().delete()
    Enrolled.objects.bulk_create(
        Enrolled(participation=row, year=code, students=n, source=source, day=day)
        for code, n in figures.items()
    )
    row.save(update_fields=["enrolled"])
    log.note("school_enrolled", by=by, survey=row.survey, school=row.school.code)
