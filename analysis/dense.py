"""The board of many schools: a line each, grouped by state, with one letter for those of a group who wait for you."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from surveyapp.models import Participation, Survey

from .board import Board, Row, longest_first
from .board_words import step_waited
from .dense_rows import Lines

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
TURNS = {"you": 0, "dean": 1, "nobody": 2}


@dataclass(frozen=True)
class Group:
    name: str
    tag: str
    n: int
    lines: SafeString  # rows of a table
    letter: str  # its kind; '' where nobody of the group waits for one
    write: str  # what the button says


def groups(survey: Survey, board: Board, today: date, manages: bool) -> tuple[Group, ...]:
    """None where there are so few schools that each has room."""
    return tuple(_groups(Lines(survey, manages), board, today)) if board.n >= FROM else ()


def _groups(lines: Lines, board: Board, today: date) -> Iterator[Group]:
    by_state: dict[tuple[int, bool, str], list[Row]] = {}
    for row in (row for turn in board.turns for row in turn.rows):
        key = ORDER.index(State(row.line.state)), not row.line.listed, row.state
        by_state.setdefault(key, []).append(row)
    language = get_language() or ""
    for (_order, _listed, name), some in sorted(by_state.items(), key=lambda item: item[0]):
        letter, n = _letter(some)
        yield Group(
            name=name,
            tag=some[0].tag,
            n=len(some),
            lines=lines.of((row, step_waited(row.next, today, language)) for row in _longest_first(some)),
            letter=letter,
            write=ngettext("Write to the %(n)s that waits for you", "Write to the %(n)s that wait for you", n)
            % {"n": n},
        )


def _longest_first(rows: Sequence[Row]) -> list[Row]:
    """Yours before the dean's; who waits since nobody knows when comes first."""
    return sorted(rows, key=lambda row: (TURNS[row.next.turn], *longest_first(row)))


def _letter(rows: Sequence[Row]) -> tuple[str, int]:
    """The letter that most of them wait for. Its page shows who would get it, before anything is sent."""
    waiting = Counter(row.letter for row in rows if row.next.turn == "you" and row.letter)
    return waiting.most_common(1)[0] if waiting else ("", 0)
