"""Atoms -> Report: the one value that pages, files, sentences and charts read. Pure.

Everything here is a sum over whole atoms (`surveyapp.disclosure`), so nothing finer than k people can come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from surveyapp.disclosure import Atom, Tally, add_tallies, may_split
from surveyapp.questionnaire.counting import HIDDEN, OPEN, ranked
from surveyapp.questionnaire.plan import SCHOOL, Family, Plan, Views, makes, plan_of
from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    RANKING,
    UNCOMPARED,
    WITH_CHOICES,
    Question,
    Questionnaire,
)

from .effects import NO_EFFECTS, Effects, effects, number_effects
from .number_bins import Numbers, numbers
from .ranks import Places, places
from .stats.association import compare
from .stats.multiple import holm
from .stats.outcomes import HypothesisTest
from .stats.proportions import proportion
from .stats.results import Comparison, Proportion

# Why a breakdown or a question is not shown
TOO_FEW, OWN_GROUPS, NOBODY = "too_few", "own_groups", "nobody"
AFTER_CLOSING, TOO_LARGE = "after_closing", "too_large"  # of other breakdowns, which tallies do not hold


@dataclass(frozen=True)
class GroupFigures:
    """What one group answered to one question. Counts are people.

    `group` is () for everybody, ("clinical",) for one grouping, ("clinical", "female") for two crossed.
    `choices` stand in the order of `question.counted_choices`; it is empty for numbers and texts.
    """

    group: tuple[str, ...]
    people: int  # counted in this group
    shown_to: int | None  # of these, who were shown the question; None where too few to tell apart were not
    base: int  # of these, who answered it: what percentages are taken of
    left_open: int | None  # None where too few did to be told apart from others
    prefer_not: int
    choices: tuple[Proportion, ...] = ()
    numbers: Numbers | None = None  # of a number question
    places: tuple[Places, ...] = ()  # of a ranking; its `choices` are then who put each first
    counted: bool = False  # `base` holds some who gave no answer, put together with one as too few


@dataclass(frozen=True)
class Breakdown:
    """One question by one grouping, or by two crossed."""

    by: tuple[str, ...]
    groups: tuple[GroupFigures, ...]  # every combination in the order declared, those of nobody too
    whole: Comparison | None = None  # the question's whole table (single choice, yes/no, scale)
    each: tuple[Comparison, ...] = ()  # one for each choice (multiple choice)
    withheld: str = ""  # why it is not shown: TOO_FEW or OWN_GROUPS; then `groups` is empty
    answers: tuple[str, ...] = ()  # codes of the answers where some were merged ("excellent+good")
    effects: Effects = NO_EFFECTS
    holm: tuple[float | None, ...] = ()  # p of `whole`, or of `each`, adjusted for the family; see `adjusted`

    @property
    def numbers(self) -> HypothesisTest | None:
        """The test of a number question."""
        return None if self.whole or self.each else self.effects.ranks

    @property
    def tests(self) -> tuple[Comparison | HypothesisTest, ...]:
        """Those that are planned, which Holm's p allows for: of a scale the whole table's, not that of its order."""
        if self.whole:
            return (self.whole,)
        return (self.numbers,) if self.numbers else self.each


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
    planned: dict[tuple[str, ...], int]  # by -> how many tests the plan has

    def question(self, code: str) -> QuestionFigures:
        return next(q for q in self.questions if q.question.code == code)

    @property
    def views(self) -> tuple[tuple[str, ...], ...]:
        """What everything is compared by: each grouping, the first two crossed, the school where it is live."""
        return tuple(self.group_people)


def build(
    questionnaire: Questionnaire,
    atoms: Sequence[Atom],
    k: int,
    views: Views | None = None,
    plan: Plan | None = None,
) -> Report:
    """Every planned figure of what the atoms hold. `k`: the smallest base shown.

    `views`: break questions down by these alone; a page shows one, and some tests take their time.
    `plan`: as it was frozen; else the one that follows from the questionnaire.
    """
    plan = plan or plan_of(questionnaire)
    parts = {by: _parts(questionnaire, atoms, by) for by in plan.views}
    wanted = {by: part for by, part in parts.items() if views is None or by in views}
    whole = _added(atoms)
    questions = tuple(
        _question(questionnaire, question, number, whole, wanted, k)
        for number, question in enumerate(questionnaire.questions, 1)
    )
    for family in plan.families:
        if family.by in wanted:
            questions = adjusted(questions, family)
    return Report(
        questionnaire=questionnaire,
        people=whole.people,
        everybody_only=sum(atom.people for atom in atoms if atom.everybody_only),
        group_people={by: {group: n.people for group, n in part.items()} for by, part in parts.items()},
        questions=questions,
        planned={family.by: family.tests for family in plan.families},
    )


@dataclass(frozen=True)
class _Sum:
    """What several atoms add up to: in all, and of each batch."""

    people: int
    tally: Tally
    batches: tuple[tuple[int, Tally], ...]

    def may_show(self, question: Question, k: int) -> bool:
        """Of each batch nobody or k at least: whoever knows one of them, having imported it, sees the others alone."""
        return may_split([_base(question, n, tally.get(question.code, {})) for n, tally in self.batches], k)


_Parts = dict[tuple[str, ...], _Sum]  # group -> those in it


def _added(atoms: Sequence[Atom]) -> _Sum:
    batches = [[atom for atom in atoms if atom.batch == batch] for batch in sorted({a.batch for a in atoms})]
    sums = [(sum(a.people for a in some), add_tallies(a.tally for a in some)) for some in batches]
    return _Sum(sum(n for n, _ in sums), add_tallies(tally for _, tally in sums), tuple(sums))


def _parts(questionnaire: Questionnaire, atoms: Iterable[Atom], by: tuple[str, ...]) -> _Parts:
    """The sum of each group, for every combination of groups, also those of nobody."""
    members: dict[tuple[str, ...], list[Atom]] = {group: [] for group in product(*_levels(questionnaire, by))}
    for atom in atoms:
        group = _group_of(questionnaire, atom, by)
        if group is not None:
            members[group].append(atom)
    return {group: _added(some) for group, some in members.items()}


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
    whole: _Sum,
    parts: dict[tuple[str, ...], _Parts],
    k: int,
) -> QuestionFigures:
    everybody = figures(question, (), whole.people, whole.tally.get(question.code, {}))
    if not whole.may_show(question, k) or not everybody.shown_to:
        withheld = TOO_FEW if everybody.base else NOBODY
        return QuestionFigures(question, number, None, (), withheld)
    breakdowns = tuple(
        Breakdown(by, (), withheld=OWN_GROUPS)
        if makes(questionnaire, question, by)
        else _breakdown(question, by, part, k)
        for by, part in parts.items()
    )
    return QuestionFigures(question, number, everybody, breakdowns)


def _breakdown(question: Question, by: tuple[str, ...], part: _Parts, k: int) -> Breakdown:
    if not all(some.may_show(question, k) for some in part.values()):
        return Breakdown(by, (), withheld=TOO_FEW)
    groups = tuple(
        figures(question, group, some.people, some.tally.get(question.code, {}))
        for group, some in part.items()
    )
    whole, each = comparisons(question, groups)
    if question.type == NUMBER:
        sizes = number_effects([group.numbers for group in groups if group.numbers])
    else:
        given = [(group.group, group.choices) for group in groups]
        sizes = effects(question, by, given, first_two=by != (SCHOOL,))
    return Breakdown(by, groups, whole, each, effects=sizes)


def adjusted(questions: tuple[QuestionFigures, ...], family: Family) -> tuple[QuestionFigures, ...]:
    """Holm's p for each test of one family. What is not a member of it has none, and the others do not allow for it."""
    planned, by = set(family.members), family.by
    members = [
        test.p if (figures.question.code, choice) in planned else None
        for figures in questions
        if (breakdown := figures.by(*by))
        for choice, test in zip(_tested(figures.question, breakdown), breakdown.tests, strict=True)
    ]
    found = iter(holm(members).p)

    def with_holm(breakdown: Breakdown) -> Breakdown:
        return replace(breakdown, holm=tuple(next(found) for _ in breakdown.tests))

    return tuple(
        replace(figures, breakdowns=tuple(with_holm(b) if b.by == by else b for b in figures.breakdowns))
        for figures in questions
    )


def _tested(question: Question, breakdown: Breakdown) -> tuple[str, ...]:
    """What each of its tests is of: a choice, or '' for the whole table or the numbers."""
    if breakdown.each:
        return tuple(choice.code for choice in question.counted_choices)
    return ("",) * len(breakdown.tests)


def figures(
    question: Question, group: tuple[str, ...], people: int, counts: Mapping[str, int]
) -> GroupFigures:
    """One group's figures from its counts of answers (`counts`: answer -> people)."""
    left_open, prefer_not = counts.get(OPEN, 0), _prefer_not(question, counts)
    shown_to, base = people - counts.get(HIDDEN, 0), _base(question, people, counts)
    choices: tuple[Proportion, ...] = ()
    if question.type in WITH_CHOICES:
        choices = tuple(proportion(counts.get(c.code, 0), base) for c in question.counted_choices)
    elif question.type == RANKING:
        choices = tuple(proportion(counts.get(ranked(code, 1), 0), base) for code in question.counted_codes)
    found = numbers(question, counts) if question.type == NUMBER else None
    in_places = places(question, counts)
    return GroupFigures(group, people, shown_to, base, left_open, prefer_not, choices, found, in_places)


def _base(question: Question, people: int, counts: Mapping[str, int]) -> int:
    """Those who were shown the question and answered it."""
    return people - counts.get(HIDDEN, 0) - counts.get(OPEN, 0) - _prefer_not(question, counts)


def _prefer_not(question: Question, counts: Mapping[str, int]) -> int:
    return sum(counts.get(code, 0) for code in question.missing_codes)


def comparisons(
    question: Question, groups: Sequence[GroupFigures]
) -> tuple[Comparison | None, tuple[Comparison, ...]]:
    """The test of a question's whole table, or one a choice where several may be ticked."""
    if question.type in (NUMBER, *UNCOMPARED):
        return None, ()
    if question.type == MULTIPLE:
        return None, tuple(
            compare([[g.choices[i].count, g.base - g.choices[i].count] for g in groups])
            for i in range(len(question.counted_choices))
        )
    return compare([[choice.count for choice in g.choices] for g in groups]), ()
