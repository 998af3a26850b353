"""A question's chart and table as files: the values of the page's own card, so nothing withheld is in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import words
from surveyapp.store import questionnaire_of

from . import figures, page, table_file
from .headline import day
from .kept import kept
from .names import inside
from .report import OWN_GROUPS, build
from .standing import Standing, standing

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Part:
    """One card of the page, in the view that it is drawn in."""

    card: page.Card
    by: tuple[str, ...]
    view: str  # 'By phase and gender', empty for everybody
    interim: str  # of an open survey: how many are shown, and when
    language: str


@login_required
@require_safe
def chart(request: HttpRequest, code: str, question: str, file: str) -> HttpResponse:
    """SVG, PNG (300 dpi) or PDF, 160 mm wide. 404 where there is no such question, view, kind or chart."""
    survey = access.survey_for(request.user, code, to="results")
    if file not in TYPES:
        raise Http404("no such kind of file")
    part = _part(survey, question, request.GET.get("by", ""))
    if part.card.chart is None:
        raise Http404("texts have no chart")
    drawn = _drawn(survey, part)
    made = drawn.encode() if file == "svg" else _printed(drawn, file, part.card)
    return _sent(made, TYPES[file], _name(survey, part, "chart", file))


@login_required
@require_safe
def table(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """The table as CSV; where nothing of the question is shown, the reason."""
    survey = access.survey_for(request.user, code, to="results")
    part = _part(survey, question, request.GET.get("by", ""))
    if part.card.table:
        made = table_file.text(part.card.table, part.language)
    else:
        made = table_file.written([reason] for reason in part.card.reasons)
    return _sent(made.encode(), "text/csv; charset=utf-8", _name(survey, part, "table", "csv"))


def _part(survey: Survey, question: str, asked: str) -> Part:
    """Of the same report that the question's page is made from."""
    if question not in questionnaire_of(survey).by_code:
        raise Http404("no such question in this survey")
    now = standing(survey)
    names, k = now.names, survey.minimum_group
    report = kept(
        ("report", "all", now.counted),
        lambda: build(names.questionnaire, now.atoms, k, plan=now.planned.plan),
    )
    by = page.view_of(asked, report.views)
    if by is None:
        raise Http404("no such view of this survey")
    found = report.question(question)
    reading = page.Reading(names, by, k, survey.is_closed, now.changes)
    card = page.card(found, reading, page.comparisons_planned(report))
    drawn, breakdown = page.breakdown_of(found, by)
    everybody = not breakdown or breakdown.withheld == OWN_GROUPS
    view = "" if everybody else _("By %(view)s") % {"view": inside(names.view(drawn))}
    return Part(card, by, view, _interim(now), names.language)


def _interim(now: Standing) -> str:
    """A file leaves the page that says so."""
    if not now.survey.is_open or not now.people:
        return ""
    headline = now.headline
    said = {
        "day": day(timezone.localdate()),
        "shown": headline.count(now.people),
        "received": headline.count(now.summary.received),
    }
    if not headline.waiting:
        return _("Interim, %(day)s: the survey is open, and every figure can still change.") % said
    return (
        _(
            "Interim, %(day)s: %(shown)s of %(received)s responses are shown, and every figure can still change."
        )
        % said
    )


def _drawn(survey: Survey, part: Part) -> str:
    if part.card.chart is None:
        raise ValueError("there is nothing to draw")
    source = words(survey.source, part.language, survey.languages[0])
    foot = (" ".join(part.card.notes), part.interim, source)
    return figures.svg(part.card.chart, part.card.text, part.view, foot=foot, language=part.language)


def _printed(drawn: str, kind: str, card: page.Card) -> bytes:
    from surveyapp import printing  # typst takes its time to load

    if kind == "png":
        return printing.png(drawn)
    return printing.pdf(drawn, card.text, " ".join(figures.said(card.chart)) if card.chart else "")


def _name(survey: Survey, part: Part, what: str, file: str) -> str:
    """'ir2019-career-by-phase-gender-chart.svg'"""
    by = "-".join(("by", *part.by)) if part.by else "everybody"
    return f"{survey.code}-{part.card.code}-{by}-{what}.{file}"


def _sent(made: bytes, kind: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(made, content_type=kind, headers=headers)
