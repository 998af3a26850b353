"""Processes that hand in to SQLite stand in line, and are woken; PostgreSQL needs no line."""

import fcntl
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from surveyapp import hand_ins
from surveyapp import one_writer as line
from surveyapp.models import Envelope
from surveyapp.one_writer import one_writer
from tests.build import a_survey, hand_in
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has many writers")


def name_of_line():
    return Path(f"{connection.settings_dict['NAME']}{line.LINE}")


@pytest.fixture
def another_process():
    """At the head of the line, as far as the lock can tell: it belongs to a file that was opened, not to a process."""
    with name_of_line().open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield lambda: fcntl.flock(file, fcntl.LOCK_UN)


def handing_in(survey):
    def run():
        try:
            hand_in(survey)
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@on_sqlite
def test_who_hands_in_waits_for_another_process_and_no_longer(another_process):
    let_go = another_process
    survey = a_survey()

    thread = handing_in(survey)
    thread.join(0.5)
    assert thread.is_alive()
    assert not Envelope.objects.exists()

    let_go()
    thread.join(30)
    assert Envelope.objects.count() == 1


@on_sqlite
def test_those_who_come_while_the_first_waits_go_with_it(another_process, monkeypatch):
    let_go, survey, commits = another_process, a_survey(), []
    together = hand_ins._together
    do = together.do
    monkeypatch.setattr(together, "do", lambda turns: commits.append(len(turns)) or do(turns))

    threads = [handing_in(survey) for _ in range(4)]
    until(lambda: len(together.arrived) == 4)
    let_go()
    for thread in threads:
        thread.join(30)

    assert (commits, Envelope.objects.count()) == ([4], 4)


@on_sqlite
def test_in_a_transaction_nobody_waits(another_process):
    """They hold what those in the line wait for, and would wait for each other."""
    with transaction.atomic(), one_writer():
        pass


@on_sqlite
def test_where_no_line_can_be_made_answers_are_stored_all_the_same(monkeypatch):
    monkeypatch.setattr(line, "LINE", "/no/such/folder")
    hand_in(a_survey())
    assert Envelope.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite stands in line")
def test_on_postgresql_no_file_is_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hand_in(a_survey())
    assert not list(tmp_path.iterdir())
