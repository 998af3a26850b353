"""Whether a condition can ever come true, with those that it hangs on.

A condition is spread out into ways: each a set of statements that must hold together. It is possible
where one way does not contradict itself. Where the ways become too many it is taken to be possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .schema import MULTIPLE, All, Any, Condition, Is, Item, Not, Question

MOST_WAYS = 200


@dataclass(frozen=True)
class Statement:
    """One of these choices was given, or (`given` is false) none of them."""

    question: str
    choices: frozenset[str]
    given: bool


Way = frozenset[Statement]
ALWAYS: list[Way] = [frozenset()]


class TooManyError(Exception):
    pass


class Possible:
    """Takes the questions in their order, and says of each whether anybody can be shown it."""

    def __init__(self, by_code: Mapping[str, Question]) -> None:
        self.by_code = by_code
        self.ways: dict[str, list[Way]] = {}

    def add(self, question: Item) -> bool:
        try:
            ways = self.of(question.shown_if, True) if question.shown_if else ALWAYS
        except TooManyError:
            ways = ALWAYS
        sound = [way for way in ways if self.consistent(way)]
        # a follow-up of a question that nobody sees is not blamed for it
        self.ways[question.code] = sound or ALWAYS
        return bool(sound)

    def of(self, condition: Condition, wanted: bool) -> list[Way]:
        match condition:
            case Is(code, choices):
                said = frozenset({Statement(code, frozenset(choices), wanted)})
                return [way | said for way in self.ways[code]] if wanted else [said]
            case Not(inner):
                return self.of(inner, not wanted)
            case All(parts) | Any(parts):
                each = [self.of(part, wanted) for part in parts]
                together = isinstance(condition, All) == wanted
                return crossed(each) if together else bounded([way for ways in each for way in ways])

    def consistent(self, way: Way) -> bool:
        """A hidden or open question gives none of its choices, so only what is given can contradict."""
        for code in {said.question for said in way if said.given}:
            denied = frozenset().union(*(s.choices for s in way if s.question == code and not s.given))
            wanted = [s.choices for s in way if s.question == code and s.given]
            if self.by_code[code].type != MULTIPLE:
                wanted = [frozenset.intersection(*wanted)]
            if not all(choices - denied for choices in wanted):
                return False
        return True


def crossed(each: list[list[Way]]) -> list[Way]:
    ways = ALWAYS
    for more in each:
        if len(ways) * len(more) > MOST_WAYS:
            raise TooManyError
        ways = [one | other for one in ways for other in more]
    return ways


def bounded(ways: list[Way]) -> list[Way]:
    if len(ways) > MOST_WAYS:
        raise TooManyError
    return ways
