"""Letters to deans: who would get them, the queue, and each letter as it went out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from .. import access, emails, letter_fields, letter_plan, letter_text
from ..actions import letters, posting
from ..actions.surveys import Refused
from ..languages import PageLanguage
from ..letter_forms import DayForm
from ..models import Letter, LetterKind, Survey
from . import frame

State = Letter.State
OVER = (State.SENT, State.DROPPED)
LATEST = 100  # letters that are over, on the list; each stays on its school's page
ABOUT = {
    LetterKind.INVITATION: gettext_lazy("Asks whether the school takes part."),
    LetterKind.REMINDER: gettext_lazy(
        "To whoever has not answered for two weeks; at most twice. It can be scheduled."
    ),
    LetterKind.FORWARD: gettext_lazy(
        "To whoever has accepted and has not sent the link to the students yet."
    ),
    LetterKind.THANKS: gettext_lazy("After closing, to the schools that sent the link."),
}
TAGS = {
    State.SENT: "tag-on",
    State.DROPPED: "tag-over",
    State.FAILED: "tag-warn",
    State.UNCERTAIN: "tag-warn",
}


def page(
    request: HttpRequest, survey: Survey, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    shared = frame.of_survey(survey, "schools") | {"mail_is_on": emails.is_on()}
    response = render(request, f"letters/{template}.html", shared | context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def kind_of(kind: str) -> LetterKind:
    if kind not in LetterKind.values:
        raise Http404("no such kind of letter")
    return LetterKind(kind)


# ----- all letters of a survey


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The queue and what is over. Posted to, it sends what waits and is due, should no job of the server do so."""
    survey = access.survey_for(request.user, code, to="schools")
    if request.method == "POST":
        return _send_waiting(request, survey)
    rows = Letter.objects.filter(participation__survey=survey).select_related("participation__school")
    still = sorted(rows.exclude(state__in=OVER), key=lambda row: (row.state not in TAGS, row.pk))
    context = {
        "kinds": _kinds(survey),
        "still": _with_tags(still),
        "over": _with_tags(rows.filter(state__in=OVER).order_by("-pk")[:LATEST]),
        "latest": LATEST,
        "today": timezone.localdate(),
        "due": sum(row.state == State.WAITING and row.due <= timezone.localdate() for row in still),
        "at_once": posting.IN_A_REQUEST,
    }
    return page(request, survey, "index", context)


def _send_waiting(request: HttpRequest, survey: Survey) -> HttpResponse:
    if not emails.is_on():
        messages.error(request, _("This server sends no mail: EMAIL_URL is not set."))
        return redirect("letters", survey.code)
    waiting = Letter.objects.filter(participation__survey=survey, state=State.WAITING)
    outcome = posting.send_due(
        only=list(waiting.values_list("pk", flat=True)),
        most=posting.IN_A_REQUEST,
        timeout=posting.WHILE_SOMEBODY_WAITS,
    )
    _tell(request, outcome)
    return redirect("letters", survey.code)


def _with_tags(rows: Iterable[Letter]) -> list[tuple[Letter, str]]:
    return [(row, _tag(row)) for row in rows]


def _tag(row: Letter) -> str:
    """Also shows as uncertain what will be marked so with the next write."""
    if posting.was_cut_off(row):
        row.state = State.UNCERTAIN
    return TAGS.get(State(row.state), "")


def _kinds(survey: Survey) -> list[dict[str, object]]:
    texts = letter_fields.texts(survey)
    return [
        {
            "code": kind.value,
            "label": kind.label,
            "about": ABOUT[kind],
            "texts": [
                {"language": PageLanguage(language), "words": words, "spoken": PageLanguage(words.language)}
                for (of_kind, language), words in texts.items()
                if of_kind == kind
            ],
        }
        for kind in LetterKind
    ]


# ----- who gets it


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The dry run, and the button that means it. `?school=code` ticks that school alone."""
    survey, chosen_kind = access.survey_for(request.user, code, to="schools"), kind_of(kind)
    said = request.POST if request.method == "POST" else request.GET
    form = DayForm({"day": said.get("day") or timezone.localdate().isoformat()})
    if not form.is_valid():
        return _plan_page(request, survey, chosen_kind, form, status=422)
    if request.method != "POST":
        return _plan_page(request, survey, chosen_kind, form)
    try:
        queued = letters.queue(
            survey=survey,
            kind=kind,
            schools=request.POST.getlist("school"),
            day=form.cleaned_data["day"],
            seen=request.POST.get("seen", ""),
            by=frame.who(request),
        )
    except Refused as error:
        return _plan_page(request, survey, chosen_kind, form, status=409, refused=str(error))
    outcome = posting.send_due(
        only=[letter.pk for letter in queued],
        most=posting.IN_A_REQUEST,
        timeout=posting.WHILE_SOMEBODY_WAITS,
    )
    _tell(request, outcome, later=sum(letter.due > timezone.localdate() for letter in queued))
    return redirect("letters", survey.code)


def _plan_page(
    request: HttpRequest,
    survey: Survey,
    kind: LetterKind,
    form: DayForm,
    *,
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    day = form.cleaned_data.get("day") or timezone.localdate()
    plan = letter_plan.plan(survey, kind, day)
    going = [line for line in plan if line.goes]
    ticked = set((request.POST if request.method == "POST" else request.GET).getlist("school"))
    context = {
        "kind": kind,
        "day": day,
        "form": form,
        "can_be_scheduled": kind == LetterKind.REMINDER,
        "today": timezone.localdate(),
        "going": [_going(line, ticked) for line in going],
        "not_going": [line for line in plan if not line.goes],
        "unknown": letter_text.in_braces(name for line in going for name in line.unknown),
        "seen": letter_plan.seen(going),
        "at_once": posting.IN_A_REQUEST,
        "refused": refused,
    }
    return page(request, survey, "send", context, status)


def _going(line: letter_plan.Line, ticked: set[str]) -> dict[str, object]:
    return {
        "line": line,
        "html": letter_text.to_html(line.body),
        "language": PageLanguage(line.language),
        "ticked": not ticked or line.participation.school.code in ticked,
    }


def _tell(request: HttpRequest, outcome: posting.Outcome, later: int = 0) -> None:
    """What came of it, each on a line of its own."""
    n = outcome.sent
    if n:
        messages.success(
            request, ngettext("%(n)s letter was sent.", "%(n)s letters were sent.", n) % {"n": n}
        )
    if later:
        told = ngettext("%(n)s letter is scheduled.", "%(n)s letters are scheduled.", later)
        messages.success(request, told % {"n": later})
    if outcome.unreachable:
        told = _("The mail server cannot be reached, so letters wait: %(answer)s")
        messages.error(request, told % {"answer": outcome.unreachable})
    elif n := outcome.left:
        told = ngettext(
            "%(n)s letter waits: the server sends it by and by.",
            "%(n)s letters wait: the server sends them by and by.",
            n,
        )
        messages.success(request, told % {"n": n})
    if n := outcome.failed:
        told = ngettext("%(n)s letter was not sent: see why.", "%(n)s letters were not sent: see why.", n)
        messages.error(request, told % {"n": n})
    if n := outcome.uncertain:
        told = ngettext("%(n)s letter was perhaps sent.", "%(n)s letters were perhaps sent.", n)
        messages.error(request, told % {"n": n})
    if n := outcome.dropped:
        told = ngettext(
            "%(n)s letter was taken back: it is not needed any more.",
            "%(n)s letters were taken back: they are not needed any more.",
            n,
        )
        messages.success(request, told % {"n": n})


# ----- one letter


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One letter as it went out, or why it did not; its secret link is kept nowhere."""
    survey = access.survey_for(request.user, code, to="schools")
    rows = Letter.objects.select_related("participation__survey", "participation__school")
    row = get_object_or_404(rows, pk=number, participation__survey=survey)
    if request.method == "POST":
        return _act(request, survey, row)
    context = {
        "letter": row,
        "tag": _tag(row),
        "language": PageLanguage(row.language),
        "html": letter_text.to_html(row.body),
        "address_now": row.participation.email.strip(),
        "today": timezone.localdate(),
    }
    return page(request, survey, "letter", context)


def _act(request: HttpRequest, survey: Survey, row: Letter) -> HttpResponse:
    """`go`: again, drop or arrived."""
    actions: dict[str, Any] = {"again": letters.again, "drop": letters.drop, "arrived": letters.arrived}
    go = request.POST.get("go", "")
    if go not in actions:
        raise Http404("nothing of that name is done with letters")
    posting.mark_cut_off()
    try:
        actions[go](letter=row, by=frame.who(request))
    except Refused as error:
        messages.error(request, str(error))
        return redirect("letter", survey.code, row.pk)
    if go == "again":
        _tell(request, posting.send_due(only=[row.pk], timeout=posting.WHILE_SOMEBODY_WAITS))
    else:
        done = {"drop": _("The letter is taken back."), "arrived": _("The letter counts as sent.")}
        messages.success(request, done[go])
    return redirect("letters", survey.code)
