"""One question of the respondent's form: its words, what was answered, what is wrong, and how it is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    OTHER_SUFFIX,
    SCALE,
    TEXT,
    TEXT_LIMIT,
    YES_NO,
    Choice,
    Question,
)

if TYPE_CHECKING:
    from .answer_form import AnswerForm

Given = Mapping[str, Sequence[str]]  # as posted: the name of a field -> its values
Errors = Mapping[str, str]  # the name of a field -> what is wrong with it


@dataclass(frozen=True)
class ChoiceField:
    choice: Choice
    label: str
    id: str
    checked: bool


@dataclass(frozen=True)
class QuestionField:
    question: Question
    form: AnswerForm
    beside: bool  # can come up when a mistake elsewhere is mended

    @property
    def name(self) -> str:
        return self.question.code

    @property
    def other_name(self) -> str:
        return self.question.code + OTHER_SUFFIX

    @property
    def text(self) -> str:
        return self.form.words(self.question.text)

    @property
    def hint(self) -> str:
        return self.form.words(self.question.hint)

    @property
    def unit(self) -> str:
        return self.form.words(self.question.unit)

    @property
    def error(self) -> str:
        return self.form.errors.get(self.name, "")

    @property
    def other_error(self) -> str:
        return self.form.errors.get(self.other_name, "")

    @property
    def typed(self) -> bool:
        """Whether the answer is written into a field, not chosen."""
        return self.question.type in (NUMBER, TEXT)

    @property
    def value(self) -> str:
        return first(self.form.given, self.name)

    @property
    def other_value(self) -> str:
        return first(self.form.given, self.other_name)

    @property
    def limit(self) -> int:
        return TEXT_LIMIT

    @property
    def own_words_hint(self) -> str:
        return text_hint()

    @property
    def control(self) -> str:
        """The id of the first thing to press or to write into: what the summary of mistakes links to."""
        if self.other_error and not self.error:
            return f"id_{self.other_name}"
        return f"id_{self.name}_0"  # numbered in any case: `id_a_1` is the second choice of a question `a`

    @property
    def classes(self) -> str:
        wrong = bool(self.error or self.other_error)
        marks = {"follow": self.question.shown_if, "wrong": wrong, "mend": wrong or self.beside}
        return " ".join(["question", *(mark for mark, so in marks.items() if so)])

    @property
    def input_type(self) -> str:
        return "checkbox" if self.question.type == MULTIPLE else "radio"

    @property
    def layout(self) -> str:
        return {YES_NO: " yes-no", SCALE: " scale"}.get(self.question.type, "")

    @property
    def inputmode(self) -> str:
        """The keyboard of a phone; those for digits have no minus."""
        if self.question.minimum is None or self.question.minimum < 0:
            return "text"
        return "numeric" if self.question.integer else "decimal"

    @property
    def width(self) -> str:
        return "in-2" if len(number(self.question.maximum)) <= 3 else "in-4"

    @property
    def described_by(self) -> str:
        parts = {"hint": self.hint, "helptext": self.help, "unit": self.unit, "error": self.error}
        return " ".join(f"id_{self.name}_{part}" for part, there in parts.items() if there)

    @cached_property
    def help(self) -> str:
        """The product's own hint: how to answer."""
        question = self.question
        if question.type == MULTIPLE:
            return at_most(question.at_most)
        if question.type == NUMBER:
            return between(question)
        return text_hint() if question.type == TEXT else ""

    @cached_property
    def choices(self) -> list[ChoiceField]:
        chosen = self.form.given.get(self.name, ())
        return [
            ChoiceField(choice, self.form.words(choice.label), f"id_{self.name}_{i}", choice.code in chosen)
            for i, choice in enumerate(self.question.choices)
        ]

    @property
    def main_choices(self) -> list[ChoiceField]:
        return [view for view in self.choices if not view.choice.prefer_not]

    @property
    def declining(self) -> list[ChoiceField]:
        return [view for view in self.choices if view.choice.prefer_not]

    @property
    def only_if(self) -> str:
        """For paper and for browsers that cannot hide: who is asked this."""
        condition = self.question.shown_if
        return self.form.in_words(condition) if condition else ""


def first(given: Given, name: str) -> str:
    values = given.get(name) or [""]
    return values[0]


def at_most(most: int | None) -> str:
    if most is None:
        return _("Tick all that apply.")
    return ngettext("Tick %(most)d at most.", "Tick up to %(most)d.", most) % {"most": most}


def between(question: Question) -> str:
    limits = {"low": number(question.minimum), "high": number(question.maximum)}
    if question.integer:
        return _("A whole number from %(low)s to %(high)s.") % limits
    return _("A number from %(low)s to %(high)s.") % limits


def text_hint() -> str:
    hint = _("Up to %(limit)d characters. Please name nobody, yourself included.")
    return hint % {"limit": TEXT_LIMIT}


def number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)
