"""The plan: seen in a draft, frozen at opening, its fingerprint in the report."""

import pytest
from django.contrib.auth.models import User

from analysis import live, page
from surveyapp import store
from surveyapp.actions import surveys
from surveyapp.models import Membership, Survey
from surveyapp.questionnaire import plan as plans
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


def shown(client, code="rounds"):
    return client.get(f"/surveys/{code}/plan/").content.decode()


def test_a_draft_shows_it_and_opening_freezes_it(reader):
    survey = build.a_survey(opened=False)
    assert survey.plan == {}
    assert "is frozen when the survey opens" in shown(reader)
    _plan, before = store.plan_of(survey)
    surveys.open_survey(survey=survey)
    survey.refresh_from_db()
    assert survey.plan["sha256"] == before
    html = shown(reader)
    assert before in html and "Frozen when the survey opened" in html


def test_it_stays_when_the_program_would_plan_other_things(reader, monkeypatch):
    survey = build.a_survey()
    plan, sha256 = store.plan_of(survey)
    monkeypatch.setattr(plans, "plan_of", lambda questionnaire: plans.Plan(()))
    assert store.plan_of(Survey.objects.get()) == (plan, sha256)
    assert sha256 in shown(reader)


def test_the_listing_has_its_fingerprint():
    survey = build.a_survey()
    rows = {row.statistic: row.value for row in live.listing_of(survey) if row.question == "plan"}
    plan, sha256 = store.plan_of(survey)
    assert rows == {"sha256": sha256, "comparisons": str(plan.comparisons), "tests": str(plan.tests)}


def test_it_counts_the_tests_that_holm_allows_for():
    survey = build.a_survey()
    build.handed_in(survey, 400)
    from surveyapp import tallies

    tallies.bring_up_to_date(survey)
    computed = page.comparisons_planned(live.report_of(survey))
    plan, _sha256 = store.plan_of(survey)
    assert sum(computed.values()) > 0
    for family in plan.families:
        assert computed[family.by] <= family.tests
    assert {family.by for family in plan.families} == set(computed)


def test_a_stranger_sees_no_plan(client):
    survey = build.a_survey()
    client.force_login(User.objects.create_user("olga"))
    assert client.get("/surveys/rounds/plan/").status_code == 404
    Membership.objects.create(survey=survey, user=User.objects.get(), role="faculty")
    assert client.get("/surveys/rounds/plan/").status_code == 200
