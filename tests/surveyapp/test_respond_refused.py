"""Handing in: what is given back because of its ticket, its sender, its size or its hour, and how that is said."""

import html
import re

import pytest
from django.db import OperationalError
from django.test import Client

from surveyapp import tickets
from surveyapp.actions import responses
from surveyapp.models import Participation, Survey
from tests.respond_surveys import ALL_ANSWERS, EVERY_TYPE, URLENCODED, draft, link, opened, send, ticket_in
from tests.surveyapp.handing_in import mistakes, refused, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(open_ward):
    return Survey.objects.get(pk=open_ward.pk)


def forged(ticket):
    return ticket[:-4] + ("AAAA" if ticket[-4:] != "AAAA" else "BBBB")


@pytest.mark.once
@pytest.mark.parametrize(
    "spoil",
    [
        forged,
        lambda ticket: "",
        lambda ticket: ".",
        lambda ticket: ticket.replace(".", "\0"),
        lambda ticket: "é" + ticket,
        lambda ticket: "x" * 100_000,
    ],
)
def test_it_gives_the_form_back_with_a_fresh_ticket_where_its_own_is_no_good(
    client, survey, address, ticket, spoil
):
    answers = {**ALL_ANSWERS, "ticket": spoil(ticket)}

    response = send(client, address, answers)
    page = response.content.decode()

    assert refused(response, 403)
    assert "Please press Submit once more" in page
    assert "your answers were not taken yet" in page
    assert mistakes(response) == {}
    assert re.findall(r'value="(\w+)" id="id_\w+" checked', page) == [
        "night",
        "yes",
        "sleep",
        "tea",
        "fair",
        "elsewhere",
    ]
    assert ticket_in(response) not in {answers["ticket"], ticket}
    assert send(client, address, {**answers, "ticket": ticket_in(response)}).status_code == 303
    assert len(stored(survey)) == 1


@pytest.mark.once
def test_it_gives_the_form_back_where_there_is_no_ticket_at_all(client, address):
    response = send(client, address, ALL_ANSWERS)

    assert refused(response, 403)
    assert mistakes(response) == {}


@pytest.mark.once
def test_it_takes_no_ticket_of_another_school_or_survey(client, survey, address):
    south = Participation.objects.get(survey=survey, school__code="south")
    other = opened(EVERY_TYPE.replace("code: ward", "code: other"))

    for ticket in (tickets.issue(south), tickets.issue(Participation.objects.filter(survey=other).first())):
        assert refused(send(client, address, {**ALL_ANSWERS, "ticket": ticket}), 403)


@pytest.mark.once
def test_it_shows_mistakes_and_the_need_to_submit_again_together(client, address):
    response = send(client, address, {**ALL_ANSWERS, "ticket": "no", "shift": ""})

    assert refused(response, 403)
    assert mistakes(response) == {"shift": "Please answer this question."}
    assert "your answers were not taken yet" in response.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "http://testserver@elsewhere.example"},
        {"Origin": "testserver"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_it_takes_nothing_that_another_site_sends(client, address, ticket, headers):
    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket}, headers=headers)

    assert refused(response, 403)
    assert "Your answers were not taken" in response.content.decode()
    assert "?lang=" not in response.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "null"},  # what browsers send from a page under no-referrer
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost:8000"},  # BASE_URL, behind a proxy that changes the host
    ],
)
def test_it_takes_what_its_own_page_sends(client, address, ticket, headers):
    assert send(client, address, {**ALL_ANSWERS, "ticket": ticket}, headers=headers).status_code == 303


@pytest.mark.once
def test_it_refuses_ten_megabytes(client, address, ticket):
    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket, "wish": "x" * 10_000_000})

    assert refused(response, 413)


@pytest.mark.once
def test_it_refuses_ten_megabytes_in_a_file(client, address, ticket):
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    body = head + b"x" * 10_000_000 + b"\r\n--b--\r\n"

    response = client.post(f"{address}/send", body, content_type="multipart/form-data; boundary=b")

    assert refused(response, 413)


@pytest.mark.once
def test_it_refuses_five_thousand_fields(client, address, ticket):
    fields = {f"field{n}": "x" for n in range(5000)}

    assert refused(send(client, address, {**ALL_ANSWERS, "ticket": ticket, **fields}), 400)


@pytest.mark.once
@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"--b\r\n", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense", 403),
        ("application/json", b'{"shift": "day"}', 403),
        ("text/plain", b"shift=day", 403),
        ("", b"", 403),
        (URLENCODED, b"%%%=%&&&=;", 403),
    ],
)
def test_it_has_an_answer_to_a_body_that_is_no_form(client, address, content_type, body, status):
    assert refused(client.post(f"{address}/send", body, content_type=content_type), status)


@pytest.mark.once
def test_it_takes_nothing_for_a_draft(client):
    survey = draft(EVERY_TYPE.replace("code: ward", "code: drafted"))
    ticket = tickets.issue(Participation.objects.filter(survey=survey).first())

    assert refused(send(client, link(survey), {**ALL_ANSWERS, "ticket": ticket}), 404)


def given_back(response):
    """What the page of a closed survey gives back to be copied."""
    found = re.findall(r'<pre [^>]*id="sent-answers"[^>]*>(.*?)</pre>', response.content.decode(), re.DOTALL)
    return [html.unescape(text) for text in found]


def test_it_takes_nothing_for_a_closed_survey_and_gives_back_what_was_sent(client, survey, address, ticket):
    Survey.objects.filter(pk=survey.pk).update(status="closed")
    wish = "more tea\r\n</pre><b>now</b>"

    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket, "wish": wish, "helps": ["tea"]})

    assert refused(response, 410)
    assert "This survey is closed" in response.content.decode()
    assert "came too late and was not recorded" in response.content.decode()
    assert given_back(response) == [
        "When do you work?\nBy night\n\nHow long do you work?\n42 hours\n\nAre you tired?\nYes\n\n"
        "What helps?\nTea\n\nHow is your mood?\nFair\n\nWhere do you rest?\nElsewhere: in the garden\n\n"
        "What do you wish?\nmore tea\n</pre><b>now</b>"
    ]
    hidden = send(client, address, {"tired": "no", "helps": ["tea"]})
    assert given_back(hidden) == ["Are you tired?\nNo"]


@pytest.mark.parametrize(
    ("more", "headers"),
    [({}, {"Sec-Fetch-Site": "cross-site"}), ({"wish": "x" * 10_000_000}, {}), ({"shift": ""}, {})],
    ids=["from another site", "too large", "empty"],
)
def test_it_says_closed_without_what_is_not_its_own_page_s(client, survey, address, more, headers):
    Survey.objects.filter(pk=survey.pk).update(status="closed")

    response = send(client, address, {"shift": "day", **more}, headers=headers)

    assert refused(response, 410)
    assert "came too late and was not recorded" in response.content.decode()
    assert given_back(response) == []


@pytest.mark.once
def test_it_says_closed_where_the_survey_closes_while_somebody_hands_in(client, address, ticket, monkeypatch):
    def closing(participation, **what):
        Survey.objects.filter(pk=participation.survey_id).update(status="closed")
        raise responses.NotOpen

    monkeypatch.setattr(responses, "hand_in", closing)

    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket})

    assert refused(response, 410)
    assert "This survey is closed" in response.content.decode()
    assert "came too late and was not recorded" in response.content.decode()
    assert "How long do you work?\n42 hours" in given_back(response)[0]


@pytest.mark.once
def test_it_asks_to_try_again_while_the_survey_is_being_closed_since_that_may_fail(
    client, address, ticket, monkeypatch
):
    def at_work(**what):
        raise responses.NotOpen

    monkeypatch.setattr(responses, "hand_in", at_work)

    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket})

    assert refused(response, 503)
    assert "Your answers are still there" in response.content.decode()


@pytest.mark.once
def test_it_says_how_the_answers_can_be_kept_where_the_database_does_not_answer(
    client, address, ticket, monkeypatch
):
    def locked(**what):
        raise OperationalError("database is locked")

    monkeypatch.setattr(responses, "hand_in", locked)

    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket})

    assert refused(response, 503)
    assert "Your answers are still there" in response.content.decode()


@pytest.mark.once
def test_it_needs_no_cookie_to_hand_in(address):
    strict = Client(enforce_csrf_checks=True)
    ticket = ticket_in(strict.get(f"{address}/form"))

    assert send(strict, address, {**ALL_ANSWERS, "ticket": ticket}).status_code == 303
    assert not strict.cookies
