"""Work of several threads done in one go: those who come while one works wait, and then one of them works for all.

For SQLite, where a transaction waits for the disk and all others for it. Knows no database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")


@dataclass(eq=False)
class Turn(Generic[Work, Outcome]):
    """Of one who wants something done: by themselves, where they lead, else by another thread."""

    work: Work
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    outcomes: list[Outcome] = field(default_factory=list)  # the one, once it is done
    error: Exception | None = None


class Together(Generic[Work, Outcome]):
    """`do` does all of a list or nothing, and returns an outcome for each.

    Where it raises one of `of_one`, somebody's work may have spoilt the others': then each is done alone.
    """

    def __init__(
        self,
        do: Callable[[list[Work]], list[Outcome]],
        of_one: type[Exception],
        alone: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.do, self.of_one, self.alone = do, of_one, alone
        self.guard = threading.Lock()  # of the two below
        self.arrived: list[Turn[Work, Outcome]] = []
        self.busy = False

    def done(self, work: Work) -> Outcome:
        """Its outcome, once it is done; raises what `do` raised."""
        turn = Turn[Work, Outcome](work)
        with self.guard:
            self.arrived.append(turn)
            turn.leads, self.busy = not self.busy, True
        if not turn.leads:
            turn.woken.wait()
        if turn.leads:
            self._lead()
        if not turn.outcomes:
            raise turn.error or RuntimeError("whoever worked for all was stopped")
        return turn.outcomes[0]

    def _lead(self) -> None:
        """Do what has come; then the first of those who came meanwhile leads."""
        turns: list[Turn[Work, Outcome]] = []
        try:
            with self.alone():
                turns = self._taken()
                self._settle(turns)
        finally:
            turns = turns or self._taken()  # where not even `alone` was done
            with self.guard:
                self.busy = bool(self.arrived)
                if self.busy:
                    self.arrived[0].leads = True
                    self.arrived[0].woken.set()
            for turn in turns:
                turn.woken.set()

    def _taken(self) -> list[Turn[Work, Outcome]]:
        with self.guard:
            taken, self.arrived = self.arrived, []
        return taken

    def _settle(self, turns: list[Turn[Work, Outcome]]) -> None:
        try:
            for turn, outcome in zip(turns, self.do([turn.work for turn in turns]), strict=True):
                turn.outcomes.append(outcome)
        except Exception as error:
            if len(turns) > 1 and isinstance(error, self.of_one):
                for turn in turns:
                    self._settle([turn])
            else:
                for turn in turns:
                    turn.error = error
