"""Many at once, on both databases: hand-ins, the same ticket, counting, importing and closing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from surveyapp import tickets
from surveyapp.actions import imports, surveys
from surveyapp.envelopes import NotOpen
from surveyapp.models import DayCount, Envelope, Response, Stratum, Survey, Ticket
from tests.build import a_questionnaire, a_school, a_survey, csv_file, given, hand_in, handed_in
from tests.respond_surveys import link, send, ticket_in
from tests.surveyapp import counted as kept

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 16
LATE = {"year": "3", "gender": "male"}


def at_once(jobs, threads=THREADS):
    """The results of jobs that begin together in threads, each with a connection of its own."""
    start = threading.Barrier(threads, timeout=30)
    waiting = threading.local()

    def run(job):
        try:
            if not getattr(waiting, "started", False):
                waiting.started = True
                start.wait()
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, jobs))


def again(survey):
    return Survey.objects.get(pk=survey.pk)


def test_it_stores_every_one_of_those_who_hand_in_at_once():
    survey = a_survey()
    at_once([lambda: hand_in(survey, **LATE)] * 96)

    assert (Ticket.objects.count(), Envelope.objects.count()) == (96, 96)
    kept.check(again(survey))


def test_it_stores_one_response_of_fifty_posts_with_the_same_ticket():
    survey = a_survey()
    address = link(survey)
    ticket = ticket_in(Client().get(f"{address}/form"))
    posted = given(a_questionnaire(), **LATE) | {"ticket": ticket}
    answers = at_once([lambda: send(Client(), address, posted)] * 50, threads=25)

    assert [(answer.status_code, answer["Location"].split("#")[1]) for answer in answers] == [
        (303, "done")
    ] * 50
    assert (Ticket.objects.count(), Envelope.objects.count(), DayCount.objects.get().handed_in) == (1, 1, 1)


def test_it_counts_no_envelope_twice_when_many_count_at_once(monkeypatch):
    from surveyapp import envelopes

    survey = a_survey()
    with monkeypatch.context() as missed:
        missed.setattr(envelopes, "count_after", lambda *what: None)
        handed_in(survey, 60, **LATE)
    at_once([lambda: envelopes.count_all(survey)] * THREADS)
    envelopes.count_all(survey)

    assert Envelope.objects.count() == 60
    assert Stratum.objects.get(counted__gt=0).counted >= 40
    kept.check(again(survey))


def test_it_keeps_whatever_it_has_thanked_for_when_the_survey_is_closed_meanwhile():
    """Each hand-in is either in the rows, or was told that the survey is not open."""
    survey = a_survey()
    handed_in(survey, 12, **LATE)
    come = [lambda: tried(survey)] * 50
    results = at_once([*come, lambda: surveys.close(survey=again(survey)), *come])

    assert (results.count(True) + results.count(False), results.count(None)) == (100, 1)
    assert Response.objects.count() == 12 + results.count(True)
    assert tried(survey) is False
    kept.check(again(survey))


def tried(survey):
    try:
        hand_in(survey, **LATE)
    except NotOpen:
        return False
    return True


def test_it_closes_once_when_two_close_at_once():
    survey = a_survey()
    handed_in(survey, 14, **LATE)
    at_once([lambda: closed_or_refused(survey)] * 4, threads=4)

    assert Response.objects.count() == 14
    kept.check(again(survey))


def closed_or_refused(survey):
    try:
        surveys.close(survey=again(survey))
    except surveys.Refused as refusal:
        assert str(refusal) == "rounds is closed already."


def test_it_counts_two_imports_at_once_by_themselves_while_others_hand_in(tmp_path):
    survey = a_survey()
    made = a_questionnaire()
    files = [
        csv_file(tmp_path / f"{n}.csv", made, [given(made, **LATE) for _ in range(20)]) for n in range(3)
    ]
    jobs = [lambda file=file: imports.import_responses(survey=again(survey), file=file) for file in files]
    at_once([*jobs, *[lambda: hand_in(survey, **LATE)] * 30], threads=8)

    assert sorted(Stratum.objects.filter(batch__gt=0).values_list("batch", "counted")) == [
        (1, 20),
        (2, 20),
        (3, 20),
    ]
    assert Ticket.objects.count() == 30
    kept.check(again(survey))


def test_it_gives_a_ticket_to_each_of_many_who_ask_at_once():
    participation = a_school(a_survey())
    issued = at_once([lambda: tickets.issue(participation)] * 100)

    assert len(set(issued)) == 100
