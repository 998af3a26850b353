"""The only read of results while a survey is open, and of the planned figures ever after."""

from __future__ import annotations

from .disclosure import Atom
from .models import Stratum, Survey


def atoms(survey: Survey) -> tuple[Atom, ...]:
    """Everything of a survey that may be shown, in one query: its atoms with what was counted in each.

    Atoms are added up by group, so that the batch in which somebody came (handed in, or one of the imports)
    is no split that can be seen.
    """
    rows = Stratum.objects.filter(survey=survey, counted__gt=0).select_related("school")
    return tuple(
        Atom(
            groups=tuple(row.groups),
            school=row.school.code if row.school else None,
            people=row.counted,
            tally=row.tally,
            everybody_only=row.everybody_only,
        )
        for row in rows
    )
