"""What members of staff did, to read. Nothing of students is in it, nor who looked at what."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import access, log_page
from ..models import LogEntry
from . import frame


@login_required
@require_safe
def of_survey(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="people")
    page = log_page.page(LogEntry.objects.filter(survey=survey), request.GET)  # type: ignore[arg-type]
    return render(request, "people/log.html", frame.of_survey(survey, "overview") | {"page": page})


@login_required
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    if not access.is_administrator(request.user):
        raise Http404("for administrators")
    return render(request, "people/log.html", {"page": log_page.page(LogEntry.objects.all(), request.GET)})  # type: ignore[arg-type]
