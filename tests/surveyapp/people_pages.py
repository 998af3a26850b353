"""What tests of people share: a real mail server, an administrator, invitations and their links."""

import re

from django.core.cache import cache
from django.test import Client
from django.utils import translation

from surveyapp import mail_url
from surveyapp.actions import people
from surveyapp.models import LogEntry
from tests.mail_server import PATIENCE, mail_server

BASE = "http://localhost:8000"
PEOPLE = "/surveys/rounds/people/"
GOOD = "a long sentence of words"


def english(settings):
    """What a fixture for each test yields from."""
    cache.clear()
    settings.DEFAULT_FROM_EMAIL = "study@x.example"
    with translation.override("en"):
        yield


def smtp(settings):
    """As `english`, for the tests that ask for a mail server."""
    with mail_server() as (handler, port):
        settings.MAIL_IS_ON, settings.EMAIL_BACKEND = True, mail_url.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = PATIENCE
        yield handler


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def invite(client, address="iris@school1.example", role="faculty", **more):
    data = {"address": address, "name": "Iris", "role": role, "school": "", "language": "en", **more}
    return client.post(PEOPLE, data, follow=True)


def invited(survey, address="iris@school1.example", **more):
    return people.invite(
        survey=survey, address=address, by="root", language="en", **{"role": "faculty", **more}
    )


def link_in(message):
    """The link of a mail, the same in both of its parts."""
    plain, page = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    (found,) = set(re.findall(r"http\S+/account/password/\S+", plain))
    assert f'href="{found}"' in page
    return found.removeprefix(BASE)


def choose(client, link, password=GOOD, again=None):
    return client.post(link, {"new_password1": password, "new_password2": again or password})


def log():
    return list(LogEntry.objects.order_by("pk").values_list("by", "did"))
