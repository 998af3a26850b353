"""The respondent's form: a questionnaire in one language, answers and mistakes -> what the template draws.

One document holds every page. The browser shows one at a time and skips questions by CSS alone, so the ids
here (`id_QUESTION_0`, `div_id_QUESTION`, `to-p3`, `past-p3`) are those that `questionnaire.skip_css` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .answer_field import Errors, Given, QuestionField
from .questionnaire.conditions import named
from .questionnaire.schema import (
    OTHER_SUFFIX,
    All,
    Any,
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
from .questionnaire.standard_words import AND, NOT, OR, word

SEND = "send"  # the id of the last page, which always exists


@dataclass(frozen=True)
class Turn:
    """A link to another page. Where pages may be empty there are several, and CSS shows the right one."""

    to: str
    classes: str


@dataclass(frozen=True)
class PageView:
    number: int
    title: str
    questions: tuple[QuestionField, ...]
    back: tuple[Turn, ...]
    next: tuple[Turn, ...]


@dataclass(frozen=True)
class AnswerForm:
    questionnaire: Questionnaire
    language: str
    given: Given = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)

    def words(self, text: Text) -> str:
        return words(text, self.language, self.questionnaire.languages[0])

    @cached_property
    def pages(self) -> list[PageView]:
        beside = depending(self.questionnaire.questions, self.wrong)
        return [
            PageView(
                number=n,
                title=self.words(section.title),
                questions=tuple(QuestionField(q, self, q.code in beside) for q in section.questions),
                back=tuple(turns(self.questionnaire.sections, n, -1)),
                next=tuple(turns(self.questionnaire.sections, n, 1)),
            )
            for n, section in enumerate(self.questionnaire.sections, 1)
        ]

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

    def in_words(self, condition: Condition) -> str:
        match condition:
            case Is(question, choices):
                asked = self.questionnaire.by_code[question]
                labels = [self.words(c.label) for c in asked.choices if c.code in choices]
                return f"{self.words(asked.text)} {f' {word(OR, self.language)} '.join(labels)}"
            case Not(inner):
                return f"{word(NOT, self.language)} ({self.in_words(inner)})"
            case All(conditions):
                return f" {word(AND, self.language)} ".join(map(self.inside, conditions))
            case Any(conditions):
                return f" {word(OR, self.language)} ".join(map(self.inside, conditions))

    def inside(self, condition: Condition) -> str:
        """A part of a longer condition."""
        text = self.in_words(condition)
        return f"({text})" if isinstance(condition, All | Any) else text


def posted(questionnaire: Questionnaire, values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What was posted for the questions there are. Any other field is as if it had not been sent."""
    names = [name for q in questionnaire.questions for name in (q.code, q.code + OTHER_SUFFIX)]
    return {name: values[name] for name in names if name in values}


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
