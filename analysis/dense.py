"""The board of many schools: a line each, grouped by state, with one letter for those of a group who wait for you."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp.models import Participation

from .board import Board, Row, longest_first

FROM = 21  # schools; fewer stand by whose turn it is, with more about each
State = Participation.State
ORDER = (
    State.INVITED,
    State.NO_RESPONSE,
    State.ACCEPTED,
    State.ACCEPTED_NOT_SENT,
    State.SENT,
    State.DECLINED,
)


Line = dict[str, str | bool]  # of short words: a template finds them in half the time that attributes take


@dataclass(frozen=True)
class Group:
    name: str
    tag: str
    lines: tuple[Line, ...]
    letter: str  # its kind; '' where nobody of the group waits for one
    write: str  # what the button says


def groups(board: Board, today: date) -> tuple[Group, ...]:
    """None where there are so few schools that each has room."""
    return tuple(_groups(board, today)) if board.n >= FROM else ()


def _groups(board: Board, today: date) -> Iterator[Group]:
    rows = [row for turn in board.turns for row in turn.rows]
    by_state: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        key = ORDER.index(State(row.line.state)), row.state
        by_state.setdefault(key, []).append(row)
    for (_order, name), some in sorted(
        by_state.items(), key=lambda item: (item[0][0], not item[1][0].line.listed)
    ):
        letter, n = _letter(some)
        yield Group(
            name=name,
            tag=some[0].tag,
            lines=tuple(_line(row, today) for row in _longest_first(some)),
            letter=letter,
            write=ngettext("Write to the %(n)s that waits for you", "Write to the %(n)s that wait for you", n)
            % {"n": n},
        )


def _line(row: Row, today: date) -> Line:
    return {
        "code": row.line.code,
        "name": row.line.name,
        "country": row.line.country,
        "asked": row.asked,
        "in_sum": row.in_sum,
        "received": row.received,
        "rate": row.rate,
        "mail": row.mail_short,
        "mail_day": row.mail_day,
        "mail_failed": row.mail_failed,
        "turn": row.next.turn,
        "letter": row.letter,
        "failed_step": row.next.step == "mail_failed",
        "waited": _waited(row, today),
        "reason": row.reason,
    }


def _longest_first(rows: Sequence[Row]) -> list[Row]:
    """Yours before the dean's; who waits since nobody knows when comes first."""
    turns = ("you", "dean", "nobody")
    return sorted(rows, key=lambda row: (turns.index(row.next.turn), *longest_first(row)))


def _letter(rows: Sequence[Row]) -> tuple[str, int]:
    """The letter that most of them wait for. Its page shows who would get it, before anything is sent."""
    waiting = Counter(row.letter for row in rows if row.next.turn == "you" and row.letter)
    return waiting.most_common(1)[0] if waiting else ("", 0)


def _waited(row: Row, today: date) -> str:
    """'Remind the dean, 20 days'."""
    if row.next.since is None or row.next.turn == "nobody" or row.next.since > today:
        return row.step
    n = (today - row.next.since).days
    said = {"step": row.step, "n": n}
    return (
        ngettext("%(step)s, %(n)s day", "%(step)s, %(n)s days", n) % said
        if n
        else _("%(step)s, since today") % said
    )
