"""The choices of a question: those that stand in its file, and those that the program itself brings in."""

from __future__ import annotations

from collections.abc import Iterator

from .problems import Place
from .schema import CONSENT, DECLINED_AS_A_WHOLE, MONTH, YEAR, YES_NO, Choice
from .standard_words import consent_choices, declining, yes_no_choices
from .yaml_parts import Nodes, part
from .yaml_source import Node
from .yaml_values import Values

CHOICE = ("code", "label", "other", "prefer_not", "exclusive")
DECLINED = (*DECLINED_AS_A_WHOLE, YEAR, MONTH)


def choices(
    values: Values, nodes: Nodes, place: Place, kind: str, languages: tuple[str, ...]
) -> tuple[Choice, ...]:
    """Those of the file; a yes_no has its own. Where one may decline as a whole, that is the last one."""
    for key, hint in _misplaced(nodes, kind):
        values.report("key_not_for_type", place.at(key), key=key, type=kind, hint=hint)
    prefer_not = values.flag(nodes.get("prefer_not"), place.at("prefer_not"))
    if kind == YES_NO:
        return yes_no_choices(languages, prefer_not)
    if kind == CONSENT:
        return consent_choices(values.text(nodes.get("label"), place.at("label")))
    listed = values.items(nodes.get("choices"), place.at("choices"))
    found = tuple(choice(values, inner, at) for at, inner in listed)
    if kind not in DECLINED:
        return found
    for i, one in enumerate(found):
        if one.prefer_not:
            at = place.at("choices", i).named(f"choice {one.code}")
            values.report("prefer_not_not_here", at.at("prefer_not"), type=kind)
    return (*found, declining(languages)) if prefer_not else found


def _misplaced(nodes: Nodes, kind: str) -> Iterator[tuple[str, str]]:
    """Keys that go with other types, and the way out."""
    if nodes.get("label") and kind != CONSENT:
        yield "label", "It is for consent."
    if nodes.get("choices") and kind == YES_NO:
        yield "choices", "Leave it out: the choices are yes and no. Or make it `type: single`."
    if nodes.get("choices") and kind == CONSENT:
        yield "choices", "Leave it out: there is one box, and `label` says what is agreed to."
    if nodes.get("prefer_not") and kind == CONSENT:
        yield "prefer_not", "Leave it out: whoever does not consent does not take part."
    elif nodes.get("prefer_not") and kind not in DECLINED:
        yield "prefer_not", "Write it at the choice that lets people decline."


def choice(values: Values, node: Node, place: Place) -> Choice:
    place = part(node, place, "choice")
    nodes = values.fields(node, place, CHOICE)
    return Choice(
        code=values.scalar(nodes.get("code"), place.at("code")),
        label=values.text(nodes.get("label"), place.at("label")),
        other=values.flag(nodes.get("other"), place.at("other")),
        prefer_not=values.flag(nodes.get("prefer_not"), place.at("prefer_not")),
        exclusive=values.flag(nodes.get("exclusive"), place.at("exclusive")),
    )
