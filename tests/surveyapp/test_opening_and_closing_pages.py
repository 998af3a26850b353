"""Opening and closing a survey in the browser. By forms alone, as without JavaScript."""

import pytest

from surveyapp.actions import history, jobs
from surveyapp.models import Envelope, Job, LogEntry, Survey
from tests import build
from tests.surveyapp.import_pages import words
from tests.surveyapp.overview_pages import HOME, ada, complete, nothing_yet, of_job, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# ----- opening


@pytest.mark.both
def test_a_researcher_opens_it_once_the_key_is_confirmed():
    client = ada(complete(build.a_survey(opened=False)))
    assert "A copy of ANSWER_KEY is kept elsewhere" in words(client.get(f"{HOME}open/"))
    again = client.post(f"{HOME}open/")
    assert (again.status_code, Survey.objects.get().status) == (422, "draft")
    assert "Without the key, all that is handed in is lost." in words(again)
    done = client.post(f"{HOME}open/", {"key_is_kept": "on"}, follow=True)
    assert (done.redirect_chain, Survey.objects.get().status) == ([(HOME, 302)], "open")
    assert "The survey is open." in words(done)
    assert list(LogEntry.objects.values_list("did", "by")) == [("opened", "ada")]


def test_it_opens_nothing_while_something_is_missing():
    client = ada(nothing_yet())
    page = client.post(f"{HOME}open/", {"key_is_kept": "on"})
    assert (page.status_code, Survey.objects.get().status) == (409, "draft")
    assert ["no questions" in words(page), "no school" in words(page)] == [True, True]
    assert 'name="key_is_kept"' not in page.content.decode()


def test_whoever_presses_twice_finds_it_open():
    client = ada(build.a_survey())
    page = client.post(f"{HOME}open/", {"key_is_kept": "on"}, follow=True)
    assert (page.redirect_chain, LogEntry.objects.filter(by="ada").count()) == ([(HOME, 302)], 0)


# ----- closing


@pytest.mark.both
def test_a_researcher_closes_it_by_typing_its_code_and_sees_how_it_ends():
    client = ada(build.handed_in(build.a_survey(), 6))
    page = client.get(f"{HOME}close/")
    assert "Closing is final." in words(page)
    for wrong in ("", "another"):
        again = client.post(f"{HOME}close/", {"code": wrong})
        assert (again.status_code, "Nothing was closed." in words(again)) == (422, True)
    assert (Survey.objects.get().status, Job.objects.count()) == ("open", 0)
    begun = client.post(f"{HOME}close/", {"code": " rounds "})
    assert of_job(begun)
    ended = client.get(begun.headers["Location"])
    assert ("The survey is closed" in words(ended), f'href="{HOME}"' in ended.content.decode()) == (
        True,
        True,
    )
    assert Survey.objects.get().status == "closed"
    assert client.post(f"{HOME}close/", {"code": "rounds"}).headers["Location"] == HOME


def test_a_draft_without_responses_cannot_be_closed():
    page = ada(build.a_survey(opened=False)).post(f"{HOME}close/", {"code": "rounds"})
    assert (page.status_code, "a draft without responses" in words(page)) == (409, True)
    assert 'name="code"' not in page.content.decode()


@pytest.mark.both
def test_it_begins_no_second_closing_and_leads_to_the_first(monkeypatch):
    client = ada(build.handed_in(build.a_survey(), 6))
    monkeypatch.setattr(jobs, "launch", lambda job, language: None)
    monkeypatch.setattr("surveyapp.views.overview.WAITS", 0)
    first = client.post(f"{HOME}close/", {"code": "rounds"})
    page = client.post(f"{HOME}close/", {"code": "rounds"})
    assert (page.status_code, "ada is closing this survey" in words(page)) == (409, True)
    assert first.headers["Location"] in page.content.decode()
    assert path_of(client.get(HOME))["closing"][1] == first.headers["Location"]


def test_what_cannot_be_opened_leaves_it_open_and_says_so():
    client = ada(build.handed_in(build.a_survey(), 6))
    Envelope.objects.update(box=b"no box")
    ended = client.post(f"{HOME}close/", {"code": "rounds"}, follow=True)
    assert ("Not closed" in words(ended), Survey.objects.get().status) == (True, "open")
    assert "6 of 6 responses cannot be opened" in words(ended)


def test_it_counts_the_schools_that_have_not_sent_the_link():
    survey = build.a_survey()
    for kind in ("invited", "accepted"):
        history.record(participation=build.a_school(survey), kind=kind, by="Ada")
    page = words(ada(survey).get(f"{HOME}close/"))
    assert "1 school has accepted and not sent the link." in page
