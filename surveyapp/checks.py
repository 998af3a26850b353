"""What Django checks before `migrate`, and on `manage.py check --database default`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from .envelopes import refuse_missing_keys

FULL = 2  # SQLite's word for: written to the disk before a transaction is over


@register(Tags.database)
def answer_keys(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Every key under which envelopes were sealed is at hand."""
    if not databases:
        return []
    try:
        refuse_missing_keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="surveyapp.E001")]
    return []


@register(Tags.database)
def on_the_disk(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Thanks are said when an answer is on the disk, as far as the database is told to wait for it."""
    return [*_not_waited_for()] if databases else []


def _not_waited_for() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < FULL:
                yield _lost(
                    "SQLite's synchronous is below FULL", "Leave `init_command` in settings.py as it came."
                )
            return
        for name in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                way_out = (
                    f"Say `ALTER SYSTEM SET {name} = on` and `SELECT pg_reload_conf()` as PostgreSQL's administrator."
                    " If it stays off, it was set for this database or user alone (psql's `\\drds` shows it) or where"
                    " the server is started."
                )
                yield _lost(f"PostgreSQL's {name} is off", way_out)


def _lost(what: str, way_out: str) -> Warning:
    said = f"{what}: when the machine stops, answers may be lost for which students were thanked."
    return Warning(said, hint=way_out, id="surveyapp.W001")
