"""A school's files for its students: QR code, poster and slide, for researchers and by the secret link."""

from __future__ import annotations

import io

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .. import participation, posters
from ..models import Participation
from .schools import row_for


@login_required
@require_safe
def qr(request: HttpRequest, code: str, school: str, file: str) -> HttpResponse:
    """The students' link as a QR code."""
    row = row_for(request, code, school)
    return qr_file(row, file)


def qr_file(row: Participation, kind: str) -> HttpResponse:
    if kind not in ("svg", "png"):
        raise Http404("no such kind of file")
    drawn = io.BytesIO()
    segno.make(participation.link(row), error="m").save(
        drawn, kind=kind, scale=8, border=4, dark="#000", light="#fff"
    )
    types = {"svg": "image/svg+xml", "png": "image/png"}
    return HttpResponse(
        drawn.getvalue(), content_type=types[kind], headers={"Cache-Control": "private, no-cache"}
    )


@login_required
@require_safe
def sheet(request: HttpRequest, code: str, school: str, file: str) -> HttpResponse:
    """The poster or the slide, as the dean has them."""
    row = row_for(request, code, school)
    found = posters.find(row, file)
    if found is None:
        raise Http404("no such sheet")
    return sheet_file(row, found)


def sheet_file(row: Participation, found: posters.Sheet) -> HttpResponse:
    headers = {
        "Content-Disposition": f'inline; filename="{row.survey.code}-{row.school.code}-{found.file}"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(posters.draw(row, found), content_type=found.content_type, headers=headers)
