"""Handing in over a network that fails in every way it can: never twice, never lost, and always said what is so."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from surveyapp.actions import responses, surveys
from surveyapp.models import Envelope, Response, Survey
from tests.journeys.respondent import (
    fill,
    filled,
    left_on_device,
    next_page,
    on_page,
    open_form,
    press_submit,
    questions,
    submit,
    tap,
    thanked,
    ticket,
    try_now,
)

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "<!doctype html><title>Wi-Fi</title><h1>Welcome to our Wi-Fi</h1>"


@pytest.fixture
def posts(phone):
    """The bodies of what was posted."""
    found = []
    phone.context.on("request", lambda r: r.method == "POST" and found.append(parse_qs(r.post_data)))
    return found


NOTHING_SENT = "Nothing has been sent yet."
MAY_BE_THERE = "Your answers may have reached us already. Then changes no longer count."


def said_of_sending(page):
    """What the page says of it, of these two."""
    words = page.locator("main").inner_text()
    return [said for said in (NOTHING_SENT, MAY_BE_THERE) if said in words]


def next_try(page, seconds):
    expect(page.locator("#next-try")).to_have_text(f"Next try in {seconds} seconds")


def test_it_waits_for_the_network_and_hands_in_once(phone, address, posts):
    phone.allow("410 /r/ward/north")  # another tab, loaded again after the closing
    filled(phone, address)
    first = ticket(phone)
    phone.context.set_offline(True)
    press_submit(phone)
    on_page(phone, "waiting")
    assert phone.locator("#waiting").inner_text() == "Your answers are safe on this device"
    assert phone.title() == "Your answers are safe on this device – Life on the ward"
    next_try(phone, 4)
    assert phone.locator("#next-try").get_attribute("role") == "status"
    try_now(phone)
    next_try(phone, 8)
    assert MAY_BE_THERE in phone.locator("#wait").inner_text()

    phone.get_by_role("link", name="Back to your answers").click()  # stops the trying, and all can be changed
    on_page(phone, "send")
    assert said_of_sending(phone) == [MAY_BE_THERE]
    phone.locator("#review a").nth(1).click()
    expect(phone.locator("#id_hours_0")).to_be_focused()
    phone.fill("#id_hours_0", "43")
    next_page(phone)  # straight back to where 'Change' was
    on_page(phone, "send")
    assert "43 hours" in phone.locator("#review").inner_text()
    phone.context.set_offline(False)
    tab = phone.context.new_page()
    tab.goto(address)
    assert said_of_sending(tab) == [MAY_BE_THERE]
    phone.context.set_offline(True)
    press_submit(phone)
    on_page(phone, "waiting")
    next_try(phone, 4)  # as at first

    later = phone.context.new_page()  # closed while it waits, and opened again another day
    phone.close()
    phone.context.set_offline(False)
    later.goto(address)  # by the school's link: no word there that nothing was sent yet
    thanked(later)
    surveys.close(survey=Survey.objects.get())
    assert Response.objects.get().answers["hours"] == 43
    assert {post["ticket"][0] for post in posts} == {first}
    assert left_on_device(later) == []
    with tab.expect_navigation():  # as Back shows it
        tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert said_of_sending(tab) == []


def test_it_believes_no_reply_but_the_server_s_own(phone, address, posts, monkeypatch):
    """A Wi-Fi's login page, silence, 503, a reply that is lost: each time the same ticket, and one response."""

    def locked(**what):
        raise OperationalError("database is locked")

    def lost(route):
        route.fetch(max_redirects=0)
        route.abort()

    phone.clock.install()
    filled(phone, address)
    assert said_of_sending(phone) == [NOTHING_SENT]
    held = []
    phone.route("**/send", lambda route: held.append(route))
    with phone.expect_request("**/send"):
        press_submit(phone)
    assert said_of_sending(phone) == [MAY_BE_THERE]  # it is on its way
    held[0].fulfill(body=LOGIN, content_type="text/html")
    on_page(phone, "waiting")
    phone.unroute("**/send")

    phone.route("**/send", lambda route: None)
    with phone.expect_request("**/send"):
        phone.clock.run_for(4_000)  # by itself
    expect(phone.locator("#next-try")).to_have_text("Sending …")
    phone.clock.run_for(19_000)
    expect(phone.locator("#next-try")).to_have_text("Sending …")
    phone.clock.run_for(2_000)
    next_try(phone, 8)
    phone.unroute("**/send")

    phone.allow("503 /r/ward/north/send")
    with monkeypatch.context() as broken:
        broken.setattr(responses, "hand_in", locked)
        try_now(phone)
        next_try(phone, 16)
    assert Envelope.objects.count() == 0
    phone.route("**/send", lost)
    try_now(phone)
    next_try(phone, 32)
    phone.unroute("**/send")
    assert Envelope.objects.count() == 1
    phone.evaluate("dispatchEvent(new Event('online'))")
    thanked(phone)

    assert Envelope.objects.count() == 1
    assert (len(posts), len({post["ticket"][0] for post in posts})) == (5, 1)
    assert left_on_device(phone) == []


def test_it_posts_once_for_a_double_click_and_leaves_hidden_answers_behind(phone, address, posts):
    open_form(phone, address)
    tap(phone, "shift_1", "tired_0")
    phone.fill("#id_hours_0", "42")
    next_page(phone)
    tap(phone, "helps_0")
    next_page(phone)
    phone.locator("#p3").press("Enter")
    phone.get_by_role("link", name="Back").locator("visible=true").click()
    phone.get_by_role("link", name="Back").locator("visible=true").click()
    on_page(phone, "p1")
    tap(phone, "tired_1")  # the page between is passed over now
    next_page(phone)
    on_page(phone, "p3")
    next_page(phone)
    phone.route("**/thanks", lambda r: r.abort() if r.request.is_navigation_request() else r.continue_())
    with phone.expect_event("requestfailed"):
        phone.locator(".send button[type=submit]").dblclick()
    phone.unroute("**/thanks")
    phone.goto(address + "/form")  # the thanks were lost: it is not asked again
    thanked(phone)

    assert (len(posts), Envelope.objects.count(), left_on_device(phone)) == (1, 1, [])
    assert "helps" not in posts[0]


def test_it_shows_the_server_s_own_page_for_what_only_the_server_sees(phone, address):
    phone.allow("422 /r/ward/north/send")
    phone.allow("410 /r/ward/north/send")
    filled(phone, address)
    phone.evaluate("document.getElementById('id_shift_1').value = 'dusk'")
    # Digits that the script cannot read.
    phone.evaluate("document.getElementById('id_hours_0').value = '४२०'")
    with phone.expect_navigation(url="**/send#mend"):
        press_submit(phone)
    assert questions(phone) == ["When do you work?", "How long do you work?"]
    expect(phone.locator("#mend")).to_be_focused()
    assert phone.title() == "Error: Life on the ward"
    tap(phone, "shift_0")
    expect(phone.locator("#mend li a:not(.done)")).to_have_text(["How long do you work?"])
    assert "100" in phone.locator("#div_id_hours .invalid-feedback").inner_text()
    phone.fill("#id_hours_0", "42")
    expect(phone.locator("#mend li a:not(.done)")).to_have_count(0)

    surveys.close(survey=Survey.objects.get())  # meanwhile
    with phone.expect_navigation(url="**/send#mend"):
        phone.locator("form button[type=submit]:visible").click()
    assert phone.locator("h1").inner_text() == "This survey is closed"
    text = phone.locator("#kept-answers").inner_text()
    assert "When do you work?\nBy day\n\nHow long do you work?\n42 hours\n" in text
    assert "What helps?\nSleep, Tea" in text
    assert "Where do you rest?\nElsewhere: in the garden" in text
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.get_by_role("button", name="Copy").click()
    expect(phone.get_by_text("Copied")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == text
    phone.get_by_role("button", name="Delete my answers").click()
    assert left_on_device(phone) == []
    assert not phone.locator("#kept-answers").is_visible()


def test_it_offers_from_a_closed_survey_what_was_answered_and_left(phone, address):
    phone.allow("410 /r/ward/north/form")
    phone.goto(address + "/form")
    tap(phone, "shift_0")
    expect(phone.locator("body")).to_have_attribute("data-kept", "yes")
    phone.goto(address)
    surveys.close(survey=Survey.objects.get())
    phone.goto(address + "/form")
    assert phone.locator("#kept-answers").inner_text() == "When do you work?\nBy day"


@pytest.mark.parametrize("part", ["none of it", "half of it"])
def test_it_works_as_without_a_script_where_the_script_does_not_load(phone, address, part):
    def half(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text()[:7000])

    if part == "half of it":
        phone.allow("script: ")
        phone.route("**/draft.js", half)
    else:
        phone.route("**/draft.js", lambda route: route.abort())
    phone.allow("422 /r/ward/north/send")
    phone.goto(address + "/form")
    fill(phone)
    assert phone.get_by_role("link", name="See all your answers on one page").is_visible()
    assert not phone.locator(".saved:visible, .unsaved:visible, .forget:visible, .switch:visible").count()
    phone.evaluate("document.getElementById('id_hours_0').value = ''")
    submit(phone)
    phone.fill("#id_hours_0", "42")
    submit(phone)

    assert phone.url.endswith("/thanks#done")
    assert "its browser may remember what you answered" in phone.locator("main").inner_text()
    assert Envelope.objects.count() == 1
