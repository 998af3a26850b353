"""What all tests share: browser, PostgreSQL, marks by what a test uses, a loud last line on skipped ones."""

import gc
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

from tests.postgres import NoPostgres, postgres
from tests.requirements import lacking

pytest_plugins = ["tests.browser", "tests.job_processes"]

# Speed is measured in benchmarks/: no test fails because the machine is busy.
hypothesis.settings.register_profile("no_clock", deadline=None)
hypothesis.settings.load_profile("no_clock")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


# Where the system keeps files in memory: nobody waits there until a disk has what is written. Small in some containers.
IN_MEMORY, ROOM = Path("/dev/shm"), 1_000_000_000


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite in a file, as the product has it: in a database in memory there is no WAL, and no two connections."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        yield
        return
    fits = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    where = {"dir": IN_MEMORY if fits else None, "ignore_cleanup_errors": True}
    with tempfile.TemporaryDirectory(prefix="tests-", **where) as folder:
        database.setdefault("TEST", {})["NAME"] = str(Path(folder) / "test.sqlite3")
        yield


@pytest.fixture(autouse=True)
def jobs_in_this_process(request, monkeypatch):
    """Long work is done at once: a process of its own would not see what a test's transaction holds.

    Who asks for `real_jobs` (tests/job_processes.py) gets the processes themselves.
    """
    if not DATABASE_FIXTURES & set(request.fixturenames) and not request.node.get_closest_marker("django_db"):
        return
    from django.conf import settings

    from surveyapp.actions import jobs

    if "real_jobs" not in request.fixturenames:
        monkeypatch.setattr(jobs, "launch", lambda job, language: jobs.run(job.pk, language))
    monkeypatch.setattr(settings, "UPLOADS_DIR", request.getfixturevalue("tmp_path") / "uploads")


@pytest.fixture(autouse=True)
def pages_written_by_hand(request, monkeypatch):
    """Nothing is written behind a test's back: opened pages wait until it calls `pages.flush()`, and for no other."""
    if DATABASE_FIXTURES & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        from surveyapp.actions import pages

        monkeypatch.setattr(pages, "wake", lambda: None)
        monkeypatch.setattr(pages, "_counted", {})
        monkeypatch.setattr(pages, "_pages", 0)


@pytest.fixture(autouse=True)
def language_of_the_start():
    """A page in French leaves its thread in French: what is said after it would depend on the order of tests."""
    yield
    from django.utils import translation

    translation.deactivate()


# What migrations leave in these is the same after each test.
NEVER_EMPTIED = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting():
    """After a test whose writing was real, rows are deleted. Django would truncate every table, which takes PostgreSQL
    a hundred times as long, and make all permissions anew.
    """
    from django.db import connections, transaction
    from django.test import TransactionTestCase

    tables = {}

    def empty(case):
        for alias in case._databases_names(include_mirrors=False):
            connection = connections[alias]
            if alias not in tables:
                found = connection.introspection.django_table_names(only_existing=True, include_views=False)
                tables[alias] = sorted(set(found) - NEVER_EMPTIED)
            with transaction.atomic(using=alias), connection.cursor() as cursor:
                for table in tables[alias]:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture(scope="session", autouse=True)
def dropped_though_somebody_is_connected():
    """A thread of a server may still hold an idle connection, and PostgreSQL drops no database that is in use."""
    from django.db.backends.postgresql.creation import DatabaseCreation

    drop = DatabaseCreation._destroy_test_db

    def drop_surely(creation, name, verbosity):
        with creation._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
        drop(creation, name, verbosity)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_destroy_test_db", drop_surely)
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """What a module's fixture writes while it holds this is there for all tests of the module, and gone after them.

    A test that uses such a fixture is a `django_db` one, and what it writes itself is rolled back as ever. It must
    not be a `transaction=True` one: a savepoint of its own lies within the transaction that is open here.
    """
    from django.db import transaction

    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # so that `durable` blocks may begin in it, as they may in a test
        with whole:
            yield
            transaction.set_rollback(True)


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL beside the tests' own database. Make a database in it, and drop it afterwards."""
    try:
        with postgres() as url:
            yield url
    except NoPostgres as reason:
        lacking(f"no PostgreSQL: {reason}")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is imported and collected is kept: looking for garbage in it takes a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items):
    """Marks by what a test uses, so that nobody has to remember them: browser, postgres, pure."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if "browser" in used:
            item.add_marker("browser")
        if "postgres_url" in used:
            item.add_marker("postgres")
        if not used & (DATABASE_FIXTURES | {"browser", "postgres_url"}) and not item.get_closest_marker(
            "django_db"
        ):
            item.add_marker("pure")
    # Else they are the last, and whoever has done all others waits for one of them.
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


def pytest_collection_finish():
    """What was imported and collected stays to the end: the collector of garbage need not look at it ever again.

    Nor as often as Python has it: every 700 new objects, that is in a tenth of the whole time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure(config):
    """After everything else, so that it is the last thing on the screen."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    skipped = terminal.stats.get("skipped", []) if terminal else []
    for kind in ("browser", "postgres"):
        reports = [report for report in skipped if kind in report.keywords]
        for reason, count in Counter(
            report.longrepr[2].removeprefix("Skipped: ") for report in reports
        ).items():
            terminal.write_line(
                f"NOT TESTED: {count} {kind} tests were skipped: {reason}", red=True, bold=True
            )
