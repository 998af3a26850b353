"""Letters go out by a real mail server that takes, refuses, dawdles and dies."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from surveyapp import emails, school_links
from surveyapp.actions import letters, links, posting
from surveyapp.actions.surveys import Refused
from surveyapp.models import Letter, SchoolLink
from tests import build
from tests.surveyapp.letter_queue import (
    a_survey,
    enter,
    happened,
    put,
    queue,
    schools_email,
    states,
    token_in,
    why,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "mail_is_on")]
once = pytest.mark.once  # of each state that a letter ends in, one is asked for on PostgreSQL too


def test_a_letter_is_taken_and_history_tells_it(server):
    survey = a_survey("dean", "o'neill", contact="ada@x.example")
    queue(survey)
    outcome = posting.send_due()
    assert (outcome.sent, outcome.failed, outcome.left) == (2, 0, 0)
    assert states(survey) == [("dean", "sent"), ("o'neill", "sent")]
    assert happened(survey) == [("school1", "invited", "Ada"), ("school2", "invited", "Ada")]
    message = server.taken[1]
    row = Letter.objects.get(to="o'neill@school2.example")
    heads = [message[name] for name in ("To", "From", "Reply-To", "Message-ID", "Subject")]
    assert heads == [row.to, "study@x.example", "ada@x.example", row.message_id, row.subject]
    assert row.sent_at >= row.tried_at >= row.asked_at


def test_the_link_in_it_works_and_is_kept_nowhere(server):
    survey = a_survey()
    queue(survey)
    posting.send_due()
    token = token_in(server.taken[0])
    link = school_links.find(token)
    assert (link.participation.school.code, link.holder, link.made_by) == ("school1", "dean", "Ada")
    assert "{link}" in Letter.objects.get().body
    from tests.surveyapp.test_access_matrix import everything

    kept = str(everything())
    assert (token in kept, len(kept) > 1000) == (False, True)


def test_a_reminder_renews_the_deans_link_and_leaves_the_secretarys(server):
    survey = a_survey()
    row = build.a_school(survey)
    old = links.make(participation=row, holder="dean", by="Ada")
    secretary = links.make(participation=row, holder="secretary", by="Ada")
    enter(survey, "invited", 20)
    queue(survey, "reminder")
    posting.send_due()
    new = token_in(server.taken[0])
    assert [bool(school_links.find(token)) for token in (old, secretary, new)] == [False, True, True]
    assert happened(survey)[-1] == ("school1", "reminded", "Ada")


def test_a_letter_without_a_link_makes_none(server):
    survey = a_survey()
    put(survey, body="Hello {office}")
    queue(survey)
    posting.send_due()
    assert (len(server.taken), SchoolLink.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("office", "state", "says"),
    [
        ("nobody", "failed", "550 5.1.1 There is no such office here"),
        pytest.param("later", "failed", "451 4.3.0 Try again later", marks=once),
        pytest.param("slowly", "failed", "The mail server did not answer in time.", marks=once),
        pytest.param("dead", "failed", "The mail server broke off.", marks=once),
        pytest.param("slow", "uncertain", "The mail server did not answer in time.", marks=once),
        pytest.param("dies", "uncertain", "The mail server broke off.", marks=once),
        ("lost", "uncertain", "The mail server broke off."),
    ],
)
def test_what_is_not_taken_keeps_the_servers_answer_and_the_others_go_out(server, office, state, says):
    survey = a_survey("first", office, "last")
    queue(survey)
    outcome = posting.send_due()
    assert states(survey) == [("first", "sent"), (office, state), ("last", "sent")]
    assert (outcome.sent, getattr(outcome, state), outcome.unreachable) == (2, 1, "")
    assert Letter.objects.get(state=state).answer == says
    assert [school for school, *_ in happened(survey)] == ["school1", "school3"]


@pytest.mark.parametrize("office", ["nobody", pytest.param("slow", marks=once), "lost"])
def test_it_never_tries_again_by_itself(server, office):
    survey = a_survey(office)
    queue(survey)
    posting.send_due()
    offered, state = len(server.offered), states(survey)
    posting.send_due()
    posting.send_due()
    assert (len(server.offered), states(survey)) == (offered, state)
    assert why(survey) == ["One such letter was not sent, or perhaps was: see the queue first."]


def test_a_failed_letter_leaves_the_dean_the_link_that_is_there(server):
    survey = a_survey("nobody")
    row = build.a_school(survey)
    old = links.make(participation=row, holder="dean", by="Ada")
    secretary = links.make(participation=row, holder="secretary", by="Ada")
    queue(survey)
    posting.send_due()
    assert [bool(school_links.find(token)) for token in (old, secretary)] == [True, True]
    assert SchoolLink.objects.filter(revoked_on__isnull=True).count() == 2


def test_a_letter_that_perhaps_arrived_has_a_link_that_works(server):
    survey = a_survey("lost")
    old = links.make(participation=build.a_school(survey), holder="dean", by="Ada")
    queue(survey)
    posting.send_due()
    assert [bool(school_links.find(token)) for token in (old, token_in(server.taken[0]))] == [False, True]


def test_a_failed_letter_is_sent_again_by_a_person_to_the_address_of_now(server):
    survey = a_survey("nobody")
    queue(survey)
    posting.send_due()
    schools_email(survey, "dean@x.example")
    letter = Letter.objects.get()
    letters.again(letter=letter, by="Bob")
    posting.send_due()
    letter.refresh_from_db()
    assert (letter.state, letter.to, letter.answer) == ("sent", "dean@x.example", "")
    assert (len(server.taken), server.taken[0]["Message-ID"]) == (1, letter.message_id)
    assert happened(survey) == [("school1", "invited", "Bob")]
    with pytest.raises(letters.ChangedMeanwhile, match="has moved on"):
        letters.again(letter=letter, by="Bob")


def test_it_is_not_sent_again_to_an_address_that_is_none(server):
    survey = a_survey("nobody")
    queue(survey)
    posting.send_due()
    schools_email(survey, "nowhere")
    with pytest.raises(Refused, match="has no @"):
        letters.again(letter=Letter.objects.get(), by="Bob")
    assert states(survey) == [("nobody", "failed")]


def test_an_uncertain_letter_that_arrived_is_history_then(server):
    survey = a_survey("lost")
    queue(survey)
    posting.send_due()
    letter = Letter.objects.get()
    letters.arrived(letter=letter, by="Bob")
    assert (letter.state, letter.sent_at) == ("sent", letter.tried_at)
    assert happened(survey) == [("school1", "invited", "Bob")]
    with pytest.raises(letters.ChangedMeanwhile):
        letters.arrived(letter=letter, by="Bob")
    assert len(happened(survey)) == 1


def test_what_is_taken_back_is_not_sent(server):
    survey = a_survey()
    (letter,) = queue(survey)
    letters.drop(letter=letter, by="Ada")
    posting.send_due()
    assert (server.offered, states(survey), why(survey)) == ([], [("dean", "dropped")], [""])


def test_without_a_server_letters_wait_and_say_why(no_server):
    survey = a_survey("a", "b")
    queue(survey)
    outcome = posting.send_due()
    assert (outcome.left, "refused" in outcome.unreachable) == (2, True)
    assert states(survey) == [("a", "waiting"), ("b", "waiting")]
    assert {"refused" in row.answer for row in Letter.objects.all()} == {True}
    assert SchoolLink.objects.count() == 0


def test_at_most_so_many_are_sent_at_once(server):
    survey = a_survey("a", "b", "c")
    queue(survey)
    outcome = posting.send_due(most=2)
    assert (outcome.sent, outcome.left) == (2, 1)


def test_a_letter_somebody_else_is_sending_is_left_alone(server):
    survey = a_survey()
    queue(survey)
    Letter.objects.update(state="sending", tried_at=timezone.now())
    posting.send_due()
    assert (server.offered, states(survey)) == ([], [("dean", "sending")])


def test_a_hostile_letter_in_the_database_harms_nobody(server):
    """As if somebody had written past the forms."""
    survey = a_survey("a", "b")
    queue(survey)
    Letter.objects.filter(to__startswith="a@").update(subject="Hello\nBcc: all@x.example")
    posting.send_due()
    assert states(survey) == [("a", "failed"), ("b", "sent")]
    assert [str(message["To"]) for message in server.taken] == ["b@school2.example"]


def test_the_console_will_do_to_try_it_out(settings):
    """Any of Django's backends takes letters, if it is no SMTP either."""
    survey = a_survey()
    queue(survey)
    assert posting.send_due().sent == 1
    assert [message.to for message in mail.outbox] == [["dean@school1.example"]]


def test_ids_of_messages_are_no_two_alike():
    assert len({emails.new_message_id() for _ in range(100)}) == 100
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", emails.new_message_id())
