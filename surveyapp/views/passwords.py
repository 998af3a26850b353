"""Choose a password by the link of a mail, and ask for such a mail. Opening a link changes nothing: scanners may."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .. import accounts, emails
from ..actions import inviting, people
from ..people_forms import ForgottenForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Whoever has the link chooses, and is signed in. The link is over then."""
    user = accounts.of_link(number, token)
    if user is None:
        return _discreet(
            render(request, "account/link_over.html", {"mail_is_on": emails.is_on()}, status=404)
        )
    form: SetPasswordForm[User] = SetPasswordForm(user, request.POST or None)
    if form.is_bound and form.is_valid():
        people.choose_password(user=user, password=form.cleaned_data["new_password1"])
        login(request, user, backend=BACKEND)
        return redirect("surveys")
    context = {"form": form, "person": user}
    return _discreet(render(request, "account/password.html", context, status=422 if form.errors else 200))


def _discreet(response: HttpResponse) -> HttpResponse:
    """The address is a secret, and goes nowhere as a referrer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Always the same answer, whether there is such an account or not."""
    form = ForgottenForm(request.POST or None)
    asked = form.is_bound and form.is_valid()
    if asked and emails.is_on():
        inviting.forgotten(address=form.cleaned_data["address"], language=get_language() or "en")
    context = {"form": form, "asked": asked, "mail_is_on": emails.is_on()}
    return render(request, "account/forgotten.html", context, status=422 if form.errors else 200)
