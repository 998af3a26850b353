"""Settings: what they refuse, what follows from BASE_URL, and how SQLite is opened."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
KEYS = {
    name: f"{name} and long enough to be taken for a key by everybody"
    for name in ("SECRET_KEY", "TICKET_KEY", "ANSWER_KEY", "CODE_PEPPER")
}


def environment_of(**named):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "SECRETS_FILE": os.devnull, **named}


def python(code, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment_of(**environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def read(*names, **environment):
    """The settings read anew, in this process: one of its own would take as long as a hundred of these."""
    with (
        patch.dict(os.environ, environment_of(**environment), clear=True),
        pytest.MonkeyPatch.context() as without,
    ):
        without.delitem(sys.modules, "surveyapp.settings", raising=False)
        found = runpy.run_module("surveyapp.settings")
    return [found.get(name) for name in names]


def settings(*names, **environment):
    return read(*names, **{**KEYS, **environment})


def refusal(**environment):
    with pytest.raises(ImproperlyConfigured) as refused:
        read(**environment)
    return str(refused.value)


def test_it_names_all_keys_that_are_missing_at_once():
    assert refusal(ANSWER_KEY=KEYS["ANSWER_KEY"]).partition(". ")[0] == (
        "Anamnesis does not start: SECRET_KEY is missing; TICKET_KEY is missing; CODE_PEPPER is missing"
    )


def test_it_refuses_a_short_key_and_one_key_for_two_purposes():
    answer = refusal(**{**KEYS, "ANSWER_KEY": "short", "TICKET_KEY": KEYS["SECRET_KEY"]})
    assert answer.partition(". ")[0] == (
        "Anamnesis does not start: ANSWER_KEY is shorter than 32 characters; two of the keys are the same"
    )


def test_it_takes_several_answer_keys_each_of_them_long_enough():
    answer = refusal(**{**KEYS, "ANSWER_KEY": f"{KEYS['ANSWER_KEY']},short"})
    assert answer.partition(". ")[0] == "Anamnesis does not start: ANSWER_KEY is shorter than 32 characters"
    both = f"{KEYS['ANSWER_KEY']},{KEYS['ANSWER_KEY']} that was before"
    assert settings("ANSWER_KEY", **{**KEYS, "ANSWER_KEY": both}) == [both]


def test_it_says_a_refusal_in_a_sentence_on_the_command_line():
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        env={"PATH": os.environ["PATH"], "SECRETS_FILE": os.devnull},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("Anamnesis does not start: SECRET_KEY is missing;")


def test_it_takes_a_key_from_the_environment_then_its_file_then_the_kept_secrets(tmp_path):
    (tmp_path / "ticket").write_text("from a file of its own, as containers do\n")
    kept = tmp_path / "secrets.env"
    kept.write_text(
        "# made at the first start\n" + "".join(f"{name}=kept: {value}\n" for name, value in KEYS.items())
    )
    found = read(
        "SECRET_KEY", "TICKET_KEY", "ANSWER_KEY",
        SECRETS_FILE=str(kept), SECRET_KEY=KEYS["SECRET_KEY"], TICKET_KEY_FILE=str(tmp_path / "ticket"),
    )  # fmt: skip
    assert found == [
        KEYS["SECRET_KEY"],
        "from a file of its own, as containers do",
        f"kept: {KEYS['ANSWER_KEY']}",
    ]


@pytest.mark.parametrize(
    ("environment", "start"),
    [
        ({"ALLOWED_HOSTS": "survey.example.org, *"}, "ALLOWED_HOSTS must name the hosts"),
        ({"BASE_URL": "survey.example.org"}, "BASE_URL must look like https://"),
        ({"BASE_URL": "ftp://survey.example.org"}, "BASE_URL must look like https://"),
    ],
)
def test_it_refuses_a_host_or_an_address_that_is_none(environment, start):
    answer = refusal(**KEYS, **environment)
    assert answer[: len(start)] == start


def test_it_is_off_and_local_unless_said():
    assert settings("DEBUG", "BASE_URL", "ALLOWED_HOSTS", "ADMINS", PORT="8123") == [
        False,
        "http://localhost:8123",
        ["localhost", "localhost", "127.0.0.1"],
        [],
    ]


COOKIES = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "SECURE_HSTS_SECONDS",
)


def test_it_secures_cookies_and_tells_browsers_to_stay_with_https_where_the_address_has_it():
    https = settings(
        *COOKIES, "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", BASE_URL="https://survey.example.org/"
    )
    assert https == [
        True, True, "__Host-session", "__Host-csrf", 31536000,
        ["survey.example.org", "localhost", "127.0.0.1"], ["https://survey.example.org"],
    ]  # fmt: skip
    assert settings(*COOKIES) == [False, False, "session", "csrf", 0]


def test_it_believes_a_proxy_only_when_told_to():
    assert settings("SECURE_PROXY_SSL_HEADER") == [None]
    assert settings("SECURE_PROXY_SSL_HEADER", TRUST_PROXY="1") == [("HTTP_X_FORWARDED_PROTO", "https")]


def test_it_has_no_warning_of_the_deployment_check_under_https():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "SECRETS_FILE": os.devnull,
            "BASE_URL": "https://survey.example.org",
            **KEYS,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_it_opens_sqlite_durable_shared_and_without_leftovers(tmp_path):
    code = """
import django, json
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
    print(json.dumps([cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]))
print(connection.transaction_mode, connection.settings_dict["CONN_MAX_AGE"])
"""
    done = python(
        code,
        DJANGO_SETTINGS_MODULE="surveyapp.settings",
        DATABASE_URL=f"sqlite:///{tmp_path / 'a.sqlite3'}",
        **KEYS,
    )
    assert done.stdout == '["wal", 2, 1, 1, 20000]\nIMMEDIATE None\n'


def test_it_keeps_a_databases_password_apart_from_its_address(tmp_path):
    (tmp_path / "password").write_text("s3cret/:@\n")
    [databases] = settings(
        "DATABASES",
        DATABASE_URL="postgresql://anamnesis@database/anamnesis",
        DATABASE_PASSWORD_FILE=str(tmp_path / "password"),
    )
    names = ("USER", "PASSWORD", "HOST", "NAME", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")
    assert [databases["default"][name] for name in names] == [
        "anamnesis",
        "s3cret/:@",
        "database",
        "anamnesis",
        None,
        True,
    ]
