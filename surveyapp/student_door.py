"""A student's request goes past everything that only staff need, straight to its page.

Sessions, users, messages, a cookie against forgery, the browser's language: a student's page has none of them, or its
own (`views.visit`), and together they took longer than the page. What remains of them is what they write on every
answer of the site: so they are asked once for a blank one, and its headers are put on each page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern

from .one_policy import one_policy
from .views.visit import lost

Answering = Callable[[HttpRequest], HttpResponseBase]
LINKS, PAGES = "/r/", 4096  # where they begin, and how many of them are remembered
# Characters of one that is remembered. Our codes are shorter, and so many of any length would fill the memory.
LONGEST = 300
LOST = ResolverMatch(lost, (), {}, route="r/")


def student_door(get_response: Answering) -> Answering:
    """The first of all middleware. What begins as their addresses do is answered in their words."""
    find = URLResolver(RegexPattern(r"^/"), "surveyapp.student_urls").resolve
    remembered = lru_cache(maxsize=PAGES)(find)
    answer = one_policy(convert_exception_to_response(_answer))  # type: ignore[arg-type]
    headers = {secure: _on_every_answer(secure) for secure in (False, True)}

    def answering(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith(LINKS) and path[: len(LINKS)].lower() != LINKS:
            return get_response(request)
        try:
            request.resolver_match = remembered(path) if len(path) <= LONGEST else find(path)
        except Resolver404:
            request.resolver_match = LOST
        response = answer(request)
        for name, value in headers[request.is_secure()].items():
            response.headers.setdefault(name, value)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))  # type: ignore[attr-defined]
        return response

    return answering


def _answer(request: HttpRequest) -> HttpResponseBase:
    request.get_host()  # raises where the host is none of ours
    match: ResolverMatch = request.resolver_match  # type: ignore[assignment]
    return match.func(request, *match.args, **match.kwargs)


def _on_every_answer(secure: bool) -> dict[str, str]:
    """Without an opener policy: it would guard nothing here, as no page of ours keeps its opener or knows its reader.

    And where a page that has none comes in between (a proxy's 502), Firefox drops what stands in the form.
    """
    asked = HttpRequest()
    asked._get_scheme = lambda: "https" if secure else "http"  # type: ignore[attr-defined]
    blank = HttpResponse()
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        middleware(_answer).process_response(asked, blank)  # type: ignore[attr-defined]
    del blank.headers["Content-Type"], blank.headers["Cross-Origin-Opener-Policy"]
    return dict(blank.headers)
