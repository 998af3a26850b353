"""Checks of 'shown if': that each looks at earlier questions and choices that exist, and can come true."""

from __future__ import annotations

from collections.abc import Iterator

from . import places
from .conditions import named
from .possible import Possible
from .problems import Place, Problem, did_you_mean, problem
from .schema import (
    TYPES,
    WITH_CHOICES,
    All,
    Any,
    Block,
    Condition,
    Is,
    Item,
    Not,
    Question,
    Questionnaire,
)
from .skip_css import LONGEST, selector_within


def check_conditions(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Faults of the wording first; what hangs on a faulty question is not judged further."""
    graph = {q.code: named(q.shown_if) for q in questionnaire.questions if q.shown_if}
    selectors: dict[str, str] = {}
    possible = Possible(questionnaire.by_code)
    before: list[str] = []
    for place, item in places.items(questionnaire):
        found = tuple(_of_one(questionnaire, item, place.at("shown_if"), before, graph, selectors, possible))
        if not places.is_statement(place):  # its block has the same condition, and has said it
            yield from found
        if isinstance(item, Question):
            before.append(item.code)


def _of_one(
    questionnaire: Questionnaire,
    item: Item,
    at: Place,
    before: list[str],
    graph: dict[str, set[str]],
    selectors: dict[str, str],
    possible: Possible,
) -> Iterator[Problem]:
    faults = list(_faults(questionnaire, item, before, graph, at)) if item.shown_if else []
    yield from faults
    sound = not faults and (isinstance(item, Block) or item.type in TYPES)
    if sound and (named(item.shown_if) if item.shown_if else set()) <= selectors.keys():
        yield from _whole(questionnaire, item, at, selectors, possible)


def _whole(
    questionnaire: Questionnaire, question: Item, at: Place, selectors: dict[str, str], possible: Possible
) -> Iterator[Problem]:
    """A condition together with those it hangs on."""
    selector: str | None = ""
    if question.shown_if:
        selector = selector_within(LONGEST, question.shown_if, questionnaire.by_code, selectors)
    if selector is None:
        yield problem("condition_too_long", at)
        return
    selectors[question.code] = selector
    if not possible.add(question):
        yield problem("never_shown", at)


def _faults(
    questionnaire: Questionnaire,
    question: Item,
    before: list[str],
    graph: dict[str, set[str]],
    at: Place,
) -> Iterator[Problem]:
    for place, leaf in _leaves(question.shown_if, at):
        said = {"question": leaf.question, "choices": " or ".join(leaf.choices)}
        asked = questionnaire.by_code.get(leaf.question)
        if asked is None:
            yield problem(
                "condition_unknown_question", place, hint=did_you_mean(leaf.question, before), **said
            )
        elif leaf.question == question.code:
            yield problem("condition_itself", place)
        elif leaf.question not in before:
            circle = question.code in _reached(leaf.question, graph)
            yield problem("condition_circle" if circle else "condition_later", place, **said)
        elif asked.type in TYPES and asked.type not in WITH_CHOICES:
            yield problem("condition_no_choices", place, type=asked.type, **said)
        elif asked.type in WITH_CHOICES:
            yield from _unknown_choices(leaf, asked, place)


def _unknown_choices(leaf: Is, asked: Question, place: Place) -> Iterator[Problem]:
    for i, choice in enumerate(leaf.choices):
        if choice not in asked.choice_codes:
            hint = did_you_mean(choice, asked.choice_codes)
            yield problem(
                "condition_unknown_choice", place.at(i), question=asked.code, choice=choice, hint=hint
            )


def _leaves(condition: Condition | None, at: Place) -> Iterator[tuple[Place, Is]]:
    match condition:
        case Is(question, _):
            yield at.at(question), condition
        case Not(inner):
            yield from _leaves(inner, at.at("not"))
        case All(parts) | Any(parts):
            key = "all" if isinstance(condition, All) else "any"
            for i, part in enumerate(parts):
                yield from _leaves(part, at.at(key, i))


def _reached(start: str, graph: dict[str, set[str]]) -> set[str]:
    """All the questions that one hangs on, over any number of steps."""
    ahead, seen = [start], set[str]()
    while ahead:
        new = graph.get(ahead.pop(), set()) - seen
        seen |= new
        ahead += new
    return seen
