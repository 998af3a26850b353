"""What each column of a survey's data means: labels, values, which answers can be missing, who was asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from .answers import HIDDEN, OPEN, PREFER_NOT
from .schema import MONTH, MULTIPLE, RANKING, Grouping, Question, Questionnaire, Text
from .wording import in_words

SCHOOL, GROUPING = "school", "grouping"  # the types of variables that are no question


@dataclass(frozen=True)
class Value:
    """One code that can stand in a cell."""

    code: str
    label: Text
    missing: bool = False  # 'prefer not to say' is written out, and counts as missing


@dataclass(frozen=True)
class Variable:
    """One column. A multiple choice is one cell with its codes parted by spaces."""

    code: str
    type: str  # SCHOOL, GROUPING, the question's type, or MONTH
    label: Text
    values: tuple[Value, ...] = ()
    missing: tuple[str, ...] = ()  # the kinds that can occur
    shown_to: Text = field(default_factory=dict)  # the condition in words; empty is everybody
    question: str | None = None  # what a grouping is made from, or the question itself
    several: bool = False  # a cell can hold more than one code
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    unit: Text = field(default_factory=dict)


def codebook(questionnaire: Questionnaire, schools: Collection[str] | None = None) -> tuple[Variable, ...]:
    """The columns in their order: the school, the groupings, the questions. `schools`: those to be named, if not all.

    A grouping that repeats its question under the same code is one column: the question's, in its place.
    """
    groupings = [
        grouping for grouping in questionnaire.groupings if grouping.code not in questionnaire.by_code
    ]
    return (
        school_variable(questionnaire, schools),
        *(grouping_variable(grouping) for grouping in groupings),
        *(question_variable(question, questionnaire) for question in questionnaire.questions),
    )


def school_variable(questionnaire: Questionnaire, only: Collection[str] | None = None) -> Variable:
    """The schools of the file; a survey may have others by now, whose names the caller knows."""
    values = tuple(
        Value(school.code, dict.fromkeys(questionnaire.languages, school.name))
        for school in questionnaire.schools
        if only is None or school.code in only
    )
    return Variable(SCHOOL, SCHOOL, dict.fromkeys(questionnaire.languages, "School"), values)


def grouping_variable(grouping: Grouping) -> Variable:
    values = tuple(Value(group.code, group.label) for group in grouping.groups)
    return Variable(grouping.code, GROUPING, grouping.label, values, question=grouping.question)


def question_variable(question: Question, questionnaire: Questionnaire) -> Variable:
    return Variable(
        code=question.code,
        type=MONTH if question.month else question.type,  # its cells hold no numbers
        label=question.text,
        values=tuple(Value(c.code, c.label, c.prefer_not) for c in question.choices),
        missing=missing_kinds(question),
        shown_to=shown_to(question, questionnaire),
        question=question.code,
        several=question.type in (MULTIPLE, RANKING),
        minimum=question.minimum,
        maximum=question.maximum,
        integer=question.integer,
        unit=question.unit,
    )


def missing_kinds(question: Question) -> tuple[str, ...]:
    possible = {
        HIDDEN: question.shown_if is not None,
        OPEN: not question.required,
        PREFER_NOT: bool(question.missing_codes),
    }
    return tuple(kind for kind, there in possible.items() if there)


def shown_to(question: Question, questionnaire: Questionnaire) -> Text:
    if question.shown_if is None:
        return {}
    return {
        language: in_words(question.shown_if, questionnaire, language) for language in questionnaire.languages
    }
