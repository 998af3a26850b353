"""The page about one question: the same counts as the page of all results, in every planned view."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access, participation, tallies
from surveyapp.disclosure import Atom
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import Question
from surveyapp.store import questionnaire_of
from surveyapp.views import frame

from . import page
from . import question as question_page
from .corrections import Correction, corrections
from .headline import Headline
from .kept import kept, kept_html
from .names import Names
from .report import build


@login_required
@require_safe
def question(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """404 where the survey has no such question, as where there is no such survey."""
    survey = access.survey_for(request.user, code, to="results")
    names = Names(questionnaire_of(survey), get_language() or "en")
    asked = names.questionnaire.by_code.get(question)
    if asked is None:
        raise Http404("no such question in this survey")
    tallies.bring_up_to_date(survey)
    atoms = tallies.atoms(survey)
    changes = corrections(survey, names.questionnaire)
    people = sum(atom.people for atom in atoms)
    alone = sum(atom.people for atom in atoms if atom.everybody_only)
    before, after = question_page.neighbours(asked, names)
    context = {
        "question": asked,
        "text": names.question(asked),
        "number": question_page.number_of(asked, names),
        "place": question_page.place_of(asked, names),
        "before": before,
        "after": after,
        "headline": Headline(survey, participation.summary(survey), people, alone, names.language),
        "first_group": page.first_group(names),
        "parts": _parts(survey, atoms, asked, names, changes) if people else "",
    }
    return render(request, "analysis/question.html", frame.of_survey(survey, "results") | context)


def _parts(
    survey: Survey,
    atoms: Sequence[Atom],
    asked: Question,
    names: Names,
    changes: dict[str, list[Correction]],
) -> SafeString:
    """All that is counted, as HTML; made once, as on the page of all questions."""
    counted = (survey.pk, survey.revision, survey.minimum_group, atoms)

    def made() -> str:
        report = kept(
            ("report", "all", counted), lambda: build(names.questionnaire, atoms, survey.minimum_group)
        )
        reading = page.Reading(names, (), survey.minimum_group, survey.is_closed, changes)
        parts = question_page.parts(report, asked.code, reading)
        context = {
            "parts": parts,
            "notes": parts[0].card.notes,
            "changes": parts[0].card.changes,
            "place": question_page.place_of(asked, names),
            "figures": question_page.headline(report.question(asked.code), names),
        }
        return render_to_string("analysis/question_parts.html", frame.of_survey(survey, "results") | context)

    key = ("question", asked.code, counted, survey.status, names.language, changes)
    return mark_safe(kept_html(key, made))  # noqa: S308  a template made it, and escaped what is in it
