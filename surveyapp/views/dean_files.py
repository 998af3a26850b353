"""What can be read and taken from a school's own page beside the page itself: proof of anonymity, QR code, sheets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import posters
from .. import proof as proofs
from . import school_files
from .dean_link import Opened, by_link, no_such_page, render, study


@by_link
@require_safe
def anonymity(request: HttpRequest, opened: Opened) -> HttpResponse:
    """How answers stay anonymous, to print for a data protection officer."""
    context = {"proof": _proof(opened), **study(opened)}
    return render(opened, "dean/anonymity.html", context)


@by_link
@require_safe
def anonymity_pdf(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The same on paper, to be filed."""
    name = f"{opened.row.survey.code}-anonymity-{opened.language.interface}.pdf"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Language": opened.language.content,
    }
    made = proofs.pdf(_proof(opened), opened.language)
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _proof(opened: Opened) -> proofs.Proof:
    return proofs.proof(opened.row, opened.language.content, timezone.localdate())


@by_link
@require_safe
def qr(request: HttpRequest, opened: Opened, kind: str) -> HttpResponse:
    """The students' link as a QR code, for a school that takes part."""
    usable = opened.takes_part and not opened.row.survey.is_closed and kind in ("svg", "png")
    return school_files.qr_file(opened.row, kind) if usable else no_such_page(opened.language)


@by_link
@require_safe
def sheet(request: HttpRequest, opened: Opened, file: str) -> HttpResponse:
    """The poster or the slide, for a school that takes part."""
    usable = opened.takes_part and not opened.row.survey.is_closed
    found = posters.find(opened.row, file) if usable else None
    return school_files.sheet_file(opened.row, found) if found else no_such_page(opened.language)
