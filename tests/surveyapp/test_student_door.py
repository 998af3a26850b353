"""The short way of a student's request: it says what every answer of the site says, and asks nothing of staff's."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIHandler
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, get_script_prefix, set_script_prefix

from surveyapp import student_door, student_urls
from surveyapp.logs import DiscreetFormatter
from surveyapp.models import Participation, School
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
    assert {*other.headers} - {*page.headers} == {"Cross-Origin-Opener-Policy"}  # or Firefox forgets answers
    same = {"X-Frame-Options", "X-Content-Type-Options", "Content-Security-Policy"}
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
    for wrong in ("/r/", "/r/rounds", f"{address}/else", f"{address}s", f"/r{address}"):
        page = Client().get(wrong, headers={"Accept-Language": "de"})
        assert (page.status_code, page["Content-Language"], page["X-Robots-Tag"]) == (404, "de", "noindex")
        assert "Hier ist keine Umfrage" in page.content.decode()


AMISS = (
    "/r/Rounds/School1",  # from paper, and on a telephone
    "/R/ROUNDS/SCHOOL1",
    "/r/rounds/school1/",
    "/r//rounds//school1",
    "/r/rounds/school1.",  # what a mail program takes for a part of the link
    "/r/rounds/school1),",
    "/r/rounds/school1%3E",
    "/r/rounds/school1%E2%80%9D%C2%A0",
    "/r/rounds/school1*",
    "/r/rounds/school1_",
    "/r/rounds/school1/Form/",
    "/R/rounds/school1/thanks.",
)


def test_a_link_that_was_typed_or_cut_out_amiss_leads_to_what_it_means():
    a_survey()
    for typed in AMISS:
        answer = Client().get(f"{typed}?lang=fr&order=../&x=<")
        assert (answer.status_code, answer["Location"]) == (302, "/r/rounds/school1?lang=fr"), typed
        kept = (answer["Cache-Control"], answer["Referrer-Policy"], answer["X-Robots-Tag"])
        assert kept == ("no-store", "no-referrer", "noindex")
    assert Client().head("/r/rounds/school1.?lang=%0d%0aX:y")["Location"] == "/r/rounds/school1"
    assert Client().post("/r/rounds/school1.").status_code == 404, "nothing of ours posts there"


def test_of_two_links_that_differ_in_their_capitals_each_leads_to_its_own():
    survey = a_survey()
    for code in ("Abc", "aBC"):
        Participation.objects.create(survey=survey, school=School.objects.create(code=code, name=code))

    assert [Client().get(f"/r/rounds/{code}").status_code for code in ("Abc", "aBC", "ABC")] == [
        200,
        200,
        404,
    ]
    assert Client().get("/r/rounds/aBC.")["Location"] == "/r/rounds/aBC"


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
