"""The nodes of a condition in a questionnaire file -> a condition, as far as it can be read."""

from __future__ import annotations

from .problems import Place
from .schema import All, Any, Condition, Is, Not
from .yaml_parts import Nodes
from .yaml_source import Node
from .yaml_values import Values


def shown_on(values: Values, nodes: Nodes, place: Place) -> Condition | None:
    condition = nodes.get("shown_if")
    return read_condition(values, condition, place.at("shown_if")) if condition else None


def read_condition(values: Values, node: Node, place: Place) -> Condition | None:
    """A condition in one of its five forms (docs/questionnaire.md); None where it is none of them."""
    entries = values.entries(node, place, "a condition")
    if len(entries) != 1:
        if place.path not in values.unread:
            values.broken("condition_shape", place)
        return None
    ((key, inner),) = entries.items()
    place = place.at(key)
    if key == "not":
        negated = read_condition(values, inner, place)
        return Not(negated) if negated else None
    if key in ("all", "any"):
        return several(values, inner, place, All if key == "all" else Any)
    return choice_given(values, key, inner, place)


def several(values: Values, node: Node, place: Place, kind: type[All] | type[Any]) -> Condition | None:
    parts = [read_condition(values, inner, at) for at, inner in values.items(node, place)]
    if not parts and place.path not in values.unread:
        values.broken("condition_shape", place)
    sound = tuple(part for part in parts if part)
    return kind(sound) if sound and len(sound) == len(parts) else None


def choice_given(values: Values, key: str, node: Node, place: Place) -> Condition | None:
    from_list = values.scalars(node, place) if hasattr(node, "nodes") else (values.scalar(node, place),)
    given = tuple(code for code in from_list if code)
    if not given and place.path not in values.unread:
        values.broken("condition_shape", place)
    return Is(key, given) if given else None
