"""The questionnaire as students see it, for staff: all of it, and nothing that sends, keeps or counts."""

import re

import pytest
from django.contrib.auth.models import User

from surveyapp.actions import surveys
from surveyapp.models import DayCount
from surveyapp.questionnaire.schema import Questionnaire
from tests import build
from tests.results_surveys import person
from tests.surveyapp.people_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PREVIEW = "/surveys/rounds/preview/"


@pytest.fixture
def look():
    """Any survey's preview, as an administrator asks for it."""
    return signed_in(User.objects.create_superuser("root")).get


@pytest.mark.parametrize("opened", [False, True])
def test_it_shows_every_question_of_a_draft_and_of_an_open_survey(look, opened):
    build.a_survey(opened=opened)
    page = look(PREVIEW)
    words = page.content.decode()
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    assert [q.text["en"] in words for q in build.EVERY_TYPE] == [True] * len(build.EVERY_TYPE)
    assert "Nothing can be handed in here" in words
    (sheet,) = re.findall(r'href="(rules-\w+\.css)"', words)
    assert ":has(" in look(PREVIEW + sheet).content.decode()


def test_it_has_nothing_that_sends_keeps_or_counts(look):
    survey = build.a_survey()
    words = look(PREVIEW).content.decode()
    for sends in ("<script", 'method="post"', ' action="', "data-send", "ticket", "/r/rounds", "data-draft"):
        assert sends not in words
    assert 'type="submit"' not in words
    assert not DayCount.objects.exists()
    client = signed_in(person("ada", survey, "researcher"))
    assert client.post(PREVIEW, {"heard": "yes"}).status_code == 405


def test_it_is_in_each_language_of_the_survey(look):
    build.a_survey()
    french = look(f"{PREVIEW}?lang=fr")
    assert (french.headers["Content-Language"], "Heard of it? (fr)" in french.content.decode()) == (
        "fr",
        True,
    )
    assert look(f"{PREVIEW}?lang=xx").headers["Content-Language"] == "en"


def test_without_a_question_it_leads_to_the_overview(look):
    empty = Questionnaire("rounds", build.said("Rounds"), ("en", "fr"), ())
    surveys.put_questionnaire(questionnaire=empty)
    page = look(PREVIEW)
    assert (page.status_code, page.url) == (302, "/surveys/rounds/")
