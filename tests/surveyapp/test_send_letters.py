"""The command that sends letters: once, again and again, killed, told to end, and several at a time."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from surveyapp.actions import posting
from surveyapp.management import rounds
from surveyapp.models import Letter
from tests.surveyapp.command_line import refused, run
from tests.surveyapp.letter_queue import a_database_url, a_survey, queue, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "mail_is_on")]
ROOT = Path(__file__).resolve().parents[2]


def test_the_command_sends_and_says_how_many(server):
    survey = a_survey("a", "nobody", "c")
    queue(survey)
    assert run("send_letters") == "2 sent, 1 failed\n"
    assert run("send_letters") == ""


def test_the_command_says_that_mail_is_off(settings):
    settings.MAIL_IS_ON = False
    assert refused("send_letters") == ["mail is off. Set EMAIL_URL, as docs/running.md says."]


def test_the_command_says_that_there_is_no_server(no_server):
    queue(a_survey())
    (said,) = refused("send_letters")
    assert (said.startswith("the mail server: "), said.endswith("1 letters wait.")) == (True, True)


@pytest.mark.once
@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "1.5"])
def test_the_command_says_what_is_no_number_of_seconds(seconds):
    with pytest.raises(CommandError, match="a whole number of seconds, 1 or more"):
        call_command("send_letters", "--every", seconds)


@pytest.mark.once
def test_what_is_wrong_is_said_once_and_so_is_that_it_is_over(monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(rounds.connection, "close", lambda: None)
    said, found = [], iter(["mail is off", "mail is off", "", "", OperationalError("secret"), "mail is off"])
    work = rounds.Rounds(every=0, say=said.append)

    def one_round():
        wrong = next(found, None)
        work.is_over = wrong is None
        if isinstance(wrong, Exception):
            raise wrong
        return wrong or ""

    work.run(one_round)
    away = "the database does not answer (OperationalError); trying again."
    assert said == ["mail is off", "All is well again.", away, "mail is off", "All is well again."]


@pytest.fixture
def start(settings, server, tmp_path):
    """Starts the command as a process of its own; all that it says is in `said`."""

    def starting(*options, database=""):
        environment = {
            **os.environ,
            "DATABASE_URL": database or a_database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}/?from=study@x.example&timeout=60",
            "DJANGO_SETTINGS_MODULE": "surveyapp.settings",
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "manage.py", "send_letters", *map(str, options)]
        with (tmp_path / "said").open("w") as said:
            return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=said, stderr=said)

    return starting


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_stays_gets_over_a_database_that_is_away_and_finishes_a_letter_when_told_to_end(
    server, start, tmp_path
):
    survey = a_survey("slow", "next")
    queue(survey)
    link, said = tmp_path / "db.sqlite3", tmp_path / "said"
    is_file = connection.vendor == "sqlite"  # a database that can be taken away without harming other tests
    link.symlink_to(tmp_path / "nowhere" / "db.sqlite3")
    process = start(
        "--every", 1, "--alive", tmp_path / "alive", database=f"sqlite:///{link}" if is_file else ""
    )
    try:
        deadline = time.monotonic() + 60
        while is_file and not (tmp_path / "alive").exists():
            assert (process.poll(), time.monotonic() < deadline) == (None, True)
            time.sleep(0.1)
        link.unlink()
        link.symlink_to(connection.settings_dict["NAME"])
        assert server.hangs.wait(60)
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert states(survey) == [("slow", "sent"), ("next", "waiting")]
    away = ["the database does not answer (OperationalError); trying again."] if is_file else []
    assert said.read_text().splitlines() == [*away, "1 sent", *(["All is well again."] if is_file else [])]


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_never_sent_twice_though_its_sender_is_killed(server, start):
    """kill -9 while the mail server has the text and has not answered yet."""
    survey = a_survey("slow")
    queue(survey)
    sender = start()
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
