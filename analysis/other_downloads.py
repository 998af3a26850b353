"""One part of another breakdown as files. Each says inside that it is exploratory."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.models import Survey
from surveyapp.pairs import TooLarge
from surveyapp.questionnaire.schema import words
from surveyapp.store import questionnaire_of

from . import card_files, other_choice, other_page
from .card_files import Taken
from .names import Names
from .other_choice import Asked


@login_required
@require_safe
def chart(request: HttpRequest, code: str, question: str, other: str, file: str) -> HttpResponse:
    """404 where the page has no such part, or says in words why there is nothing to show."""
    return card_files.chart(_taken(request, code, question, other), file)


@login_required
@require_safe
def table(request: HttpRequest, code: str, question: str, other: str) -> HttpResponse:
    return card_files.table(_taken(request, code, question, other))


def _taken(request: HttpRequest, code: str, question: str, other: str) -> Taken:
    survey = access.survey_for(request.user, code, to="results")
    side_by_side = access.may(request.user, survey, to="each_school")
    names = Names(questionnaire_of(survey), get_language() or "en", by_school=side_by_side)
    asked = Asked(other, request.GET.get("choice", ""), request.GET.get("within", ""))
    found = _part(survey, question, asked, request.GET.get("part", "all"), names)
    by, of = asked.by.replace("/", "-"), f"-{asked.within}-{found.id}" if asked.within else ""
    return Taken(
        card=found.card,
        name=f"{survey.code}-{question}-by-{by}{of}-exploratory",
        view=found.heading if asked.within else "",  # what it is compared by stands in the title
        mark=other_page.mark(),
        source=words(survey.source, names.language, survey.languages[0]),
        language=names.language,
    )


def _part(survey: Survey, code: str, asked: Asked, part: str, names: Names) -> other_page.Part:
    question = names.questionnaire.by_code.get(code)
    if question is None or not survey.is_closed or other_choice.problem(question, asked, names):
        raise Http404("no such breakdown of this survey")
    try:
        parts = other_page.of_survey(survey, question, asked, names)
    except TooLarge as error:
        raise Http404("no breakdowns of this survey") from error
    found = next((one for one in parts if one.id == part), None)
    if found is None:
        raise Http404("no such part of this breakdown")
    return found
