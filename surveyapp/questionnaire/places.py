"""A walk over a questionnaire that says of each part where in the file it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .problems import Place
from .schema import (
    CONSENT,
    Block,
    Choice,
    Group,
    Grouping,
    Item,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
    Text,
)

TOP = Place()


@dataclass(frozen=True)
class Words:
    """One text of a questionnaire."""

    place: Place
    what: str  # as a message names it
    text: Text
    needed: bool = True


def sections(questionnaire: Questionnaire) -> Iterator[tuple[Place, Section]]:
    for i, section in enumerate(questionnaire.sections):
        yield TOP.at("sections", i).named(f"section {section.code or i + 1}"), section


def items(questionnaire: Questionnaire) -> Iterator[tuple[Place, Item]]:
    """Blocks and questions in the order of the file; statements follow their block."""
    for place, section in sections(questionnaire):
        for i, item in enumerate(section.items):
            # a code is unique: the section need not be said
            at = Place(place.at("questions", i).path, item.code or f"{place.words}, question {i + 1}")
            yield at, item
            if isinstance(item, Block):
                for j, statement in enumerate(section.statements(item)):
                    words = statement.code or f"{at.words}, statement {j + 1}"
                    yield Place(at.at("statements", j).path, words), statement


def is_statement(place: Place) -> bool:
    return place.path[-2:-1] == ("statements",)


def questions(questionnaire: Questionnaire) -> Iterator[tuple[Place, Question]]:
    return ((place, item) for place, item in items(questionnaire) if isinstance(item, Question))


def blocks(questionnaire: Questionnaire) -> Iterator[tuple[Place, Block]]:
    return ((place, item) for place, item in items(questionnaire) if isinstance(item, Block))


def chosen_from(questionnaire: Questionnaire) -> Iterator[tuple[Place, Question]]:
    """Each question where its choices stand: those of statements once, at their block."""
    for place, section in sections(questionnaire):
        for i, item in enumerate(section.items):
            at = Place(place.at("questions", i).path, item.code or f"{place.words}, question {i + 1}")
            if isinstance(item, Question):
                yield at, item
            else:
                yield from ((at, first) for first in section.statements(item)[:1])


def choices(place: Place, question: Question) -> Iterator[tuple[Place, Choice]]:
    if question.type == CONSENT:  # its one choice stands beside it
        yield from ((place, choice) for choice in question.choices)
        return
    for i, choice in enumerate(question.choices):
        yield place.at("choices", i).named(f"choice {choice.code or i + 1}"), choice


def groupings(questionnaire: Questionnaire) -> Iterator[tuple[Place, Grouping]]:
    for i, grouping in enumerate(questionnaire.groupings):
        yield TOP.at("groupings", i).named(f"grouping {grouping.code or i + 1}"), grouping


def groups(place: Place, grouping: Grouping) -> Iterator[tuple[Place, Group]]:
    for i, group in enumerate(grouping.groups):
        yield place.at("groups", i).named(f"group {group.code or i + 1}"), group


def schools(questionnaire: Questionnaire) -> Iterator[tuple[Place, SchoolEntry]]:
    for i, school in enumerate(questionnaire.schools):
        yield TOP.at("schools", i).named(f"school {school.code or i + 1}"), school


def texts(questionnaire: Questionnaire) -> Iterator[Words]:
    """Every text in every language, in the order of the file."""
    yield Words(TOP.at("title").named("title"), "title", questionnaire.title)
    for key in ("introduction", "thanks", "about", "source"):
        yield Words(TOP.at(key).named(key), key, getattr(questionnaire, key), needed=False)
    for place, grouping in groupings(questionnaire):
        yield Words(place.at("label"), "label", grouping.label)
        for inner, group in groups(place, grouping):
            yield Words(inner.at("label"), "label", group.label)
    for place, section in sections(questionnaire):
        yield Words(place.at("title"), "title", section.title)
    for place, item in items(questionnaire):
        yield Words(place.at("text"), "text", item.text)
        yield Words(place.at("hint"), "hint", item.hint, needed=False)
        if isinstance(item, Block):
            yield Words(place.at("alt"), "alt", item.alt, needed=bool(item.picture))
        else:
            yield Words(place.at("unit"), "unit", item.unit, needed=False)
    for place, question in chosen_from(questionnaire):
        for inner, choice in choices(place, question):
            yield Words(inner.at("label"), "label", choice.label)
