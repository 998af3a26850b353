"""Many look at an open survey's page: figures are made by one at a time, remembered, and given to the others."""

import threading

import pytest

from analysis import turns, updates
from surveyapp.models import DayCount
from tests import live_memory
from tests.analysis.live_pages import NIGHTS, RESULTS, a_step_is_counted, one_more_hands_in, said
from tests.live_tab import Tab
from tests.results_surveys import atom, count, four_strata, open_survey, person, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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


def test_it_never_goes_back_to_figures_of_fewer_people(felix):
    """Another process was ahead of this one."""
    answer = felix.get("/surveys/nights/live/?by=stage&have=90-other")
    assert (answer.status_code, answer.content) == (204, b"")


def test_it_gives_the_last_figures_made_while_it_is_not_their_turn(felix, survey, monkeypatch):
    """Head and figures are of the same people, those counted when the figures were made."""
    tab = Tab(felix, RESULTS)
    a_step_is_counted(survey)
    first = tab.ask()
    monkeypatch.setattr(turns.TURN, "rests_until", float("inf"))
    count(survey, (atom("student", "heart", people=30, stage={"student": 30}, ward={"heart": 30}),))
    late = felix.get("/surveys/nights/live/?by=stage&have=none")
    assert [said(answer) for answer in (first, late)] == [
        "Numbers brought up to date: 85 responses shown."
    ] * 2
    assert ">85<" in late.content.decode() and ">90<" not in late.content.decode()
    assert tab.ask().status_code == 304
    assert felix.get("/surveys/nights/live/?by=ward&have=none").status_code == 204  # none made yet
    monkeypatch.setattr(turns.TURN, "rests_until", 0.0)
    assert said(tab.ask()) == "Numbers brought up to date: 90 responses shown."


def test_viewers_share_what_was_found_a_moment_ago(felix, survey, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(updates.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(updates, "SHARED", 1.0)
    tabs = [Tab(felix, address) for address in (RESULTS, RESULTS, NIGHTS)]
    one_more_hands_in()
    assert [tab.ask().status_code for tab in tabs] == [200] * 3
    DayCount.objects.update(handed_in=102)
    assert [tab.ask().status_code for tab in tabs] == [304] * 3
    clock[0] = 101.5
    made = []
    whole = updates._answer
    monkeypatch.setattr(updates, "_answer", lambda *parts: made.append(parts) or whole(*parts))
    assert [tab.ask().status_code for tab in tabs] == [200] * 3
    assert len(made) == 2  # the two pages that are alike got the same


def test_what_a_page_says_that_it_has_fills_no_memory(felix, survey):
    """Anybody can ask with anything: what is kept is one answer with figures, and one for who has them."""
    tab = Tab(felix, RESULTS)
    for n in range(20):
        felix.get(f"/surveys/nights/live/?by=stage&have=1-{n}")
    one_more_hands_in()
    assert tab.ask().status_code == 200
    for n in range(20):
        felix.get(f"/surveys/nights/live/?by=stage&have=1-{n}")
    kept = updates._memory(survey.pk, "en").last.answers
    assert len(kept) <= 2
    assert sum("Numbers brought up to date" in answer for answer in kept.values()) == 1


def test_figures_are_made_by_one_at_a_time():
    made, begun, go_on = [], threading.Event(), threading.Event()

    def slowly(state):
        begun.set()
        go_on.wait(10)
        made.append(state)

    assert turns.latest("view", 1, made.append) == 1
    maker = threading.Thread(target=turns.latest, args=("view", 2, slowly))
    maker.start()
    begun.wait(10)
    assert [turns.latest("view", 3, made.append) for _ in range(5)] == [1] * 5
    assert turns.latest("another", 3, made.append) is None
    go_on.set()
    maker.join()
    assert (made, turns.latest("view", 2, made.append)) == ([1, 2], 2)


def test_a_process_rests_after_it_made_figures_of_any_view(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(turns, "REST", 20)
    monkeypatch.setattr(turns.time, "monotonic", lambda: clock[0])

    def make(_state):
        clock[0] += 0.5

    def at(moment, view, state):
        clock[0] = moment
        return turns.latest(view, state, make)

    assert [at(100, "a", 1), at(110.4, "a", 2), at(110.4, "b", 2)] == [1, 1, None]
    assert [at(110.6, "b", 3), at(120, "a", 4), at(122, "a", 4)] == [3, 1, 4]


def test_whoever_makes_them_and_fails_does_not_stop_the_others():
    def broken(_state):
        raise ValueError

    with pytest.raises(ValueError):
        turns.latest("view", 1, broken)
    assert turns.latest("view", 1, lambda state: None) == 1
