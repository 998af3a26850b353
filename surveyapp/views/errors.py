"""Pages for what goes wrong: in both languages at once, without a cookie, a query or a context."""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from ..pasted import MOST_ROWS

log = logging.getLogger(__name__)

# Should the template fail as well: then something is very wrong, and this still says what to do.
LAST_RESORT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Anamnesis</title>
<h1>Something went wrong here</h1>
<p>If you were answering a survey, go back: your answers are still there. Wait a minute and press Submit
again.</p>
<h1 lang="fr">Une erreur s’est produite de notre côté</h1>
<p lang="fr">Si vous répondiez à une enquête, revenez en arrière : vos réponses sont encore là. Attendez
une minute et appuyez de nouveau sur Envoyer.</p></html>"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django also comes here with a body that is too large, which has a page of its own."""
    if not isinstance(exception, RequestDataTooBig):
        return page(400)
    match = request.resolver_match
    if match and match.url_name == "schools_add":  # thousands of pasted rows: there is another way
        file = reverse("schools_file", kwargs=match.kwargs)
        return page(413, "errors/too_many_schools.html", {"file": file, "rows": str(MOST_ROWS)})
    return page(413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while the exception is being handled. A database that is gone or locked is no fault of ours."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return page(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = page(503)
    response.headers["Retry-After"] = "60"
    return response


def page(status: int, template: str = "", context: dict[str, str] | None = None) -> HttpResponse:
    response = HttpResponse(_html(status, template or f"{status}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _html(status: int, template: str, context: dict[str, str] | None) -> str:
    try:
        return render_to_string(template, context)
    except Exception:  # whatever it is, the reader gets a page
        log.exception("the page for %s could not be made", status)
        return LAST_RESORT
