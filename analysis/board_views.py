"""The Schools tab: the board with figure 1, and figure 1 as files."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveyapp import access, participation, posters, tallies
from surveyapp.models import Participation, Survey
from surveyapp.questionnaire.schema import words
from surveyapp.store import questionnaire_of
from surveyapp.views import frame

from . import board as boards
from . import dense, flow_figure, rates_by_year, rates_page, school_page
from .flow import Flow, flow_of
from .names import Names

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@login_required
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """All schools, by whose turn it is. `?state=` shows those of one state."""
    survey = access.survey_for(request.user, code, to="results")
    seen = access.schools_seen(request.user, survey)
    if seen is not None:
        return _own(request, survey, seen)
    language = get_language() or "en"
    asked = request.GET.get("state", "")
    only = asked if asked in Participation.State.values else ""
    summary = participation.summary(survey)
    flow = flow_of(
        summary, tallies.atoms(survey), Names(questionnaire_of(survey), language), survey.is_closed
    )
    today = timezone.localdate()
    manages = access.may(request.user, survey, to="schools")
    shown = boards.board(survey, summary, boards.fetch(survey), language, today, only)
    context = {
        "board": shown,
        "groups": dense.groups(survey, shown, today, manages),
        "only": only,
        "manages": manages,
        "unknown_state": asked if asked and not only else "",
        **_figure_1(flow, language),
    }
    return render(request, "analysis/board.html", frame.of_survey(survey, "schools") | context)


def _figure_1(flow: Flow, language: str) -> dict[str, object]:
    """For `analysis/flow.html`."""
    return {
        "flow_has_begun": flow.has_begun,
        "steps": flow_figure.steps(flow, language),
        "splits": flow_figure.splits(flow, language),
        "notes": flow_figure.notes(flow),
    }


def _own(request: HttpRequest, survey: Survey, seen: frozenset[str]) -> HttpResponse:
    """For faculty of one school: that school, and figure 1 of all together."""
    language, summary = get_language() or "en", participation.summary(survey)
    own = replace(summary, schools=tuple(line for line in summary.schools if line.code in seen))
    board_of_own = boards.board(survey, own, boards.fetch(survey), language, timezone.localdate())
    flow = _flow(survey, language, seen)
    context = {
        "rows": [row for turn in board_of_own.turns for row in turn.rows],
        **_figure_1(flow, language),
    }
    return render(request, "analysis/own_school.html", frame.of_survey(survey, "schools") | context)


@login_required
@require_safe
def figure(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """Figure 1 as SVG, PNG (300 dpi) or PDF."""
    survey = access.survey_for(request.user, code, to="results")
    if file not in TYPES:
        raise Http404("no such file of file")
    language = get_language() or "en"
    drawn = flow_figure.svg(
        _flow(survey, language, access.schools_seen(request.user, survey)),
        language,
        words(survey.source, language, survey.languages[0]),
    )
    made = drawn.encode() if file == "svg" else _printed(drawn, file)
    shown = "inline" if file == "svg" else "attachment"
    headers = {
        "Content-Disposition": f'{shown}; filename="{survey.code}-figure-1.{file}"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(made, content_type=TYPES[file], headers=headers)


def _flow(survey: Survey, language: str, seen: frozenset[str] | None) -> Flow:
    """Without the split by school for whoever sees one school alone."""
    names = Names(questionnaire_of(survey), language)
    flow = flow_of(participation.summary(survey), tallies.atoms(survey), names, survey.is_closed)
    return flow if seen is None else replace(flow, by_school=())


def _printed(drawn: str, kind: str) -> bytes:
    from surveyapp import printing  # typst takes its time to load

    return printing.png(drawn) if kind == "png" else printing.pdf(drawn)


@login_required
@require_safe
def school(request: HttpRequest, code: str, school: str) -> HttpResponse:
    """One school: where it stands, its history, its links and its numbers."""
    row = access.school_for(request.user, code, school)
    survey = row.survey
    manages = access.may(request.user, survey, to="schools")
    context = {
        "row": row,
        "page": school_page.page(row, get_language() or "en", timezone.localdate()),
        "manages": manages,
        "sees_history": access.may(request.user, survey, to="each_school"),
        "link": participation.link(row),
        "sheets": posters.offered(row),
    }
    return render(request, "analysis/school.html", frame.of_survey(survey, "schools") | context)


@login_required
@require_safe
def rates(request: HttpRequest, code: str) -> HttpResponse:
    """Response rates with their formulas, school by school."""
    survey = access.survey_for(request.user, code, to="each_school")
    summary = participation.summary(survey)
    asked, today = boards.fetch(survey), timezone.localdate()
    language = get_language() or "en"
    names = Names(questionnaire_of(survey), language)
    context = {
        "rates": rates_page.rates(survey, summary, asked, language, today),
        "by_year": rates_by_year.rates_by_year(survey, summary, names),
    }
    return render(request, "analysis/rates.html", frame.of_survey(survey, "schools") | context)
