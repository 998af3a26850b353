"""The page of planned comparisons: of a draft as they would be, later as they were frozen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access, store
from surveyapp.questionnaire.plan import canonical
from surveyapp.views import frame

from . import plan_page
from .names import Names


@login_required
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="results")
    names, kept = Names(store.questionnaire_of(survey), get_language() or "en"), store.plan_of(survey)
    context = {
        "kept": kept,
        "size": plan_page.size(kept.plan, names),
        "families": plan_page.families(kept.plan, names),
        "imported": survey.participations.filter(imported__gt=0).exists(),
    }
    return render(request, "analysis/plan.html", frame.of_survey(survey, "results") | context)


@login_required
@require_safe
def document(request: HttpRequest, code: str) -> HttpResponse:
    """The very bytes that the fingerprint is of, so that anybody can take it again."""
    survey = access.survey_for(request.user, code, to="results")
    headers = {
        "Content-Disposition": f'attachment; filename="{survey.code}-plan.json"',
        "Cache-Control": "private, no-store",
    }
    found = canonical(store.plan_of(survey).plan)
    return HttpResponse(found, content_type="application/json", headers=headers)
