"""One sealed response into the database: its ticket's digest, the envelope and the day's count, or nothing of it.

All in one transaction, and nothing in it leads from one of the three to another. PostgreSQL does it in a function
(migration 0009): one question instead of nine. SQLite has one writer at a time, and each transaction waits for the
disk: so the threads of a process that hand in at one moment are written in one, by one of them. Whoever comes
back from `store` without an exception is on the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Cursor

from django.db import IntegrityError, connection, transaction

from .models import Status
from .one_writer import one_writer
from .prepared import one_row
from .together import Together

NOT_OPEN, BEFORE, STORED = "not open", "before", "stored"

OPEN = "SELECT status FROM surveyapp_survey WHERE id = ?"
TICKET = "INSERT INTO surveyapp_ticket (id, survey_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
ENVELOPE = "INSERT INTO surveyapp_envelope (id, survey_id, stratum_id, counted, box) VALUES (?, ?, ?, ?, ?)"
DAY = (
    "INSERT INTO surveyapp_daycount (participation_id, day, handed_in) VALUES (?, ?, 1)"
    " ON CONFLICT (participation_id, day) DO UPDATE SET handed_in = surveyapp_daycount.handed_in + 1"
)
WAITING = (
    "SELECT (SELECT count(*) FROM surveyapp_envelope WHERE stratum_id = %s AND NOT counted), counted"
    " FROM surveyapp_stratum WHERE id = %s"
)
FUNCTION = "SELECT outcome, waiting, in_tally FROM surveyapp_hand_in(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class HandIn:
    survey: int
    ticket: int
    envelope: int
    stratum: int
    box: bytes
    participation: int
    day: str
    looking: bool  # whether to say how many wait in the stratum now


@dataclass(frozen=True)
class Outcome:
    """`waiting` and `counted` of its stratum where it was stored and looked at."""

    said: str
    waiting: int | None = None
    counted: int | None = None


def store(new: HandIn) -> Outcome:
    """Returns once it is on the disk, or was there before, or its survey is not open."""
    if connection.vendor != "postgresql":
        return _together.done(new)
    values = (
        new.survey,
        new.ticket,
        new.envelope,
        new.stratum,
        new.box,
        new.participation,
        new.day,
        new.looking,
    )
    said, waiting, counted = one_row(FUNCTION, values) or (NOT_OPEN, None, None)
    return Outcome(said, *(None if n is None else int(n) for n in (waiting, counted)))


def waiting_in(stratum: int) -> tuple[int, int]:
    """How many wait there to be counted, and how many are."""
    waiting, counted = one_row(WAITING, [stratum, stratum]) or (0, 0)
    return int(waiting), int(counted)


# ----- SQLite ---------------------------------------------------------------------------------------------


def _written(hand_ins: list[HandIn]) -> list[Outcome]:
    """SQLite's own cursor: Django's take longer than these statements."""
    with transaction.atomic(), connection.wrap_database_errors:
        return [_one(connection.connection.cursor(), new) for new in hand_ins]


def _one(sqlite: Cursor, new: HandIn) -> Outcome:
    if sqlite.execute(OPEN, [new.survey]).fetchone() != (Status.OPEN,):
        return Outcome(NOT_OPEN)
    if sqlite.execute(TICKET, [new.ticket, new.survey]).rowcount != 1:
        return Outcome(BEFORE)
    sqlite.execute(ENVELOPE, [new.envelope, new.survey, new.stratum, False, new.box])
    sqlite.execute(DAY, [new.participation, new.day])
    return Outcome(STORED, *waiting_in(new.stratum)) if new.looking else Outcome(STORED)


# A school that was removed meanwhile is seen at the end, and is nobody else's fault.
_together = Together(_written, IntegrityError, alone=one_writer)
