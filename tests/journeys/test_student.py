"""A student on a phone, from the school's link to the thanks: without the script, be it off or not loaded."""

import pytest
from django.db import OperationalError

from surveyapp.actions import responses, surveys
from surveyapp.models import Envelope, Response, Survey
from tests.all_types import ALT, opened_with_picture
from tests.journeys.respondent import (
    PHONE,
    fill,
    focused,
    follow,
    next_page,
    questions,
    shown,
    submit,
    tap,
)
from tests.respond_surveys import link, opened


@pytest.fixture
def ward(live_server):
    return opened()


@pytest.fixture
def phone(open_page, live_server):
    return open_page(live_server.url, java_script_enabled=False, viewport=PHONE)


def test_it_leads_from_the_link_to_the_thanks(phone, ward):
    phone.allow("422 /r/ward/north/send")
    phone.goto(link(ward))
    follow(phone, phone.get_by_role("link", name="Start"))
    assert shown(phone) == ["Your work"]

    tap(phone, "shift_1", "tired_0")
    next_page(phone)
    assert (shown(phone), focused(phone)) == (["Your rest"], "p2")
    tap(phone, "helps_0")
    phone.get_by_role("link", name="Back").click()
    assert shown(phone) == ["Your work"]
    assert phone.locator("#id_shift_1").is_checked()

    tap(phone, "tired_1")
    next_page(phone)
    assert shown(phone) == ["And last"]  # the page between has nothing left to ask
    assert not phone.locator("#id_place__other").is_visible()
    tap(phone, "place_1")
    phone.fill("#id_place__other", "in the garden")
    next_page(phone)
    assert shown(phone) == ["Check your answers"]
    assert Envelope.objects.count() == 0

    submit(phone)
    assert focused(phone) == "mend"
    assert questions(phone) == ["How long do you work?"]
    phone.get_by_role("link", name="How long do you work?").click()
    assert focused(phone) == "id_hours_0"
    phone.fill("#id_hours_0", "42")
    submit(phone)

    assert phone.url.endswith("/r/ward/north/thanks#done")
    assert (phone.locator("h1").inner_text(), focused(phone)) == (
        "Thank you. Your answers have been recorded.",
        "done",
    )
    surveys.close(survey=Survey.objects.get())
    assert Response.objects.get().answers == {
        "shift": "night",
        "hours": 42,
        "tired": "no",
        "mood": None,
        "place": "elsewhere",
        "wish": None,
    }


def test_it_brings_up_a_follow_up_of_what_is_being_mended(phone, ward):
    phone.allow("422 /r/ward/north/send")
    phone.goto(link(ward) + "/form")
    tap(phone, "shift_0")
    phone.fill("#id_hours_0", "1")
    next_page(phone)
    next_page(phone)
    submit(phone)
    assert questions(phone) == ["Are you tired?"]

    tap(phone, "tired_0")
    assert questions(phone) == ["Are you tired?", "What helps?"]
    phone.get_by_role("link", name="Show all pages").click()

    assert (shown(phone), phone.locator("#mend").is_visible()) == (["Your work"], False)


def test_it_shows_all_answers_on_one_page(phone, ward):
    phone.goto(link(ward) + "/form")
    fill(phone)

    phone.get_by_role("link", name="See all your answers on one page").click()

    assert shown(phone) == ["Your work", "Your rest", "And last", "Check your answers"]
    assert len(questions(phone)) == 7
    submit(phone)
    assert phone.url.endswith("/thanks#done")


@pytest.mark.parametrize("name", ["id_shift_0", "id_hours_0", "id_tired_1"])
def test_it_sends_nothing_when_enter_is_pressed_in_a_field(phone, ward, name):
    sent = []
    phone.on("request", lambda request: sent.append((request.method, request.url)))
    phone.goto(link(ward) + "/form")
    sent.clear()

    phone.locator(f"#{name}").focus()
    phone.keyboard.press("Enter")
    next_page(phone)

    assert (sent, shown(phone)) == ([], ["And last"])


def test_it_can_be_answered_with_the_keyboard_alone(phone, ward):
    def to(selector):
        for _ in range(40):
            if phone.evaluate(f"document.activeElement.matches('{selector}')"):
                return
            phone.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached")

    def press(selector, *keys):
        to(selector)
        for key in keys:
            phone.keyboard.press(key)

    phone.goto(link(ward))
    press("a.btn-primary", "Enter")
    phone.wait_for_url("**/start")
    press("[name=shift]", "Space", "ArrowDown")
    press("[name=hours]", "4", "2")
    press("[name=tired]", "Space")
    press("a.next", "Enter")
    press("#id_helps_1", "Space")
    press("a.next", "Enter")
    press("[name=mood]", "Space")
    press("a.next", "Enter")
    press("button", "Enter")

    phone.wait_for_url("**/thanks#done")
    surveys.close(survey=Survey.objects.get())
    assert Response.objects.get().answers == {
        "shift": "night",
        "hours": 42,
        "tired": "yes",
        "helps": ["tea"],
        "mood": "good",
        "place": None,
        "wish": None,
    }


def test_it_keeps_the_answers_for_back_after_a_failure(phone, ward, monkeypatch):
    def locked(**what):
        raise OperationalError("database is locked")

    phone.allow("503 /r/ward/north/send")
    phone.goto(link(ward) + "/form")
    fill(phone)
    with monkeypatch.context() as broken:
        broken.setattr(responses, "hand_in", locked)
        submit(phone)
        assert phone.locator("h1").inner_text() == "We cannot reach our records just now"

    phone.go_back(wait_until="commit")  # from the browser's cache no `load` comes
    assert phone.locator("#id_wish_0").input_value() == "more tea"
    submit(phone)

    assert phone.url.endswith("/thanks#done")
    assert Envelope.objects.count() == 1


def test_it_puts_every_question_on_paper_with_a_note_who_is_asked(phone, ward):
    phone.goto(link(ward) + "/form")

    phone.emulate_media(media="print")

    assert len(questions(phone)) == 7
    assert phone.locator(".only-if:visible").all_inner_texts() == ["Only if you answered: Are you tired? Yes"]
    assert phone.locator("a:visible, button:visible").count() == 0

    phone.goto(link(opened_with_picture()) + "/form")  # in more than two languages
    assert phone.locator("summary:visible, .count:visible").count() == 0
    place = phone.locator("#id_matters_0")  # of a ranking: an empty box, nothing to open
    assert place.evaluate("e => [getComputedStyle(e).appearance, getComputedStyle(e).color]") == [
        "none",
        "rgba(0, 0, 0, 0)",
    ]
    assert phone.get_by_role("img", name=ALT[0]).is_visible()
    assert phone.pdf().count(b"/Subtype /Image") == 1
    own, listed = phone.locator("#div_id_helps .other"), phone.locator("#div_id_helps .choices")
    assert own.bounding_box()["width"] == listed.bounding_box()["width"]


def test_it_works_in_a_browser_that_cannot_hide_questions(phone, ward):
    def without_has(route):
        response = route.fetch()
        route.fulfill(
            response=response, body=response.text().replace("selector(:has(*))", "selector(:unknown(*))")
        )

    phone.route("**/*.css", without_has)
    phone.goto(link(ward) + "/form")

    assert shown(phone) == ["Your work", "Your rest", "And last", "Check your answers"]
    assert (len(questions(phone)), phone.locator(".turn:visible").count()) == (7, 0)
    assert phone.locator(".only-if:visible").count() == 1
    tap(phone, "shift_1", "tired_1", "helps_0")
    phone.fill("#id_hours_0", "42")
    submit(phone)
    assert phone.url.endswith("/thanks#done")
