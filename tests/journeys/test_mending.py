"""Mistakes that are looked at again: their links, and what becomes of them when something else is answered."""

from tests.journeys.respondent import (
    PHONE,
    next_page,
    on_page,
    open_form,
    press_submit,
    questions,
    tap,
)
from tests.respond_surveys import EVERY_TYPE, link, opened

REST = """  - code: rest
    title: {en: Your rest, fr: Votre repos}
    questions:
"""


# On the page, wherever it is scrolled to.
PLACES = """all => all.map(e => e.getBoundingClientRect()).map(
  r => [r.x, r.y + scrollY, r.width, r.height])"""


def sent_back(phone, address, choice):
    """At the server's page of mistakes, for a choice that it does not know: which the script cannot see."""
    phone.allow("422 /r/ward/north/send")
    open_form(phone, address)
    tap(phone, "shift_0", "tired_1")
    phone.fill("#id_hours_0", "4")
    next_page(phone)
    next_page(phone)
    on_page(phone, "send")
    phone.evaluate("id => { document.getElementById(id).value = 'unknown'; }", f"id_{choice}")
    with phone.expect_navigation(url="**/send#mend"):
        press_submit(phone)


def test_a_link_to_a_mistake_leads_there_each_time(phone, address):
    open_form(phone, address)
    tap(phone, "shift_0", "tired_1")
    for words in ("ninety", "still ninety"):
        phone.fill("#id_hours_0", words)
        next_page(phone)
        assert phone.evaluate("document.activeElement.className") == "summary"
        phone.locator(".summary a").first.click()
        phone.wait_for_function("document.activeElement.id === 'id_hours_0'")


def test_a_mistake_that_is_asked_no_longer_is_none(open_page, live_server):
    page = open_page(live_server.url, viewport=PHONE)
    open_form(page, link(opened(EVERY_TYPE.replace(REST, ""))))
    tap(page, "shift_0", "tired_0")
    page.fill("#id_hours_0", "4")
    page.locator("#div_id_helps").wait_for()
    next_page(page)
    assert "What helps?" in page.locator(".summary a").all_inner_texts()

    tap(page, "tired_1")
    page.locator(".summary a.done", has_text="What helps?").wait_for()


def test_a_follow_up_on_another_page_comes_up_where_all_pages_are_open(phone, address):
    sent_back(phone, address, "tired_1")
    assert "What helps?" not in questions(phone)

    tap(phone, "tired_0")
    phone.locator("#div_id_helps").wait_for()


def test_what_is_mended_moves_nothing_under_the_finger(phone, address):
    open_form(phone, address)
    next_page(phone)
    seen = phone.locator("#div_id_shift legend, #div_id_shift .choices, #div_id_tired")
    assert phone.locator("#div_id_shift .invalid-feedback").is_visible()
    before = seen.evaluate_all(PLACES)

    tap(phone, "shift_0")
    phone.locator(".summary a.done").wait_for()

    assert seen.evaluate_all(PLACES) == before
    assert phone.locator("#div_id_shift .invalid-feedback").is_hidden()


def test_a_mistake_that_the_server_alone_sees_stays_until_it_is_touched(phone, address):
    sent_back(phone, address, "shift_0")
    phone.get_by_role("link", name="Show all pages").click()
    on_page(phone, "p1")

    tap(phone, "tired_0")
    next_page(phone)
    assert phone.locator("#div_id_shift .invalid-feedback").is_visible()
    tap(phone, "shift_1")
    next_page(phone)
    on_page(phone, "p2")
