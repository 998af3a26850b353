"""Pages that students open, counted by school and day: first pages, and questionnaires started.

Counted in memory and added to the day's sums now and then, by a thread of its own: no request asks the database for
it, and none waits. A crash loses the pages of the last seconds; never an answer, which goes another way.
"""

from __future__ import annotations

import atexit
import logging
import threading
from datetime import date

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from ..models import Participation
from ..one_writer import one_writer

__all__ = ["flush", "opened", "started"]
log = logging.getLogger(__name__)

EVERY = 20  # seconds that a page waits at most
MANY = 500  # pages, and they wait no longer
ROWS = 50  # of a transaction: whoever hands in may wait for the sum of their school as long as it takes

OPENED, STARTED = 0, 1
Key = tuple[int, date]  # participation, day
Sums = dict[Key, list[int]]

_lock = threading.Lock()  # of what is counted
_writing = threading.Lock()  # so that the end of the process waits for what is being written
_full = threading.Event()
_counted: Sums = {}
_pages = 0  # in it
_writer: threading.Thread | None = None


def opened(*, participation: Participation) -> None:
    _note(participation.pk, OPENED)


def started(*, participation: Participation) -> None:
    _note(participation.pk, STARTED)


def _note(participation: int, what: int) -> None:
    key = participation, timezone.localdate()
    with _lock:
        _add({key: [1 - what, what]})
        if _pages >= MANY:
            _full.set()
        wake()


def wake() -> None:
    """Begun with the first page, never before: a server's processes part after the program was read."""
    global _writer
    if _writer is None or not _writer.is_alive():
        if _writer is None:
            atexit.register(flush)
        _writer = threading.Thread(target=_write_on, name="pages", daemon=True)
        _writer.start()


def _write_on() -> None:
    while True:
        _full.wait(EVERY)
        flush()
        connection.close()


def flush() -> None:
    """Add what was counted to the sums. What cannot be written now is kept for the next time."""
    with _writing:
        rows = sorted(
            _taken().items()
        )  # the same order in each process: none waits for one that waits for it
        for i in range(0, len(rows), ROWS):
            try:
                _write(rows[i : i + ROWS])
            except IntegrityError:
                log.warning("pages were not counted: a school was removed meanwhile")
            except DatabaseError as error:
                log.warning("pages wait to be counted: %s", type(error).__name__)
                with _lock:
                    _add(dict(rows[i:]))
                return


def _taken() -> Sums:
    global _counted, _pages
    with _lock:
        taken, _counted, _pages = _counted, {}, 0
        _full.clear()
    return taken


def _add(rows: Sums) -> None:
    """Whoever calls it holds the lock."""
    global _pages
    for key, (pages, starts) in rows.items():
        sums = _counted.setdefault(key, [0, 0])
        sums[OPENED] += pages
        sums[STARTED] += starts
        _pages += pages + starts


def _write(rows: list[tuple[Key, list[int]]]) -> None:
    """In one short transaction. Schools that were removed meanwhile are left out."""
    there = set(Participation.objects.filter(pk__in={pk for (pk, _), _ in rows}).values_list("pk", flat=True))
    with one_writer(), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO surveyapp_daycount (participation_id, day, handed_in, opened, started)"
            " VALUES (%s, %s, 0, %s, %s) ON CONFLICT (participation_id, day) DO UPDATE"
            " SET opened = surveyapp_daycount.opened + excluded.opened,"
            " started = surveyapp_daycount.started + excluded.started",
            [(pk, day, *sums) for (pk, day), sums in rows if pk in there],
        )
