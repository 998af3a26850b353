"""The page about one question: the same counts as the page of all results, in every planned view."""

from __future__ import annotations

from difflib import get_close_matches

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import TEXT, Question
from surveyapp.store import questionnaire_of
from surveyapp.views import frame

from . import other_section, page, updates
from . import question as question_page
from .headline import day
from .kept import kept, kept_html
from .known_viewers import viewed
from .names import Names
from .report import build
from .standing import Standing, standing
from .updates import Page


@login_required
@require_safe
def question(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """Where the survey has no such question, a page that says so."""
    survey = access.survey_for(request.user, code, to="results")
    found = questionnaire_of(survey).by_code.get(question)
    if found is None:
        return no_such(request, survey, question)
    asked, now = found, standing(survey)
    before, after = question_page.neighbours(asked, now.names)
    seen = access.schools_seen(request.user, survey)
    page_of_it = _page(survey, asked, seen)
    more = {"before": before, "after": after, "own_words": _own_words(request, survey, asked)}
    return updates.whole(request, "analysis/question.html", page_of_it, now, **more)


def _own_words(request: HttpRequest, survey: Survey, asked: Question) -> bool:
    """Whether this reader may have what was written: no link of it is in what is kept for everybody."""
    return asked.type == TEXT and survey.is_closed and access.may(request.user, survey, to="rows")


def no_such(request: HttpRequest, survey: Survey, code: str) -> HttpResponse:
    """With the question that it may be a slip of."""
    names = Names(questionnaire_of(survey), get_language() or "en")
    close = get_close_matches(code[:64], names.questionnaire.by_code, 1)
    near = names.questionnaire.by_code[close[0]] if close else None
    context = {"asked": code, "near": near, "near_text": names.question(near) if near else ""}
    page = frame.of_survey(survey, "results") | context
    return render(request, "analysis/no_question.html", page, status=404)


@require_safe
def live(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """What has changed on that page since it was made, or last brought up to date."""
    found = viewed(request, code)
    page_of_it = _page(found.survey, _asked(found.survey, question), found.seen)
    return updates.answer(request, found.survey, page_of_it)


def _asked(survey: Survey, code: str) -> Question:
    asked = questionnaire_of(survey).by_code.get(code)
    if asked is None:
        raise Http404("no such question in this survey")
    return asked


def _page(survey: Survey, asked: Question, seen: frozenset[str] | None) -> Page:
    return Page(
        view=("question", asked.code, *updates.limits(seen)),
        address=reverse("analysis:question", args=[survey.code, asked.code]),
        asks=reverse("analysis:live_question", args=[survey.code, asked.code]),
        head="analysis/question_head.html",
        body="analysis/question_body.html",
        context=lambda now: _context(now.seen_by(seen), asked),
        figures=lambda now: _parts(now.seen_by(seen), asked),
    )


def _context(now: Standing, asked: Question) -> dict[str, object]:
    return {
        "question": asked,
        "text": now.names.question(asked),
        "number": question_page.number_of(asked, now.names),
        "place": question_page.place_of(asked, now.names),
        "headline": now.headline,
        "planned": now.planned,
        "first_group": page.first_group(now.names),
        "shown": bool(now.people),
        "today": day(timezone.localdate()),
        "parts": lambda: _parts(now, asked),  # made by the template that needs them
    }


def _parts(now: Standing, asked: Question) -> SafeString:
    """All that is counted, as HTML; made once, as on the page of all questions."""
    survey, names, k = now.survey, now.names, now.survey.minimum_group

    def made() -> str:
        report = kept(
            ("report", "all", now.counted),
            lambda: build(names.questionnaire, now.atoms, k, plan=now.planned.plan),
        )
        reading = page.Reading(names, (), k, survey.is_closed, now.changes)
        parts = question_page.parts(report, asked.code, reading)
        context = {
            "parts": parts,
            "notes": parts[0].card.notes,
            "changes": parts[0].card.changes,
            "place": question_page.place_of(asked, names),
            "figures": question_page.headline(report.question(asked.code), names),
            "question": asked,
            "others": other_section.section(survey, now.atoms, asked, names),
        }
        return render_to_string("analysis/question_parts.html", frame.of_survey(survey, "results") | context)

    key = ("question", asked.code, now.counted, survey.status, names.language, now.changes)
    return mark_safe(kept_html(key, made))  # noqa: S308  a template made it, and escaped what is in it
