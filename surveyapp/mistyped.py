"""Which school's link an address means that is none: typed from paper, or cut out amiss by a mail program."""

from __future__ import annotations

import re

from django.db.models import Q

from .models import Participation

Codes = tuple[str, str]  # of the survey, of the school
MEANT = re.compile(
    r"/+r/+([\w-]{1,64})/+([\w-]{1,70})(?:/+(?:form|send|start|thanks))?[^\w-]*", re.ASCII | re.IGNORECASE
)


def codes_meant(path: str) -> Codes | None:
    """Whatever the size of its letters, and without what stands behind it: a slash, a full stop, a bracket.

    Nothing where codes differ in nothing else: each of those has a link of its own.
    """
    found = MEANT.fullmatch(path)
    if not found:
        return None
    survey, school = found.groups()
    schools = Q(school__code__iexact=school) | Q(school__code__iexact=school.rstrip("_-"))
    rows = Participation.objects.filter(schools, survey__code__iexact=survey)
    codes: list[Codes] = list(rows.values_list("survey__code", "school__code")[:20])
    exact = [pair for pair in codes if pair == (survey, school)]
    meant = exact or codes
    return meant[0] if len(meant) == 1 else None
