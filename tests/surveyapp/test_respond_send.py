"""Handing in: what is taken, what is sent back with everything kept, and what should never be sent."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client

from surveyapp import tickets
from surveyapp.actions import responses, surveys
from surveyapp.models import DayCount, Envelope, FreeText, Participation, Response, Survey, Ticket
from tests.respond_surveys import ALL_ANSWERS, EVERY_TYPE, URLENCODED, draft, link, opened, send, ticket_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared(module_db):
    """What a test does with it is rolled back."""
    return opened()


@pytest.fixture
def survey(shared):
    return Survey.objects.get(pk=shared.pk)


@pytest.fixture
def address(survey):
    return link(survey)


@pytest.fixture
def ticket(client, address):
    return ticket_in(client.get(f"{address}/form"))


def stored(survey):
    """The answers of everybody, which can be read only once the survey is closed."""
    survey.refresh_from_db()
    surveys.close(survey=survey)
    return list(Response.objects.filter(survey=survey).values_list("answers", flat=True))


def refused(response, status):
    """It is refused with this status, nothing is stored, and the page says so to a script too."""
    kept = (response["Cache-Control"], response["X-Handed-In"], response.cookies.output())
    return (response.status_code, *kept, Envelope.objects.count(), Ticket.objects.count()) == (
        status,
        "no-store",
        "no",
        "",
        0,
        0,
    )


def mistakes(response):
    """Question -> what the page says is wrong with it."""
    found = re.findall(
        r'id="id_(\w+)_error" class="invalid-feedback"[^>]*>(.*?)</div>', response.content.decode()
    )
    return {name: re.sub(r"<[^>]+>", "", words).strip().removeprefix("Error: ") for name, words in found}


def test_it_takes_a_response_and_thanks(client, survey, address, ticket):
    response = send(client, address, {"ticket": ticket, **ALL_ANSWERS})

    assert (response.status_code, response["Location"]) == (303, "/r/ward/north/thanks#done")
    assert response["X-Handed-In"] == "yes"
    assert response.cookies.output() == ""
    assert response["Cache-Control"] == "no-store"
    assert client.get(response["Location"])["X-Handed-In"] == "yes"
    assert stored(survey) == [
        {
            "shift": "night",
            "hours": 42,
            "tired": "yes",
            "helps": ["sleep", "tea"],
            "mood": "fair",
            "place": "elsewhere",
            "wish": True,
        }
    ]
    texts = FreeText.objects.filter(survey=survey).values_list("question", "text").order_by("question")
    assert list(texts) == [("place__other", "in the garden"), ("wish", "more tea")]


def test_it_stores_one_response_for_one_ticket_however_often_it_comes(client, survey, address, ticket):
    answers = {"ticket": ticket, **ALL_ANSWERS}

    tries = [send(client, address, answers) for _ in range(5)]

    assert {(r.status_code, r["X-Handed-In"]) for r in tries} == {(303, "yes")}
    again = f"{address}/thanks?again#done"
    assert [r["Location"] for r in tries] == [f"{address}/thanks#done", again, again, again, again]
    assert [Envelope.objects.count(), Ticket.objects.count()] == [1, 1]
    assert [day.handed_in for day in DayCount.objects.all()] == [1]


@pytest.mark.once
def test_whoever_comes_with_a_page_that_was_handed_in_hears_that_it_counts_once(client, address, ticket):
    """On a shared computer, Back may show the next student the page of the one before."""
    answers = {"ticket": ticket, **ALL_ANSWERS}
    first, second = (
        client.post(f"{address}/send?lang=fr", urlencode(answers, doseq=True), content_type=URLENCODED)
        for _ in range(2)
    )

    usual, again = (client.get(r["Location"]).content.decode() for r in (first, second))

    assert second["Location"] == f"{address}/thanks?lang=fr&again#done"
    assert f'<a href="{address}/start?lang=fr">Répondre pour vous-même</a>' in again
    assert "Elles comptent une fois" in again
    assert "une fois" not in usual


@pytest.mark.once
def test_what_is_sent_back_is_kept_for_back_only_where_no_script_keeps_it(client, address, ticket):
    """Else answers would be found in the browser's files after they were handed in."""
    wrong = {"ticket": ticket, **ALL_ANSWERS, "shift": ""}

    kept = [send(client, address, {**wrong, **more})["Cache-Control"] for more in ({}, {"no-script": "1"})]

    assert kept == ["no-store", "private, no-cache"]
    assert (
        '<noscript><input type="hidden" name="no-script"></noscript>'
        in client.get(f"{address}/form").content.decode()
    )


@pytest.mark.once
def test_it_sends_back_what_is_missing_with_everything_else_kept(client, address, ticket):
    answers = {**ALL_ANSWERS, "ticket": ticket}
    del answers["shift"]

    response = send(client, address, answers)
    page = response.content.decode()

    assert refused(response, 422)
    assert mistakes(response) == {"shift": "Please answer this question."}
    assert '<form id="answers" class="mending"' in page
    assert re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page) == [
        ("#id_shift_0", "When do you work?")
    ]
    assert re.findall(r'value="(\w+)" id="id_\w+" checked', page) == [
        "yes",
        "sleep",
        "tea",
        "fair",
        "elsewhere",
    ]
    assert 'id="id_hours_0" value="42"' in page
    assert ">\nin the garden</textarea>" in page
    assert ">\nmore tea</textarea>" in page
    assert "<title>Error: Life on the ward</title>" in page
    assert ticket_in(response) == ticket
    assert send(client, address, {**answers, "shift": "day"}).status_code == 303


@pytest.mark.once
def test_it_has_at_hand_what_mending_can_bring_up(client, address, ticket):
    answers = {**ALL_ANSWERS, "ticket": ticket, "tired": "perhaps"}

    page = send(client, address, answers).content.decode()

    classes = dict(re.findall(r'<div id="div_id_(\w+)" class="([^"]+)"', page))
    assert classes["tired"] == "question wrong mend"
    assert classes["helps"] == "question follow mend"
    assert classes["shift"] == "question"


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"shift": "dawn"}, {"shift": "Please choose from the answers given."}),
        ({"shift": ["day", "night"]}, {"shift": "Please give one answer only."}),
        ({"shift": "da\0y"}, {"shift": "Please choose from the answers given."}),
        ({"helps": ["sleep", "tea", "talk"]}, {"helps": "Please choose at most 2."}),
        (
            {"helps": ["sleep", "nothing"]},
            {"helps": "Please choose either this answer alone, or the others."},
        ),
        ({"helps": []}, {"helps": "Please answer this question."}),
        ({"hours": "many"}, {"hours": "Please enter a number in digits."}),
        ({"hours": "1.5"}, {"hours": "Please enter a whole number."}),
        ({"hours": "101"}, {"hours": "Please enter 100 or less."}),
        ({"hours": "-1"}, {"hours": "Please enter 0 or more."}),
        ({"hours": "1e3"}, {"hours": "Please enter a number in digits."}),
        ({"wish": "x" * 501}, {"wish": "Please shorten this to 500 characters."}),
        ({"wish": "x" * 100_000}, {"wish": "Please shorten this to 500 characters."}),
        ({"place__other": "x" * 501}, {"place__other": "Please shorten this to 500 characters."}),
        (
            {"shift": "", "hours": "", "tired": ""},
            dict.fromkeys(("shift", "hours", "tired"), "Please answer this question."),
        ),
    ],
)
def test_it_says_at_each_question_what_is_wrong(client, address, ticket, change, mistake):
    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket, **change})

    assert refused(response, 422)
    assert mistakes(response) == mistake


@pytest.mark.once
def test_it_gives_back_a_long_text_whole(client, address, ticket):
    text = "<b>&" * 25_000

    page = send(client, address, {**ALL_ANSWERS, "ticket": ticket, "wish": text}).content.decode()

    assert (
        html.unescape(page.partition('id="id_wish_0"')[2].partition(">\n")[2].partition("</textarea>")[0])
        == text
    )


@pytest.mark.once
def test_it_points_from_the_summary_to_own_words_that_are_too_long(client, address, ticket):
    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket, "place__other": "x" * 501})

    assert '<li><a href="#id_place__other">Where do you rest?</a></li>' in response.content.decode()


def test_it_drops_an_answer_to_a_question_that_was_not_shown(client, survey, address, ticket):
    send(client, address, {**ALL_ANSWERS, "ticket": ticket, "tired": "no"})

    assert "helps" not in stored(survey)[0]


def test_it_drops_own_words_whose_choice_was_not_taken(client, survey, address, ticket):
    send(client, address, {**ALL_ANSWERS, "ticket": ticket, "place": "home", "wish": ""})

    stored(survey)
    assert not FreeText.objects.exists()


def test_it_ignores_fields_that_no_question_has(client, survey, address, ticket):
    extra = {"is_staff": "1", "school": "south", "submit": "x", "survey": "other", "nonce": "n", "lang": "fr"}

    response = send(client, address, {**ALL_ANSWERS, "ticket": ticket, **extra})

    assert response.status_code == 303
    assert set(stored(survey)[0]) == set(ALL_ANSWERS) - {"place__other"}
    assert Response.objects.get().school.code == "north"


def test_it_keeps_half_characters_out_of_what_is_stored(client, survey, address, ticket):
    body = f"ticket={ticket}&shift=day&hours=1&tired=no&wish=%ED%A0%80%FF"

    response = client.post(f"{address}/send", body, content_type=URLENCODED)

    assert response.status_code == 303
    stored(survey)
    assert FreeText.objects.get().text.strip("\N{REPLACEMENT CHARACTER}") == ""


@pytest.mark.once
@pytest.mark.parametrize("charset", ["unicode_escape", "utf-16", "none-such"])
def test_it_reads_a_form_as_utf_8_whatever_the_sender_says(client, address, ticket, charset):
    body = f"ticket={ticket}&shift=\\ud800"

    content_type = f"{URLENCODED}; charset={charset}"
    response = client.generic("POST", f"{address}/send?lang=en", body, content_type=content_type)

    assert refused(response, 422)


@pytest.mark.once
@pytest.mark.parametrize("charset", ["unicode_escape", "utf-8"])
def test_it_reads_a_form_of_several_parts_as_utf_8_and_throws_its_files_away(
    client, address, ticket, charset
):
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    fields = [("ticket", "", ticket), ("shift", "", "\\ud800"), ("wish", '; filename="f"', "x")]
    body = "".join(f"--b\r\n{part.format(*field)}" for field in fields) + "--b--\r\n"

    content_type = f"multipart/form-data; boundary=b; charset={charset}"
    response = client.generic("POST", f"{address}/send", body, content_type=content_type)

    assert refused(response, 422)
    assert mistakes(response)["shift"] == "Please choose from the answers given."


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
