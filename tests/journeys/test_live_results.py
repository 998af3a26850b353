"""The results of an open survey in a browser, which bring themselves up to date while somebody reads them.

The browser's clock is the test's: `wait(page, 20)` lets twenty seconds go by at once.
"""

import re

import pytest
from playwright.sync_api import expect

from surveyapp.actions import surveys
from surveyapp.models import DayCount, Survey
from tests import live_memory
from tests.results_surveys import atom, count, four_strata, open_survey, person, questionnaire

ALL, ONE = "/surveys/nights/results/?by=stage", "/surveys/nights/results/nights/"
SAID = "Numbers brought up to date: 85 responses shown."


@pytest.fixture(autouse=True)
def empty_memory(monkeypatch):
    live_memory.forget(monkeypatch)


@pytest.fixture
def survey(live_server):
    """80 people counted, 100 handed in."""
    return open_survey(questionnaire(), four_strata(), handed_in=100)


@pytest.fixture
def reader(live_server, open_page, client, survey):
    """A page of Felix's, at a clock that the test moves, and the requests that it sent."""

    def reader(**options):
        client.force_login(person("felix", survey, "faculty"))
        page = open_page(live_server.url, **options)
        cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        if options.get("java_script_enabled", True):
            page.clock.install()
        page.asked = []
        page.on("request", lambda request: "/live/" in request.url and page.asked.append(request))
        return page

    return reader


def wait(page, seconds=20):
    """Let time go by, and whatever was asked be answered."""
    page.clock.run_for(seconds * 1000)
    expect(page.locator("#live.htmx-request")).to_have_count(0)


def wait_for_answer(page, seconds=20):
    """Let time go by until the page has asked, and has been answered."""
    with page.expect_response(lambda answer: "/live/" in answer.url) as answered:
        page.clock.run_for(seconds * 1000)
    wait(page, 0.1)  # htmx settles what it put in
    return answered.value


def a_step_is_counted(survey):
    more = {"stage": {"student": 25}, "ward": {"heart": 25}, "nights": {"yes": 13, "no": 12}}
    count(survey, (atom("student", "heart", people=25, **more),))


def said(page):
    return page.locator("#live-said").inner_text()


def look_elsewhere(page, hidden):
    """Another tab, as far as the page can tell: a headless browser shows every tab."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


@pytest.mark.journey
def test_numbers_change_and_nothing_that_the_reader_did_is_lost(reader, survey):
    page = reader(viewport={"width": 1000, "height": 500})
    page.goto(ALL)
    card = page.locator("#q-nights")
    card.locator("summary").click()
    card.locator("summary").focus()
    page.evaluate("""() => {
        window.same = document.querySelector("#q-nights table");
        document.querySelector("#q-nights summary").scrollIntoView();
        window.removed = [];
        new MutationObserver(changes => changes.forEach(change => window.removed.push(
            ...[...change.removedNodes].filter(node => node.nodeType === 1).map(node => node.outerHTML.slice(0, 80)))
        )).observe(document.querySelector("#live-body"), {childList: true, subtree: true});
    }""")
    scrolled = page.evaluate("scrollY")
    assert (wait_for_answer(page).status, said(page)) == (304, "")
    a_step_is_counted(survey)
    assert wait_for_answer(page).status == 200
    expect(page.locator("#live-said")).to_have_text(SAID)
    expect(page.locator(".headline dd").first).to_have_text("85")
    expect(card.locator("table")).to_contain_text("55")  # yes: 50 before
    kept = """() => ({
        same: document.querySelector("#q-nights table") === window.same,
        open: document.querySelector("#q-nights details").open,
        focus: document.activeElement === document.querySelector("#q-nights summary"),
        scrolled: scrollY,
    })"""
    assert page.evaluate(kept) == {"same": True, "open": True, "focus": True, "scrolled": scrolled}
    assert page.evaluate("window.removed") == []
    assert wait_for_answer(page).status == 304


@pytest.mark.parametrize("address", [ALL, ONE])
def test_it_is_afterwards_what_a_new_page_is(reader, survey, address):
    page = reader()
    page.goto(address)
    a_step_is_counted(survey)
    assert wait_for_answer(page).status == 200
    parts = "['live-head', 'live-body'].map(id => document.getElementById(id).innerHTML.trim())"
    changed = page.evaluate(parts)
    page.goto(address)
    assert changed == page.evaluate(parts)
    assert "85" in changed[0] + changed[1]


def test_one_more_hand_in_changes_the_head_and_is_not_read_out(reader, survey):
    page = reader()
    page.goto(ALL)
    DayCount.objects.update(handed_in=101)
    assert wait_for_answer(page).status == 200
    expect(page.locator(".headline")).to_contain_text("101")
    assert said(page) == ""


def test_a_page_that_had_nothing_to_show_begins_to(reader, survey):
    count(survey, ())
    from surveyapp.models import Stratum

    Stratum.objects.update(counted=0, tally={})
    page = reader()
    page.goto(ALL)
    expect(page.get_by_role("heading", name="No results yet")).to_be_visible()
    count(survey, four_strata())
    wait_for_answer(page)
    expect(page.locator("#q-nights")).to_be_visible()
    expect(page.get_by_role("heading", name="No results yet")).to_have_count(0)


def test_a_tab_that_nobody_looks_at_asks_nothing_and_asks_at_once_when_somebody_does(reader):
    page = reader()
    page.goto(ALL)
    wait_for_answer(page)
    look_elsewhere(page, True)
    wait(page, 600)
    assert len(page.asked) == 1
    with page.expect_response(lambda answer: "/live/" in answer.url):
        look_elsewhere(page, False)
    assert len(page.asked) == 2


def test_it_can_be_paused(reader, survey):
    page = reader()
    page.goto(ALL)
    page.get_by_role("button", name="Pause").press("Enter")
    going_on = page.get_by_role("button", name="Go on")
    expect(going_on).to_be_focused()
    a_step_is_counted(survey)
    wait(page, 300)
    assert page.asked == []
    with page.expect_response(lambda answer: "/live/" in answer.url):
        going_on.press("Enter")
    expect(page.locator("#live-said")).to_have_text(SAID)
    expect(page.get_by_role("button", name="Pause")).to_be_focused()


def test_it_says_that_the_survey_was_closed_and_leads_to_the_final_results(reader, survey):
    page = reader()
    page.goto(ALL)
    surveys.close(survey=Survey.objects.get())
    assert wait_for_answer(page).status == 286
    over = page.locator("#live-over")
    expect(over).to_contain_text("The survey has been closed")
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    wait(page, 300)
    assert len(page.asked) == 1
    over.get_by_role("link").click()
    expect(page.locator(".tag")).to_have_text("Closed")
    assert page.locator("#live").count() == 0


def test_it_says_once_that_the_reader_was_signed_out_and_asks_no_more(reader, client):
    page = reader()
    page.allow("403 /surveys/nights/live/")
    page.goto(ALL)
    client.logout()
    assert wait_for_answer(page).status == 403
    over = page.locator("#live-over")
    expect(over).to_contain_text("You are signed out")
    wait(page, 300)
    assert (len(page.asked), over.locator(".notice").count()) == (1, 1)
    over.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/signin/\?next=.*by%3Dstage"))


def test_it_tries_ever_more_seldom_while_the_server_fails_and_says_nothing(reader, survey):
    page = reader()
    page.allow("503 /surveys/nights/live/")
    page.goto(ALL)
    before = page.locator("main").inner_text()
    page.route("**/live/**", lambda route: route.fulfill(status=503, body="<h1>Later</h1>"))
    for _ in range(25):
        wait(page)
    assert len(page.asked) == 4  # after 20, 60, 140 and 300 seconds or so
    assert page.locator("main").inner_text() == before
    page.unroute("**/live/**")
    a_step_is_counted(survey)
    for _ in range(10):
        wait(page)
    assert len(page.asked) > 4
    expect(page.locator("#live-said")).to_have_text(SAID)


def test_it_is_quiet_without_a_network(reader, survey):
    page = reader()
    page.allow("console error")  # htmx tells the console, not the reader
    page.goto(ALL)
    before = page.locator("main").inner_text()
    page.context.set_offline(True)
    for _ in range(6):
        wait(page)
    assert (len(page.asked), page.locator("main").inner_text()) == (2, before)
    page.context.set_offline(False)
    a_step_is_counted(survey)
    for _ in range(6):
        wait(page)
    expect(page.locator("#live-said")).to_have_text(SAID)


def test_it_works_without_scripts_by_loading_it_again(reader, survey):
    page = reader(java_script_enabled=False)
    page.goto(ALL)
    assert page.locator("#live-note").inner_text() == "Load this page again to bring the numbers up to date."
    a_step_is_counted(survey)
    page.reload()
    assert page.locator(".headline dd").first.inner_text() == "85"


@pytest.mark.parametrize("address", [ALL, ONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_breaks_no_rule_of_accessibility_and_never_scrolls_sideways(reader, survey, axe, address, scheme):
    page = reader(color_scheme=scheme, viewport={"width": 320, "height": 640})
    page.goto(address)
    a_step_is_counted(survey)
    wait_for_answer(page)
    page.get_by_role("button", name="Pause").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_of_it_is_printed(reader, survey):
    page = reader()
    page.goto(ALL)
    expect(page.locator("#live-note")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#live-note")).to_be_hidden()
    expect(page.locator("#q-nights")).to_be_visible()
