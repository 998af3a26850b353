"""The overview of a survey: its path, and the two pages on which it is opened and closed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, by_day, history, life, participation, readiness, survey_facts, tallies
from ..actions import jobs, surveys
from ..models import Event, Job, Survey
from ..participation import Summary
from ..store import questionnaire_of
from ..survey_forms import CloseForm, OpenForm
from ..templatetags.counted import counted
from . import frame
from .imports import WAITS

ADDRESSES = {
    "questionnaire": "survey",
    "privacy": "survey_settings",
    "schools": "schools_add",
    "opening": "survey",
}


@login_required
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """All steps of its path, and what is known of the one that is now. Who only reads is offered what they may see."""
    survey = access.survey_for(request.user, code, to="results")
    look = _look(request, survey)
    steps = life.path(look)
    mended = {step.code: step.link.address for step in steps if step.link}
    context: dict[str, object] = {
        "steps": steps,
        "missing": [(gap, mended.get(gap.step, f"#{gap.step}")) for gap in look.missing if survey.is_draft],
        "runs": "run" in look.may,
        "gives_rows": "rows" in look.may,
        "summary": look.summary,
    }
    if survey.is_open:
        context |= _in_the_field(survey, look.summary)
    return render(request, "surveys/overview.html", frame.of_survey(survey, "overview") | context)


def _look(request: HttpRequest, survey: Survey) -> life.Look:
    questionnaire, summary = questionnaire_of(survey), participation.summary(survey)
    facts = survey_facts.facts(survey, questionnaire, len(questionnaire.questions), len(summary.schools))
    running = None if survey.is_closed else jobs.running_of(survey)
    return life.Look(
        survey=survey,
        questionnaire=questionnaire,
        summary=summary,
        missing=readiness.missing(facts),
        wanting=readiness.wanting(facts),
        may=access.all_that(request.user, survey),
        can_close=not surveys.why_not_close(survey),
        closing=running.pk if running and running.kind == Job.Kind.CLOSE else None,
    )


def _in_the_field(survey: Survey, summary: Summary) -> dict[str, object]:
    """What is known while it is open: of all schools together, and of answers what tallies say."""
    today = timezone.localdate()
    days = participation.by_day([survey.pk]).get(survey.pk, {})
    opened = survey.opened_on or today
    shown = sum(n for _stratum, n in tallies.as_they_stand(survey))
    return {
        "headline": _headline(survey, summary, days.get(today, 0)),
        "shown": shown,
        "waiting": summary.received - shown,
        "shown_share": f"{100 * shown / summary.received:.2f}%" if summary.received else "0%",
        "waiting_share": f"{100 - 100 * shown / summary.received:.2f}%" if summary.received else "0%",
        "chart": by_day.chart(days, opened, survey.closes_on or today, today),
        "turns": _turns(survey),
    }


def _headline(survey: Survey, summary: Summary, today_n: int) -> list[tuple[str, str]]:
    label = _("handed in or imported so far") if summary.imported else _("handed in so far")
    if today_n:
        label += ngettext(", %(n)s of them today", ", %(n)s of them today", today_n) % {"n": counted(today_n)}
    found = [(label, counted(summary.received))]
    if summary.asked and summary.received <= summary.asked:
        share = Decimal(100 * summary.received) / Decimal(summary.asked)
        percent = number_format(share.quantize(Decimal("0.1"), ROUND_HALF_UP), 1) + "\u00a0%"
        label = ngettext("of %(n)s student asked", "of %(n)s students asked", summary.asked)
        found.append((label % {"n": counted(summary.asked)}, percent))
    if summary.invited:
        label = ngettext(
            "of %(n)s invited school has sent the link",
            "of %(n)s invited schools have sent the link",
            summary.invited,
        )
        found.append((label % {"n": counted(summary.invited)}, counted(summary.sent)))
    return found + _days(survey)


def _days(survey: Survey) -> list[tuple[str, str]]:
    today = timezone.localdate()
    opened = survey.opened_on or today
    day = (today - opened).days + 1
    if survey.closes_on is None or survey.closes_on < today:
        return [(ngettext("day open", "days open", day), counted(day))]
    span = (survey.closes_on - opened).days + 1
    return [(ngettext("of %(n)s day", "of %(n)s days", span) % {"n": counted(span)}, counted(day))]


def _turns(survey: Survey) -> dict[str, int]:
    """How many schools wait for whom."""
    events: dict[int, list[Event]] = {pk: [] for pk in survey.participations.values_list("pk", flat=True)}
    for event in Event.objects.filter(participation__survey=survey):
        events[event.participation_id].append(event)
    turns = [history.next_step(some, timezone.localdate()).turn for some in events.values()]
    return {turn: turns.count(turn) for turn in ("you", "dean")}  # type: ignore[arg-type]


# ----- opening and closing ------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_survey(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="run")
    if not survey.is_draft:  # it was opened meanwhile: what was wanted is so
        return redirect("survey", code)
    form = OpenForm(request.POST if request.method == "POST" else None)
    refused = ""
    if form.is_bound and form.is_valid():
        try:
            surveys.open_survey(survey=survey, by=frame.who(request))
        except surveys.Refused as error:
            refused = str(error)
        else:
            messages.success(request, _("The survey is open. The schools' links work from now on."))
            return redirect("survey", code)
    facts = survey_facts.facts_of(survey)
    context = {
        "form": form,
        "missing": [(gap, ADDRESSES[gap.step]) for gap in readiness.missing(facts)],
        "wanting": readiness.wanting(facts),
        "refused": refused,
    }
    status = 409 if refused else 422 if form.errors else 200
    page = frame.of_survey(survey, "overview") | context
    return render(request, "surveys/open.html", page, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_survey(request: HttpRequest, code: str) -> HttpResponse:
    """After one question a process of its own closes it; its page says how far it is, and how it ended."""
    survey = access.survey_for(request.user, code, to="run")
    if survey.is_closed:
        return redirect("survey", code)
    form = CloseForm(survey, request.POST if request.method == "POST" else None)
    refused = ""
    if form.is_bound and form.is_valid():
        try:
            job = jobs.close(survey=survey, by=frame.who(request), language=get_language() or "en")
        except (surveys.Refused, jobs.Busy) as error:
            refused = str(error)
        else:
            # Nothing is written here: on SQLite that would wait for the closing.
            jobs.waited_for(job, WAITS)
            return redirect("job", code, job.pk)
    summary = participation.summary(survey)
    shown = sum(n for _stratum, n in tallies.as_they_stand(survey))
    context = {
        "form": form,
        "cannot": surveys.why_not_close(survey),
        "refused": refused,
        "summary": summary,
        "waiting": summary.received - shown,
        "days_left": (survey.closes_on - timezone.localdate()).days if survey.closes_on else 0,
        "running": jobs.running_of(survey),
    }
    status = 409 if refused else 422 if form.errors else 200
    page = frame.of_survey(survey, "overview") | context
    return render(request, "surveys/close.html", page, status=status)
