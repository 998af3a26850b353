"""Letters: texts, who gets one, the queue, and a real mail server that takes, refuses, dawdles and dies."""

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation

from surveyapp import emails, letter_plan, letter_text, mail_url, school_links
from surveyapp.actions import history, letters, links, posting
from surveyapp.actions.surveys import Refused
from surveyapp.models import Event, Letter, LetterText, LogEntry, Participation, SchoolLink, Survey
from tests import build
from tests.mail_server import PATIENCE, mail_server
from tests.surveyapp.command_line import refused, run

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
BASE = "http://localhost:8000"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def mail_is_on(settings):
    settings.MAIL_IS_ON = True
    settings.DEFAULT_FROM_EMAIL = "study@x.example"
    with translation.override("en"):
        yield


@pytest.fixture
def server(settings):
    with mail_server() as (handler, port):
        settings.EMAIL_BACKEND = mail_url.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = PATIENCE
        yield handler


def a_survey(*offices, **more):
    """A survey whose schools have these addresses: dean@ for each unless said."""
    survey = build.a_survey(schools=max(len(offices), 1), **more)
    for n, office in enumerate(offices or ("dean",), start=1):
        survey.participations.filter(school__code=f"school{n}").update(email=f"{office}@school{n}.example")
    return survey


def plan(survey, kind="invitation", day=None):
    return letter_plan.plan(survey, kind, day or TODAY())


def why(survey, kind="invitation", day=None):
    return [line.problem for line in plan(survey, kind, day)]


def queue(survey, kind="invitation", *, day=None, schools=None, by="Ada"):
    lines = plan(survey, kind, day)
    codes = [line.participation.school.code for line in lines if line.goes]
    return letters.queue(
        survey=survey,
        kind=kind,
        schools=codes if schools is None else schools,
        day=day or TODAY(),
        seen=letter_plan.seen(lines),
        by=by,
    )


def states(survey):
    rows = Letter.objects.filter(participation__survey=survey).order_by("pk")
    return [(row.to.partition("@")[0], row.state) for row in rows]


def happened(survey):
    rows = Event.objects.filter(participation__survey=survey)
    return [(row.participation.school.code, row.kind, row.by) for row in rows]


def enter(survey, kind, ago=0, school=""):
    day = TODAY() - timedelta(days=ago)
    return history.record(participation=build.a_school(survey, school), kind=kind, by="Ada", day=day)


def token_in(message):
    """The token of the dean's link in a mail, found in both of its parts."""
    found = {
        re.search(rf"{BASE}/d/([\w-]+)/", message.get_body((kind,)).get_content())[1]
        for kind in ("plain", "html")
    }
    assert len(found) == 1
    return found.pop()


# ----- texts


def put(survey, subject="{survey}", body="Dear {office}", revision=0, by="Ada"):
    return letters.put_text(
        survey=survey,
        kind="invitation",
        language="en",
        subject=subject,
        body=body,
        revision=revision,
        by=by,
    )


def test_a_text_is_kept_and_goes_into_the_letters():
    survey = a_survey()
    put(survey, subject="About {survey}", body="Dear {office}  \r\nof {school}")
    row = LetterText.objects.get()
    assert (row.subject, row.body, row.changed_by) == ("About {survey}", "Dear {office}\nof {school}", "Ada")
    assert [(line.subject, line.body) for line in plan(survey)] == [
        ("About Rounds", "Dear The dean’s office\nof School 1")
    ]
    assert LogEntry.objects.filter(did="letter_text_changed", by="Ada").count() == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_lost():
    survey = a_survey()
    first = put(survey, body="Hers")
    with pytest.raises(letters.ChangedMeanwhile, match="Ada has changed this text"):
        put(survey, body="His", by="Bob")
    assert LetterText.objects.get().body == "Hers"
    put(survey, body="Both", revision=first.revision, by="Bob")
    with pytest.raises(letters.ChangedMeanwhile, match="Bob has changed this text"):
        put(survey, body="Hers again", revision=first.revision)
    assert LetterText.objects.get().body == "Both"


@pytest.mark.parametrize(
    ("words", "subject", "body"),
    [
        ({"body": "Dear {dean}"}, [], ["There is no field {dean}."]),
        (
            {"subject": "{dean}", "body": "{rector}"},
            ["There is no field {dean}."],
            ["There is no field {rector}."],
        ),
        ({"subject": "One\nBcc: all@x.example"}, ["A subject is one line."], []),
        ({"subject": "See {link}"}, ["The secret link must not stand in the subject"], []),
        ({"subject": " ", "body": ""}, ["A letter needs a subject."], ["A letter needs a text."]),
        ({"body": "[x](https://evil.example)"}, [], ["https://evil.example leads elsewhere."]),
    ],
)
def test_a_text_with_a_fault_is_not_kept_and_every_fault_is_named(words, subject, body):
    survey = a_survey()
    with pytest.raises(letters.TextProblems) as error:
        put(survey, **words)
    found = error.value.subject, error.value.body
    assert [len(part) for part in found] == [len(subject), len(body)]
    assert all(
        said.startswith(part) for part, said in zip(subject + body, [*found[0], *found[1]], strict=True)
    )
    assert LetterText.objects.count() == 0


# ----- who gets it


def test_fields_say_what_is_known_and_lines_without_are_left_out():
    survey = a_survey(contact="ada@x.example")
    Survey.objects.update(closes_on="2026-03-14", ethics="E 7", about={"en": "Radiologists"})
    Participation.objects.update(office="Office of the Dean", enrolled=1200)
    put(
        survey,
        body="\n".join(f"{name}={{{name}}}" for name in letter_text.FIELDS),
    )
    (line,) = plan(Survey.objects.get())
    assert line.body.splitlines() == [
        "school=School 1",
        "office=Office of the Dean",
        "survey=Rounds",
        "about=Radiologists",
        "link={link}",
        f"students_link={BASE}/r/rounds/school1",
        f"questions={survey.questions.count()} questions",
        "minutes=2 minutes",
        "closes=14 March 2026",
        "contact=ada@x.example",
        "ethics=E 7",
        "asked=1,200",
    ]
    assert line.unknown == ("responses",)


def test_a_school_reads_its_own_language():
    survey = a_survey("dean", "doyen")
    survey.participations.filter(school__code="school2").update(languages=["fr", "en"])
    Survey.objects.update(closes_on="2026-03-14")
    english, french = plan(Survey.objects.get())
    assert (english.language, french.language) == ("en", "fr")
    assert english.body.count("- Open until: 14 March 2026") == 1
    assert french.body.count("- Ouverte jusqu’au\u00a0: 14 mars 2026") == 1


@pytest.mark.parametrize(
    ("kind", "before", "reason"),
    [
        ("invitation", (), ""),
        ("invitation", (("invited", 3),), "Was invited on"),
        ("invitation", (("accepted", 3),), "Has answered already."),
        ("reminder", (), "Was not invited yet."),
        ("reminder", (("invited", 3),), "a reminder may go from"),
        ("reminder", (("invited", 14),), ""),
        ("reminder", (("invited", 50), ("reminded", 20)), ""),
        ("reminder", (("invited", 90), ("reminded", 60), ("reminded", 30)), "Was reminded twice"),
        ("reminder", (("invited", 50), ("accepted", 20)), "Has answered already."),
        ("reminder", (("invited", 50), ("no_response", 20)), "No response was entered"),
        ("forward", (("invited", 50),), "Has not accepted."),
        ("forward", (("invited", 50), ("accepted", 20)), ""),
        ("forward", (("accepted", 20), ("sent", 2)), "Has sent the link already."),
        ("thanks", (("accepted", 20), ("sent", 2)), "The survey is not closed yet."),
    ],
)
def test_who_gets_which_letter_and_why_not(kind, before, reason):
    survey = a_survey()
    for event, ago in before:
        enter(survey, event, ago)
    (found,) = why(survey, kind)
    assert (reason in found, bool(found)) == (True, bool(reason))


def test_after_closing_schools_that_sent_are_thanked_once():
    survey = a_survey("sent", "not")
    enter(survey, "sent", school="school1")
    Survey.objects.update(status="closed")
    survey = Survey.objects.get()
    assert why(survey, "thanks") == ["", "Has not sent the link."]
    assert why(survey, "invitation") == why(survey, "reminder") == ["The survey is closed."] * 2
    enter(survey, "thanked", school="school1")
    assert why(survey, "thanks")[0].startswith("Was thanked on")


def test_a_draft_can_invite_and_cannot_ask_to_forward():
    survey = a_survey(opened=False)
    assert why(survey) == [""]
    enter(survey, "accepted")
    assert why(survey, "forward") == ["The survey is not open yet."]


def test_a_school_is_left_out_where_its_address_is_none_or_a_name_would_mislead():
    survey = build.a_survey(schools=4)
    for n, address in enumerate(("", "döan@x.example", "dean@x.example", "dean@x.example"), start=1):
        survey.participations.filter(school__code=f"school{n}").update(email=address)
    school = survey.participations.get(school__code="school3").school
    school.name = "[Sign in](https://evil.example)"
    school.save()
    found = why(survey)
    assert found[0] == "There is no mail address. Enter one with the school."
    assert "before the @ stands ‘ö’" in found[1]
    assert "https://evil.example leads elsewhere" in found[2]
    assert found[3] == ""


def test_a_subject_that_needs_what_nobody_knows_keeps_the_letter_back():
    survey = a_survey()
    put(survey, subject="Until {closes}")
    assert why(survey) == ["The subject needs {closes}, and there is nothing to say for it."]


# ----- the queue


def test_nothing_goes_out_before_somebody_asks_for_it(server):
    survey = a_survey()
    posting.send_due()
    assert (server.offered, states(survey)) == ([], [])


def test_only_the_chosen_schools_get_one_and_nobody_two():
    survey = a_survey("a", "b", "c")
    queue(survey, schools=["school1", "school3"])
    assert states(survey) == [("a", "waiting"), ("c", "waiting")]
    queue(survey, schools=["school1", "school2", "nowhere"])
    assert states(survey) == [("a", "waiting"), ("c", "waiting"), ("b", "waiting")]
    assert why(survey) == ["One such letter is in the queue already."] * 3


def test_what_has_changed_since_somebody_looked_is_not_sent_unseen():
    survey = a_survey("a", "b")
    shown = letter_plan.seen(plan(survey))
    put(survey, body="Another text")
    with pytest.raises(letters.ChangedMeanwhile, match="nothing was sent"):
        letters.queue(
            survey=survey, kind="invitation", schools=["school1"], day=TODAY(), seen=shown, by="Ada"
        )
    assert states(survey) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schools": []}, "Tick at least one school."),
        ({"day": -1}, "That day is over."),
        ({"day": 1}, "Only reminders can be scheduled."),
        ({"off": True}, "EMAIL_URL is not set"),
    ],
)
def test_it_refuses_what_makes_no_sense(change, reason, settings):
    survey = a_survey()
    settings.MAIL_IS_ON = not change.pop("off", False)
    if "day" in change:
        change["day"] = TODAY() + timedelta(days=change["day"])
    with pytest.raises(Refused, match=reason):
        queue(survey, **change)
    assert states(survey) == []


def test_a_reminder_waits_for_its_day_and_then_for_who_has_answered(server, monkeypatch):
    survey = a_survey("a", "b")
    enter(survey, "invited", 10, "school1")
    enter(survey, "invited", 10, "school2")
    day = TODAY() + timedelta(days=4)
    queue(survey, "reminder", day=day)
    assert (posting.send_due().sent, states(survey)) == (0, [("a", "waiting"), ("b", "waiting")])
    enter(survey, "accepted", 0, "school1")
    monkeypatch.setattr(timezone, "localdate", lambda value=None: day)
    outcome = posting.send_due()
    assert (outcome.sent, outcome.dropped) == (1, 1)
    assert states(survey) == [("a", "dropped"), ("b", "sent")]
    assert Letter.objects.get(state="dropped").answer == "Has answered already."


# ----- the mail server


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

    assert (token in everything(), len(everything()) > 1000) == (False, True)


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
        ("later", "failed", "451 4.3.0 Try again later"),
        ("slowly", "failed", "The mail server did not answer in time."),
        ("dead", "failed", "The mail server broke off."),
        ("slow", "uncertain", "The mail server did not answer in time."),
        ("dies", "uncertain", "The mail server broke off."),
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


@pytest.mark.parametrize("office", ["nobody", "slow", "lost"])
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


def schools_email(survey, address):
    survey.participations.update(email=address)


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


def test_without_a_server_letters_wait_and_say_why(settings):
    with mail_server() as (_handler, port):
        pass  # and now it is gone
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail_url.SMTP, "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE
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


# ----- the command


def test_the_command_sends_and_says_how_many(server):
    survey = a_survey("a", "nobody", "c")
    queue(survey)
    assert run("send_letters") == "2 sent, 1 failed\n"
    assert run("send_letters") == ""


def test_the_command_says_that_mail_is_off(settings):
    settings.MAIL_IS_ON = False
    assert refused("send_letters") == ["mail is off. Set EMAIL_URL, as docs/running.md says."]


def test_the_command_says_that_there_is_no_server(settings):
    with mail_server() as (_handler, port):
        pass
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail_url.SMTP, "127.0.0.1", port
    queue(a_survey())
    (said,) = refused("send_letters")
    assert (said.startswith("the mail server: "), said.endswith("1 letters wait.")) == (True, True)


def a_database_url():
    from django.db import connection

    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    from urllib.parse import quote

    where = quote(str(database["HOST"]), safe="")
    door = f"{database['USER']}:{database['PASSWORD']}@" if database["PASSWORD"] else f"{database['USER']}@"
    return f"postgresql://{door}{where}:{database['PORT']}/{database['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_never_sent_twice_though_its_sender_is_killed(server, settings):
    """kill -9 while the mail server has the text and has not answered yet."""
    survey = a_survey("slow")
    queue(survey)
    url = f"smtp://127.0.0.1:{settings.EMAIL_PORT}/?from=study@x.example&timeout=60"
    environment = {
        **os.environ,
        "DATABASE_URL": a_database_url(),
        "EMAIL_URL": url,
        "DJANGO_SETTINGS_MODULE": "surveyapp.settings",
    }
    sender = subprocess.Popen([sys.executable, "manage.py", "send_letters"], env=environment, cwd=ROOT)
    try:
        assert server.hangs.wait(60)
    finally:
        sender.send_signal(signal.SIGKILL)
        assert sender.wait(30) == -signal.SIGKILL
    assert (states(survey), len(server.offered)) == ([("slow", "sending")], 1)

    call_command("send_letters")
    assert (states(survey), len(server.offered)) == ([("slow", "sending")], 1)  # perhaps it is still at it

    Letter.objects.update(tried_at=timezone.now() - posting.CUT_OFF - timedelta(seconds=1))
    call_command("send_letters")
    assert (states(survey), len(server.offered)) == ([("slow", "uncertain")], 1)
    assert Letter.objects.get().answer == "Sending was cut off."


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_letter_once(server):
    from tests.surveyapp.test_counting_parallel import at_once

    survey = a_survey(*"abcdefgh")
    queue(survey)
    at_once([posting.send_due] * 4, threads=4)
    assert [state for _who, state in states(survey)] == ["sent"] * 8
    assert sorted(address for address, _id in server.offered) == [
        f"{c}@school{n}.example" for n, c in enumerate("abcdefgh", 1)
    ]


def test_the_console_will_do_to_try_it_out(settings):
    """Any of Django's backends takes letters, if it is no SMTP either."""
    survey = a_survey()
    queue(survey)
    assert posting.send_due().sent == 1
    assert [message.to for message in mail.outbox] == [["dean@school1.example"]]


def test_ids_of_messages_are_no_two_alike():
    assert len({emails.new_message_id() for _ in range(100)}) == 100
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", emails.new_message_id())
