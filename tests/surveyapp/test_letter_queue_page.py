"""The queue of letters as a page, and one letter: what may be done with it."""

import html
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from surveyapp.actions import history
from surveyapp.models import Letter
from tests import build
from tests.surveyapp.letter_pages import (
    LETTERS,
    a_letter,
    a_survey,
    ada,
    said,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_on")]


def test_what_needs_somebody_comes_first_with_the_servers_answer():
    survey = a_survey()
    a_letter(survey, "waiting")
    a_letter(survey, "failed", answer="550 No <such> office")
    a_letter(survey, "sent", sent_at=timezone.now())
    page = ada(survey).get(LETTERS)
    queue, _, over = page.content.decode().partition("Sent and taken back")
    assert re.findall(r'class="tag [^"]*">([^<]+)<', queue.partition('id="queue"')[2]) == [
        "Not sent",
        "Waits to be sent",
    ]
    assert queue.count("550 No &lt;such&gt; office") == 1
    assert re.findall(r'name="go" value="(\w+)"', queue) == ["again", "drop", "drop"]
    assert re.findall(r'class="tag [^"]*">([^<]+)<', over) == ["Sent"]


def test_a_failed_letter_is_sent_again_by_its_button():
    survey = a_survey()
    letter = a_letter(survey, "failed", answer="550")
    page = ada(survey).post(f"{LETTERS}{letter.pk}/", {"go": "again"}, follow=True)
    letter.refresh_from_db()
    assert (said(page).count("1 letter was sent."), letter.state, len(mail.outbox)) == (1, "sent", 1)


def test_what_waits_and_is_due_is_sent_by_a_button_and_what_was_scheduled_is_not():
    survey = a_survey(schools=2)
    client, other = ada(survey), a_survey(code="other", schools=1)
    waiting = a_letter(survey, "waiting")
    history.record(participation=build.a_school(survey, "school2"), kind="invited", by="Ada")
    later = a_letter(
        survey,
        "waiting",
        participation=build.a_school(survey, "school2"),
        due=timezone.localdate() + timedelta(days=20),
    )
    elsewhere = a_letter(other, "waiting")
    assert "Send now what waits and is due" in said(client.get(LETTERS))
    page = client.post(LETTERS, follow=True)
    assert ("1 letter was sent." in said(page), "Send now what waits" in said(page)) == (True, False)
    assert "goes out on" in said(page)
    for letter in (waiting, later, elsewhere):
        letter.refresh_from_db()
    assert [letter.state for letter in (waiting, later, elsewhere)] == ["sent", "waiting", "waiting"]


def test_a_letter_shows_its_text_and_not_its_secret():
    survey = a_survey()
    client = ada(survey)
    send(client)
    letter = Letter.objects.get()
    (token,) = set(re.findall(r"/d/([\w-]+)/", mail.outbox[0].body))
    page = client.get(f"{LETTERS}{letter.pk}/").content.decode()
    assert (page.count("<b>[link]</b>"), page.count(token), page.count("/d/")) == (1, 0, 0)
    assert [page.count(html.escape(part)) > 0 for part in (letter.to, letter.message_id, letter.subject)] == [
        True
    ] * 3


def test_what_was_written_is_words_never_html():
    survey = a_survey()
    letter = a_letter(survey, "failed", subject="<script>1</script>", answer="<script>2</script>")
    page = ada(survey).get(f"{LETTERS}{letter.pk}/").content.decode()
    assert (page.count("<script"), page.count("&lt;script&gt;"), page.count("Dear &lt;b&gt;dean")) == (
        0,
        2,
        1,
    )


def test_a_letter_whose_sender_was_cut_off_is_said_to_be_uncertain_and_can_be_settled():
    survey = a_survey()
    letter = a_letter(survey, "sending", tried_at=timezone.now() - timedelta(hours=1))
    client, path = ada(survey), f"{LETTERS}{letter.pk}/"
    assert said(client.get(path)).count("Perhaps it was sent") == 1
    assert said(client.get(LETTERS)).count("Perhaps sent") == 1
    assert Letter.objects.get().state == "sending"  # who only looks changes nothing
    client.post(path, {"go": "arrived"})
    assert (Letter.objects.get().state, len(mail.outbox)) == ("sent", 0)


@pytest.mark.parametrize(
    ("state", "go", "after"),
    [
        ("waiting", "drop", "dropped"),
        ("failed", "drop", "dropped"),
        ("uncertain", "drop", "dropped"),
        ("uncertain", "arrived", "sent"),
        ("sent", "drop", "sent"),
        ("sent", "again", "sent"),
        ("sending", "again", "sending"),
        ("failed", "arrived", "failed"),
    ],
)
def test_a_letter_moves_only_where_it_can(state, go, after):
    survey = a_survey()
    letter = a_letter(survey, state)
    page = ada(survey).post(f"{LETTERS}{letter.pk}/", {"go": go}, follow=True)
    letter.refresh_from_db()
    assert (letter.state, len(mail.outbox)) == (after, 0)
    assert said(page).count("This letter has moved on in the meantime.") == (state == after)


def test_nothing_else_is_done_with_a_letter():
    survey = a_survey()
    letter = a_letter(survey, "failed")
    assert ada(survey).post(f"{LETTERS}{letter.pk}/", {"go": "delete"}).status_code == 404
