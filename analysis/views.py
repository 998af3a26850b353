"""The dashboard: one survey's results, compared by what the address asks for."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access, participation, tallies
from surveyapp.disclosure import Atom
from surveyapp.models import Survey
from surveyapp.store import questionnaire_of
from surveyapp.views import frame

from . import page
from .corrections import ELSEWHERE, Correction, corrections
from .headline import Headline
from .kept import kept, kept_html
from .names import Names, inside
from .report import build, planned_views


@login_required
@require_safe
def results(request: HttpRequest, code: str) -> HttpResponse:
    """While the survey is open and ever after: what its atoms hold, and how many are not in them."""
    survey = access.survey_for(request.user, code, to="results")
    names = Names(questionnaire_of(survey), get_language() or "en")
    tallies.bring_up_to_date(survey)
    atoms = tallies.atoms(survey)
    views = planned_views(names.questionnaire)
    asked = request.GET.get("by", "")
    by = page.view_of(asked, views)
    changes = corrections(survey, names.questionnaire)
    people = sum(atom.people for atom in atoms)
    alone = sum(atom.people for atom in atoms if atom.everybody_only)
    context = {
        "headline": Headline(survey, participation.summary(survey), people, alone, names.language),
        "views": page.views(views, names),
        "by": by,
        "unknown_view": asked if by is None else "",
        "view": inside(names.view(by)) if by else "",
        "changes": changes.get(ELSEWHERE, []),
        "first_group": page.first_group(names),
        "questions": _questions(survey, atoms, by, names, changes) if people and by is not None else "",
    }
    return render(request, "analysis/results.html", frame.of_survey(survey, "results") | context)


def _questions(
    survey: Survey,
    atoms: Sequence[Atom],
    by: tuple[str, ...],
    names: Names,
    changes: dict[str, list[Correction]],
) -> SafeString:
    """All questions as HTML: the same for everybody who may see them, so it is made once."""

    counted = (survey.pk, survey.revision, survey.minimum_group, atoms)

    def made() -> str:
        k, drawn = survey.minimum_group, page.drawn_from(by)
        report = kept(("report", by, counted), lambda: build(names.questionnaire, atoms, k, drawn))
        reading = page.Reading(names, by, survey.minimum_group, survey.is_closed, changes)
        context = {
            "keys": page.group_keys(report, by, names),
            "sections": page.sections(report, reading),
            "total": len(report.questions),
        }
        return render_to_string("analysis/questions.html", frame.of_survey(survey, "results") | context)

    return mark_safe(kept_html((counted, survey.status, names.language, by, changes), made))  # noqa: S308  a template made it, and escaped what is in it
