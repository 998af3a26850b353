"""The short way of a student's request: it says what every answer of the site says, and asks nothing of staff's."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client
from django.urls import get_resolver

from surveyapp import student_urls
from surveyapp.logs import DiscreetFormatter
from surveyapp.views import visit
from tests.build import a_survey
from tests.respond_surveys import link

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("secure", [False, True])
def test_a_students_page_says_all_that_every_answer_says(settings, secure):
    settings.SECURE_HSTS_SECONDS = 3600
    page = Client().get(link(a_survey()), secure=secure)
    other = Client().get("/healthz", secure=secure)

    assert page.status_code == 200
    assert {**other.headers, **page.headers} == page.headers
    same = {
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Cross-Origin-Opener-Policy",
        "Content-Security-Policy",
    }
    same |= {"Strict-Transport-Security"} if secure else set()
    assert {name: page[name] for name in same} == {name: other[name] for name in same}
    assert page["Content-Length"] == str(len(page.content))
    assert page["Vary"] == "Accept-Encoding, Accept-Language"


def test_no_session_is_looked_for_on_the_way_to_a_students_page(monkeypatch):
    def asked(self, request):
        raise AssertionError("a session was asked for")

    address = link(a_survey())
    monkeypatch.setattr(SessionMiddleware, "process_request", asked)

    assert [Client().get(address + page).status_code for page in ("", "/form", "/thanks")] == [200] * 3
    with pytest.raises(AssertionError):
        Client().get("/signin/")


def test_a_foreign_host_is_refused_and_an_address_that_is_no_page_is_not_found():
    address = link(a_survey())

    assert Client().get(address, headers={"Host": "elsewhere.example"}).status_code == 400
    for wrong in ("/r/", "/r/rounds", f"{address}/", f"{address}/else"):
        assert Client().get(wrong).status_code == 404


def test_a_failure_is_logged_by_its_route_and_not_by_what_was_sent(monkeypatch, caplog):
    def breaks(*codes):
        raise RuntimeError("canary")

    address = link(a_survey())
    monkeypatch.setattr(visit.store, "participation_for_link", breaks)
    client = Client(raise_request_exception=False)
    response = client.post(f"{address}/send?ticket=canary", {"heard": "canary"})
    lines = [DiscreetFormatter().format(record) for record in caplog.records]

    assert response.status_code == 500
    assert ["500 r/<slug:survey>/<slug:school>/send" in line for line in lines] == [True]
    assert "canary" not in lines[0] + response.content.decode()


def test_its_addresses_are_the_sites():
    assert set(student_urls.urlpatterns) <= set(get_resolver().url_patterns)
