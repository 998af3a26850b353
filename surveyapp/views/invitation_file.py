"""Schools from a file, in the browser: check, look, import. What the command `import_invitations` does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from .. import access, invitation_file
from ..actions import invitations
from ..models import Survey
from ..school_forms import InvitationFileForm, InvitationTextForm
from . import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Nothing is written before the lines were seen; the page sends them back with its button."""
    survey = access.survey_for(request.user, code, to="schools")
    if survey.is_closed:
        raise Http404("the schools of a closed survey stay as they are")
    if request.method == "POST" and request.POST.get("go") == "import":
        return _import(request, survey)
    form = (
        InvitationFileForm(request.POST, request.FILES) if request.method == "POST" else InvitationFileForm()
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, survey, "schools_file", {"form": form}, 422 if form.errors else 200)
    return _look(request, survey, form.cleaned_data)


def _look(request: HttpRequest, survey: Survey, data: dict[str, Any]) -> HttpResponse:
    found, told = invitation_file.checked(data["text"], survey.languages)
    context = {
        "told": told,
        "rest": told.n - len(told.said),
        "lines": [] if told.any else list(invitation_file.beside(survey, found)),
        "tells_mail": any(row.email or row.contact or row.languages for row in found),
        "text": invitation_file.packed(data["text"]),
        "asked": data["asked"],
    }
    return _page(request, survey, "schools_file_lines", context, 422 if told.any else 200)


def _import(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = InvitationTextForm(request.POST)
    if not form.is_valid():
        raise Http404("this page did not send it")
    found, told = invitation_file.checked(form.cleaned_data["text"], survey.languages)
    if told.any:
        return _look(request, survey, form.cleaned_data)
    invitations.put(survey=survey, invitations=found, asked=form.cleaned_data["asked"], by=frame.who(request))
    n = len(found)
    messages.success(
        request, ngettext("%(n)s school was imported.", "%(n)s schools were imported.", n) % {"n": n}
    )
    return redirect("analysis:board", survey.code)


def _page(
    request: HttpRequest, survey: Survey, template: str, context: dict[str, object], status: int
) -> HttpResponse:
    answer = render(
        request, f"surveys/{template}.html", frame.of_survey(survey, "schools") | context, status=status
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
