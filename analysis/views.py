"""The dashboard: one survey's results, compared by what the address asks for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.models import Survey
from surveyapp.questionnaire.plan import SCHOOL
from surveyapp.store import plan_of
from surveyapp.views import frame

from . import page, plan_page, updates
from .corrections import ELSEWHERE
from .kept import kept, kept_html
from .known_viewers import viewed
from .names import inside
from .report import build
from .standing import Standing, standing
from .updates import Page

By = tuple[str, ...]
Seen = frozenset[str] | None
TEMPLATES = {"head": "analysis/results_head.html", "body": "analysis/results_body.html"}


@login_required
@require_safe
def results(request: HttpRequest, code: str) -> HttpResponse:
    """While the survey is open and ever after: what its atoms hold, and how many are not in them."""
    survey = access.survey_for(request.user, code, to="results")
    asked = request.GET.get("by", "")
    seen = access.schools_seen(request.user, survey)
    by, now = _by(survey, asked, seen), standing(survey)
    if by is not None:
        return updates.whole(request, "analysis/results.html", page_of(survey, by, seen), now)
    context = {
        **frame.of_survey(survey, "results"),
        **_context(now.seen_by(seen), None),
        **TEMPLATES,
        "unknown_view": asked,
    }
    return render(request, "analysis/results.html", context, status=404)


@require_safe
def live(request: HttpRequest, code: str) -> HttpResponse:
    """What has changed on that page since it was made, or last brought up to date."""
    found = viewed(request, code)
    survey, seen = found.survey, found.seen
    by = _by(survey, request.GET.get("by", ""), seen)
    if by is None:
        raise Http404("no such view of this survey")
    return updates.answer(request, survey, page_of(survey, by, seen))


def _by(survey: Survey, asked: str, seen: Seen) -> By | None:
    views = plan_of(survey).plan.views
    return page.view_of(asked, [by for by in views if seen is None or by != (SCHOOL,)])


def page_of(survey: Survey, by: By, seen: Seen) -> Page:
    query = {"by": page.View(by, "").address}
    return Page(
        view=("results", by, *updates.limits(seen)),
        address=reverse("analysis:results", args=[survey.code], query=query),
        asks=reverse("analysis:live", args=[survey.code], query=query),
        **TEMPLATES,
        context=lambda now: _context(now.seen_by(seen), by),
        figures=lambda now: _questions(now.seen_by(seen), by),
    )


def _context(now: Standing, by: By | None) -> dict[str, object]:
    """`by` is None where the address asks for a view that there is none of."""
    planned = now.planned
    return {
        "headline": now.headline,
        "views": page.views(planned.plan.views, now.names),
        "planned": planned,
        "by": by,
        "view": inside(now.names.view(by)) if by else "",
        "changes": now.changes.get(ELSEWHERE, []),
        "first_group": page.first_group(now.names),
        "shown": bool(now.people) and by is not None,
        "nothing": plan_page.nothing_to_compare() if by and not _tests(now, by) else "",
        "questions": lambda: _questions(now, by),  # made by the template that needs them
    }


def _tests(now: Standing, by: By) -> int:
    """How many are planned in this view."""
    return sum(family.tests for family in now.planned.plan.families if family.by == by)


def _questions(now: Standing, by: By | None) -> SafeString:
    """All questions as HTML: the same for everybody who may see them, so it is made once."""
    if by is None:
        return SafeString()
    survey, names, k = now.survey, now.names, now.survey.minimum_group

    def made() -> str:
        drawn = page.drawn_from(by)
        report = kept(
            ("report", by, now.counted),
            lambda: build(names.questionnaire, now.atoms, k, drawn, now.planned.plan),
        )
        reading = page.Reading(names, by, k, survey.is_closed, now.changes)
        context = {
            "keys": page.group_keys(report, by, names) if _tests(now, by) else [],
            "sections": page.sections(report, reading),
            "total": len(report.questions),
        }
        return render_to_string("analysis/questions.html", frame.of_survey(survey, "results") | context)

    return mark_safe(kept_html((now.counted, survey.status, names.language, by, now.changes), made))  # noqa: S308  a template made it, and escaped what is in it
