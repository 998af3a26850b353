"""Handing in: what is taken, what is sent back with everything kept, and what is dropped."""

import html
import re
from urllib.parse import urlencode

import pytest

from surveyapp.models import DayCount, Envelope, FreeText, Response, Survey, Ticket
from tests.respond_surveys import ALL_ANSWERS, URLENCODED, send, ticket_in
from tests.surveyapp.handing_in import mistakes, refused, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(open_ward):
    return Survey.objects.get(pk=open_ward.pk)


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
