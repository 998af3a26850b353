"""Who has access to a survey: researchers see it, administrators invite, change and remove. And all people at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, accounts, emails, people_page
from ..actions import inviting, people
from ..actions.surveys import Refused
from ..models import Invitation, Membership, Survey
from ..people_forms import ChangeForm, InviteForm
from . import frame

State = Invitation.State
ROWS = Membership.objects.select_related("survey", "user", "group", "school", "invitation")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_survey(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody with a role; administrators invite below."""
    survey = access.survey_for(request.user, code, to="manage" if request.method == "POST" else "people")
    form = InviteForm(survey, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _invited(request, survey, form.cleaned_data)
        except Refused as error:
            form.add_error("address", str(error))
    context = {
        "lines": [people_page.line(row) for row in ROWS.filter(survey=survey).order_by("-role", "pk")],
        "manages": access.is_administrator(request.user),
        "form": form,
        "mail_is_on": emails.is_on(),
    }
    status = 422 if form.errors else 200
    return render(request, "people/survey.html", frame.of_survey(survey, "overview") | context, status=status)


def _invited(request: HttpRequest, survey: Survey, data: dict[str, Any]) -> HttpResponse:
    row = people.invite(survey=survey, by=frame.who(request), **data)
    if emails.is_on():
        return _sent(request, row)
    if row.user and not accounts.has_joined(row.user):
        return _link(request, row.user, survey)
    said = _("%(who)s has access now. This server sends no mail: tell them.")
    messages.success(request, said % {"who": accounts.named(_user(row))})
    return redirect("people", survey.code)


def _user(row: Membership) -> User:
    if row.user is None:
        raise Http404("a group of staff is no person")
    return row.user


def _sent(request: HttpRequest, row: Membership) -> HttpResponse:
    """Send the mail, and say what came of it on the list."""
    user = _user(row)
    told, _made = Invitation.objects.get_or_create(
        membership=row, defaults={"language": request.LANGUAGE_CODE, "asked_by": frame.who(request)}
    )
    done = inviting.send(invitation=told, by=frame.who(request))
    if done.state == State.SENT:
        messages.success(request, _("The mail to %(address)s is sent.") % {"address": user.email})
    else:
        said = _("The mail to %(address)s was not sent: %(answer)s")
        messages.error(request, said % {"address": user.email, "answer": done.answer})
    return redirect("people", row.survey.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send the mail again, or make the link to hand over."""
    row = _row(request, code, number)
    if request.method != "POST":  # asked for again, in another language or after a new sign-in
        return redirect("people", code)
    try:
        if request.POST.get("go") != "link":
            return _sent(request, row)
        if not accounts.has_joined(_user(row)):
            return _link(request, _user(row), row.survey)
        messages.error(
            request, _("%(who)s has chosen a password already.") % {"who": accounts.named(_user(row))}
        )
    except Refused as error:
        messages.error(request, str(error))
    return redirect("people", code)


def _link(request: HttpRequest, user: User, survey: Survey | None = None) -> HttpResponse:
    """Shown this once: it is kept nowhere."""
    address = inviting.link_by_hand(user=user, by=frame.who(request))
    context = frame.of_survey(survey, "overview") if survey else {}
    context |= {"address": address, "person": user, "name": accounts.named(user)}
    answer = render(request, "people/link.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _row(request: HttpRequest, code: str, number: int) -> Membership:
    survey = access.survey_for(request.user, code, to="manage")
    return get_object_or_404(ROWS, pk=number, survey=survey)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    row = _row(request, code, number)
    form = ChangeForm(row, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            people.change_role(membership=row, by=frame.who(request), **form.cleaned_data)
            messages.success(request, _("Changed."))
            return redirect("people", code)
        except Refused as error:
            form.add_error(None, str(error))
    context = frame.of_survey(row.survey, "overview") | {"row": row, "name": _name(row), "form": form}
    return render(request, "people/change.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask once, then take the role."""
    row = _row(request, code, number)
    if request.method == "POST":
        people.take_role(membership=row, by=frame.who(request))
        messages.success(request, _("%(who)s has no access to this survey any more.") % {"who": _name(row)})
        return redirect("people", code)
    return render(
        request,
        "people/remove.html",
        frame.of_survey(row.survey, "overview") | {"row": row, "name": _name(row)},
    )


def _name(row: Membership) -> str:
    return accounts.named(row.user) if row.user else str(row.group)


# ----- all people, for administrators


def _administrator(request: HttpRequest) -> User:
    if not access.is_administrator(request.user):
        raise Http404("for administrators")
    return request.user  # type: ignore[return-value]


@login_required
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    me = _administrator(request)
    roles = Membership.objects.select_related("survey", "school")
    users = User.objects.prefetch_related(Prefetch("memberships", queryset=roles))
    context = {"people": users.order_by("-is_active", "first_name", "username"), "me": me}
    return render(request, "people/all.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admittance(request: HttpRequest, number: int) -> HttpResponse:
    """Shut somebody out, after asking once; let them in again; or make a link to a new password."""
    me, person = _administrator(request), get_object_or_404(User, pk=number)
    if request.method == "POST":
        try:
            if request.POST.get("go") == "link":
                return _link(request, person)
            _admit(request, me, person)
        except Refused as error:
            messages.error(request, str(error))
        return redirect("everybody")
    context = {"person": person, "name": accounts.named(person), "me": me}
    return render(request, "people/shut_out.html", context)


def _admit(request: HttpRequest, me: User, person: User) -> None:
    who = {"who": accounts.named(person)}
    if request.POST.get("go") == "let_in":
        people.let_in(user=person, by=me)
        messages.success(request, _("%(who)s can sign in again.") % who)
    elif request.POST.get("go") == "shut_out":
        people.shut_out(user=person, by=me)
        messages.success(request, _("%(who)s is shut out.") % who)
