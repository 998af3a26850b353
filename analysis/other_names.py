"""What groups and answers of other breakdowns are called: schools, answers to another question, and merged ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from surveyapp.pairs import NO_ANSWER, NO_SCHOOL, NOT_ASKED, NOT_TICKED, SCHOOL, TICKED
from surveyapp.questionnaire.schema import MULTIPLE, SINGLE, YES_NO, Choice, Question

from .names import EVERYBODY, MOST_STYLES, Names, inside
from .report import Breakdown


@dataclass(frozen=True)
class OtherNames(Names):
    """A questionnaire's words, and those of one other breakdown: `by`, as `pairs` names it, and its groups."""

    by: str = ""
    by_groups: tuple[str, ...] = field(default=())  # codes, merged with a plus

    def grouping(self, code: str) -> str:
        return variable(self, self.by) if code == self.by else super().grouping(code)

    @cached_property
    def groups(self) -> dict[str, dict[str, str]]:
        named = {group: merged(self, self.by, group) for group in self.by_groups}
        return {**Names(self.questionnaire, self.language).groups, self.by: named}

    @cached_property
    def styles(self) -> dict[tuple[str, str], int]:
        few = len(self.by_groups) <= MOST_STYLES
        own = {(self.by, g): i if few else EVERYBODY for i, g in enumerate(self.by_groups, 1)}
        return {**Names(self.questionnaire, self.language).styles, **own}


def of(names: Names, breakdown: Breakdown) -> OtherNames:
    groups = tuple(group.group[0] for group in breakdown.groups)
    return OtherNames(names.questionnaire, names.language, breakdown.by[0], groups)


def variable(names: Names, by: str) -> str:
    """'School', '‘How rested are you?’', '‘What helps?’: ‘Walks’'."""
    if by == SCHOOL:
        return _("School")
    code, _slash, choice = by.partition("/")
    question = names.questionnaire.by_code[code]
    said = {"question": names.question(question)}
    if not choice:
        return _("‘%(question)s’") % said
    return _("‘%(question)s’: ‘%(answer)s’") % (said | {"answer": merged(names, code, choice)})


def merged(names: Names, by: str, codes: str) -> str:
    """'Excellent', and of answers that were put together 'Excellent or good'."""
    known = _words(names, by)
    return either([known[code] for code in codes.split("+")])


def either(parts: Sequence[str]) -> str:
    first, *rest = parts
    if not rest:
        return first
    *middle, last = map(inside, rest)
    return _("%(first)s or %(last)s") % {"first": ", ".join([first, *middle]), "last": last}


def _words(names: Names, by: str) -> dict[str, str]:
    missing = {NO_ANSWER: _("No answer"), NOT_ASKED: _("Not asked this question")}
    if by == SCHOOL:
        schools = {school.code: school.name for school in names.questionnaire.schools}
        return schools | {NO_SCHOOL: _("Schools of few, taken together")}
    code, _slash, choice = by.partition("/")
    if choice:
        return {TICKED: _("Ticked"), NOT_TICKED: _("Not ticked")} | missing
    question = names.questionnaire.by_code[code]
    return {choice.code: names.choice(choice) for choice in question.choices} | missing


def with_answers(question: Question, answers: Sequence[str], names: Names) -> Question:
    """The question as if the answers that were put together were one choice each.

    A yes/no question whose answers were put together is none any more: no share of yes can be read from it.
    """
    made = (
        {choice.code: choice for choice in question.choices} if question.type == MULTIPLE else {}
    )  # a choice of several is never merged with another
    choices = tuple(
        made.get(code) or Choice(code, {names.language: merged(names, question.code, code)})
        for code in answers
    )
    whole = [choice.code for choice in choices] == [choice.code for choice in question.counted_choices]
    kind = SINGLE if question.type == YES_NO and not whole else question.type
    return replace(question, choices=choices, type=kind)
