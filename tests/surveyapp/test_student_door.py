"""The short way of a student's request: it says what every answer of the site says, and asks nothing of staff's."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIHandler
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, get_script_prefix, set_script_prefix

from surveyapp import student_door, student_urls
from surveyapp.logs import DiscreetFormatter
from surveyapp.views import visit
from tests.build import a_survey
from tests.respond_surveys import link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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


def test_no_header_of_one_visitor_changes_where_the_links_of_others_lead(monkeypatch):
    """As gunicorn reads SCRIPT_NAME, which some proxies hand on."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
    address = link(a_survey())
    sent = RequestFactory().generic("GET", address, SCRIPT_NAME="/canary").environ
    visit.link_of.cache_clear()
    try:
        WSGIHandler()(sent, lambda *answer: None).close()
        assert get_script_prefix() == "/"
    finally:
        set_script_prefix("/")

    assert Client().get(f"{address}/send")["Location"] == f"{address}/form"
    visit.link_of.cache_clear()


def test_a_long_address_is_not_remembered(monkeypatch):
    looked_for = []

    class Noting(URLResolver):
        def resolve(self, path):
            looked_for.append(path)
            return super().resolve(path)

    monkeypatch.setattr(student_door, "URLResolver", Noting)
    client, short, long = Client(), "/r/a/b", f"/r/{'a' * student_door.LONGEST}/b"

    assert [client.get(path).status_code for path in (short, short, long, long)] == [404] * 4
    assert looked_for == [short, long, long]


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
