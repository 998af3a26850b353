"""What tests of people share: invitations and their links. Their fixtures are in conftest.py."""

import re

from django.test import Client

from surveyapp.actions import people
from surveyapp.models import LogEntry

BASE = "http://localhost:8000"
PEOPLE = "/surveys/rounds/people/"
GOOD = "a long sentence of words"


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
