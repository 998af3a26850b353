"""The list of surveys: the first page after signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import access, by_day, participation, readiness, survey_facts
from ..models import Participation, Question, Status, Survey
from ..questionnaire.schema import words
from . import frame


@dataclass(frozen=True)
class Line:
    survey: Survey
    source: str
    received: int
    tag: str
    next: str
    spark: by_day.Spark | None
    first: date | None  # of the spark


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open ones first, then drafts, then closed ones; the newest of each first."""
    order: list[str] = [Status.OPEN, Status.DRAFT, Status.CLOSED]
    mine = access.surveys_of(request.user)
    days = participation.by_day(mine.values("pk"))
    lines = [_line(survey, days.get(survey.pk, {})) for survey in _with_counts(mine)]
    context = {
        "lines": sorted(lines, key=lambda line: (order.index(line.survey.status), -line.survey.pk)),
        "administrator": access.is_administrator(request.user),
    }
    return render(request, "surveys/index.html", context)


def _with_counts(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """All that the lines say, in one query."""

    def count(model: type[Question] | type[Participation]) -> Subquery:
        rows = model.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
        return Subquery(rows.annotate(n=Count("pk")).values("n"))

    return participation.with_received(surveys).annotate(
        questions_here=count(Question), schools_here=count(Participation)
    )


def _line(survey: Survey, days: dict[date, int]) -> Line:
    first = survey.opened_on or min(days, default=timezone.localdate())
    last = survey.closed_on or timezone.localdate()
    return Line(
        survey=survey,
        source=words(survey.source, get_language() or "", survey.languages[0]),
        received=survey.received_here,  # type: ignore[attr-defined]
        tag=frame.TAGS.get(survey.status, ""),
        next=_next(survey),
        spark=by_day.spark(days, first, last),
        first=min(first, *days) if days else None,
    )


def _next(survey: Survey) -> str:
    today = timezone.localdate()
    if survey.is_open and survey.closes_on and survey.closes_on < today:
        return _("Next: close it. Its planned last day is over.")
    if survey.is_open and survey.example:
        return _("Next: close it when you have seen enough. A rehearsal goes into no result.")
    if survey.is_open:
        return _("Students can answer. Results grow as answers come in.")
    if survey.is_closed:
        return _("Next: read the results. They are final.")
    return _next_of_draft(survey)


def _next_of_draft(survey: Survey) -> str:
    here: tuple[int | None, ...] = (survey.questions_here, survey.schools_here)  # type: ignore[attr-defined]
    facts = survey_facts.facts(survey, None, *(n or 0 for n in here))
    if n := len(readiness.missing(facts)):
        said = ngettext(
            "Next: %(n)s thing is missing before it can open.",
            "Next: %(n)s things are missing before it can open.",
            n,
        )
        return said % {"n": n}
    return _("Next: open it. Until then nobody outside sees it.")
