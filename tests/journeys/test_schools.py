"""From three invitations to figure 1: one school declines, two accept, one sends the link, and its students answer."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from surveyapp.actions import pages
from surveyapp.models import DayCount
from tests.journeys.respondent import PHONE, fill, follow, submit
from tests.respond_surveys import ALL_ANSWERS, opened, send, ticket_in
from tests.results_surveys import person

ROWS = "Quay\tNO\tdean@quay.example.org\nHill & Söhne\tFR\tdean@hügel.example\nO’Hara\tIE\to'hara@example.org"
OTHERS = 14  # students, beside the one in the browser


@pytest.fixture
def researcher(live_server, open_page, client, settings):
    cache.clear()
    settings.MAIL_IS_ON = True
    survey = opened()
    survey.participations.all().delete()  # those whom she invites are enough
    client.force_login(person("ada", survey, "researcher"))
    page = open_page(live_server.url, java_script_enabled=False)
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    return page


@pytest.fixture
def deans(live_server, open_page):
    """Where each dean's letter led, by the address that it was for."""

    def opened_by(address):
        letter = next(letter for letter in mail.outbox if address in letter.to[0])
        link = urlsplit(re.search(r"http\S+/d/[\w-]+/", letter.body)[0]).path
        page = open_page(live_server.url, java_script_enabled=False, viewport=PHONE)
        page.goto(link)
        return page

    return opened_by


def students_answer(page, link):
    """One in the browser, as students do; the others by the same addresses."""
    page.goto(link)
    follow(page, page.get_by_role("link", name="Start"))
    fill(page)
    submit(page)
    expect(page).to_have_url(re.compile("/thanks"))
    for _ in range(OTHERS):
        student = Client()
        student.get(link)
        posted = {**ALL_ANSWERS, "ticket": ticket_in(student.get(f"{link}/form"))}
        assert send(student, link, posted).status_code == 303


def test_figure_1_tells_what_became_of_three_invitations(researcher, deans, open_page, live_server):
    ada = researcher
    ada.goto("/surveys/ward/add-schools/")
    ada.locator("#paste textarea").fill(ROWS)
    ada.get_by_role("button", name="Look at the rows").click()
    ada.get_by_role("button", name="Add the schools").click()
    ada.get_by_role("link", name="Letters").click()
    ada.goto("/surveys/ward/letters/send/invitation/")
    ada.get_by_role("button", name="Send to those ticked").click()
    assert len(mail.outbox) == 3

    no = deans("o'hara@example.org")
    no.get_by_text("No, we do not take part").click()
    no.get_by_label("Data protection").check()
    no.get_by_role("button", name="Decline").click()
    for address in ("dean@quay.example.org", "dean@xn--hgel-0ra.example"):
        yes = deans(address)
        yes.get_by_role("button", name="Yes, we take part").click()
        if "quay" in address:
            yes.get_by_label("How many students did it reach?").fill("40")
            yes.get_by_role("button", name="It has been sent").click()

    students_answer(open_page(live_server.url, java_script_enabled=False, viewport=PHONE), "/r/ward/quay")
    pages.flush()
    assert DayCount.objects.values_list("opened", "started", "handed_in").get() == (15, 15, 15)
    DayCount.objects.update(
        day=timezone.localdate() - timedelta(days=1)
    )  # of a school only whole days are shown

    ada.goto("/surveys/ward/schools/")
    board = ada.locator("table.board")
    for school, states in {
        "Quay": ("Sent", "40", "15", "37.5"),
        "Hill & Söhne": ("Accepted", "Send the link to the students"),
        "O’Hara": ("Declined", "Data protection"),
    }.items():
        row = board.get_by_role("row").filter(has_text=school)
        for words in states:
            expect(row).to_contain_text(words)
    steps = [" ".join(step.split()) for step in ada.locator(".flow-list > li > p").all_inner_texts()]
    assert [step.split()[0] for step in steps] == ["3", "2", "1", "40", "15"], steps
    figure = ada.request.get("/surveys/ward/figure-1.svg").text()
    assert "Data protection" in figure and "37.5" in figure
    ada.goto("/surveys/ward/rates/")
    expect(ada.locator("main")).to_contain_text(
        "100.0"
    )  # whoever opened has started, and all of them handed in
