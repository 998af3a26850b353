"""The frozen questionnaire that everything which thinks works on: forms, skip logic, codebook, statistics.

A `Questionnaire` is made by `yaml_form.read` (from a file) or by `surveyapp.store` (from the database's
rows). It is trusted to be sound: `problems` has looked at it before it could be stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

Text = Mapping[str, str]  # language -> words, e.g. {"en": "Year", "fr": "Année"}

SINGLE, YES_NO, SCALE, MULTIPLE, NUMBER, TEXT = (
    "single",
    "yes_no",
    "scale",
    "multiple",
    "number",
    "text",
)
CONSENT = "consent"  # a box that must be ticked: one choice, 'yes'
RANKING = "ranking"  # all choices in an order
TYPES = (SINGLE, YES_NO, SCALE, MULTIPLE, NUMBER, TEXT, CONSENT, RANKING)
ONE_CHOICE = (SINGLE, YES_NO, SCALE, CONSENT)  # an answer is one choice's code
WITH_CHOICES = (SINGLE, YES_NO, SCALE, MULTIPLE, CONSENT)
UNCOMPARED = (TEXT, CONSENT, RANKING)  # never compared between groups
COMPARED = (SINGLE, YES_NO, SCALE, MULTIPLE)  # by groups, and with one another
# declined by `prefer_not` of the question, in standard words; the others by one of their own choices
DECLINED_AS_A_WHOLE = (YES_NO, NUMBER, TEXT, RANKING)

NOTE, STATEMENTS = "note", "statements"  # what stands among the questions and asks nothing itself
YEAR = "year"  # what a file calls a whole number that is a year
MONTH = "month"  # and one that is a month of a year (see `months`)
TYPE_NAMES = (*TYPES, YEAR, MONTH, STATEMENTS, NOTE)  # what a file may write

TEXT_LIMIT = (
    500  # characters of a text answer unless its question says another, and of the own words of 'other'
)
OTHER_SUFFIX = "__other"  # the own words of question Q are posted as Q + this, and kept with the texts
DECLINED_SUFFIX = "-declined"  # where an answer is written or ranked, the box beside it is posted as Q + this


# Conditions: on choices only. A hidden question counts as unanswered, so `Not` of it is true.
@dataclass(frozen=True)
class Is:
    """The question was shown and one of these choices was given."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    condition: Condition


@dataclass(frozen=True)
class All:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    conditions: tuple[Condition, ...]


Condition = Is | Not | All | Any


@dataclass(frozen=True)
class Choice:
    code: str
    label: Text
    other: bool = False  # comes with a field for own words
    prefer_not: bool = False  # 'I prefer not to answer': counts as missing
    exclusive: bool = False  # 'none of these' of a multiple choice: rules the others out


@dataclass(frozen=True)
class Question:
    code: str
    type: str
    text: Text
    required: bool = False
    shown_if: Condition | None = None
    # a yes_no has the two choices YES_NO_CHOICES; of a number or a text the only one is to decline
    choices: tuple[Choice, ...] = ()
    hint: Text = field(default_factory=dict)
    at_least: int | None = None  # multiple: how many must be ticked, where any is
    at_most: int | None = None  # and how many may be
    minimum: float | None = None  # number
    maximum: float | None = None
    integer: bool = False
    unit: Text = field(default_factory=dict)
    length: int | None = None  # text: how many characters at most; TEXT_LIMIT unless said
    lines: int | None = None  # text: how high its field is; one line takes no line ends
    year: bool = False  # number: a year of the calendar
    month: bool = False  # number: a month of a year
    random_order: bool = False  # the choices stand in another order for each student

    @property
    def limit(self) -> int:
        """How many characters a text may have."""
        return TEXT_LIMIT if self.length is None else self.length

    @cached_property
    def choice_codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.choices)

    @cached_property
    def missing_codes(self) -> frozenset[str]:
        """Choices that count as a missing answer."""
        return frozenset(choice.code for choice in self.choices if choice.prefer_not)

    @cached_property
    def counted_choices(self) -> tuple[Choice, ...]:
        """The choices that figures are given for: all but 'I prefer not to answer'."""
        return tuple(choice for choice in self.choices if not choice.prefer_not)

    @cached_property
    def counted_codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.counted_choices)

    @property
    def declined(self) -> str | None:
        """The code of an answer that is written or ranked, and was declined; None where that is not possible."""
        if self.type in WITH_CHOICES:
            return None
        return next(iter(self.missing_codes), None)


@dataclass(frozen=True)
class Block:
    """A note, or the common question of several statements. It stands before one of its section's questions."""

    code: str
    type: str  # NOTE or STATEMENTS
    text: Text
    before: int  # how many of the section's questions come before it
    holds: int = 0  # how many of those after it are its statements; all are shown on its condition
    hint: Text = field(default_factory=dict)
    shown_if: Condition | None = None
    picture: str = ""  # the name of a file beside the questionnaire's
    alt: Text = field(default_factory=dict)  # what the picture shows, in words


Item = Question | Block


@dataclass(frozen=True)
class Section:
    code: str
    title: Text
    questions: tuple[Question, ...]
    blocks: tuple[Block, ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Blocks and questions as they follow each other; statements are inside their block."""
        found, at = list[Item](), 0
        for block in self.blocks:
            found += self.questions[at : block.before]
            found.append(block)
            at = block.before + block.holds
        return (*found, *self.questions[at:])

    def statements(self, block: Block) -> tuple[Question, ...]:
        return self.questions[block.before : block.before + block.holds]


@dataclass(frozen=True)
class Group:
    code: str
    label: Text
    choices: tuple[str, ...]  # of the question that the grouping is made from


@dataclass(frozen=True)
class Grouping:
    code: str
    label: Text
    question: str
    groups: tuple[Group, ...]

    @property
    def is_merged(self) -> bool:
        """Whether a group has several choices: then the question says more than the group."""
        return any(len(group.choices) > 1 for group in self.groups)

    def group_of(self, answer: str | None) -> str | None:
        """The group that an answer falls into; None only where the answer is missing."""
        for group in self.groups:
            if answer in group.choices:
                return group.code
        return None

    def same_as(self, question: Question) -> bool:
        """Whether the groups are the question's choices, code by code: then one column says both."""
        return [(group.code, group.choices) for group in self.groups] == [
            (code, (code,)) for code in question.choice_codes
        ]


@dataclass(frozen=True)
class SchoolEntry:
    """A school as a questionnaire file names it."""

    code: str
    name: str
    country: str = ""


@dataclass(frozen=True)
class Questionnaire:
    code: str
    title: Text
    languages: tuple[str, ...]  # the first is what the others fall back to
    sections: tuple[Section, ...]
    groupings: tuple[Grouping, ...] = ()
    introduction: Text = field(default_factory=dict)
    thanks: Text = field(default_factory=dict)
    about: Text = field(default_factory=dict)  # who asks, and what for
    contact: str = ""  # a mail address
    source: Text = field(default_factory=dict)  # where the answers come from, said on every page of results
    schools: tuple[SchoolEntry, ...] = ()
    minimum_group: int = 5
    live_by_school: bool = False

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for section in self.sections for block in section.blocks)

    @cached_property
    def by_code(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions}

    @cached_property
    def grouping_by_code(self) -> dict[str, Grouping]:
        return {grouping.code: grouping for grouping in self.groupings}

    @cached_property
    def has_texts(self) -> bool:
        """Whether anybody can write words of their own: in a text question, or beside a choice."""
        return any(q.type == TEXT or any(choice.other for choice in q.choices) for q in self.questions)

    @cached_property
    def has_random_order(self) -> bool:
        return any(question.random_order for question in self.questions)

    @cached_property
    def asked_under(self) -> dict[str, Block]:
        """Of each statement, the question that it has in common with others."""
        found = ((s, b) for s in self.sections for b in s.blocks)
        return {question.code: block for section, block in found for question in section.statements(block)}

    def groupings_from(self, question: str) -> tuple[Grouping, ...]:
        return tuple(g for g in self.groupings if g.question == question)

    def strata(self) -> Iterator[tuple[str, ...]]:
        """Every combination of one group of each grouping, in the order declared; one empty tuple without groupings."""
        yield from product(*([group.code for group in grouping.groups] for grouping in self.groupings))

    def stratum_of(self, answers: Mapping[str, object]) -> tuple[str, ...]:
        """The stratum of a response. Every grouping question is required, so each has a group.

        Raises ValueError where one has not: such a response must not have come this far.
        """
        key = []
        for grouping in self.groupings:
            answer = answers.get(grouping.question)
            group = grouping.group_of(answer if isinstance(answer, str) else None)
            if group is None:
                raise ValueError(f"no group of {grouping.code} for the answer to {grouping.question}")
            key.append(group)
        return tuple(key)


YES_NO_CHOICES = ("yes", "no")


def words(text: Text, language: str, fallback: str | None = None) -> str:
    """A text in `language`, else in `fallback`, else in whatever language there is."""
    if language in text:
        return text[language]
    if fallback and fallback in text:
        return text[fallback]
    return next(iter(text.values()), "")
