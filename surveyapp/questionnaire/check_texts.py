"""Checks of texts: every one in every language, and nothing in them that cannot be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from . import places
from .characters import unprintable
from .places import TOP, Words
from .problems import Place, Problem, did_you_mean, problem
from .schema import Questionnaire, Text

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_LANGUAGE = 12  # as the database has it


def check_texts(questionnaire: Questionnaire) -> Iterator[Problem]:
    languages = questionnaire.languages
    yield from _languages(languages)
    yield from _names(questionnaire)
    for words in places.texts(questionnaire) if languages else ():
        yield from _text(words, languages)


def _text(words: Words, languages: Sequence[str]) -> Iterator[Problem]:
    if any(words.text.values()):
        yield from _translations(words, languages)
        yield from _characters(words.place, words.what, words.text)
    elif words.needed or words.text:
        yield _missing(words, languages)


def _missing(words: Words, languages: Sequence[str]) -> Problem:
    key = words.place.path[-1]
    return problem("missing_text", words.place, what=words.what, key=key, language=languages[0])


def _languages(languages: Sequence[str]) -> Iterator[Problem]:
    place = TOP.at("languages").named("languages")
    if not languages:
        yield problem("missing_languages", place)
    for i, language in enumerate(languages):
        if not LANGUAGE.fullmatch(language):
            yield problem("bad_language", place.at(i), language=language)
        elif len(language) > LONGEST_LANGUAGE:
            yield problem("long_language", place.at(i), language=language, limit=LONGEST_LANGUAGE)
        if language in languages[:i]:
            yield problem("doubled_language", place.at(i), language=language)


def _translations(words: Words, languages: Sequence[str]) -> Iterator[Problem]:
    for language in dict.fromkeys(languages):
        if not words.text.get(language):
            yield problem("missing_language", words.place, what=words.what, language=language)
    for language in words.text:
        if language not in languages:
            hint = did_you_mean(language, languages)
            yield problem("unknown_language", words.place.at(language), language=language, hint=hint)


def _characters(place: Place, what: str, text: Text) -> Iterator[Problem]:
    for language, said in text.items():
        bad = unprintable(said)
        if bad:
            code = f"{ord(bad):04X}"
            yield problem("control_character", place.at(language), what=what, character=code)


def _names(questionnaire: Questionnaire) -> Iterator[Problem]:
    for place, school in places.schools(questionnaire):
        yield from _characters(place, "name", {"name": school.name})
