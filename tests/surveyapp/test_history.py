"""Where a school stands follows from what happened with it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from surveyapp import history, own_words, school_links
from surveyapp.actions import history as acts
from surveyapp.actions import links, schools
from surveyapp.actions.surveys import Refused
from surveyapp.models import Event, LogEntry, Participation, SchoolLink
from tests import build

Kind, State = Event.Kind, Participation.State
TODAY = date(2019, 2, 25)


def happened(*entries):
    """Events that were never stored: (kind, days ago)."""
    return [
        Event(pk=i, kind=kind, day=TODAY - timedelta(days=ago)) for i, (kind, ago) in enumerate(entries, 1)
    ]


@pytest.mark.parametrize(
    ("entries", "state", "step", "turn", "days"),
    [
        ((), "invited", "invite", "you", None),
        ((("invited", 3),), "invited", "answer", "dean", 3),
        ((("invited", 20),), "invited", "remind", "you", 6),
        ((("invited", 90), ("reminded", 60), ("reminded", 30)), "invited", "ask_again", "you", 16),
        ((("invited", 9), ("accepted", 2)), "accepted", "send", "dean", 2),
        ((("invited", 90), ("accepted", 80)), "accepted", "ask_to_send", "you", 66),
        ((("invited", 9), ("declined", 2)), "declined", "declined", "nobody", 2),
        ((("invited", 9), ("declined", 4), ("accepted", 2)), "accepted", "send", "dean", 2),
        ((("accepted", 9), ("sent", 5)), "sent", "first_reminder", "dean", 0),
        ((("sent", 50), ("first_reminder", 28)), "sent", "second_reminder", "dean", 14),
        ((("sent", 50), ("first_reminder", 28), ("second_reminder", 9)), "sent", "both_went", "nobody", 9),
        ((("sent", 50), ("declined", 2)), "sent", "first_reminder", "dean", 36),
    ],
)
def test_state_and_next_step_follow(entries, state, step, turn, days):
    events = happened(*entries)
    found = history.next_step(events, TODAY)
    assert (history.state_of(events), found.step, found.turn, found.days(TODAY)) == (state, step, turn, days)


def test_after_closing_schools_that_sent_are_thanked_once():
    sent = happened(("sent", 50))
    assert history.next_step(sent, TODAY, closed=True).step == "thank"
    assert (
        history.next_step([*sent, Event(pk=9, kind="thanked", day=TODAY)], TODAY, closed=True).step == "over"
    )


def test_reminders_to_students_are_two_weeks_apart():
    assert history.reminder_days(happened(("sent", 5))) == {
        "first_reminder": TODAY + timedelta(days=9),
        "second_reminder": TODAY + timedelta(days=23),
    }
    assert history.reminder_days(happened(("sent", 50), ("first_reminder", 28), ("second_reminder", 9))) == {}


@pytest.fixture
def row(db):
    survey = build.a_survey()
    return schools.add(survey=survey, school=build.another_school())


def test_the_state_follows_what_is_entered_and_a_correction_keeps_both(row):
    acts.record(participation=row, kind=Kind.INVITED, by="Ada")
    acts.record(participation=row, kind=Kind.DECLINED, by="Ada", reason="Data protection")
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.DECLINED, "Data protection")
    event = row.events.get(kind=Kind.DECLINED)
    acts.correct(event=event, by="Ada", note="It was another school.")
    row.refresh_from_db()
    assert (row.state, row.reason, row.events.count()) == (State.INVITED, "", 3)
    with pytest.raises(Refused, match="corrected already"):
        acts.correct(event=event, by="Ada", note="Again.")
    assert LogEntry.objects.filter(did="school_declined", by="Ada").count() == 1


@pytest.mark.parametrize(
    ("before", "kind", "says"),
    [
        (("sent",), "declined", "already"),
        ((), "first_reminder", "first mail"),
        (("sent",), "second_reminder", "after the first"),
        (("sent", "first_reminder"), "first_reminder", "two at most"),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_is_written(row, before, kind, says):
    for one in before:
        acts.record(participation=row, kind=one, by="Ada")
    n = Event.objects.count()
    with pytest.raises(Refused, match=says):
        acts.record(participation=row, kind=kind, by="Ada")
    assert Event.objects.count() == n


def test_a_day_that_lies_ahead_and_a_correction_without_a_reason_are_refused(row):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="ahead"):
        acts.record(participation=row, kind=Kind.INVITED, by="Ada", day=tomorrow)
    event = acts.record(participation=row, kind=Kind.INVITED, by="Ada")
    with pytest.raises(Refused, match="why"):
        acts.correct(event=event, by="Ada", note="  ")


@pytest.fixture(scope="module")
def shared(module_db):
    """Under codes that those with a survey of their own leave free: each test's events are taken back."""
    return schools.add(survey=build.a_survey("shared"), school=build.another_school("shared"))


@pytest.mark.once
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("then", State.values)
def test_a_state_from_a_file_has_what_must_have_happened_behind_it(shared, db, state, then):
    row = Participation.objects.get(pk=shared.pk)
    for wanted in (state, then):
        build.stands(row.survey, row.school, wanted, reason="R" if wanted == "declined" else "")
        row.refresh_from_db()
        assert row.state == wanted
        assert row.reason == ("R" if wanted == "declined" else "")
    before = row.events.count()
    build.stands(row.survey, row.school, then, reason="R" if then == "declined" else "")
    assert row.events.count() == before, "the same file again enters nothing"


def test_a_school_with_answers_stays(row):
    day = row.days.create(day=timezone.localdate(), handed_in=1)
    with pytest.raises(Refused, match="stays"):
        schools.remove(participation=row, by="Ada")
    day.delete()
    schools.remove(participation=row, by="Ada")
    assert not Participation.objects.filter(pk=row.pk).exists()


def test_a_link_is_found_by_its_token_alone_and_no_longer_when_renewed(row):
    token = links.make(participation=row, holder="dean", by="Ada")
    secretary = links.make(participation=row, holder="secretary", by="the dean's office")
    assert len(token) >= 22, "128 bits"
    assert school_links.find(token).participation == row
    assert not SchoolLink.objects.filter(digest__contains=token).exists()
    again = links.make(participation=row, holder="dean", by="Ada")
    assert [school_links.find(one) is None for one in (token, secretary, again)] == [True, True, False]
    links.revoke(participation=row, holder="dean", by="Ada")
    assert school_links.find(again) is None


def test_what_the_program_entered_is_read_in_the_readers_language_and_what_people_wrote_as_it_is():
    with translation.override("fr"):
        assert [own_words.who(by) for by in ("command line", "Dean", "ada")] == [
            "ligne de commande",
            "Doyen",
            "ada",
        ]
        assert own_words.note(own_words.OTHER_STATE) != own_words.OTHER_STATE
        assert own_words.note("Name") == "Name"  # a message of the program, but of a person here
