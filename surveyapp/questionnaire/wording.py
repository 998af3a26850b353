"""A condition in words, for people: on paper, in old browsers, in the codebook."""

from __future__ import annotations

from .schema import All, Any, Condition, Is, Not, Questionnaire, words
from .standard_words import AND, NOT, OR, word


def in_words(condition: Condition, questionnaire: Questionnaire, language: str) -> str:
    """Such as: “Have you ever heard of it?” Yes."""
    match condition:
        case Is(code, choices):
            return _given(questionnaire, code, choices, language)
        case Not(inner):
            return f"{word(NOT, language)} ({in_words(inner, questionnaire, language)})"
        case All(parts):
            return _joined(parts, AND, questionnaire, language)
        case Any(parts):
            return _joined(parts, OR, questionnaire, language)


def _given(questionnaire: Questionnaire, code: str, choices: tuple[str, ...], language: str) -> str:
    question, main = questionnaire.by_code[code], questionnaire.languages[0]
    labels = [words(c.label, language, main) for c in question.choices if c.code in choices]
    return f"“{words(question.text, language, main)}” " + f" {word(OR, language)} ".join(labels)


def _joined(parts: tuple[Condition, ...], between: int, questionnaire: Questionnaire, language: str) -> str:
    """Parts that are themselves joined stand in brackets, or 'and' and 'or' would run together."""
    said = []
    for part in parts:
        inner = in_words(part, questionnaire, language)
        nested = isinstance(part, All | Any) and len(part.conditions) > 1 and len(parts) > 1
        said.append(f"({inner})" if nested else inner)
    return f", {word(between, language)} ".join(said)
