"""The page of one other breakdown: any question of a closed survey by any other, or by school."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.models import Survey
from surveyapp.pairs import TooLarge
from surveyapp.questionnaire.schema import Question
from surveyapp.store import questionnaire_of
from surveyapp.views import frame

from . import other_choice, other_page
from . import question as question_page
from .kept import kept_html
from .names import Names
from .other_choice import Asked, Notice
from .question_views import no_such


@login_required
@require_safe
def other(request: HttpRequest, code: str, question: str, other: str = "") -> HttpResponse:
    """What there is not is answered in words."""
    survey = access.survey_for(request.user, code, to="results")
    side_by_side = access.may(request.user, survey, to="each_school")
    names = Names(questionnaire_of(survey), get_language() or "en", by_school=side_by_side)
    about = names.questionnaire.by_code.get(question)
    if about is None:
        return no_such(request, survey, question)
    asked = Asked(other, request.GET.get("choice", ""), request.GET.get("within", ""))
    if not other and (chosen := request.GET.get("by", "")):
        asked = other_choice.chosen(chosen, asked.within)
        if other_choice.problem(about, asked, names) is None:
            return redirect(address(survey, about, asked))
    notice, parts = _answer(survey, about, asked, names)
    context = {
        "question": about,
        "text": names.question(about),
        "number": question_page.number_of(about, names),
        "chooser": other_choice.chooser(about, names, asked) if survey.is_closed else None,
        "notice": notice,
        "parts": parts,
        "turned": _turned(survey, about, asked, names) if parts else "",
    }
    status = notice.status if notice else 200
    page = frame.of_survey(survey, "results") | context
    return render(request, "analysis/other.html", page, status=status)


def address(survey: Survey, question: Question, asked: Asked) -> str:
    query = {name: value for name in ("choice", "within") if (value := getattr(asked, name))}
    return reverse("analysis:other", args=[survey.code, question.code, asked.other], query=query or None)


def _turned(survey: Survey, question: Question, asked: Asked, names: Names) -> str:
    back = other_choice.turned(question, asked, names)
    return address(survey, names.questionnaire.by_code[asked.other], back) if back else ""


def _answer(
    survey: Survey, question: Question, asked: Asked, names: Names
) -> tuple[Notice | None, SafeString | str]:
    """Why there is nothing to show, or what there is, as HTML."""
    wrong = other_choice.problem(question, asked, names)
    if not survey.is_closed:
        instead = wrong if wrong and (wrong.view or wrong.status != 200) else other_choice.after_closing()
        return instead, ""
    if wrong or not asked.other:
        return wrong, ""
    try:
        return None, _parts(survey, question, asked, names)
    except TooLarge:
        return other_choice.too_large(), ""


def _parts(survey: Survey, question: Question, asked: Asked, names: Names) -> SafeString:
    """The same for everybody who may see them, and made once."""

    def made() -> str:
        context = {
            "parts": other_page.of_survey(survey, question, asked, names),
            "heading": other_page.heading(asked, names) if asked.within else "",
            "question": question,
            "asked": asked,
            "mark": other_page.mark(),
            "files": (("svg", "SVG"), ("png", _("PNG, 300 dpi")), ("pdf", "PDF")),
        }
        return render_to_string("analysis/other_parts.html", frame.of_survey(survey, "results") | context)

    key = ("other", survey.pk, survey.revision, survey.minimum_group, question.code, asked, names.language)
    return mark_safe(kept_html(key, made))  # noqa: S308  a template made it, and escaped what is in it
