"""The respondent's form: a questionnaire in one language, answers and mistakes -> what the template draws.

One document holds every page. The browser shows one at a time and skips questions by CSS alone, so the ids
here (`id_QUESTION_0`, `div_id_QUESTION`, `to-p3`, `past-p3`) are those that `questionnaire.skip_css` names.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .answer_field import ChoiceField, Errors, Given, QuestionField
from .languages import InEnglish
from .questionnaire.conditions import named
from .questionnaire.schema import (
    DECLINED_SUFFIX,
    OTHER_SUFFIX,
    RANKING,
    STATEMENTS,
    All,
    Any,
    Block,
    Choice,
    Condition,
    Is,
    Not,
    Question,
    Questionnaire,
    Section,
    Text,
    words,
)
from .questionnaire.skip_css import can_be_empty
from .questionnaire.standard_words import AND, NOT, OR, brought_in, lacking, word

if TYPE_CHECKING:
    from .models import Picture

SEND = "send"  # the id of the last page, which always exists


@dataclass(frozen=True)
class Turn:
    """A link to another page. Where pages may be empty there are several, and CSS shows the right one."""

    to: str
    classes: str


@dataclass(frozen=True)
class BlockView:
    """A note, or statements with their common question."""

    block: Block
    form: AnswerForm
    statements: tuple[QuestionField, ...]

    @property
    def template(self) -> str:
        return f"respond/{self.block.type}.html"

    @property
    def classes(self) -> str:
        mend = any("mend" in view.classes.split() for view in self.statements)
        marks = {"grid": self.block.type == STATEMENTS, "follow": self.block.shown_if, "mend": mend}
        return " ".join(["question", *(mark for mark, so in marks.items() if so)])

    @property
    def text(self) -> str:
        return self.form.words(self.block.text)

    @property
    def hint(self) -> str:
        return self.form.words(self.block.hint)

    @property
    def picture(self) -> Picture | None:
        return self.form.pictures.get(self.block.picture)

    @property
    def alt(self) -> str:
        return self.form.words(self.block.alt)

    @property
    def required(self) -> bool:
        return all(view.question.required for view in self.statements)

    @property
    def only_if(self) -> str:
        return self.form.in_words(self.block.shown_if) if self.block.shown_if else ""


@dataclass(frozen=True)
class PageView:
    number: int
    title: str
    items: tuple[QuestionField | BlockView, ...]
    back: tuple[Turn, ...]
    next: tuple[Turn, ...]

    @property
    def questions(self) -> Iterator[QuestionField]:
        return (view for item in self.items for view in questions_in(item))


@dataclass(frozen=True)
class AnswerForm:
    questionnaire: Questionnaire
    language: str
    given: Given = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)
    order: int = 0  # which of the random orders; 0 is that of the file
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # by name

    def words(self, text: Text) -> str:
        return words(text, self.language, self.questionnaire.languages[0])

    @cached_property
    def pages(self) -> list[PageView]:
        beside = depending(self.questionnaire.questions, self.wrong)
        return [
            PageView(
                number=n,
                title=self.words(section.title),
                items=tuple(self.items(section, beside)),
                back=tuple(turns(self.questionnaire.sections, n, -1)),
                next=tuple(turns(self.questionnaire.sections, n, 1)),
            )
            for n, section in enumerate(self.questionnaire.sections, 1)
        ]

    def items(self, section: Section, beside: set[str]) -> Iterator[QuestionField | BlockView]:
        for item in section.items:
            if isinstance(item, Block):
                held = section.statements(item)
                views = (QuestionField(question, self, question.code in beside, item) for question in held)
                yield BlockView(item, self, tuple(views))
            else:
                yield QuestionField(item, self, item.code in beside)

    def in_order(self, question: Question, views: list[ChoiceField]) -> list[ChoiceField]:
        """At random where the author asks for it; own words, 'none' and declining stay last."""
        if not question.random_order or not self.order:
            return views
        mixed = [v for v in views if not (v.choice.other or v.choice.exclusive or v.choice.prefer_not)]
        last = [view for view in views if view not in mixed]
        random.Random(question.code).shuffle(mixed)  # noqa: S311
        return turned(mixed, self.order - 1) + last

    @property
    def last(self) -> int:
        """The number of the page with Submit."""
        return len(self.questionnaire.sections) + 1

    @property
    def back_from_last(self) -> tuple[Turn, ...]:
        return tuple(turns(self.questionnaire.sections, self.last, -1))

    @cached_property
    def wrong(self) -> set[str]:
        """The questions with a mistake, be it in their own words."""
        return {name.removesuffix(OTHER_SUFFIX) for name in self.errors}

    @property
    def summary(self) -> list[QuestionField]:
        return [view for page in self.pages for view in page.questions if view.name in self.wrong]

    def label(self, question: Question, choice: Choice) -> str:
        said = self.words(choice.label)
        return self.standard(said) if brought_in(question, choice) else said

    def standard(self, said: str) -> str:
        """Where it is English, since the survey's language has no word for it, it says so."""
        return InEnglish(said) if lacking(self.language) else said

    def word(self, which: int) -> str:
        return self.standard(word(which, self.language))

    def in_words(self, condition: Condition) -> SafeString:
        match condition:
            case Is(question, choices):
                asked = self.questionnaire.by_code[question]
                labels = [self.label(asked, c) for c in asked.choices if c.code in choices]
                return format_html("{} {}", self.words(asked.text), self.joined(OR, labels))
            case Not(inner):
                return format_html("{} ({})", self.word(NOT), self.in_words(inner))
            case All(conditions):
                return self.joined(AND, map(self.inside, conditions))
            case Any(conditions):
                return self.joined(OR, map(self.inside, conditions))

    def inside(self, condition: Condition) -> SafeString:
        """A part of a longer condition."""
        text = self.in_words(condition)
        return format_html("({})", text) if isinstance(condition, All | Any) else text

    def joined(self, which: int, parts: Iterable[str]) -> SafeString:
        between = format_html(" {} ", self.word(which))
        return format_html_join(between, "{}", ((part,) for part in parts))


def posted(questionnaire: Questionnaire, values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What was posted for the questions there are. Any other field is as if it had not been sent."""
    ranked = [q for q in questionnaire.questions if q.type == RANKING]
    others = [q for q in questionnaire.questions if q.type != RANKING]
    names = [name for q in others for name in (q.code, q.code + OTHER_SUFFIX)]
    names += [q.code + DECLINED_SUFFIX for q in questionnaire.questions if q.declined]
    found = {name: values[name] for name in names if name in values}
    return found | {question.code: ranks(question, values) for question in ranked}


def ranks(question: Question, values: Mapping[str, Sequence[str]]) -> list[str]:
    """Each choice of a ranking has a field of its own, `question.choice`, with its rank."""
    named = ((code, values.get(f"{question.code}.{code}", ())) for code in question.counted_codes)
    return [f"{code}:{rank.strip()}" for code, given in named for rank in given if rank.strip()]


def questions_in(item: QuestionField | BlockView) -> tuple[QuestionField, ...]:
    return item.statements if isinstance(item, BlockView) else (item,)


def turned(views: list[ChoiceField], order: int) -> list[ChoiceField]:
    """A few shuffles would put some choices first more often than others, which is what a random order is to prevent.

    So they are turned by one place for each order, and read backwards in every other round: of the orders from 0 each
    choice has each place equally often, or once more, and each neighbour on either side.
    """
    if not views:
        return views
    rounds, places = divmod(order, len(views))
    found = views[places:] + views[:places]
    return found[::-1] if rounds % 2 else found


def turns(sections: Sequence[Section], here: int, step: int) -> Iterator[Turn]:
    """The links from page `here` on or back: past each page that may be empty, to the first that never is."""
    passed, to, end = "", here + step, len(sections) + 1
    while 1 <= to <= end:
        maybe = to < end and can_be_empty(sections[to - 1])
        yield Turn(f"p{to}" if to < end else SEND, (f" to-p{to}" if maybe else "") + passed)
        if not maybe:
            return
        passed += f" past-p{to}"
        to += step


def depending(questions: Sequence[Question], wrong: set[str]) -> set[str]:
    """The questions that may come up once these are mended, over any number of steps."""
    found: set[str] = set()
    for question in questions:
        if question.shown_if and named(question.shown_if) & (found | wrong):
            found.add(question.code)
    return found
