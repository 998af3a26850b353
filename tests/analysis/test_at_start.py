"""What a server makes before its first visitor comes, and what it remembers of a survey until it changes."""

import dataclasses

import pytest
from django.utils import translation

from analysis import at_start, standing, views
from surveyapp import participation, tallies
from surveyapp.actions import surveys
from surveyapp.models import Status, Survey
from tests import live_memory
from tests.analysis.live_pages import a_step_is_counted, one_more_hands_in
from tests.results_surveys import four_strata, open_survey, person, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RESULTS = "/surveys/nights/results/"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """And the test's own connection stays open."""
    live_memory.forget(monkeypatch)
    monkeypatch.setattr(at_start.connection, "close", lambda: None)


@pytest.fixture
def survey():
    return open_survey(questionnaire(), four_strata(), handed_in=100)


def never(*args, **kwargs):
    raise AssertionError("it is made already")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_first_visitor_finds_each_view_made(client, survey, monkeypatch, language):
    monkeypatch.setattr(at_start, "SECONDS", 600)
    made = at_start.make_results()
    assert made == 2 * len(at_start._views(survey)) > 4
    monkeypatch.setattr(views, "build", never)
    monkeypatch.setattr(tallies, "atoms", never)
    client.force_login(person("felix", survey, "faculty"))
    for by in at_start._views(survey):
        page = client.get(RESULTS, {"by": ",".join(by) or "nobody"}, headers={"accept-language": language})
        assert page.status_code == 200 and 'class="card q"' in page.content.decode()


def test_it_makes_the_closed_ones_after_the_open_ones_and_none_of_a_draft(survey):
    open_survey(dataclasses.replace(questionnaire(), code="old"), four_strata())
    Survey.objects.filter(code="nights").update(status=Status.CLOSED)
    surveys.put_questionnaire(questionnaire=dataclasses.replace(questionnaire(), code="draft"))
    turn = [of.code for of, _by, language in at_start._in_turn() if language == "en"]
    assert turn[:2] == ["old", "nights"] and set(turn) == {"old", "nights"}


def test_it_stops_when_whoever_deploys_has_waited_long_enough(survey, monkeypatch):
    monkeypatch.setattr(at_start, "SECONDS", -1)
    assert at_start.make_results() == 0


def test_the_server_starts_whatever_is_wrong_with_a_survey(survey, monkeypatch):
    monkeypatch.setattr(at_start.views, "page_of", never)
    assert at_start.make_results() == 0


def test_a_survey_is_read_again_only_when_something_of_it_is_another(survey, monkeypatch):
    with translation.override("en"):
        first = standing.standing(survey)
        with monkeypatch.context() as at:
            at.setattr(participation, "summary", never)
            assert standing.standing(survey) == first
        one_more_hands_in()
        assert standing.standing(survey).summary.handed_in == first.summary.handed_in + 1
        a_step_is_counted(survey)
        assert standing.standing(survey).people > first.people
