"""What tests of letters share: a survey whose schools have addresses, who gets one, the queue and what became of it."""

import re
from datetime import timedelta
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from surveyapp import letter_plan
from surveyapp.actions import history, letter_texts, letters
from surveyapp.models import Event, Letter
from tests import build

BASE = "http://localhost:8000"
TODAY = timezone.localdate


def a_survey(*offices, **more):
    """A survey whose schools have these addresses: dean@ for each unless said."""
    survey = build.a_survey(schools=max(len(offices), 1), **more)
    for n, office in enumerate(offices or ("dean",), start=1):
        survey.participations.filter(school__code=f"school{n}").update(email=f"{office}@school{n}.example")
    return survey


def plan(survey, kind="invitation", day=None):
    return letter_plan.plan(survey, kind, day or TODAY())


def why(survey, kind="invitation", day=None):
    return [line.problem for line in plan(survey, kind, day)]


def queue(survey, kind="invitation", *, day=None, schools=None, by="Ada"):
    lines = plan(survey, kind, day)
    codes = [line.participation.school.code for line in lines if line.goes]
    return letters.queue(
        survey=survey,
        kind=kind,
        schools=codes if schools is None else schools,
        day=day or TODAY(),
        seen=letter_plan.seen(lines),
        by=by,
    )


def states(survey):
    rows = Letter.objects.filter(participation__survey=survey).order_by("pk")
    return [(row.to.partition("@")[0], row.state) for row in rows]


def happened(survey):
    rows = Event.objects.filter(participation__survey=survey)
    return [(row.participation.school.code, row.kind, row.by) for row in rows]


def enter(survey, kind, ago=0, school=""):
    day = TODAY() - timedelta(days=ago)
    return history.record(participation=build.a_school(survey, school), kind=kind, by="Ada", day=day)


def token_in(message):
    """The token of the dean's link in a mail, found in both of its parts."""
    found = {
        re.search(rf"{BASE}/d/([\w-]+)/", message.get_body((kind,)).get_content())[1]
        for kind in ("plain", "html")
    }
    assert len(found) == 1
    return found.pop()


def put(survey, subject="{survey}", body="Dear {office}", revision=0, by="Ada"):
    return letter_texts.put(
        survey=survey,
        kind="invitation",
        language="en",
        subject=subject,
        body=body,
        revision=revision,
        by=by,
    )


def schools_email(survey, address):
    survey.participations.update(email=address)


def a_database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    where = quote(str(database["HOST"]), safe="")
    door = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    return f"postgresql://{door}{where}:{database['PORT']}/{database['NAME']}"
