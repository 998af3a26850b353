"""Letters: the words of a survey, who gets one and why not, and what goes into the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveyapp import letter_plan, letter_text
from surveyapp.actions import letter_texts, letters, posting
from surveyapp.actions.surveys import Refused
from surveyapp.models import Letter, LetterText, LogEntry, Participation, Survey
from tests import build
from tests.surveyapp.letter_queue import BASE, TODAY, a_survey, enter, plan, put, queue, states, why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "mail_is_on")]


# ----- texts


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


@pytest.mark.once
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
    with pytest.raises(letter_texts.TextProblems) as error:
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


@pytest.mark.once
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
