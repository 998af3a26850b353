"""What is wrong with a questionnaire: a code that stays, the place, what is the matter, and a way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from .characters import printable as printable  # also for those who report problems of other files
from .messages import MESSAGES

Path = tuple[str | int, ...]  # keys and positions from the top of the file: ("sections", 1, "title")
MOST = 200  # after that many, reading stops: nobody reads on, and a hostile file costs no more time


@dataclass(frozen=True)
class Place:
    """Where something stands: the path, for the line number, and the words that a person looks for."""

    path: Path = ()
    words: str = ""

    def at(self, *steps: str | int) -> Place:
        return replace(self, path=self.path + steps)

    def named(self, words: str) -> Place:
        return replace(self, words=f"{self.words}, {words}" if self.words else words)


@dataclass(frozen=True)
class Problem:
    code: str  # one of MESSAGES; stable, for programs and tests
    place: str
    message: str
    way_out: str
    file: str = ""
    line: int | None = None
    path: Path = ()

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        where = ", ".join(part for part in (self.file, line, self.place) if part)
        said = f"{self.message} {self.way_out}".strip()
        return f"{where}: {said}" if where else said


class ProblemsError(Exception):
    """A questionnaire that cannot be used, with all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def problem(code: str, place: Place, line: int | None = None, /, **params: object) -> Problem:
    message, way_out = MESSAGES[code]
    safe = {name: printable(str(value)) for name, value in params.items()}
    words = printable(place.words)
    return Problem(code, words, message.format(**safe), way_out.format(**safe), line=line, path=place.path)


def did_you_mean(name: str, options: Iterable[str]) -> str:
    """The nearest of the names that exist, or all of them where none is near."""
    known = [option for option in options if option]
    near = get_close_matches(name[:64], known, 1)
    if near:
        return f"Did you mean *{near[0]}*?"
    if not known:
        return "There is none to choose from."
    listed = ", ".join(f"*{option[:64]}*" for option in known[:12])
    return f"There are {listed}{' and others' if len(known) > 12 else ''}."
