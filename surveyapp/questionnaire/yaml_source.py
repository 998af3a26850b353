"""A YAML 1.2 file -> a tree of text, lists and mappings that know their lines.

Made from the parser's events, not from its values: every scalar stays text (yes and no, 1 and 01), and
nothing is built that the file could blow up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from .problems import MOST, Place, Problem, ProblemsError, problem

SIZE_LIMIT = 256 * 1024  # bytes
DEPTH_LIMIT = 12
TOP = Place()
FRAME = (StreamStartEvent, DocumentStartEvent, DocumentEndEvent, StreamEndEvent)
# what YAML allows to stand in a file as it is
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Scalar:
    text: str
    line: int


@dataclass(frozen=True)
class Items:
    nodes: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Fields:
    nodes: Mapping[str, Node]
    lines: Mapping[str, int]  # of the keys
    line: int


Node = Scalar | Items | Fields


@dataclass
class Source:
    """What a file says, and what was wrong with it before anybody looked at its meaning."""

    root: Node
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """The line where a path stands, or the innermost part of it that is in the file."""
        node, line = self.root, self.root.line
        for step in path:
            if isinstance(node, Fields) and isinstance(step, str) and step in node.nodes:
                line, node = node.lines[step], node.nodes[step]
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node.nodes):
                node = node.nodes[step]
                line = node.line
            else:
                break
        return line


def parse(given: str | bytes) -> Source:
    """Raises ProblemsError where the file cannot be made sense of at all."""
    text = decoded(given)
    builder = _Builder(text)
    try:
        root = builder.document()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else builder.line
        reason = getattr(error, "problem", None) or "it breaks off"
        raise ProblemsError([problem("not_yaml", TOP, line, reason=reason)]) from error
    except (ValueError, OverflowError) as error:  # "\Uffffffff": the parser does not catch it itself
        raise ProblemsError([problem("not_yaml", TOP, builder.line, reason=error)]) from error
    return Source(root, builder.problems)


def decoded(given: str | bytes) -> str:
    """The text of a file; refused where it is too large, not UTF-8, or holds what YAML cannot."""
    if len(given) > SIZE_LIMIT:
        raise ProblemsError([problem("too_large", TOP, limit=SIZE_LIMIT // 1024)])
    if isinstance(given, bytes):
        try:
            given = given.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ProblemsError([problem("not_utf8", TOP, line)]) from error
    if bad := UNPRINTABLE.search(given):
        line, character = given.count("\n", 0, bad.start()) + 1, f"{ord(bad[0]):04X}"
        raise ProblemsError([problem("bad_character", TOP, line, character=character)])
    return given


class _Builder:
    """Turns events into nodes, and notes what is not allowed."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        self.problems: list[Problem] = []
        self.line = 1

    def next(self) -> Event:
        event = next(self.events)
        if event.start_mark is not None:
            self.line = event.start_mark.line + 1
        return event

    def report(self, code: str, place: Place, /, **params: object) -> None:
        self.problems.append(problem(code, place, self.line, **params))
        if len(self.problems) >= MOST:
            raise ProblemsError(self.problems)

    def document(self) -> Node:
        root = None
        while not isinstance(event := self.next(), StreamEndEvent):
            if isinstance(event, DocumentStartEvent) and root is not None:
                self.report("several_documents", TOP)
                break
            if not isinstance(event, FRAME):
                root = self.node(event, TOP, 1)
        if root is None or root == Scalar("", root.line):
            raise ProblemsError([problem("empty_file", TOP)])
        return root

    def node(self, event: Event, place: Place, depth: int) -> Node:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            self.report("alias", place)
        elif getattr(event, "tag", None) is not None:
            self.report("tag", place)
        if isinstance(event, SequenceStartEvent):
            return self.items(place, self.deeper(place, depth))
        if isinstance(event, MappingStartEvent):
            return self.fields(place, self.deeper(place, depth))
        return Scalar(event.value if isinstance(event, ScalarEvent) else "", self.line)

    def deeper(self, place: Place, depth: int) -> int:
        if depth > DEPTH_LIMIT:
            self.report("too_deep", place, limit=DEPTH_LIMIT)
            raise ProblemsError(self.problems)
        return depth + 1

    def items(self, place: Place, depth: int) -> Items:
        line, nodes = self.line, list[Node]()
        while not isinstance(event := self.next(), SequenceEndEvent):
            nodes.append(self.node(event, place.at(len(nodes)), depth))
        return Items(tuple(nodes), line)

    def fields(self, place: Place, depth: int) -> Fields:
        line, nodes, lines = self.line, dict[str, Node](), dict[str, int]()
        while not isinstance(event := self.next(), MappingEndEvent):
            key_line, key = self.line, self.key(event, place, depth)
            if key in nodes:
                self.report("doubled_key", place.at(key), key=key)
            value = self.node(self.next(), place.at(key), depth)
            nodes.setdefault(key, value)
            lines.setdefault(key, key_line)
        return Fields(nodes, lines, line)

    def key(self, event: Event, place: Place, depth: int) -> str:
        node = self.node(event, place, depth)
        if isinstance(node, Scalar):
            return node.text
        self.report("shape", place, expected="a key", example="key: value")
        return ""
