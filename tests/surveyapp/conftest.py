"""Fixtures of several files: a real mail server, an administrator, a draft, pages in English."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from surveyapp import mail_url
from surveyapp.views import dean_link
from tests.all_types import ALL_TYPES
from tests.build import a_survey
from tests.mail_server import PATIENCE, mail_server
from tests.respond_surveys import link, opened, ticket_in
from tests.results_surveys import person
from tests.surveyapp import import_pages
from tests.surveyapp.people_pages import signed_in


@pytest.fixture
def english():
    """Whatever a request before has left."""
    with translation.override("en"):
        yield


@pytest.fixture
def in_english(settings):
    """With nothing left of earlier tests in the cache, and an address that mails come from."""
    cache.clear()
    settings.DEFAULT_FROM_EMAIL = "study@x.example"
    with translation.override("en"):
        yield


@pytest.fixture
def mail_is_on(settings):
    cache.clear()
    settings.MAIL_IS_ON = True


@pytest.fixture
def server(settings):
    """An SMTP server that takes, refuses, dawdles and dies (tests/mail_server.py), and the settings that lead to it."""
    with mail_server() as (handler, port):
        settings.MAIL_IS_ON, settings.EMAIL_BACKEND = True, mail_url.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = PATIENCE
        yield handler


@pytest.fixture
def no_server(settings):
    """The address of a mail server that is gone."""
    with mail_server() as (_handler, port):
        pass
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail_url.SMTP, "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE


@pytest.fixture
def root(db):
    return signed_in(person("root"))


@pytest.fixture
def no_wrong_tries(monkeypatch):
    """On a dean's page; what whoever tries too many has to wait is noted, and nobody waits."""
    cache.clear()
    waited = []
    monkeypatch.setattr(dean_link.time, "sleep", waited.append)
    return waited


@pytest.fixture
def somebody():
    """As a browser: it sends no token, and says where the post comes from."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})


@pytest.fixture
def survey(db):
    """A draft with all that opening needs; files with another one have their own."""
    return a_survey(opened=False)


@pytest.fixture(scope="module")
def open_ward(module_db):
    """The small survey, open. What a test does with it is rolled back."""
    return opened()


@pytest.fixture(scope="module")
def open_all_types(module_db):
    """The survey of all types, open. What a test does with it is rolled back."""
    return opened(ALL_TYPES)


@pytest.fixture
def address(survey):
    return link(survey)


@pytest.fixture
def ticket(client, address):
    return ticket_in(client.get(f"{address}/form"))


@pytest.fixture
def ada(survey):
    """A researcher of the survey, signed in."""
    return import_pages.signed_in(import_pages.member(survey, "ada", "researcher"))
