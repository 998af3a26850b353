"""What the script adds to a student's pages, one state after the other: for everybody, and within the window."""

from surveyapp.models import Envelope, Survey
from tests.journeys.respondent import (
    NARROW,
    broken_anywhere,
    next_page,
    on_page,
    open_form,
    press_submit,
    saved,
    tap,
)


def each_state(page, address):
    """What the script adds to the pages, one state after the other."""
    open_form(page, address)
    next_page(page)
    yield "mistakes"
    tap(page, "shift_0", "tired_0")
    page.fill("#id_hours_0", "42")
    saved(page)
    page.locator(".forget:visible summary").click()
    yield "saved, shared computer"
    page.get_by_role("button", name="Keep nothing here").click()
    yield "not kept"
    page.get_by_role("button", name="Keep my answers here after all").click()
    next_page(page)
    tap(page, "helps_0")
    next_page(page)
    tap(page, "place_1")
    page.fill("#id_wish_0", "x" * 501)
    next_page(page)
    yield "own words, and too many"
    page.fill("#id_wish_0", "two\nlines")
    next_page(page)
    on_page(page, "send")
    yield "review"
    page.goto(address)
    page.locator("[data-if-draft]").wait_for()
    yield "begun"
    open_form(page, address)
    on_page(page, "send")  # where it was left
    page.context.set_offline(True)
    press_submit(page)
    on_page(page, "waiting")
    yield "waiting"
    survey = Survey.objects.get()
    survey.status = "closed"
    survey.save()
    with page.expect_navigation():
        page.context.set_offline(False)
    page.locator("#kept-answers").wait_for()
    yield "closed, with answers"
    Survey.objects.update(status="open")
    page.goto(address + "/thanks#done")
    page.goto(address + "/thanks#clean")
    yield "thanks"


STATES = [
    "mistakes", "saved, shared computer", "not kept", "own words, and too many", "review", "begun", "waiting",
    "closed, with answers", "thanks",
]  # fmt: skip


def test_it_breaks_no_rule_of_accessibility_and_fits_in_each_state(open_page, live_server, address, axe):
    page = open_page(live_server.url, viewport=NARROW)
    page.allow("410 /r/ward/north/send")
    broken = {state: broken_anywhere(page, axe) for state in each_state(page, address)}

    assert broken == {state: [] for state in STATES}
    assert Envelope.objects.count() == 0
