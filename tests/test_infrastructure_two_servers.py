"""Two web machines, one PostgreSQL: both take hand-ins at once, and both show the same."""

import contextlib
import os
import random
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import psycopg
import pytest

from surveyapp.questionnaire import yaml_form
from surveyapp.rehearsal import Rehearsal, made_up

pytestmark = pytest.mark.first

ROOT = Path(__file__).resolve().parent.parent
QUESTIONNAIRE = "examples/ir2019/questionnaire.yaml"
STUDENTS = 60  # at each of the two
SETTINGS = "no   The settings keep what the promise needs."
SIGNED = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]+"')


@pytest.fixture(scope="module")
def database(postgres_url):
    name = f"two_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
        yield postgres_url.rpartition("/")[0] + f"/{name}"
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def environment(database):
    """Tests' settings: their keys are the same on both machines, and files need not be collected."""
    names = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    return {**os.environ, **names, "PYTHONPATH": str(ROOT), "DJANGO_SUPERUSER_PASSWORD": "for these tests"}


def manage(environment, *arguments, check=True):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=check, capture_output=True, text=True)


def in_one_process(environment, *commands):
    """Each process reads all modules anew, which takes longer than most commands."""
    code = f"from django.core.management import call_command\nfor c in {commands!r}: call_command(*c)"
    manage(environment, "shell", "--command", code)


def started(environment):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "surveyapp.wsgi"]
    return f"http://{at}", subprocess.Popen(command, cwd=ROOT, env={**environment, "BIND": at})


@pytest.fixture(scope="module")
def machines(environment):
    in_one_process(
        environment,
        ("migrate", "--verbosity", "0"),
        ("import_questionnaire", QUESTIONNAIRE),
        ("import_invitations", "ir2019", "examples/ir2019/invitations.csv"),
        *(("copy_survey", "ir2019", survey, "--example") for survey in ("both", "once", "over")),
        *(("open_survey", survey) for survey in ("both", "once", "over")),
        ("createsuperuser", "--no-input", "--username", "root", "--email", ""),
    )
    servers = [started(environment), started(environment)]
    try:
        for address, process in servers:
            wait_until_healthy(address, process)
        yield [address for address, _ in servers]
    finally:
        for _, process in servers:
            process.terminate()
        for _, process in servers:
            process.wait()


def wait_until_healthy(address, process):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), urlopen(f"{address}/healthz", timeout=5):
            return
        time.sleep(0.25)
    raise AssertionError("the server did not become healthy")


@pytest.fixture(scope="module")
def staff(machines):
    """Who has signed in at the first machine."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    signin = f"{machines[0]}/signin/"
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', read(opener, signin))[1]
    fields = {"csrfmiddlewaretoken": token, "username": "root", "password": "for these tests"}
    opener.open(signin, urlencode(fields).encode()).close()
    return opener


def read(opener, address):
    with opener.open(address, timeout=60) as answer:
        return answer.read().decode()


def shown(opener, address, survey):
    """The results, by phase, but for the token of its forms, which is another for each page."""
    page = read(opener, f"{address}/surveys/{survey}/results/?by=phase")
    assert "csrfmiddlewaretoken" in page and "Results" in page
    return SIGNED.sub(r"\1", page).replace(address, "")


def one(database, query):
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchone()[0]


def everybody_answers(database, survey, address):
    """As `manage.py rehearse SURVEY --at ADDRESS` has it, without reading all modules anew for it."""
    with psycopg.connect(database) as connection:
        schools = connection.execute(
            "select school.code from surveyapp_participation row join surveyapp_school school"
            " on school.id = row.school_id join surveyapp_survey survey on survey.id = row.survey_id"
            " where survey.code = %s",
            [survey],
        ).fetchall()
    questionnaire = yaml_form.read((ROOT / QUESTIONNAIRE).read_text("utf-8"))
    links = tuple(f"{address}/r/{survey}/{school}" for (school,) in schools)
    kinds = Rehearsal(questionnaire, links).run(STUDENTS, clients=8, pace=0, done=lambda kind: None)
    assert kinds.total() == STUDENTS


def test_two_servers_with_one_database_lose_nothing_and_show_the_same(machines, staff, environment, database):
    first, second = machines
    before = shown(staff, first, "both")
    with ThreadPoolExecutor() as at_once:
        list(at_once.map(lambda address: everybody_answers(database, "both", address), machines))

    assert shown(staff, first, "both") == shown(staff, second, "both") != before
    for table, what in (("ticket", "count(*)"), ("envelope", "count(*)"), ("daycount", "sum(handed_in)")):
        assert one(database, f"select {what} from surveyapp_{table}") == 2 * STUDENTS, table
    counted = one(database, "select count(*) from surveyapp_envelope where counted")
    assert one(database, "select sum(counted) from surveyapp_stratum") == counted > 0
    told = manage(environment, "anonymity_check", check=False).stdout.splitlines()
    assert [line for line in told if line.startswith("no ")] == [SETTINGS]  # those of tests


def test_a_questionnaire_of_one_is_taken_by_the_other_and_by_both_only_once(machines, database):
    anybody, link = build_opener(), "/r/once/strasbourg"
    ticket = re.search(r'name="ticket" value="([^"]+)"', read(anybody, f"{machines[0]}{link}/form"))[1]
    questionnaire = yaml_form.read((ROOT / QUESTIONNAIRE).read_text("utf-8"))
    answers = urlencode([("ticket", ticket), *made_up(questionnaire, random.Random(1))]).encode()
    before = one(database, "select count(*) from surveyapp_envelope")
    for address in (*reversed(machines), machines[1]):
        anybody.open(f"{address}{link}/send", answers).close()

    assert one(database, "select count(*) from surveyapp_envelope") == before + 1


def test_what_one_has_read_before_is_forgotten_when_the_survey_is_closed(
    machines, staff, environment, database
):
    """Each process keeps questionnaires and pages that it has made: none of them may outlive a change."""
    everybody_answers(database, "over", machines[0])
    forms = [f"{address}/r/over/strasbourg/form" for address in machines * 4]  # so that each process has it
    for form, address in zip(forms, machines * 4, strict=True):
        assert 'name="ticket"' in read(build_opener(), form)
        assert "Interim" in shown(staff, address, "over")
    manage(environment, "close_survey", "over")

    for form in forms:
        with pytest.raises(urllib.error.HTTPError):
            read(build_opener(), form)
    pages = {shown(staff, address, "over") for address in machines * 4}
    assert len(pages) == 1 and "Interim" not in pages.pop()
    assert one(database, "select count(*) from surveyapp_response") == STUDENTS
