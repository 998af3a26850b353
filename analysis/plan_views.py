"""The page of planned comparisons: in a draft to be looked at, later as it was frozen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access, store
from surveyapp.views import frame

from . import plan_page
from .names import Names


@login_required
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="results")
    names = Names(store.questionnaire_of(survey), get_language() or "en")
    planned, sha256 = store.plan_of(survey)
    context = {"plan": planned, "sha256": sha256, "families": plan_page.families(planned, names)}
    return render(request, "analysis/plan.html", frame.of_survey(survey, "results") | context)
