"""What is said before the server starts, if the database was told not to wait for the disk."""

import pytest
from django.db import connection

from surveyapp import checks

SQLITE = connection.vendor == "sqlite"
# the word for it, one that keeps the promise, and one that does not
NAME, KEPT, BROKEN = ("synchronous", "EXTRA", "NORMAL") if SQLITE else ("synchronous_commit", "local", "off")


def said():
    found = checks.on_the_disk(databases=["default"])
    # fsync cannot be set for one session, and the PostgreSQL of the tests has it off: that is said too
    return [warning for warning in found if "fsync" not in warning.msg]


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def told(transactional_db):
    """The setting, for this connection; SQLite changes it in no transaction."""
    before = execute(f"PRAGMA {NAME}" if SQLITE else f"SHOW {NAME}")[0]

    def tell(value):
        execute(f"PRAGMA {NAME} = {value}" if SQLITE else f"SET {NAME} = {value}")

    yield tell
    tell(before)


def test_it_warns_where_thanks_may_be_said_before_an_answer_is_on_the_disk(told):
    told(KEPT)
    assert said() == []
    told(BROKEN)
    (warning,) = said()
    assert (warning.id, NAME in warning.msg) == ("surveyapp.W001", True)
    assert warning.hint.startswith(
        "Leave `init_command`" if SQLITE else f"Say `ALTER SYSTEM SET {NAME} = on`"
    )
    assert checks.on_the_disk(databases=[]) == []  # as most commands are checked: nobody asks the database


@pytest.mark.django_db
def test_it_says_of_the_database_of_the_tests_what_is_so():
    """What the product sets itself on SQLite is right; the PostgreSQL of the tests writes nothing to the disk."""
    names = [] if SQLITE else ["fsync", "synchronous_commit"]
    off = [name for name in names if execute(f"SHOW {name}") == ("off",)]
    found = checks.on_the_disk(databases=["default"])
    assert [warning.msg.partition(":")[0] for warning in found] == [
        f"PostgreSQL's {name} is off" for name in off
    ]
