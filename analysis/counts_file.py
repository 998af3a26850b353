"""The counts as a file: every figure that is shown, one a row, as `manage.py analyse` prints them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.models import Survey

from .live import listing_of
from .report import SCHOOL
from .rows import HEADER


@login_required
@require_safe
def counts(request: HttpRequest, code: str) -> StreamingHttpResponse:
    survey = access.survey_for(request.user, code, to="data")
    headers = {
        "Content-Disposition": f'attachment; filename="{survey.code}-counts.csv"',
        "Cache-Control": "private, no-store",
    }
    together = not access.may(request.user, survey, to="each_school")
    return StreamingHttpResponse(
        lines(survey, together), content_type="text/csv; charset=utf-8", headers=headers
    )


def lines(survey: Survey, together: bool = False) -> Iterator[str]:
    """`together`: nothing of a single school."""
    for row in (HEADER, *listing_of(survey)):
        if together and row[2] == SCHOOL:
            continue
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()
