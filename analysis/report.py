"""Atoms -> Report: the one value that pages, files, sentences and charts read. Pure.

Everything here is a sum over whole atoms (`surveyapp.disclosure`), so nothing finer than k people can come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from surveyapp.disclosure import Atom, Tally, add_tallies, may_show, may_split
from surveyapp.questionnaire.counting import HIDDEN, OPEN
from surveyapp.questionnaire.schema import MULTIPLE, NUMBER, TEXT, WITH_CHOICES, Question, Questionnaire

from .stats.association import compare
from .stats.proportions import proportion
from .stats.results import Comparison, Proportion

SCHOOL = "school"  # in `by`, beside the codes of groupings

# Why a breakdown or a question is not shown
TOO_FEW, OWN_GROUPS, NOBODY = "too_few", "own_groups", "nobody"


@dataclass(frozen=True)
class GroupFigures:
    """What one group answered to one question. Counts are people.

    `group` is () for everybody, ("clinical",) for one grouping, ("clinical", "female") for two crossed.
    `choices` stand in the order of `question.counted_choices`; it is empty for numbers and texts.
    """

    group: tuple[str, ...]
    people: int  # counted in this group
    shown_to: int  # of these, who were shown the question
    base: int  # of these, who answered it: what percentages are taken of
    left_open: int
    prefer_not: int
    choices: tuple[Proportion, ...] = ()


@dataclass(frozen=True)
class Breakdown:
    """One question by one grouping, or by two crossed."""

    by: tuple[str, ...]
    groups: tuple[GroupFigures, ...]  # every combination in the order declared, those of nobody too
    whole: Comparison | None = None  # the question's whole table (single choice, yes/no, scale)
    each: tuple[Comparison, ...] = ()  # one for each choice (multiple choice)
    withheld: str = ""  # why it is not shown: TOO_FEW or OWN_GROUPS; then `groups` is empty
    answers: tuple[str, ...] = ()  # codes of the answers where some were merged ("excellent+good")


@dataclass(frozen=True)
class QuestionFigures:
    question: Question
    number: int  # from 1, as in the questionnaire
    everybody: GroupFigures | None  # None where withheld
    breakdowns: tuple[Breakdown, ...]
    withheld: str = ""  # TOO_FEW or NOBODY

    def by(self, *groupings: str) -> Breakdown | None:
        return next((b for b in self.breakdowns if b.by == groupings), None)


@dataclass(frozen=True)
class Report:
    questionnaire: Questionnaire
    people: int  # counted and shown
    everybody_only: int  # of these, who count in 'everybody' alone
    group_people: dict[tuple[str, ...], dict[tuple[str, ...], int]]  # by -> group -> people
    questions: tuple[QuestionFigures, ...]

    def question(self, code: str) -> QuestionFigures:
        return next(q for q in self.questions if q.question.code == code)

    @property
    def views(self) -> tuple[tuple[str, ...], ...]:
        """What everything is compared by: each grouping, the first two crossed, the school where it is live."""
        return tuple(self.group_people)


def build(questionnaire: Questionnaire, atoms: Sequence[Atom], k: int) -> Report:
    """Every planned figure of what the atoms hold. `k`: the smallest base shown."""
    views = planned_views(questionnaire)
    parts = {by: _parts(questionnaire, atoms, by) for by in views}
    whole = add_tallies(atom.tally for atom in atoms)
    people = sum(atom.people for atom in atoms)
    questions = tuple(
        _question(questionnaire, question, number, people, whole, parts, k)
        for number, question in enumerate(questionnaire.questions, 1)
    )
    return Report(
        questionnaire=questionnaire,
        people=people,
        everybody_only=sum(atom.people for atom in atoms if atom.everybody_only),
        group_people={by: {group: n for group, (n, _) in part.items()} for by, part in parts.items()},
        questions=questions,
    )


def planned_views(questionnaire: Questionnaire) -> tuple[tuple[str, ...], ...]:
    """Each grouping, the first two crossed, and the school where results by school are shown live."""
    codes = [grouping.code for grouping in questionnaire.groupings]
    views = [*((code,) for code in codes), *combinations(codes[:2], 2)]
    return (*views, *([(SCHOOL,)] if questionnaire.live_by_school else []))


def _parts(
    questionnaire: Questionnaire, atoms: Iterable[Atom], by: tuple[str, ...]
) -> dict[tuple[str, ...], tuple[int, Tally]]:
    """Group -> (people, tally), for every combination of groups, also those of nobody."""
    members: dict[tuple[str, ...], list[Atom]] = {group: [] for group in product(*_levels(questionnaire, by))}
    for atom in atoms:
        group = _group_of(questionnaire, atom, by)
        if group is not None:
            members[group].append(atom)
    return {
        group: (sum(a.people for a in some), add_tallies(a.tally for a in some))
        for group, some in members.items()
    }


def _levels(questionnaire: Questionnaire, by: tuple[str, ...]) -> list[list[str]]:
    if by == (SCHOOL,):
        return [[school.code for school in questionnaire.schools]]
    return [[group.code for group in questionnaire.grouping_by_code[code].groups] for code in by]


def _group_of(questionnaire: Questionnaire, atom: Atom, by: tuple[str, ...]) -> tuple[str, ...] | None:
    if atom.everybody_only:
        return None
    if by == (SCHOOL,):
        return (atom.school,) if atom.school else None
    order = [grouping.code for grouping in questionnaire.groupings]
    return tuple(atom.groups[order.index(code)] for code in by)


def _question(
    questionnaire: Questionnaire,
    question: Question,
    number: int,
    people: int,
    whole: Tally,
    parts: dict[tuple[str, ...], dict[tuple[str, ...], tuple[int, Tally]]],
    k: int,
) -> QuestionFigures:
    everybody = figures(question, (), people, whole.get(question.code, {}))
    if not may_show(everybody.base, k) or not everybody.shown_to:
        withheld = TOO_FEW if everybody.base else NOBODY
        return QuestionFigures(question, number, None, (), withheld)
    own = {grouping.code for grouping in questionnaire.groupings_from(question.code)}
    breakdowns = tuple(
        Breakdown(by, (), withheld=OWN_GROUPS) if own & set(by) else _breakdown(question, by, part, k)
        for by, part in parts.items()
    )
    return QuestionFigures(question, number, everybody, breakdowns)


def _breakdown(
    question: Question, by: tuple[str, ...], part: dict[tuple[str, ...], tuple[int, Tally]], k: int
) -> Breakdown:
    groups = tuple(
        figures(question, group, n, tally.get(question.code, {})) for group, (n, tally) in part.items()
    )
    if not may_split([group.base for group in groups], k):
        return Breakdown(by, (), withheld=TOO_FEW)
    whole, each = comparisons(question, groups)
    return Breakdown(by, groups, whole, each)


def figures(
    question: Question, group: tuple[str, ...], people: int, counts: Mapping[str, int]
) -> GroupFigures:
    """One group's figures from its counts of answers (`counts`: answer -> people)."""
    left_open = counts.get(OPEN, 0)
    prefer_not = sum(counts.get(code, 0) for code in question.missing_codes)
    shown_to = people - counts.get(HIDDEN, 0)
    base = shown_to - left_open - prefer_not
    choices: tuple[Proportion, ...] = ()
    if question.type in WITH_CHOICES:
        choices = tuple(proportion(counts.get(c.code, 0), base) for c in question.counted_choices)
    return GroupFigures(group, people, shown_to, base, left_open, prefer_not, choices)


def comparisons(
    question: Question, groups: Sequence[GroupFigures]
) -> tuple[Comparison | None, tuple[Comparison, ...]]:
    """The test of a question's whole table, or one a choice where several may be ticked."""
    if question.type in (NUMBER, TEXT):
        return None, ()
    if question.type == MULTIPLE:
        return None, tuple(
            compare([[g.choices[i].count, g.base - g.choices[i].count] for g in groups])
            for i in range(len(question.counted_choices))
        )
    return compare([[choice.count for choice in g.choices] for g in groups]), ()
