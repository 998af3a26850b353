"""Whether a process is at work: it holds a lock as long as it lives, and whatever ends it, the lock is free.

On PostgreSQL the database holds it, so every web machine can ask. On SQLite there is one machine, and a file does.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from . import job_files
from .models import Job

JOB_LOCK = 7303  # a class of PostgreSQL's advisory locks; see `envelopes`


@contextmanager
def held(job: Job) -> Iterator[None]:
    """Hold it for this long; waits for whoever holds it now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [JOB_LOCK, job.pk])
        try:
            yield
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [JOB_LOCK, job.pk])
        return
    with job_files.path_of(job.token, job_files.LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_held(job: Job) -> bool:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2"
                " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                [JOB_LOCK, job.pk],
            )
            return cursor.fetchone() is not None
    try:
        with job_files.path_of(job.token, job_files.LOCK).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
