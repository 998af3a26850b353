"""What tests of the letters' pages share: a survey with addresses, a researcher, what a page says, a letter."""

import html
import re

from django.test import Client
from django.utils import timezone

from surveyapp.models import Letter, Participation
from tests import build
from tests.results_surveys import person

LETTERS = "/surveys/rounds/letters/"
INVITE, REMIND = f"{LETTERS}send/invitation/", f"{LETTERS}send/reminder/"
TEXT = f"{LETTERS}texts/invitation/en/"


def a_survey(schools=3, **more):
    survey = build.a_survey(schools=schools, **more)
    for row in survey.participations.select_related("school"):
        Participation.objects.filter(pk=row.pk).update(email=f"dean@{row.school.code}.example")
    return survey


def ada(survey):
    """A researcher of the survey, signed in."""
    client = Client()
    client.force_login(person("ada", survey, "researcher"))
    return client


def said(page):
    page = page.content.decode() if hasattr(page, "content") else page
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def ticked(page):
    return re.findall(r'name="school"[^>]*value="(\w+)"( checked)?', page.content.decode())


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def send(client, path=INVITE, schools=("school1",), **more):
    shown = client.get(path)
    return client.post(path, {"seen": seen(shown), "school": list(schools), **more}, follow=True)


def a_letter(survey, state, **more):
    row = build.a_school(survey)
    return Letter.objects.create(
        **{
            "participation": row,
            "kind": "invitation",
            "language": "en",
            "to": "dean@school1.example",
            "subject": "Rounds",
            "body": "Dear <b>dean</b>\n\n{link}",
            "state": state,
            "due": timezone.localdate(),
            "asked_by": "Ada",
            "asked_at": timezone.now(),
            "tried_at": timezone.now(),
            "message_id": f"<{Letter.objects.count()}@localhost>",
            **more,
        }
    )


def words(page):
    page = page.content.decode()
    subject = re.search(r'name="subject" value="([^"]*)"', page)[1]
    return html.unescape(subject), html.unescape(re.search(r"<textarea[^>]*>\n?([^<]*)<", page)[1])


def revision(page):
    return re.search(r'name="revision" value="(\d+)"', page.content.decode())[1]
