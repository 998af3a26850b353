"""A walk over a questionnaire that says of each part where in the file it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .problems import Place
from .schema import Choice, Group, Grouping, Question, Questionnaire, SchoolEntry, Section, Text

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


def questions(questionnaire: Questionnaire) -> Iterator[tuple[Place, Question]]:
    for place, section in sections(questionnaire):
        for i, question in enumerate(section.questions):
            # a question's code is unique: the section need not be said
            words = question.code or f"{place.words}, question {i + 1}"
            yield Place(place.at("questions", i).path, words), question


def choices(place: Place, question: Question) -> Iterator[tuple[Place, Choice]]:
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
    for place, question in questions(questionnaire):
        yield from question_texts(place, question)


def question_texts(place: Place, question: Question) -> Iterator[Words]:
    yield Words(place.at("text"), "text", question.text)
    yield Words(place.at("hint"), "hint", question.hint, needed=False)
    yield Words(place.at("unit"), "unit", question.unit, needed=False)
    for inner, choice in choices(place, question):
        yield Words(inner.at("label"), "label", choice.label)
