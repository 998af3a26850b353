"""Long work by processes of its own, as the product has it, on the tests' database."""

import os
import subprocess

import pytest


def database_url():
    """The tests' own database, for a process that reads its settings from the environment."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def real_jobs(request, monkeypatch):
    """The processes that were started, in their order. Use it with `transactional_db` or `live_server`."""
    from django.conf import settings

    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("UPLOADS_DIR", str(settings.UPLOADS_DIR))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    started, real = [], subprocess.Popen

    def noted(command, **options):
        process = real(command, **options)
        if "run_job" in command:
            started.append(process)
        return process

    monkeypatch.setattr(subprocess, "Popen", noted)
    yield started
    for process in started:
        process.kill()
        process.wait()
