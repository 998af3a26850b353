"""A page whose answers were handed in, and that a browser shows again from its memory: nobody's answers go with it."""

import pytest
from playwright.sync_api import expect

from surveyapp.actions import surveys
from surveyapp.models import Envelope, Response, Survey
from tests.journeys.respondent import fill, follow, open_form, press_submit, submit, thanked, ticket


@pytest.fixture
def old_page(phone, address):
    """The questionnaire of somebody who has handed in, as the browser has it."""
    html = phone.goto(f"{address}/form").text()
    phone.locator("body[data-kept]").wait_for()
    fill(phone)
    press_submit(phone)
    thanked(phone)
    return {"body": html, "content_type": "text/html; charset=utf-8"}


def hours():
    surveys.close(survey=Survey.objects.get())
    return sorted(response.answers["hours"] for response in Response.objects.all())


def test_the_next_student_s_answers_get_a_ticket_of_their_own(phone, address, old_page):
    phone.route("**/form", lambda route: route.fulfill(**old_page))
    open_form(phone, address)
    old = ticket(phone)
    fill(phone)
    phone.evaluate("location.hash = 'p1'")
    phone.fill("#id_hours_0", "17")
    phone.evaluate("location.hash = 'send'")
    phone.allow("403 /r/ward/north/send")
    with phone.expect_navigation(url="**/send#mend"):
        press_submit(phone)
    assert phone.locator(".summary h2").inner_text() == "Have you handed in before?"
    assert ticket(phone) not in {"", old}
    assert phone.input_value("#id_hours_0") == "17"

    press_submit(phone)
    thanked(phone)

    assert hours() == [17, 42]


def test_without_a_script_it_says_that_such_answers_count_once(
    open_page, live_server, address, phone, old_page
):
    page = open_page(live_server.url, java_script_enabled=False)
    page.route("**/form", lambda route: route.fulfill(**old_page))
    page.goto(f"{address}/form")
    fill(page)
    submit(page)
    assert page.locator(".notice").inner_text().startswith("From this page, answers had come before.")
    assert Envelope.objects.count() == 1

    page.unroute("**/form")
    follow(page, page.get_by_role("link", name="Answer for yourself"))
    expect(page.locator("#id_hours_0")).to_have_value("")
    fill(page)
    submit(page)

    expect(page.locator(".notice")).to_have_count(0)
    assert hours() == [42, 42]
