"""Posted fields or a row of a file -> one person's answers, checked; the conditions decide what was shown.

Answers are kept by question code: a choice's code, a list of codes (empty where nothing was ticked), a
number, None where the question was shown and left open; a hidden question is absent. Of a text the
answers say only True (something was written); the words go to `texts`, which are kept apart. Whoever declines a
number, a text or a ranking has that choice's code in place of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .answer_errors import AnswerError
from .answer_values import as_typed, text, trimmed, value_of
from .characters import printable
from .conditions import given as choices_in
from .conditions import holds, named, shown_questions
from .schema import (
    CONSENT,
    DECLINED_SUFFIX,
    MULTIPLE,
    OTHER_SUFFIX,
    RANKING,
    TEXT,
    WITH_CHOICES,
    Question,
    Questionnaire,
)

HIDDEN, OPEN, PREFER_NOT = "hidden", "open", "prefer_not"  # the three kinds of missing


@dataclass(frozen=True)
class Cleaned:
    """To be used only where `ok`: an answer with an error is in neither `answers` nor `texts`."""

    answers: dict[str, object] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # by field: a text's code, or code + OTHER_SUFFIX
    errors: dict[str, AnswerError] = field(default_factory=dict)  # by field, too

    @property
    def ok(self) -> bool:
        return not self.errors


def clean(questionnaire: Questionnaire, given: Mapping[str, Sequence[str]]) -> Cleaned:
    """The answers of a posted form. Unknown fields and answers to hidden questions are dropped.

    What the page showed is decided by what was ticked, be it too much: so a mistake in one answer makes
    no second one in a follow-up. Nobody is asked to find a control character that was pasted along.
    """
    cleaned = Cleaned()
    shown = shown_questions(questionnaire.questions, ticked(questionnaire, given))
    for question in questionnaire.questions:
        if question.code in shown:
            if question.declined and any(map(trimmed, given.get(question.code + DECLINED_SUFFIX, ()))):
                cleaned.answers[question.code] = question.declined  # whatever else is in the field
                continue
            raw, own = (given.get(name, ()) for name in (question.code, question.code + OTHER_SUFFIX))
            if question.type == TEXT:
                raw = [as_typed(words, in_one_line=question.lines == 1) for words in raw]
            take(cleaned, question, raw)
            take_own_words(cleaned, question, [as_typed(words, in_one_line=True) for words in own])
    return cleaned


def ticked(questionnaire: Questionnaire, given: Mapping[str, Sequence[str]]) -> dict[str, object]:
    return {
        question.code: [code for code in given.get(question.code, ()) if code in question.choice_codes]
        for question in questionnaire.questions
        if question.type in WITH_CHOICES
    }


def take(cleaned: Cleaned, question: Question, raw: Sequence[str]) -> None:
    """Put one answer where it belongs."""
    value = value_of(question, raw)
    if question.required and (value is None or value == []):
        value = AnswerError("consent" if question.type == CONSENT else "required")
    if isinstance(value, AnswerError):
        cleaned.errors[question.code] = value
    elif question.type == TEXT and isinstance(value, str):
        cleaned.answers[question.code], cleaned.texts[question.code] = True, value
    else:
        cleaned.answers[question.code] = value


def take_own_words(cleaned: Cleaned, question: Question, raw: Sequence[str]) -> None:
    """Own words count only with the choice they belong to, and may stay empty."""
    words, name = trimmed(raw[0]) if raw else "", question.code + OTHER_SUFFIX
    if not words or not other_given(question, cleaned.answers):
        return
    kept = text(words)
    if isinstance(kept, AnswerError):
        cleaned.errors[name] = kept
    else:
        cleaned.texts[name] = kept


def other_given(question: Question, answers: Mapping[str, object]) -> bool:
    codes = choices_in(answers.get(question.code))
    return any(choice.other and choice.code in codes for choice in question.choices)


def from_row(questionnaire: Questionnaire, row: Mapping[str, str]) -> Cleaned:
    """The answers of one row of a file: a multiple choice is codes parted by spaces.

    An empty cell is a question that was not shown or was left open: the conditions say which. A filled
    cell that should be hidden is an error. What hangs on an answer with an error is not judged by it.
    """
    cleaned, shown, unsure = Cleaned(), set[str](), set[str]()
    for question in questionnaire.questions:
        condition, cell = question.shown_if, row.get(question.code) or ""
        if condition and named(condition) & unsure:
            unsure.add(question.code)
        elif condition and not holds(condition, cleaned.answers, shown):
            refuse_hidden(cleaned, question, row)
        else:
            shown.add(question.code)
            take_cell(cleaned, question, cell, row.get(question.code + OTHER_SUFFIX) or "")
        if question.code in cleaned.errors:
            unsure.add(question.code)
    return cleaned


def refuse_hidden(cleaned: Cleaned, question: Question, row: Mapping[str, str]) -> None:
    for name in (question.code, question.code + OTHER_SUFFIX):
        if (row.get(name) or "").strip():
            cleaned.errors[name] = AnswerError("hidden_answer")


def take_cell(cleaned: Cleaned, question: Question, cell: str, own_words: str) -> None:
    if question.declined and cell.strip() == question.declined:
        cleaned.answers[question.code] = question.declined
        return
    raw = cell.split() if question.type in (MULTIPLE, RANKING) else [cell]
    ranked = [f"{code}:{i}" for i, code in enumerate(raw, 1)]
    take(cleaned, question, ranked if question.type == RANKING else raw)
    if cleaned.errors.get(question.code) == AnswerError("unknown_choice"):
        unknown = next((code for code in map(str.strip, raw) if code not in question.choice_codes), cell)
        cleaned.errors[question.code] = AnswerError("unknown_code", {"value": printable(unknown, 64)})
    take_own_words(cleaned, question, [own_words])
    if own_words.strip() and question.code in cleaned.answers and not other_given(question, cleaned.answers):
        cleaned.errors[question.code + OTHER_SUFFIX] = AnswerError("other_not_given")
