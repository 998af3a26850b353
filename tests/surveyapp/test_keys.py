"""ANSWER_KEY: rotation, a wrong one, and a server that does not start without the one it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from surveyapp import checks, envelopes
from surveyapp.actions.closing import CannotClose
from surveyapp.models import Column, Envelope, FreeText, Response, Stratum, Survey, Ticket
from tests.build import a_survey, closed, hand_in, handed_in

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "the first key of the answers: long enough", "the second key of the answers: long enough"
LATE = {"year": "3", "gender": "male"}

database = pytest.mark.django_db


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.ANSWER_KEY = OLD


def counted():
    return list(Stratum.objects.exclude(counted=0).values_list("counted", flat=True))


@database
def test_it_closes_a_survey_whose_key_was_changed_while_it_was_open(settings):
    survey = handed_in(a_survey(), 7, **LATE)
    settings.ANSWER_KEY = f"{NEW} , {OLD}"
    handed_in(survey, 7, **LATE)
    assert counted() == [5]
    closed(survey)

    assert (Response.objects.count(), counted()) == (14, [14])


@database
def test_it_seals_under_the_first_key_and_opens_under_all(settings):
    content = envelopes.Sealed({"a": "b"}, {}, "school1", "")
    old = envelopes.seal(content, 512)
    settings.ANSWER_KEY = f"{NEW},{OLD}"
    new = envelopes.seal(content, 512)
    settings.ANSWER_KEY = NEW

    assert envelopes.read(new) == content
    with pytest.raises(envelopes.CannotOpen):
        envelopes.read(old)


@database
def test_it_says_how_many_it_cannot_open_and_writes_nothing(settings):
    survey = handed_in(a_survey(), 12, **LATE)
    settings.ANSWER_KEY = NEW
    handed_in(survey, 3, year="1", gender="female")
    before = [list(model.objects.order_by("pk").values()) for model in (Envelope, Ticket, Stratum)]

    with pytest.raises(
        CannotClose, match=r"^12 of 15 responses cannot be opened with the ANSWER_KEY at hand"
    ):
        closed(survey)
    assert [list(model.objects.order_by("pk").values()) for model in (Envelope, Ticket, Stratum)] == before
    assert [model.objects.count() for model in (Response, FreeText, Column)] == [0, 0, 0]
    assert Survey.objects.get().is_open


@database
def test_it_can_close_once_the_key_is_back(settings):
    survey = handed_in(a_survey(), 6, **LATE)
    settings.ANSWER_KEY = NEW
    with pytest.raises(CannotClose):
        closed(survey)
    settings.ANSWER_KEY = OLD
    closed(survey)

    assert Response.objects.count() == 6


@database
def test_it_keeps_what_is_handed_in_though_a_step_cannot_be_counted(settings, caplog):
    survey = handed_in(a_survey(), 9, **LATE)
    settings.ANSWER_KEY = NEW
    hand_in(survey, **LATE)

    assert (Envelope.objects.count(), counted()) == (10, [])
    assert caplog.messages == ["counting a step of rounds failed: CannotOpen"]
    settings.ANSWER_KEY = f"{NEW},{OLD}"
    hand_in(survey, **LATE)
    assert (Envelope.objects.count(), counted()) == (11, [5])


@database
@pytest.mark.parametrize(
    "keys, missing", [(OLD, ["rounds"]), (NEW, ["rounds"]), (f"{NEW},{OLD}", []), (f"{OLD},{NEW}", [])]
)
def test_it_knows_which_surveys_need_a_key_that_is_not_at_hand(settings, keys, missing):
    survey = a_survey()
    a_survey("empty")
    hand_in(survey)
    settings.ANSWER_KEY = f"{NEW},{OLD}"
    hand_in(survey)
    settings.ANSWER_KEY = keys

    assert [survey.code for survey in envelopes.missing_keys()] == missing


@database
def test_it_refuses_to_start_without_a_key_that_is_needed_and_says_what_to_do(settings):
    survey = a_survey()
    hand_in(survey)
    envelopes.refuse_missing_keys()
    settings.ANSWER_KEY = NEW

    with pytest.raises(ImproperlyConfigured) as refusal:
        envelopes.refuse_missing_keys()
    assert str(refusal.value).split(". ")[0] == (
        "Anamnesis does not start: responses to rounds were sealed under another ANSWER_KEY and cannot be opened"
    )
    assert "ANSWER_KEY=new,old" in str(refusal.value)
    assert [error.id for error in checks.answer_keys(databases=["default"])] == ["surveyapp.E001"]


@database
def test_it_needs_no_key_of_a_survey_that_is_closed_or_empty(settings):
    survey = a_survey()
    a_survey("empty")
    hand_in(survey)
    closed(survey)
    settings.ANSWER_KEY = NEW
    envelopes.refuse_missing_keys()

    assert checks.answer_keys(databases=["default"]) == []


@database
def test_it_tells_nothing_of_a_key_by_its_fingerprint(settings):
    survey = a_survey()

    assert survey.sealed_with == envelopes.fingerprints()
    assert [len(mark) for mark in survey.sealed_with] == [16]
    assert OLD not in str(Survey.objects.filter(pk=survey.pk).values())


# ----- in a process of its own, as the server starts

KEYS = {
    name: f"{name}, and long enough to be taken for a key"
    for name in ("SECRET_KEY", "TICKET_KEY", "CODE_PEPPER")
}
# In one process, since each reads all modules anew: nothing there yet, then tables, then a response.
COLLECT = """
import surveyapp.wsgi
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=False)
from tests.build import a_survey, hand_in
hand_in(a_survey())
"""


def run(folder, key, *command):
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **KEYS,
            "PATH": os.environ["PATH"],
            "SECRETS_FILE": os.devnull,
            "ANSWER_KEY": key,
            "DATABASE_URL": f"sqlite:///{folder / 'data.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "surveyapp.settings",
        },
        capture_output=True,
        text=True,
    )


@pytest.mark.first
def test_it_does_not_serve_or_migrate_while_a_key_is_missing(tmp_path):
    wsgi = ("-c", "import surveyapp.wsgi")
    migrate = ("manage.py", "migrate", "--verbosity", "0")
    collected = run(tmp_path, OLD, "-c", COLLECT)
    assert collected.returncode == 0, collected.stderr

    assert run(tmp_path, f"{NEW},{OLD}", *wsgi).returncode == 0
    for command in (wsgi, migrate):
        refused = run(tmp_path, NEW, *command)
        assert refused.returncode == 1
        assert "Put that key back into ANSWER_KEY" in refused.stderr
