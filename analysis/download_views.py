"""A question's chart and table as files: the values of the page's own card, so nothing withheld is in them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveyapp import access
from surveyapp.questionnaire.schema import words
from surveyapp.store import questionnaire_of

from . import card_files, page
from .card_files import Taken
from .headline import day
from .kept import kept
from .names import inside
from .report import OWN_GROUPS, build
from .standing import Standing, standing


@login_required
@require_safe
def chart(request: HttpRequest, code: str, question: str, file: str) -> HttpResponse:
    """SVG, PNG (300 dpi) or PDF, 160 mm wide. 404 where there is no such question, view, kind or chart."""
    taken = _taken(request, code, question)
    return taken if isinstance(taken, HttpResponse) else card_files.chart(taken, file)


@login_required
@require_safe
def table(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """The table as CSV; where nothing of the question is shown, the reason."""
    taken = _taken(request, code, question)
    return taken if isinstance(taken, HttpResponse) else card_files.table(taken)


def _taken(request: HttpRequest, code: str, question: str) -> Taken | HttpResponse:
    """Of the same report that the question's page is made from; or which views there are, where there is no such."""
    survey = access.survey_for(request.user, code, to="results")
    if question not in questionnaire_of(survey).by_code:
        raise Http404("no such question in this survey")
    now = standing(survey).seen_by(access.schools_seen(request.user, survey))
    names, k = now.names, survey.minimum_group
    report = kept(
        ("report", "all", now.counted),
        lambda: build(names.questionnaire, now.atoms, k, plan=now.planned.plan),
    )
    asked = request.GET.get("by", "")
    by = page.view_of(asked, report.views)
    if by is None:
        return _no_such_view(request, asked, page.views(report.views, names))
    found = report.question(question)
    reading = page.Reading(names, by, k, survey.is_closed, now.changes)
    drawn, breakdown = page.breakdown_of(found, by)
    everybody = not breakdown or breakdown.withheld == OWN_GROUPS
    return Taken(
        card=page.card(found, reading, page.comparisons_planned(report)),
        name="-".join((survey.code, question, *(("by", *by) if by else ("everybody",)))),
        view="" if everybody else _("By %(view)s") % {"view": inside(names.view(drawn))},
        mark=_interim(now),
        source=words(survey.source, names.language, survey.languages[0]),
        language=names.language,
    )


def _no_such_view(request: HttpRequest, asked: str, views: list[page.View]) -> HttpResponse:
    """A file's address was typed or kept: so an answer that is read where a file was expected."""
    said = _("Results of this survey cannot be compared by ‘%(unknown_view)s’. Choose one of these:")
    lines = (f"{view.name}: {request.path}?by={view.address}" for view in views)
    words = "\n".join((said % {"unknown_view": asked[:60]}, *lines, ""))
    return HttpResponseNotFound(words, content_type="text/plain; charset=utf-8")


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
