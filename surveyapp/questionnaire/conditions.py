"""'Shown if', evaluated: one rule for server, import and codebook; `skip_css` says it to the browser."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .schema import All, Any, Condition, Is, Not, Question


def holds(condition: Condition, answers: Mapping[str, object], shown: Collection[str]) -> bool:
    """Whether a condition is met by `answers`, when only the questions `shown` count as answered."""
    match condition:
        case Is(question, choices):
            return question in shown and not set(given(answers.get(question))).isdisjoint(choices)
        case Not(inner):
            return not holds(inner, answers, shown)
        case All(conditions):
            return all(holds(c, answers, shown) for c in conditions)
        case Any(conditions):
            return any(holds(c, answers, shown) for c in conditions)


def shown_questions(questions: Iterable[Question], answers: Mapping[str, object]) -> set[str]:
    """The codes of the questions that these answers show. Conditions look at earlier questions only."""
    shown: set[str] = set()
    for question in questions:
        if question.shown_if is None or holds(question.shown_if, answers, shown):
            shown.add(question.code)
    return shown


def given(answer: object) -> list[str]:
    """The choices in an answer as a list: of a single, of a multiple, of none."""
    if isinstance(answer, str):
        return [answer]
    return [str(code) for code in answer] if isinstance(answer, list | tuple) else []


def named(condition: Condition) -> set[str]:
    """The questions that a condition looks at."""
    match condition:
        case Is(question, _):
            return {question}
        case Not(inner):
            return named(inner)
        case All(conditions) | Any(conditions):
            return set().union(*map(named, conditions))


def as_data(condition: Condition) -> dict[str, object]:
    """A condition as a questionnaire file writes it: {question: [choices]}, {all: [...]}, {any: [...]}, {not: ...}."""
    match condition:
        case Is(question, choices):
            return {question: choices[0] if len(choices) == 1 else list(choices)}
        case Not(inner):
            return {"not": as_data(inner)}
        case All(conditions):
            return {"all": [as_data(c) for c in conditions]}
        case Any(conditions):
            return {"any": [as_data(c) for c in conditions]}


def from_data(data: Mapping[str, object]) -> Condition:
    """The inverse of `as_data`, for data that is known to be sound."""
    ((key, value),) = data.items()
    if key == "not":
        return Not(from_data(value))  # type: ignore[arg-type]
    if key in ("all", "any"):
        parts = tuple(from_data(part) for part in value)  # type: ignore[attr-defined]
        return All(parts) if key == "all" else Any(parts)
    return Is(key, tuple(given(value)))
