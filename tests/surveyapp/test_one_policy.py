"""The Content-Security-Policy: the same on every answer, whatever it is."""

import pytest
from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpResponse
from django.test import RequestFactory

from surveyapp.one_policy import one_policy
from tests.build import a_survey
from tests.respond_surveys import link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def parts(policy):
    """django-csp keeps no order."""
    return set(policy.split("; "))


@pytest.mark.parametrize(
    "page", ["/signin/", "/", "/nowhere", "/r/nowhere/nobody", "/healthz", "/admin/login/"]
)
def test_every_answer_has_the_policy_of_the_settings(client, page):
    assert (
        parts(client.get(page)[HEADER])
        == parts(build_policy())
        >= {"default-src 'self'", "object-src 'none'"}
    )


def test_students_pages_have_it(client):
    address = link(a_survey())
    for page in (address, f"{address}/form", f"{address}/thanks"):
        assert parts(client.get(page)[HEADER]) == parts(build_policy())


def answer(status):
    return one_policy(lambda request: HttpResponse(status=status))(RequestFactory().get("/"))


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_djangos_own_pages_of_errors_go_without_it_where_debug_is_on(settings, status):
    assert HEADER in answer(status)
    settings.DEBUG = True
    assert (HEADER in answer(status)) == (status in (200, 403))
