"""The letters' pages: who would get one, and who may see them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from surveyapp.actions import history
from surveyapp.models import Letter, LetterText, Membership, Participation, Survey
from tests import build
from tests.results_surveys import person
from tests.surveyapp.letter_pages import (
    INVITE,
    LETTERS,
    REMIND,
    TEXT,
    a_letter,
    a_survey,
    ada,
    said,
    seen,
    send,
    ticked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_on")]


# ----- who gets it


def test_the_dry_run_says_who_gets_what_and_who_does_not_and_sends_nothing():
    survey = a_survey()
    history.record(participation=build.a_school(survey, "school2"), kind="invited", by="Ada")
    page = ada(survey).get(INVITE)
    assert ticked(page) == [("school1", " checked"), ("school3", " checked")]
    assert said(page).count("2 schools would get it") == said(page).count("1 school would not") == 1
    assert said(page).count("School 2 Was invited on") == 1
    assert said(page).count("Subject Rounds: may we ask your students?") == 2
    assert (len(mail.outbox), Letter.objects.count()) == (0, 0)


def test_the_button_sends_to_those_ticked_and_says_so():
    survey = a_survey()
    page = send(ada(survey), schools=["school1", "school3"])
    assert sorted(message.to[0] for message in mail.outbox) == [
        "dean@school1.example",
        "dean@school3.example",
    ]
    assert said(page).count("2 letters were sent.") == 1
    assert survey.participations.filter(events__kind="invited", events__by="ada").count() == 2


def test_pressed_twice_it_sends_once():
    survey = a_survey()
    client = ada(survey)
    posted = {"seen": seen(client.get(INVITE)), "school": ["school1"]}
    client.post(INVITE, posted)
    again = client.post(INVITE, posted)
    assert (again.status_code, len(mail.outbox)) == (409, 1)
    assert said(again).count("Something has changed since you looked: nothing was sent.") == 1


@pytest.mark.parametrize("posted", [{}, {"seen": "x"}, {"seen": "x", "school": ["nowhere"]}])
def test_what_the_page_did_not_offer_sends_nothing(posted):
    answer = ada(a_survey()).post(INVITE, posted)
    assert (answer.status_code, len(mail.outbox), Letter.objects.count()) == (409, 0, 0)


def test_with_none_ticked_it_asks_for_one():
    page = send(ada(a_survey()), schools=())
    assert (page.status_code, said(page).count("Tick at least one school.")) == (409, 1)


def test_a_board_can_lead_to_one_school():
    page = ada(a_survey()).get(f"{INVITE}?school=school2")
    assert ticked(page) == [("school1", ""), ("school2", " checked"), ("school3", "")]


def test_of_many_the_first_go_at_once_and_the_others_wait():
    survey = a_survey(schools=12)
    page = send(ada(survey), schools=[f"school{n}" for n in range(1, 13)])
    assert (len(mail.outbox), Letter.objects.filter(state="waiting").count()) == (10, 2)
    assert said(page).count("10 letters were sent.") == said(page).count("2 letters wait:") == 1


def test_a_reminder_can_be_scheduled():
    survey = a_survey()
    for row in survey.participations.all():
        history.record(participation=row, kind="invited", by="Ada")
    client = ada(survey)
    assert said(client.get(REMIND)).count("Nobody would get it") == 1
    day = timezone.localdate() + timedelta(days=14)
    path = f"{REMIND}?day={day}"
    shown = client.get(path)
    assert len(ticked(shown)) == 3
    page = client.post(REMIND, {"seen": seen(shown), "school": ["school1"], "day": str(day)}, follow=True)
    assert said(page).count("1 letter is scheduled.") == said(page).count("goes out on") == 1
    assert (len(mail.outbox), Letter.objects.get().due) == (0, day)


@pytest.mark.parametrize("day", ["2019-01-01", "9999-12-31", "14.3.2026", "2026-02-30", "tomorrow"])
def test_a_day_that_cannot_be_is_refused_with_words(day):
    client = ada(a_survey())
    page = client.get(f"{REMIND}?day={day}")
    assert (page.status_code, page.content.decode().count("invalid-feedback") > 0) == (422, True)
    assert client.post(REMIND, {"day": day, "seen": "x", "school": ["school1"]}).status_code == 422


def test_without_mail_the_pages_say_so_and_offer_no_button(settings):
    settings.MAIL_IS_ON = False
    client = ada(a_survey())
    for path in (LETTERS, INVITE):
        assert said(client.get(path)).count("This server sends no mail") == 1
    assert client.get(INVITE).content.decode().count("Send to those ticked") == 0
    shown = client.get(INVITE)
    assert client.post(INVITE, {"seen": seen(shown), "school": ["school1"]}).status_code == 409
    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_without_scripts_a_researcher_reads_sends_and_sees_it_sent(live_server, open_page):
    survey = a_survey()
    session = ada(survey).cookies["session"].value
    page = open_page(live_server.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}{LETTERS}")
    page.locator(f"a[href='{INVITE}']").click()
    page.get_by_label("School 2").uncheck()
    page.get_by_text("Read the letter").first.click()
    assert page.get_by_text("Dear Sir or Madam,").first.is_visible()
    page.get_by_role("button", name="Send to those ticked").click()
    page.get_by_text("2 letters were sent.").wait_for()
    page.locator("tbody a", has_text="School 3").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Invitation to a dean: School 3"
    assert len(mail.outbox) == 2


# ----- who may


@pytest.mark.parametrize(
    "path",
    ["texts/invitation/de/", "texts/love/en/", "send/love/", "999/", "texts/invitation/en.txt/"],
)
def test_what_does_not_exist_is_not_found(path):
    client = ada(a_survey())
    assert [client.get(LETTERS + path).status_code, client.post(LETTERS + path).status_code] == [404, 404]


def test_faculty_and_strangers_find_nothing_and_send_nothing():
    survey = a_survey()
    letter = a_letter(survey, "failed")
    other = build.a_survey("other", schools=1)
    paths = [LETTERS, INVITE, TEXT, f"{LETTERS}{letter.pk}/"]
    for who in (person("felix", survey, "faculty"), person("olga"), person("eve", other, "researcher")):
        client = Client()
        client.force_login(who)
        assert {client.get(path).status_code for path in paths} == {404}
        posted = {
            "go": "again",
            "seen": "x",
            "school": ["school1"],
            "subject": "x",
            "body": "y",
            "revision": "0",
        }
        assert {client.post(path, posted).status_code for path in paths[1:]} == {404}
    assert (len(mail.outbox), LetterText.objects.count(), Letter.objects.get().state) == (0, 0, "failed")


def test_a_letter_of_another_survey_is_not_found_under_ones_own():
    survey, other = a_survey(), build.a_survey("other", schools=1)
    letter = a_letter(other, "failed")
    client = ada(survey)
    assert client.get(f"{LETTERS}{letter.pk}/").status_code == 404
    assert client.post(f"{LETTERS}{letter.pk}/", {"go": "again"}).status_code == 404
    assert (Membership.objects.count(), Letter.objects.get().state) == (1, "failed")


def test_pages_with_addresses_are_not_kept_by_browsers():
    client = ada(a_survey())
    for path in (LETTERS, INVITE, TEXT):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


# ----- as fast for many


@pytest.mark.parametrize("path", [LETTERS, INVITE, TEXT])
def test_it_asks_the_database_as_often_for_one_school_as_for_three(path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    survey = a_survey(schools=1)
    client = ada(survey)
    a_letter(survey, "failed")
    path = path.replace("invitation", "forward") if path == INVITE else path
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    more = a_more_schools(survey)
    for row in more:
        for state in ("sent", "waiting", "failed"):
            a_letter(survey, state, participation=row)
        history.record(participation=row, kind="accepted", by="Ada")
    with django_assert_num_queries(len(one)):
        client.get(path)


def a_more_schools(survey):
    rows = [
        Participation.objects.create(
            survey=survey, school=build.another_school(f"more{n}", f"More {n}"), email=f"dean@more{n}.example"
        )
        for n in (1, 2)
    ]
    assert Survey.objects.get().participations.count() == 3
    return rows
