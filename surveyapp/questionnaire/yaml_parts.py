"""Where a part of a questionnaire file stands, and what it is called in problems."""

from __future__ import annotations

from collections.abc import Mapping

from .places import TOP
from .problems import Place
from .yaml_source import Fields, Node, Scalar

Nodes = Mapping[str, Node]


def top(key: str) -> Place:
    return TOP.at(key).named(key)


def code_in(node: Node) -> str:
    """The code of a part, looked up ahead so that its problems can be told by it."""
    return text_in(node, "code")


def text_in(node: Node, key: str) -> str:
    found = node.nodes.get(key) if isinstance(node, Fields) else None
    return found.text.strip() if isinstance(found, Scalar) else ""


def part(node: Node, place: Place, kind: str) -> Place:
    """The place of a part of a list, in the words that `places` has for it."""
    position = place.path[-1]
    return place.named(f"{kind} {code_in(node) or int(position) + 1}")
