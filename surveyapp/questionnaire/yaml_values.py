"""Takes nodes apart: what does not fit is reported and read as empty, so that reading goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from . import months
from .problems import MOST, Path, Place, Problem, ProblemsError, did_you_mean, problem
from .schema import Text
from .yaml_source import Fields, Items, Node, Scalar

WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


class Values:
    """Reads values out of nodes, and keeps what was wrong on the way."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self.problems = list(problems)
        self.unread: set[Path] = set()  # nothing more is said of what could not be read

    def report(self, code: str, place: Place, /, **params: object) -> None:
        self.problems.append(problem(code, place, **params))
        if len(self.problems) >= MOST:
            raise ProblemsError(self.problems)

    def broken(self, code: str, place: Place, /, **params: object) -> None:
        self.unread.add(place.path)
        self.report(code, place, **params)

    def fields(self, node: Node | None, place: Place, known: Sequence[str]) -> Mapping[str, Node]:
        entries = self.entries(node, place, f"a mapping with keys such as {', '.join(known[:3])}")
        for key in entries:
            if key not in known:
                self.report("unknown_key", place.at(key), key=key, hint=did_you_mean(key, known))
        return entries

    def entries(self, node: Node | None, place: Place, expected: str) -> Mapping[str, Node]:
        if isinstance(node, Fields):
            return node.nodes
        if node is not None:
            self.broken("shape", place, expected=expected, example="key: value")
        return {}

    def items(self, node: Node | None, place: Place) -> Sequence[tuple[Place, Node]]:
        if isinstance(node, Items):
            return [(place.at(i), inner) for i, inner in enumerate(node.nodes)]
        if node is not None:
            self.broken("shape", place, expected="a list", example="[..., ...]")
        return ()

    def scalar(self, node: Node | None, place: Place) -> str:
        if isinstance(node, Scalar):
            return node.text.strip()
        if node is not None:
            self.broken("shape", place, expected="a single value", example="key: value")
        return ""

    def scalars(self, node: Node | None, place: Place) -> tuple[str, ...]:
        return tuple(self.scalar(inner, at) for at, inner in self.items(node, place))

    def text(self, node: Node | None, place: Place) -> Text:
        """Words by language; spaces and line ends around them are dropped."""
        entries = self.entries(node, place, "the words of each language")
        return {language: self.scalar(inner, place.at(language)) for language, inner in entries.items()}

    def flag(self, node: Node | None, place: Place) -> bool:
        value = self.scalar(node, place)
        if node is not None and value.lower() not in ("true", "false") and place.path not in self.unread:
            self.broken("not_true_or_false", place, value=value)
        return value.lower() in ("true", "yes")  # meant, even where it is refused

    def whole(self, node: Node | None, place: Place) -> int | None:
        value = self.scalar(node, place)
        if WHOLE.fullmatch(value):
            return int(value)
        if node is not None and place.path not in self.unread:
            self.broken("not_a_whole_number", place, value=value)
        return None

    def month(self, node: Node | None, place: Place) -> int | None:
        value = self.scalar(node, place)
        month = months.read(value)
        if month is None and node is not None and place.path not in self.unread:
            self.broken("not_a_month", place, value=value)
        return month

    def number(self, node: Node | None, place: Place) -> float | None:
        value = self.scalar(node, place)
        if NUMBER.fullmatch(value):
            return float(value)
        if node is not None and place.path not in self.unread:
            self.broken("not_a_number", place, value=value)
        return None
