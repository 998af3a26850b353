"""Pages for what goes wrong: both languages, no cookie, no query, and a last resort."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import RequestFactory

from surveyapp import access
from surveyapp.views import errors

REQUEST = RequestFactory().get("/")


def titles(response):
    """The heading in English, and whether there is one in French."""
    page = response.content.decode()
    return re.findall(r"<h1>(.*?)</h1>", page), len(re.findall(r'<section lang="fr"><h2>', page))


@pytest.mark.parametrize(
    ("view", "why", "status", "title"),
    [
        (errors.bad_request, (SuspiciousOperation(),), 400, "We cannot read this request"),
        (errors.bad_request, (RequestDataTooBig(),), 413, "This is more than we can take"),
        (errors.forbidden, (), 403, "This was not accepted"),
        (errors.csrf_failure, ("no cookie",), 403, "This was not accepted"),
        (errors.not_found, (), 404, "There is nothing here"),
        (errors.server_error, (), 500, "Something went wrong here"),
        (errors.unavailable, (), 503, "Not available just now"),
    ],
)
def test_it_has_a_page_in_both_languages_that_sets_no_cookie(view, why, status, title):
    response = view(REQUEST, *why)
    assert (response.status_code, titles(response)) == (status, ([title], 1))
    assert (len(response.cookies), response.headers["Cache-Control"]) == (0, "no-store")
    assert re.findall(r'<script|<style|style="', response.content.decode()) == []


@pytest.mark.once
def test_it_asks_the_database_for_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/there/is/nothing/here")
    assert (response.status_code, len(response.cookies)) == (404, 0)
    assert titles(response) == (["There is nothing here"], 1)


def test_it_says_when_to_try_again():
    assert errors.unavailable(REQUEST).headers["Retry-After"] == "60"


@pytest.mark.parametrize("view", [errors.server_error, errors.unavailable])
def test_it_tells_a_student_that_the_answers_are_still_there(view):
    said = view(REQUEST).content.decode()
    assert (said.count("your answers are still there"), said.count("vos réponses sont encore là")) == (1, 1)


def test_it_has_words_left_when_even_the_template_fails(monkeypatch):
    def broken(name):
        raise OSError("no such file")

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(REQUEST)
    assert (response.status_code, response.content.decode()) == (500, errors.LAST_RESORT)


def test_it_is_what_the_project_uses():
    from surveyapp import urls

    named = [urls.handler400, urls.handler403, urls.handler404, urls.handler500]
    names = ("bad_request", "forbidden", "not_found", "server_error")
    assert named == [f"surveyapp.views.errors.{name}" for name in names]


@pytest.mark.once
@pytest.mark.parametrize(("failure", "status"), [(OperationalError, 503), (ZeroDivisionError, 500)])
def test_it_says_that_staff_may_try_again_where_the_database_does_not_answer(
    client, db, monkeypatch, failure, status
):
    def failing(user, to="results"):
        raise failure("canary")

    client.force_login(User.objects.create_superuser("root"))
    client.raise_request_exception = False
    monkeypatch.setattr(access, "surveys_of", failing)

    response = client.get("/surveys/")

    assert response.status_code == status
    assert ("Retry-After" in response.headers) == (status == 503)
    assert "canary" not in response.content.decode()
