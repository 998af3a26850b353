"""A school's own page by its secret link: who sees what, who may do what, and what follows."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from surveyapp import history
from surveyapp.models import Event, LogEntry, Participation, School, SchoolLink, Survey
from tests import build
from tests.surveyapp.dean_pages import a_link, a_row, kinds, sent, state, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_wrong_tries")]

Kind, State, Holder = Event.Kind, Participation.State, SchoolLink.Holder
HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}"


# ----- the way through


def test_a_dean_accepts_says_that_it_was_sent_and_reminds(somebody):
    row = a_row()
    link = a_link(row)
    assert "May we ask your students?" in text(somebody.get(link))
    answer = somebody.post(link + "?lang=en", {"go": "accept"})
    assert (answer.status_code, answer["Location"], state(row)) == (303, link + "?lang=en", State.ACCEPTED)
    assert "Thank you for taking part" in text(somebody.get(link))
    assert (somebody.post(link, sent()).status_code, state(row)) == (303, State.SENT)
    event = row.events.last()
    assert (event.kind, event.students, event.by) == ("sent", 410, "Dean")
    due = history.reminder_days(list(row.events.all()))["first_reminder"]
    assert due == timezone.localdate() + timedelta(days=14)
    assert date_format(due, "DATE_FORMAT") in text(somebody.get(link))
    somebody.post(link, sent(kind="first_reminder"))
    somebody.post(link, sent(kind="second_reminder"))
    assert kinds(row) == ["accepted", "sent", "first_reminder", "second_reminder"]
    assert "There is nothing more to do" in text(somebody.get(link))
    assert "school_accepted" in LogEntry.objects.values_list("did", flat=True)


def test_an_answer_can_be_changed_until_the_link_was_sent(somebody):
    row = a_row()
    link = a_link(row)
    somebody.post(link, {"go": "decline", "reason": "data_protection", "words": "Not this\nyear."})
    assert (state(row), row.reason) == (State.DECLINED, "Data protection: Not this year.")
    page = text(somebody.get(link))
    assert ("Your school does not take part" in page, row.reason in page) == (True, True)
    somebody.post(link, {"go": "accept"})
    assert (state(row), row.reason) == (State.ACCEPTED, "")
    assert 'value="decline"' in text(somebody.get(link))
    somebody.post(link, {"go": "decline", "reason": "other", "words": ""})
    assert (state(row), row.reason) == (State.DECLINED, "Something else")
    somebody.post(link, {"go": "accept"})
    somebody.post(link, sent())
    assert 'value="decline"' not in text(somebody.get(link))
    refused = somebody.post(link, {"go": "decline"})
    assert (refused.status_code, state(row)) == (409, State.SENT)
    assert "went out to students already" in text(refused)


def test_a_second_click_enters_nothing_twice(somebody):
    row = a_row()
    link = a_link(row)
    for data in ({"go": "accept"}, sent()):
        somebody.post(link, data)
        somebody.post(link, data)
    assert kinds(row) == ["accepted", "sent"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"students": ""}, "Enter how many students it reached"),
        ({"students": "many"}, "Enter a whole number"),
        ({"students": "0"}, "one student at least"),
        ({"day": "yesterday"}, "That is no day"),
        ({"day": ""}, "Enter the day"),
        ({"day": (timezone.localdate() + timedelta(days=2)).isoformat()}, "lies ahead"),
        ({"day": "1999-01-01"}, "The survey opened on"),
        ({"kind": "declined"}, "Select a valid choice"),
        ({"kind": "first_reminder"}, "A reminder comes after the first mail"),
    ],
)
def test_what_cannot_be_is_said_and_not_entered(somebody, change, words):
    row = a_row("accepted")
    answer = somebody.post(a_link(row), sent(**change))
    assert (answer.status_code in (409, 422), words in text(answer), kinds(row)) == (True, True, ["accepted"])


def test_nothing_goes_out_before_the_school_has_agreed(somebody):
    row = a_row()
    link = a_link(row)
    for data in (sent(), {"go": "share"}):
        answer = somebody.post(link, data)
        assert (answer.status_code, "does not take part so far" in text(answer)) == (409, True)
    assert (kinds(row), somebody.get(f"{link}qr.svg").status_code) == ([], 404)


def test_a_draft_can_be_agreed_to_but_not_sent(somebody):
    row = a_row(opened=False)
    link = a_link(row)
    somebody.post(link, {"go": "accept"})
    page = text(somebody.get(link))
    assert ("It works once the survey is open." in page, 'value="sent"><' in page) == (True, False)
    assert (somebody.post(link, sent()).status_code, kinds(row)) == (409, ["accepted"])


def test_a_closed_survey_says_thanks_and_takes_nothing(somebody):
    row = a_row("sent")
    link = a_link(row)
    build.closed(row.survey)
    before = kinds(row)
    page = somebody.get(link)
    assert (page.status_code, "Thank you" in text(page), "<form" in text(page)) == (200, True, False)
    posts = [somebody.post(link, data).status_code for data in (sent(), {"go": "accept"}, {"go": "share"})]
    assert (posts, kinds(row), somebody.get(f"{link}qr.png").status_code) == ([410] * 3, before, 404)


# ----- how


def everything(out):
    call_command("dumpdata", "surveyapp", "auth", "sessions", stdout=out)
    return out.getvalue()


@pytest.mark.once
@pytest.mark.parametrize("at", ["invited", "accepted", "sent"])
@pytest.mark.parametrize("holder", Holder.values)
def test_to_look_changes_nothing_and_leaves_nothing(somebody, at, holder):
    import io

    link = a_link(a_row(at), holder)
    before = everything(io.StringIO())
    looks = ("?go=accept", "?go=sent&kind=sent", "questions/", "questionnaire/", "questionnaire/rules-1.css")
    for more in ("", *looks, "anonymity/", "qr.svg", "qr.png", "qr.exe"):
        for answer in (somebody.get(link + more), somebody.head(link + more)):
            kept = answer["Cache-Control"] in ("no-store", "private, no-store", "private, no-cache")
            assert (answer.cookies, kept) == ({}, True)
            assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert everything(io.StringIO()) == before


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_it_takes_no_post_from_another_site(headers):
    row = a_row()
    answer = Client(headers=headers).post(a_link(row), {"go": "accept"})
    assert (answer.status_code, "Nothing has changed" in text(answer), kinds(row)) == (403, True, [])


@pytest.mark.once
@pytest.mark.parametrize("data", [{}, {"go": "open"}, {"go": ["accept"], "x": "y" * 300_000}])
def test_it_says_what_it_cannot_read(somebody, data):
    row = a_row()
    assert (somebody.post(a_link(row), data).status_code, kinds(row)) == (400, [])


@pytest.mark.once
def test_it_does_not_take_what_is_no_form(somebody):
    link = a_link(a_row())
    assert somebody.put(link, "x").status_code == 405
    assert somebody.post(f"{link}anonymity/", {"go": "accept"}).status_code == 405
    broken = somebody.post(link, b"--x", content_type="multipart/form-data")
    assert broken.status_code == 400


@pytest.mark.once
def test_hostile_words_stay_words(somebody):
    row = a_row()
    School.objects.filter(pk=row.school_id).update(name=HOSTILE)
    words = {"en": HOSTILE, "fr": HOSTILE}
    Survey.objects.filter(pk=row.survey_id).update(
        ethics=HOSTILE, title=words, about=words, introduction=words
    )
    Participation.objects.filter(pk=row.pk).update(office=HOSTILE)
    link = a_link(row)
    pages = [text(somebody.get(link)), text(somebody.get(f"{link}anonymity/"))]
    somebody.post(link, {"go": "decline", "words": HOSTILE})
    pages.append(text(somebody.get(link)))
    somebody.post(link, {"go": "accept"})
    pages.append(text(somebody.get(link)))
    pages.append(text(somebody.post(link, sent(kind=HOSTILE, day=HOSTILE, students=HOSTILE))))
    pages.append(text(somebody.post(link, {"go": "share"})))
    assert [("<script" in page, "&lt;script&gt;" in page) for page in pages] == [(False, True)] * 6
    assert not any("14" in re.findall(r"</script&gt;(\d+)", page) for page in pages)


@pytest.mark.once
@pytest.mark.parametrize("words", ["x" * 401, "nul\x00"])
def test_a_reason_that_cannot_be_kept_is_sent_back(somebody, words):
    row = a_row()
    answer = somebody.post(a_link(row), {"go": "decline", "reason": "time", "words": words})
    assert (answer.status_code, 'id="id_words_error"' in text(answer), kinds(row)) == (422, True, [])


@pytest.mark.once
def test_the_mails_are_in_the_surveys_languages_and_open_in_a_mail_program(somebody):
    row = a_row("accepted")
    Survey.objects.filter(pk=row.survey_id).update(
        contact="study@example.org", title={"en": "A & B?", "fr": "É"}
    )
    page = text(somebody.get(a_link(row) + "?lang=en"))
    found = [mailto.replace("&amp;", "&") for mailto in re.findall(r'href="(mailto:\?[^"]+)"', page)]
    read = [parse_qs(urlsplit(mailto).query, strict_parsing=True) for mailto in found]
    assert [mail["subject"][0] for mail in read] == [
        "A & B?: 2 minutes of your time",
        "É\u00a0: 2 minutes de votre temps",
        "A reminder: A & B?",
        "Rappel\u00a0: É",
        "Last reminder: A & B?",
        "Dernier rappel\u00a0: É",
    ]
    for mail in read:
        body = mail["body"][0]
        assert ("/r/rounds/school1" in body, "\r\n\r\n" in body, re.findall(r"[{}]|\{\w", body)) == (
            True,
            True,
            [],
        )
    assert "until" not in read[0]["body"][0]  # no planned day, no line about it


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [("", "fr", "fr"), ("?lang=en", "fr", "en"), ("?lang=fr", "en", "fr"), ("?lang=xx", "de, en", "en")],
)
def test_it_speaks_the_readers_language_and_stays_in_it(somebody, query, accepted, language):
    answer = somebody.get(a_link(a_row("accepted")) + query, headers={"Accept-Language": accepted})
    page = text(answer)
    assert (f'<html lang="{language}"' in page, answer["Content-Language"]) == (True, language)
    if query in ("?lang=en", "?lang=fr"):
        assert f'/{query}"' in page


@pytest.mark.once
def test_the_qr_code_is_there_for_print_and_for_slides(somebody):
    link = a_link(a_row("accepted"))
    svg, png = somebody.get(f"{link}qr.svg"), somebody.get(f"{link}qr.png")
    assert (svg["Content-Type"], png.content[:4], somebody.get(f"{link}qr.pdf").status_code) == (
        "image/svg+xml",
        b"\x89PNG",
        404,
    )


@pytest.mark.once
def test_the_anonymity_page_names_k_and_what_is_left_over(somebody):
    row = a_row(minimum_group=8)
    page = text(somebody.get(f"{a_link(row)}anonymity/?lang=en"))
    for words in ("at least 8 people", "What is kept", "What nobody can do", "What is left over"):
        assert words in page
