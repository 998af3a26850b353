"""Work that is done again and again by a process of its own, until that is told to end."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

from django.db import Error, connection

SLICE = 1.0  # seconds: how long after a signal a wait may last


class Rounds:
    """`round_of_work` every so many seconds, with SIGTERM or SIGINT as the way out. What is begun is finished.

    A database that does not answer is said once, and tried again in the next round. `alive` is a file that is
    touched after each round, for who watches the process.
    """

    def __init__(self, every: float, say: Callable[[str], None], alive: Path | None = None) -> None:
        self.every, self.say, self.alive = every, say, alive
        self.is_over = False
        self._said = ""

    def run(self, round_of_work: Callable[[], str]) -> None:
        """`round_of_work` returns what is wrong, if anything; the same is not said twice in a row."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self.is_over:
            self._once(round_of_work)
            self._wait()

    def over(self) -> bool:
        return self.is_over

    def _once(self, round_of_work: Callable[[], str]) -> None:
        try:
            wrong = round_of_work()
        except Error as error:  # its text may hold values
            wrong = f"the database does not answer ({type(error).__name__}); trying again."
        finally:
            connection.close()  # it may be gone by the next round
        if wrong != self._said:
            self.say(wrong or "All is well again.")
        self._said = wrong
        if self.alive:
            self.alive.touch()

    def _wait(self) -> None:
        until = time.monotonic() + self.every
        while not self.is_over and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))

    def _end(self, number: int, frame: object) -> None:
        self.is_over = True
