"""Signing in: the same words whichever was wrong, a wait after too many tries, nowhere else to be sent to."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from surveyapp import accounts, tries
from tests.results_surveys import PASSWORD, person

pytestmark = pytest.mark.django_db
WRONG = "User name and password do not belong together. Check capitals and try again."
TOO_MANY = "Too many wrong tries for this user name. Wait five minutes, then try again."


@pytest.fixture(autouse=True)
def ada():
    cache.clear()
    return person("ada")


def sign_in(client, username="ada", password=PASSWORD, **more):
    return client.post("/signin/", {"username": username, "password": password, **more})


def said(response):
    return re.findall(r'role="alert"><p>(.*?)</p>', response.content.decode())


def test_it_signs_in_and_out(client):
    assert sign_in(client).headers["Location"] == "/surveys/"
    assert client.get("/surveys/").status_code == 200
    assert client.post("/signout/").headers["Location"] == "/signin/"
    assert client.get("/surveys/").headers["Location"] == "/signin/?next=/surveys/"


def test_it_does_not_sign_out_by_a_link(client):
    sign_in(client)
    assert client.get("/signout/").status_code == 405
    assert client.get("/surveys/").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("ada", "wrong"), ("nobody", PASSWORD), ("nobody", "wrong"), ("gone", PASSWORD)],
)
def test_it_says_the_same_whichever_was_wrong(client, username, password):
    person("gone", is_active=False)
    response = sign_in(client, username, password)
    assert (response.status_code, said(response)) == (200, [WRONG])


@pytest.mark.parametrize("username", ["ada", "nobody"])
def test_it_lets_a_name_wait_after_too_many_wrong_tries_whether_it_is_known_or_not(client, username):
    for _ in range(tries.MOST):
        assert said(sign_in(client, username, "wrong")) == [WRONG]
    assert said(sign_in(client, username, PASSWORD)) == [TOO_MANY]
    assert said(sign_in(client, username.upper(), PASSWORD)) == [TOO_MANY]


@pytest.mark.parametrize("spelt", ["lıli@x.example", "LILI@X.EXAMPLE", " lili@x.example "])
def test_it_counts_the_spellings_that_a_database_takes_for_one_as_one(client, spelt):
    for _ in range(tries.MOST):
        sign_in(client, "lili@x.example", "wrong")
    assert said(sign_in(client, spelt, "wrong")) == [TOO_MANY]


def test_it_lets_others_in_meanwhile_and_the_same_person_after_the_wait(client):
    person("felix")
    for _ in range(tries.MOST):
        sign_in(client, "ada", "wrong")
    assert sign_in(client, "felix").status_code == 302
    client.post("/signout/")
    cache.clear()  # as if five minutes had passed
    assert sign_in(client).status_code == 302


def test_it_forgets_wrong_tries_after_a_right_one(client):
    for _ in range(2):
        for _ in range(tries.MOST - 1):
            sign_in(client, "ada", "wrong")
        assert sign_in(client).status_code == 302
        client.post("/signout/")


def test_it_keeps_no_name_with_the_tries(monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "add", lambda key, *rest: kept.append(key))
    monkeypatch.setattr(cache, "incr", lambda key: None)
    tries.note_wrong("my password in the wrong field")
    assert [("password" in key, len(key)) for key in kept] == [(False, len("tries-") + 40)]


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/surveys/nights/results/?by=stage", "/surveys/nights/results/?by=stage"),
        ("https://elsewhere.example/", "/surveys/"),
        ("//elsewhere.example/", "/surveys/"),
        ("javascript:alert(1)", "/surveys/"),
        ("", "/surveys/"),
    ],
)
def test_it_leads_on_to_where_the_person_was_going_on_this_server_only(client, wanted, reached):
    assert sign_in(client, next=wanted).headers["Location"] == reached


def test_it_keeps_the_wanted_page_through_a_wrong_try(client):
    page = sign_in(client, password="wrong", next="/surveys/nights/data/").content.decode()
    assert page.count('<input type="hidden" name="next" value="/surveys/nights/data/">') == 1


@pytest.mark.parametrize(
    "sent", [{}, {"username": ""}, {"username": "a\x00b", "password": "x"}, {"username": "x" * 5000}]
)
def test_it_answers_odd_input_with_the_form(client, sent):
    response = client.post("/signin/", sent)
    assert (response.status_code, response.content.decode().count('name="password"')) == (200, 1)


def test_it_needs_the_form_of_this_site():
    from django.test import Client

    stranger = Client(enforce_csrf_checks=True)
    assert sign_in(stranger).status_code == 403


def test_it_names_a_person_as_far_as_a_history_can_hold():
    user = User(username="ada", first_name="A" * 150, last_name="L" * 150)
    assert (accounts.named(user), accounts.named(User(username="ada"))) == ("A" * 150, "ada")


def test_it_changes_the_language_of_the_page(client):
    response = client.post("/i18n/setlang/", {"language": "fr", "next": "/signin/"})
    assert response.headers["Location"] == "/signin/"
    page = client.get("/signin/").content.decode()
    assert page.count('<html lang="fr">') == 1
    assert re.findall(r'name="language" value="(\w+)"', page) == ["en"]
