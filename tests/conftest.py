"""What all tests share: browser, PostgreSQL, marks by what a test uses, a loud last line on skipped ones."""

import hypothesis
import pytest

from tests.postgres import NoPostgres, postgres
from tests.requirements import lacking

pytest_plugins = ["tests.browser", "tests.job_processes"]

# Speed is measured in benchmarks/: no test fails because the machine is busy.
hypothesis.settings.register_profile("no_clock", deadline=None)
hypothesis.settings.load_profile("no_clock")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as the product has it: in memory there is no WAL, and no two connections."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


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


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL beside the tests' own database. Make a database in it, and drop it afterwards."""
    try:
        with postgres() as url:
            yield url
    except NoPostgres as reason:
        lacking(f"no PostgreSQL: {reason}")


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


def pytest_unconfigure(config):
    """After everything else, so that it is the last thing on the screen."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    skipped = terminal.stats.get("skipped", []) if terminal else []
    for kind in ("browser", "postgres"):
        reports = [report for report in skipped if kind in report.keywords]
        if reports:
            reason = reports[0].longrepr[2].removeprefix("Skipped: ")
            terminal.write_line(
                f"NOT TESTED: {len(reports)} {kind} tests were skipped: {reason}", red=True, bold=True
            )
