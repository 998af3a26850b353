"""Every address under a school's secret link x whoever may hold one: open, and after closing."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver

from surveyapp.actions import history, links
from surveyapp.models import School, Survey
from surveyapp.views import dean_link
from tests import build
from tests.surveyapp.access_table import routes

pytestmark = pytest.mark.django_db

HOLDERS = ("dean", "secretary", "other dean", "revoked dean", "stranger")
PATHS = {
    "": "",
    "questions/": "questions/",
    "questionnaire/": "questionnaire/",
    "questionnaire/rules-<slug:name>.css": "questionnaire/rules-1.css",
    "questionnaire/picture-<slug:sha256>.webp": "questionnaire/picture-0.webp",
    "anonymity/": "anonymity/",
    "anonymity.pdf": "anonymity.pdf",
    "qr.<str:kind>": "qr.svg",
    "print/<str:file>": "print/poster-en.pdf",
    "results/": "results/",
}
WHILE_OPEN = {"qr.<str:kind>", "print/<str:file>"}
AFTER_CLOSING = {"results/"}
THERE_IS_NONE = {"questionnaire/picture-<slug:sha256>.webp"}


@pytest.fixture
def schools(monkeypatch):
    """The first takes part, the second declined; a name each that stands nowhere else."""
    cache.clear()
    monkeypatch.setattr(dean_link.time, "sleep", lambda seconds: None)
    survey = build.a_survey(questions=(build.HEARD,), groupings=(), schools=2)
    for code, name in (("school1", "Firstville"), ("school2", "Secondville")):
        School.objects.filter(code=code).update(name=name)
        build.handed_in(survey, 12, school=code)
    ours, other = build.a_school(survey), build.a_school(survey, "school2")
    history.record(participation=ours, kind="accepted", by="Olga")
    history.record(participation=other, kind="declined", by="Olga")
    Survey.objects.filter(pk=survey.pk).update(share_with_schools=True)
    return survey, ours, other


def links_of(ours, other):
    revoked = links.make(participation=ours, holder="dean", by="Olga")
    tokens = {"dean": links.make(participation=ours, holder="dean", by="Olga")}
    tokens["secretary"] = links.make(participation=ours, holder="secretary", by="Olga")
    tokens["other dean"] = links.make(participation=other, holder="dean", by="Olga")
    return tokens | {"revoked dean": revoked, "stranger": "guessed"}


def expected(route, holder, closed):
    if holder in ("revoked dean", "stranger") or route in THERE_IS_NONE:
        return 404
    needs_part = route in WHILE_OPEN | AFTER_CLOSING
    wrong_time = route in (WHILE_OPEN if closed else AFTER_CLOSING)
    return 404 if wrong_time or (needs_part and holder == "other dean") else 200


def test_it_knows_every_address():
    known = {
        r.removeprefix("d/<str:token>/") for r in routes(get_resolver().url_patterns) if r.startswith("d/")
    }
    assert known == set(PATHS)


@pytest.mark.once
@pytest.mark.parametrize("closed", [False, True])
def test_each_holder_gets_what_is_theirs(schools, closed):
    survey, ours, other = schools
    tokens = links_of(ours, other)
    if closed:
        build.closed(survey)
    client = Client()
    found = {
        (route, holder): client.get(f"/d/{tokens[holder]}/{path}")
        for route, path in PATHS.items()
        for holder in HOLDERS
    }
    assert {key: answer.status_code for key, answer in found.items()} == {
        (route, holder): expected(route, holder, closed) for route, holder in found
    }
    for (route, holder), answer in found.items():
        words = answer.content.decode("utf-8", "replace")
        assert ("Secondville" in words, answer.cookies) == (
            holder == "other dean"
            and "<h1" in words
            and answer.status_code == 200
            and route != "questionnaire/",  # the same for every school
            {},
        )
        assert "Firstville" not in words or holder in ("dean", "secretary")
    results = found["results/", "dean"].content.decode(), found["results/", "secretary"].content.decode()
    assert ["Heard of it?" in words for words in results] == [closed, False]
