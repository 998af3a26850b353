"""Whoever may see a survey is looked into once while their page asks again and again; what changes is seen at once."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from surveyapp import access
from surveyapp.models import Membership, Participation
from tests import live_memory
from tests.live_tab import Tab
from tests.results_surveys import four_strata, open_survey, person, questionnaire

pytestmark = pytest.mark.django_db
RESULTS, NIGHTS = "/surveys/nights/results/?by=stage", "/surveys/nights/results/nights/"


@pytest.fixture
def tab(client, monkeypatch, request):
    """A page that is known already."""
    live_memory.forget(monkeypatch)
    survey = open_survey(questionnaire(), four_strata(), handed_in=100)
    client.force_login(person("felix", survey, "faculty"))
    tab = Tab(client, getattr(request, "param", RESULTS))
    assert [tab.ask().status_code for _ in range(2)] == [304, 304]
    return tab


def test_leave_is_asked_for_once(tab, monkeypatch):
    monkeypatch.setattr(access, "survey_for", None)
    assert tab.ask().status_code == 304


CHANGES = {
    "no role": (lambda: Membership.objects.all().delete(), 404),
    "put out": (lambda: User.objects.update(is_active=False), 403),
    "another password": (lambda: User.objects.update(password="another"), 403),
    "too long ago": (lambda: Session.objects.update(expire_date=timezone.now()), 403),
    "signed out": (lambda: Session.objects.all().delete(), 403),
    "one school's faculty": (
        lambda: Membership.objects.update(school=Participation.objects.first().school),
        200,  # another page
    ),
}


@pytest.mark.parametrize("tab", [RESULTS, pytest.param(NIGHTS, marks=pytest.mark.once)], indirect=True)
@pytest.mark.parametrize("change", CHANGES)
def test_nobody_is_taken_for_who_they_were_a_moment_ago(tab, change):
    act, status = CHANGES[change]
    act()
    assert tab.ask().status_code == status
