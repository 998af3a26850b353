"""The list of surveys: the first page after signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import access, participation
from ..models import Status, Survey
from ..questionnaire.schema import words
from . import frame


@dataclass(frozen=True)
class Line:
    survey: Survey
    source: str
    received: int
    tag: str
    next: str


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open ones first, then drafts, then closed ones; the newest of each first."""
    order: list[str] = [Status.OPEN, Status.DRAFT, Status.CLOSED]
    surveys = participation.with_received(access.surveys_of(request.user))
    lines = [_line(survey) for survey in surveys]
    context = {
        "lines": sorted(lines, key=lambda line: (order.index(line.survey.status), -line.survey.pk)),
        "administrator": access.is_administrator(request.user),
    }
    return render(request, "surveys/index.html", context)


def _line(survey: Survey) -> Line:
    return Line(
        survey=survey,
        source=words(survey.source, get_language() or "", survey.languages[0]),
        received=survey.received_here,  # type: ignore[attr-defined]
        tag=frame.TAGS.get(survey.status, ""),
        next=_next(survey),
    )


def _next(survey: Survey) -> str:
    if survey.is_open:
        return _("Students can answer. Results grow as answers come in.")
    if survey.is_closed:
        return _("Results are final.")
    return _("Not open yet: nobody outside sees it.")
