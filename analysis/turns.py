"""Who makes figures anew, where many viewers ask for them at once while students hand in.

Figures take a tenth of a second or more to make, and with every step that is counted new ones are due. A student
must not wait for the viewers: a process makes the figures of one view at a time, and then no others for fifty times
as long as it took. Whoever asks in between is given the last ones that were made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Generic, TypeVar

REST = 50  # times as long as making them took, so that one hand-in in fifty meets it at work
VIEWS = 512  # remembered

S = TypeVar("S")


@dataclass
class Turn:
    """The process's one turn to make something."""

    lock: Lock
    rests_until: float = 0.0  # of `time.monotonic`


@dataclass
class View(Generic[S]):
    last: S | None = None  # the state that figures were made of


TURN = Turn(Lock())


@lru_cache(maxsize=VIEWS)
def _view(name: Hashable) -> View:
    return View()


def latest(name: Hashable, newest: S, make: Callable[[S], object]) -> S | None:
    """The state whose figures this view shows now: `newest` if they are made or now made, else the last ones made.

    None where none were made yet and it is not our turn. `make` keeps what it makes.
    """
    view = _view(name)
    if view.last == newest or time.monotonic() < TURN.rests_until or not TURN.lock.acquire(blocking=False):
        return view.last
    try:
        started = time.monotonic()
        make(newest)
        ended = time.monotonic()
        view.last, TURN.rests_until = newest, ended + REST * (ended - started)
    finally:
        TURN.lock.release()
    return newest


def made(name: Hashable, state: object) -> None:
    """These figures were made out of turn: for somebody who opened the page."""
    _view(name).last = state
