"""What an open survey's page is sent when it asks again: what has changed, 304 where nothing has, and to whom."""

import re

import pytest
from django.utils import timezone

from analysis import turns, updates
from surveyapp.actions import surveys
from surveyapp.models import Envelope, Participation, Stratum, Survey
from tests import live_memory
from tests.analysis.live_pages import PAGES, RESULTS, a_step_is_counted, one_more_hands_in, said
from tests.live_tab import Tab
from tests.results_surveys import count, four_strata, open_survey, person, questionnaire, set_sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_memory(monkeypatch):
    live_memory.forget(monkeypatch)


@pytest.fixture
def survey():
    """80 people counted, 100 handed in."""
    return open_survey(questionnaire(), four_strata(), handed_in=100)


@pytest.fixture
def felix(client, survey):
    client.force_login(person("felix", survey, "faculty"))
    return client


def parts(answer):
    return re.findall(r'id="(live-[a-z]+)" [^>]*hx-swap-oob', answer.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_it_says_304_again_and_again_while_nothing_changes(felix, address):
    tab = Tab(felix, address)
    answers = [tab.ask() for _ in range(3)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(304, b"")] * 3
    for answer in answers:
        assert answer.headers["ETag"] == f'"{tab.mark}"'
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Accept-Language"} <= set(re.split(r", *", answer.headers["Vary"]))


def test_it_finds_out_that_nothing_changed_before_anything_is_made(
    felix, monkeypatch, django_assert_num_queries
):
    tab = Tab(felix, RESULTS)
    tab.ask()

    def not_now(*_args, **_more):
        raise AssertionError("something was made for nothing")

    for name in ("settled", "latest", "render_to_string"):
        monkeypatch.setattr(updates, name, not_now)
    with django_assert_num_queries(6):  # session, person, survey; strata, schools, handed in
        assert tab.ask().status_code == 304


@pytest.mark.parametrize("address", PAGES)
def test_it_brings_head_and_figures_when_a_step_was_counted(felix, survey, address):
    tab = Tab(felix, address)
    a_step_is_counted(survey)
    answer = tab.ask()
    assert (answer.status_code, said(answer)) == (200, "Numbers brought up to date: 85 responses shown.")
    assert parts(answer) == ["live-head", "live-body", "live-said"]
    assert tab.have.startswith("85-")
    assert tab.ask().status_code == 304


@pytest.mark.once
def test_it_brings_the_very_figures_that_a_new_page_has(felix, survey):
    for address in PAGES:
        tab = Tab(felix, address)
        a_step_is_counted(survey)
        answer, fresh = tab.ask().content.decode(), felix.get(address).content.decode()
        for start, end in (('id="live-head"', '<div id="live"'), ('id="live-body"', "</section>")):
            new = re.search(rf"{start}[^>]*>(.*?)(?:{end}|<div id=\"live-body)", answer + end, re.DOTALL)[1]
            assert len(new.strip()) > 100
            assert new.strip().removesuffix("</div>").strip() in fresh
        count(survey, four_strata())


@pytest.mark.parametrize("address", PAGES)
def test_it_says_at_once_that_one_more_handed_in_and_sends_no_figures_for_it(felix, address):
    tab = Tab(felix, address)
    one_more_hands_in()
    answer = tab.ask()
    assert (answer.status_code, parts(answer), said(answer)) == (200, ["live-head"], None)
    assert "101" in answer.content.decode() or "21" in answer.content.decode()
    assert tab.ask().status_code == 304


def test_it_tells_nothing_of_who_waits_in_which_group(felix, survey):
    """The same number handed in, waiting in one group or in another: not a byte differs."""
    answers = []
    for groups in (["student", "heart"], ["resident", "knife"]):
        Envelope.objects.all().delete()
        stratum = Stratum.objects.get(survey=survey, groups=groups)
        Envelope.objects.bulk_create(
            Envelope(survey=survey, stratum=stratum, counted=False, box=b"x") for _ in range(4)
        )
        updates._memory.cache_clear()
        answer = felix.get("/surveys/nights/live/?by=stage&have=none")
        answers.append((answer.headers["ETag"], answer.content))
    assert answers[0] == answers[1]
    a_step_is_counted(survey)  # and it would show what may be seen
    turns._view.cache_clear()
    assert felix.get("/surveys/nights/live/?by=stage&have=none").headers["ETag"] != answers[0][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda survey: Survey.objects.update(revision=7),
        lambda survey: set_sent(survey, north=800),
        lambda survey: Participation.objects.filter(school__code="south").update(imported=3),
        lambda survey: Participation.objects.filter(school__code="south").update(reason="no time"),
        lambda survey: survey.participations.get(school__code="south").school.__class__.objects.update(
            name="X"
        ),
    ],
    ids=["words", "students asked", "imported", "reason", "name of a school"],
)
def test_it_notices_whatever_else_the_page_shows(felix, survey, change):
    tab = Tab(felix, RESULTS)
    assert tab.ask().status_code == 304
    change(survey)
    assert (tab.ask().status_code, tab.ask().status_code) == (200, 304)


def test_it_notices_that_a_day_has_gone_by(felix, survey, monkeypatch):
    """Handed in by school is shown up to yesterday."""
    tab, tomorrow = Tab(felix, RESULTS), timezone.localdate() + timezone.timedelta(days=1)
    assert tab.ask().status_code == 304
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert tab.ask().status_code == 200


@pytest.mark.once
def test_it_has_an_etag_for_each_language_and_view(felix):
    seen = set()
    for language in ("en", "fr"):
        for by in ("nobody", "stage", "stage,ward"):
            answer = felix.get(f"/surveys/nights/live/?by={by}", headers={"Accept-Language": language})
            seen.add(answer.headers["ETag"])
    assert len(seen) == 6


@pytest.mark.once
def test_it_begins_to_show_figures_on_a_page_that_had_none(client):
    survey = open_survey(questionnaire(), (), handed_in=4)
    client.force_login(person("felix", survey, "faculty"))
    tab = Tab(client, RESULTS)
    assert ("No results yet" in tab.page.content.decode(), tab.ask().status_code) == (True, 304)
    count(survey, four_strata())
    answer = tab.ask()
    assert said(answer) == "Numbers brought up to date: 80 responses shown."
    html = answer.content.decode()
    assert ('id="q-nights"' in html, "?by=stage,ward" in html, "No results yet" in html) == (
        True,
        True,
        False,
    )


def test_it_says_once_that_the_survey_was_closed_and_asks_no_more(felix, survey):
    tab = Tab(felix, RESULTS)
    surveys.close(survey=Survey.objects.get())
    answer = tab.ask()
    assert (answer.status_code, parts(answer)) == (286, ["live-over"])  # htmx stops at 286
    assert re.findall(r'<a href="([^"]*)"', answer.content.decode()) == [RESULTS]


@pytest.mark.once
def test_it_tells_whoever_was_signed_out_and_leads_them_nowhere(felix):
    tab = Tab(felix, RESULTS)
    felix.logout()
    assert tab.ask().status_code == 403
    felix.force_login(person("olga"))
    assert tab.ask().status_code == 404


@pytest.mark.once
def test_a_closed_survey_and_an_unknown_comparison_ask_for_nothing(felix, survey):
    asking = ('id="live"', "js/live.js", 'id="live-note"')
    assert [part in felix.get(RESULTS).content.decode() for part in asking] == [True] * 3
    assert [part in felix.get("/surveys/nights/results/?by=moon").content.decode() for part in asking] == [
        False
    ] * 3
    assert felix.get("/surveys/nights/live/?by=moon").status_code == 404
    assert felix.get("/surveys/nights/live/moon/").status_code == 404
    surveys.close(survey=Survey.objects.get())
    for address in PAGES:
        assert [part in felix.get(address).content.decode() for part in asking] == [False] * 3


@pytest.mark.once
@pytest.mark.parametrize("have", ["", "-", "x", "80-", "9" * 50 + "-x", "²-x", "%00", "-5-x"])
def test_it_sends_everything_to_a_page_that_says_something_odd(felix, have):
    answer = felix.get(f"/surveys/nights/live/?by=stage&have={have}")
    assert (answer.status_code, parts(answer)) == (200, ["live-head", "live-body", "live-said"])
