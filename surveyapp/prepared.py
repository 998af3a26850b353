"""The two statements that students' requests ask of the database, without Django in between.

To PostgreSQL Django sends a statement as a text with the values written into it, after asking whether the connection is
alive; for a statement that takes 20 µs that costs each of the two several times as much. Here the statement is known to
the connection by a name, the values go beside it, and its answer is what says that the connection is alive. For SQLite,
which keeps what it has read anyway, Django's cursors alone take longer than the statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db import connection

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGconn

Values = Sequence[int | str | bytes | bool]
TEXT, BINARY = 0, 1
DONE, ROWS = 1, 2  # libpq's words for an answer without rows, and with: COMMAND_OK, TUPLES_OK
IDLE = 0  # and for a connection that is in no transaction: PQTRANS_IDLE

_known: WeakKeyDictionary[Connection[Any], set[bytes]] = WeakKeyDictionary()  # names of its statements


class NoAnswer(Exception):
    """PostgreSQL did not do it, for a reason that Django's way will say."""


def one_row(statement: str, values: Values) -> tuple[Any, ...] | None:
    """The first row, of numbers and texts; on PostgreSQL numbers may come as texts.

    Whatever keeps it from being answered (a connection that broke, a proxy that knows no prepared statements, a
    mistake), it then goes Django's way, which connects anew or raises what there is to raise. So `statement` has to be
    one that may come twice. Django's way also goes what somebody wants to see: a test, DEBUG.
    """
    if not (connection.queries_logged or connection.execute_wrappers):
        connection.ensure_connection()
        way = _of_postgresql if connection.vendor == "postgresql" else _of_sqlite
        try:
            row = way(connection.connection, statement, values)
        except (NoAnswer, connection.Database.Error):  # type: ignore[attr-defined]
            pass
        else:
            connection.health_check_done = True  # type: ignore[attr-defined]
            return row
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def _of_sqlite(to: Any, statement: str, values: Values) -> tuple[Any, ...] | None:
    return to.execute(statement.replace("%s", "?"), values).fetchone()


def _of_postgresql(to: Connection[Any], statement: str, values: Values) -> tuple[str | None, ...] | None:
    if not to.autocommit and to.pgconn.transaction_status == IDLE:
        raise NoAnswer  # the caller's transaction begins with Django's first statement, else this would be outside it
    name, text = _named(statement)
    known = _known.setdefault(to, set())
    if name not in known:
        if to.pgconn.prepare(name, text).status != DONE:
            raise NoAnswer
        known.add(name)
    return _executed(to.pgconn, name, values)


def _executed(to: PGconn, name: bytes, values: Values) -> tuple[str | None, ...] | None:
    result = to.exec_prepared(
        name,
        [value if isinstance(value, bytes) else str(value).encode() for value in values],
        [BINARY if isinstance(value, bytes) else TEXT for value in values],
    )
    if result.status != ROWS:
        raise NoAnswer
    if not result.ntuples:
        return None
    cells = (result.get_value(0, column) for column in range(result.nfields))
    return tuple(None if cell is None else cell.decode() for cell in cells)


@lru_cache
def _named(statement: str) -> tuple[bytes, bytes]:
    """A name for it that stays the same in this process, and its places numbered."""
    numbers = count(1)
    return (
        f"of-students-{abs(hash(statement))}".encode(),
        re.sub("%s", lambda place: f"${next(numbers)}", statement).encode(),
    )
