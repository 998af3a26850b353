"""SQLite has one writer at a time. Processes that hand in stand in line here, and each is woken when it is its turn.

SQLite itself lets whoever waits sleep for up to a tenth of a second and look again, and the disk has nothing to do
meanwhile. Whoever writes without standing in line is kept apart by SQLite all the same: this makes nothing safer, only
quicker (docs/performance.md, 'All students at once'). A process that dies leaves the line. Where something else writes
for long, a closing say, each in the line is refused by SQLite after its time-out, one after the other.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection

LINE = "-line"  # behind the name of the database: an empty file


@contextmanager
def one_writer() -> Iterator[None]:
    """Before a transaction begins. Whoever is in one has what they would wait for, so they do not."""
    with ExitStack() as held:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            try:
                # Opened anew each time: a file that was opened before processes parted would be held by all of them.
                line = held.enter_context(open(f"{connection.settings_dict['NAME']}{LINE}", "a"))
                fcntl.flock(line, fcntl.LOCK_EX)
            except OSError:
                pass  # no room for the file, or a disk that knows no such locks
        yield
