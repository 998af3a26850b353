"""Two tabs of one browser share a draft, and neither takes anything from the other without a word."""

from playwright.sync_api import expect

from surveyapp.actions import surveys
from surveyapp.models import Envelope, Response, Survey
from tests.journeys.respondent import (
    another_tab,
    filled,
    kept,
    on_page,
    open_form,
    press_submit,
    saved,
    tap,
    thanked,
    ticked,
    try_now,
)


def shared_computer(page, choice):
    page.locator(".forget:visible summary").click()
    page.get_by_role("button", name=choice).click()


def test_old_thanks_that_are_loaded_again_delete_nobody_elses_answers(phone, address):
    filled(phone, address)
    press_submit(phone)
    thanked(phone)
    next_student = another_tab(phone)
    open_form(next_student, address)
    tap(next_student, "shift_1")
    saved(next_student)

    phone.reload()
    phone.locator("h1").wait_for()

    assert ticked(next_student) == 1
    assert kept(next_student)["answers"] == [["shift", "night"]]
    shared_computer(next_student, "Delete my answers")


def test_a_tab_that_keeps_nothing_loses_nothing_to_one_that_keeps(phone, address):
    open_form(phone, address)
    shared_computer(phone, "Keep nothing here")
    tap(phone, "shift_1", "tired_0")
    other = another_tab(phone)
    open_form(other, address)

    shared_computer(other, "Keep my answers here after all")
    phone.wait_for_timeout(300)

    assert ticked(phone) == 2
    assert phone.locator("body").get_attribute("data-kept") == "off"


def test_what_one_tab_changes_while_another_waits_is_sent_later_too(phone, address):
    filled(phone, address)
    other = another_tab(phone)
    open_form(other, address)
    on_page(other, "send")
    phone.route("**/send", lambda route: route.abort())
    press_submit(phone)
    on_page(phone, "waiting")
    other.evaluate("location.hash = 'p1'")
    other.fill("#id_hours_0", "50")
    saved(other)
    expect(phone.locator("#id_hours_0")).to_have_value("50")

    assert kept(phone)["sending"]  # were both closed now, the next page would go on
    phone.unroute("**/send")
    try_now(phone)
    thanked(phone)
    surveys.close(survey=Survey.objects.get())

    assert Response.objects.get().answers["hours"] == 50


def waiting_twice(phone, address):
    """Two tabs that keep trying, each in another language: their drafts differ by the words of the answers."""
    filled(phone, address)
    phone.context.route("**/send*", lambda route: route.abort())
    press_submit(phone)
    on_page(phone, "waiting")
    other = another_tab(phone)
    other.goto(f"{address}?lang=fr")
    other.locator("#waiting:visible").wait_for()
    return other


def test_two_tabs_that_wait_leave_each_other_in_peace_and_hand_in_once(phone, address):
    other = waiting_twice(phone, address)
    other.evaluate("window.heard = 0; addEventListener('storage', () => { heard += 1; })")
    other.wait_for_timeout(1000)
    assert other.evaluate("heard") < 5

    phone.context.unroute("**/send*")
    try_now(phone)
    thanked(phone)
    thanked(other)

    assert phone.evaluate("localStorage.length") == 0
    assert Envelope.objects.count() == 1


def test_letters_that_are_typed_while_another_tab_waits_all_stay(phone, address):
    other = waiting_twice(phone, address)
    other.evaluate("location.hash = 'p3'")
    wish = "quick brown foxes jump over lazy dogs"
    other.fill("#id_wish_0", "")

    other.locator("#id_wish_0").press_sequentially(wish, delay=40)
    saved(other)
    other.wait_for_timeout(500)

    assert other.input_value("#id_wish_0") == wish
    assert ["wish", wish] in kept(other)["answers"]
    assert phone.input_value("#id_wish_0") == wish
