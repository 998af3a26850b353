"""How a hand-in reaches the disk: together with others, asked once, after a broken connection, beside a closing."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from surveyapp import hand_ins, looks
from surveyapp.actions import surveys
from surveyapp.disclosure import enough_waiting
from surveyapp.hand_ins import FUNCTION, HandIn
from surveyapp.models import Envelope, Stratum, Survey, Ticket
from surveyapp.prepared import one_row
from surveyapp.together import Together
from tests.build import a_school, a_survey, hand_in
from tests.waiting import until

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer, and no connection that breaks"
)


class Desk:
    """Work that is held up until it is let go; it remembers what was done in one go."""

    def __init__(self):
        self.began, self.go, self.done = threading.Event(), threading.Event(), []

    def do(self, works):
        self.began.set()
        assert self.go.wait(30)
        if "bad" in works:
            raise ValueError("bad")
        self.done.append(sorted(works))
        return [work.upper() for work in works]


def at_desk(desk, works, of_one=ValueError):
    """The first begins alone; the others come while it is held up. Outcomes or errors, in order."""
    together = Together(desk.do, of_one)

    def outcome(work):
        try:
            return together.done(work)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(works)) as pool:
        first = pool.submit(outcome, works[0])
        assert desk.began.wait(30)
        others = [pool.submit(outcome, work) for work in works[1:]]
        until(lambda: len(together.arrived) == len(others))
        desk.go.set()
        found = [future.result(30) for future in (first, *others)]
    assert (together.busy, together.arrived) == (False, [])
    return found


def test_those_who_come_while_one_writes_are_written_in_one_go():
    desk = Desk()

    assert at_desk(desk, ["a", "b", "c", "d"]) == ["A", "B", "C", "D"]
    assert desk.done == [["a"], ["b", "c", "d"]]


def test_a_mistake_of_one_is_nobody_elses():
    desk = Desk()

    assert at_desk(desk, ["a", "b", "bad", "d"]) == ["A", "B", "bad", "D"]
    assert sorted(desk.done) == [["a"], ["b"], ["d"]]


def test_what_is_no_mistake_of_one_is_said_to_all_at_once():
    desk = Desk()

    assert at_desk(desk, ["a", "bad", "c"], of_one=KeyError) == ["A", "bad", "bad"]
    assert desk.done == [["a"]]


def test_alone_nobody_looks_late_and_few_look():
    counted, waiting, looked = 0, 0, 0
    for _ in range(4000):
        waiting += 1
        if looks.due("a stratum of this test"):
            looked += 1
            looks.seen("a stratum of this test", enough_waiting(counted, 5) - waiting)
        if waiting >= enough_waiting(counted, 5):
            counted, waiting = counted + waiting // 2, waiting - waiting // 2
            assert looks.due("a stratum of this test")

    assert counted > 3000
    assert looked < 600


@pytest.mark.django_db
def test_a_mistake_in_a_statement_is_raised_as_djangos():
    survey = a_survey()
    assert one_row("SELECT code FROM surveyapp_survey WHERE code = %s", [survey.code]) == (survey.code,)
    assert one_row("SELECT code FROM surveyapp_survey WHERE code = %s", ["none"]) is None
    with pytest.raises(DatabaseError, match=r"no_such_table|transaction is aborted"):
        one_row("SELECT 1 FROM no_such_table WHERE code = %s", ["x"])


@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_of_the_callers_it_is_a_part_of_that():
    survey = a_survey()
    participation, stratum = a_school(survey), Stratum.objects.filter(survey=survey).first()
    with transaction.atomic():  # its first statement: psycopg begins with that, and not before
        hand_ins.store(
            HandIn(survey.pk, 7, 8, stratum.pk, b"box", participation.pk, "2026-01-01", looking=True)
        )
        transaction.set_rollback(True)

    assert (Ticket.objects.count(), Envelope.objects.count()) == (0, 0)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_broken_connection_is_made_anew(client):
    survey = a_survey()
    hand_in(survey)
    connection.health_check_done = False  # as at the beginning of a request
    end_connection(connection.connection.info.backend_pid)

    assert one_row("SELECT code FROM surveyapp_survey WHERE code = %s", [survey.code]) == (survey.code,)
    hand_in(survey)
    assert (Ticket.objects.count(), Envelope.objects.count()) == (2, 2)


def end_connection(pid):
    in_thread(lambda cursor: cursor.execute("SELECT pg_terminate_backend(%s)", [pid])).join()
    time.sleep(0.2)


def in_thread(ask):
    def run():
        try:
            with connection.cursor() as cursor:
                ask(cursor)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_hand_in_that_began_before_a_closing_and_goes_on_after_it_sees_it():
    """The status is read by a statement of its own, once the lock is held: see migration 0009."""
    survey = a_survey()
    participation, stratum = a_school(survey), Stratum.objects.filter(survey=survey).first()
    values = (survey.pk, 7, 8, stratum.pk, b"box", participation.pk, "2026-01-01", True)
    statement = FUNCTION.replace(
        "FROM surveyapp_hand_in",
        "FROM (SELECT pg_advisory_lock_shared(1, 1) OFFSET 0) w, LATERAL surveyapp_hand_in",
        1,
    )
    said = []

    def begin(cursor):
        cursor.execute(statement, values)
        said.append(cursor.fetchone()[0])

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1, 1)")
        thread = in_thread(begin)
        until(
            lambda: one_row("SELECT count(*) FROM pg_locks WHERE NOT granted AND objid = %s", [1]) == ("1",)
        )
        surveys.close(survey=Survey.objects.get(pk=survey.pk))
        cursor.execute("SELECT pg_advisory_unlock(1, 1)")
    thread.join(30)

    assert said == ["not open"]
    assert (Ticket.objects.count(), Envelope.objects.count()) == (0, 0)


@on_postgresql
@pytest.mark.django_db
def test_the_function_may_be_there_before_it_is_made():
    """As after an older backup was put back over a newer database."""
    with connection.schema_editor() as editor:
        import_module("surveyapp.migrations.0009_hand_in").make(None, editor)
