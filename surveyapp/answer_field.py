"""One question of the respondent's form: its words, what was answered, what is wrong, and how it is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .answer_rules import field_rules, localized, question_rules, text_rules
from .questionnaire import months
from .questionnaire.answer_values import ranks_in, short
from .questionnaire.schema import (
    CONSENT,
    DECLINED_SUFFIX,
    MULTIPLE,
    NUMBER,
    OTHER_SUFFIX,
    RANKING,
    SCALE,
    TEXT,
    TEXT_LIMIT,
    YES_NO,
    Block,
    Choice,
    Question,
)
from .scale_rows import fits_in_a_row

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from .answer_form import AnswerForm

STAY = "\N{WORD JOINER}"  # no line ends here

Given = Mapping[str, Sequence[str]]  # as posted: the name of a field -> its values
Errors = Mapping[str, str]  # the name of a field -> what is wrong with it


@dataclass(frozen=True)
class ChoiceField:
    choice: Choice
    label: str
    id: str
    checked: bool
    rank: str = ""  # in a ranking


@dataclass(frozen=True)
class QuestionField:
    question: Question
    form: AnswerForm
    beside: bool  # can come up when a mistake elsewhere is mended
    block: Block | None = None  # whose statement it is

    template = "respond/question.html"

    @property
    def name(self) -> str:
        return self.question.code

    @property
    def other_name(self) -> str:
        return self.question.code + OTHER_SUFFIX

    @property
    def declined_name(self) -> str:
        return self.question.code + DECLINED_SUFFIX

    @property
    def text(self) -> str:
        return self.form.words(self.question.text)

    @property
    def whole_text(self) -> str:
        """Where it stands alone: a statement behind the question that it shares with others."""
        return f"{self.form.words(self.block.text)} – {self.text}" if self.block else self.text

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
        return self.question.limit

    @property
    def own_words_rules(self) -> SafeString:
        return text_rules(TEXT_LIMIT)

    @property
    def lines(self) -> int:
        return 4 if self.question.lines is None else self.question.lines

    @property
    def is_number(self) -> bool:
        return self.question.type == NUMBER

    @property
    def is_ranking(self) -> bool:
        return self.question.type == RANKING

    @property
    def places(self) -> range:
        return range(1, len(self.question.counted_choices) + 1)

    @property
    def own_words_hint(self) -> str:
        return text_hint()

    @property
    def control(self) -> str:
        """The id of the first thing to press or to write into: what the summary of mistakes links to."""
        if self.other_error and not self.error:
            return f"id_{self.other_name}"
        # numbered in any case: `id_a_1` is the second choice of a question `a`
        return f"id_{self.name}_0" if self.typed else self.choices[0].id

    @property
    def rules(self) -> str:
        return question_rules(self.question)

    @property
    def field_rules(self) -> str:
        return field_rules(self.question)

    @property
    def classes(self) -> str:
        wrong = bool(self.error or self.other_error)
        follows = self.question.shown_if and not self.block
        marks = {"follow": follows, "wrong": wrong, "mend": wrong or self.beside}
        kind = "statement" if self.block else "question"
        return " ".join([kind, *(mark for mark, so in marks.items() if so)])

    @property
    def input_type(self) -> str:
        return "checkbox" if self.question.type in (MULTIPLE, CONSENT) else "radio"

    @property
    def layout(self) -> str:
        if self.question.type == SCALE:
            labels = [view.label for view in self.main_choices]
            return " scale" if fits_in_a_row(labels) else ""
        return " yes-no" if self.question.type == YES_NO else ""

    @property
    def inputmode(self) -> str:
        """The keyboard of a phone; those for digits have no minus."""
        if self.question.minimum is None or self.question.minimum < 0 or self.question.month:
            return "text"
        return "numeric" if self.question.integer else "decimal"

    @property
    def width(self) -> str:
        if self.question.month:
            return "in-month"
        return "in-2" if len(number(self.question.maximum)) <= 3 else "in-4"

    @property
    def described_by(self) -> str:
        parts = {
            "hint": self.hint,
            "helptext": self.help,
            "unit": self.unit,
            "limit": self.question.type == TEXT,
            "error": self.error,
        }
        return " ".join(f"id_{self.name}_{part}" for part, there in parts.items() if there)

    @property
    def named_by(self) -> str:
        """A group's hints are part of its name: its description is not read out everywhere. '' where there are none."""
        hints = {"hint": self.hint, "helptext": self.help}
        parts = [part for part, there in hints.items() if there]
        return " ".join(f"id_{self.name}_{part}" for part in ("legend", *parts)) if parts else ""

    @cached_property
    def help(self) -> str:
        """The product's own hint: how to answer."""
        question = self.question
        if question.type == MULTIPLE:
            return how_many(question.at_least, question.at_most)
        if question.type == RANKING:
            return _("Give each a number: 1 is the first. Use each number once.")
        if question.type == NUMBER:
            return between(question)
        if question.type == TEXT:
            return _(
                "Please name nobody, yourself included. Your words are kept apart from your other answers."
            )
        return ""

    @cached_property
    def choices(self) -> list[ChoiceField]:
        chosen = self.form.given.get(self.name, ())
        declined = any(self.form.given.get(self.declined_name, ()))
        ranks = ranks_in(chosen) if self.is_ranking else {}
        views = [
            ChoiceField(
                choice,
                self.form.label(self.question, choice),
                f"id_{self.name}_{i}",
                declined if choice.code == self.question.declined else choice.code in chosen,
                ranks.get(choice.code, ""),
            )
            for i, choice in enumerate(self.question.choices, int(self.typed))
        ]
        return self.form.in_order(self.question, views)

    @property
    def main_choices(self) -> list[ChoiceField]:
        return [view for view in self.choices if not view.choice.prefer_not]

    @property
    def declining(self) -> list[ChoiceField]:
        return [view for view in self.choices if view.choice.prefer_not]

    @property
    def only_if(self) -> str:
        """For paper and for browsers that cannot hide: who is asked this."""
        condition = None if self.block else self.question.shown_if
        return self.form.in_words(condition) if condition else ""


def first(given: Given, name: str) -> str:
    values = given.get(name) or [""]
    return values[0]


def how_many(least: int | None, most: int | None) -> str:
    if most is None:
        if least is None or least == 1:
            return _("Tick all that apply.")
        return _("Tick at least %(least)d.") % {"least": least}
    if least is not None and least == most:
        return _("Tick %(most)d of these.") % {"most": most}
    if least is not None and least > 1:
        return _("Tick %(least)d to %(most)d.") % {"least": least, "most": most}
    return ngettext("Tick %(most)d at most.", "Tick up to %(most)d.", most) % {"most": most}


def between(question: Question) -> str:
    if question.month:
        ends = (question.minimum or months.FIRST, question.maximum or months.LAST)
        low, high = (localized(months.iso(end)).replace("-", f"-{STAY}") for end in ends)
        return _("Year and month, from %(low)s to %(high)s.") % {"low": low, "high": high}
    limits = {"low": number(question.minimum), "high": number(question.maximum)}
    if question.year:
        return _("A year from %(low)s to %(high)s.") % limits
    if question.integer:
        return _("A whole number from %(low)s to %(high)s.") % limits
    return _("A number from %(low)s to %(high)s.") % limits


def text_hint() -> str:
    hint = _("Up to %(limit)d characters. Please name nobody, yourself included.")
    return hint % {"limit": TEXT_LIMIT}


def number(value: float | None) -> str:
    """As the reader writes it: 0,5 in French."""
    return "" if value is None else localized(short(value))
