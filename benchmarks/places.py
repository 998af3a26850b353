"""Fresh databases to measure on: SQLite in a file, and a PostgreSQL that writes to the disk as a real one does."""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import postgres

from .processes import ROOT

# The tests' server does not wait for the disk. This one does: durability is PostgreSQL's own, untouched.
DURABLE = "-c listen_addresses='' -c max_connections=100"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@contextlib.contextmanager
def environment(engine: str) -> Iterator[dict[str, str]]:
    """An environment with keys and the address of an empty database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, database(engine, Path(folder)) as url:
        keys = {
            key: secrets.token_urlsafe(32)
            for key in ("SECRET_KEY", "TICKET_KEY", "ANSWER_KEY", "CODE_PEPPER")
        }
        yield {
            **os.environ,
            **keys,
            "SECRETS_FILE": os.devnull,
            "BENCH_FOLDER": folder,
            "DATABASE_URL": url,
            "STATIC_ROOT": f"{folder}/static",
            "DJANGO_SETTINGS_MODULE": "surveyapp.settings",
            "PYTHONPATH": str(ROOT),
        }


@contextlib.contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder}/bench.sqlite3"
    else:
        with postgres.postgres(DURABLE) as url:
            yield url


def python(env: dict[str, str], *arguments: str) -> str:
    """Run Python in the root of the project; what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def manage(env: dict[str, str], *arguments: str) -> str:
    return python(env, "manage.py", *arguments)


def prepare(env: dict[str, str]) -> None:
    """Tables, static files, and the study's questionnaire with its schools as the draft `ir2019`."""
    manage(env, "migrate", "--verbosity", "0")
    manage(env, "collectstatic", "--no-input", "--verbosity", "0")
    manage(env, "import_questionnaire", "examples/ir2019/questionnaire.yaml")
    manage(env, "import_invitations", "ir2019", "examples/ir2019/invitations.csv", "--asked", "9546")
