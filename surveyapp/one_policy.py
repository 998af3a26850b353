"""The Content-Security-Policy of every answer: django-csp's, written once."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answering = Callable[[HttpRequest], HttpResponseBase]


def one_policy(get_response: Answering) -> Answering:
    """In place of django-csp's own middleware, which builds the policy twice for each request (docs/performance.md).

    No page has a policy of its own; but for Django's pages of errors where DEBUG is on, which bring their styles.
    """
    policy = build_policy()

    def answering(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers[HEADER] = policy
        return response

    return answering
