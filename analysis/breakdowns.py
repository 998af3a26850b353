"""Breakdowns of a closed survey by any other question or by school, from its columns (`disclosure`: what is merged).

Both the groups and the answers held by fewer than k people are merged, so a table and its transpose hide the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveyapp.columns import LEFT_OPEN, NOT_SHOWN, column_name
from surveyapp.dataset import Dataset
from surveyapp.disclosure import Array, Part, may_show_both, may_split, merge_small
from surveyapp.questionnaire.schema import MULTIPLE, ONE_CHOICE, Question, Questionnaire

from .effects import NO_EFFECTS, Effects, effects
from .report import NOBODY, SCHOOL, TOO_FEW, Breakdown, GroupFigures
from .stats.association import compare
from .stats.proportions import proportion

NO_ANSWER, NOT_ASKED = "-no_answer", "-not_asked"  # as groups and as answers; no choice begins with a dash
TICKED, NOT_TICKED = "ticked", "not_ticked"


@dataclass(frozen=True)
class Coded:
    """What everybody in the shown strata said to one question: `values` are places in `parts`."""

    values: Array
    parts: tuple[Part, ...]


def breakdown(data: Dataset, question: Question, by: str, k: int, rows: Array) -> Breakdown:
    """One question by another (`by`: its code) or by school. `rows`: of whom; what is shown is of `data.in_strata`."""
    groups = _merged(_coded(data, by, rows), k)
    if groups is None or len([n for n in groups[2] if n]) < 2:
        return withheld(by)
    if question.type == MULTIPLE:
        return _several(data, question, by, groups, rows, k)
    answers = _merged(_coded(data, question.code, rows), k)
    if answers is None:
        return withheld(by)
    codes, table = _table(groups, answers)
    figures = _figures(groups, answers[1], table, codes)
    if not figures or not any(group.base for group in figures):
        return Breakdown((by,), (), withheld=NOBODY)
    if not may_split([group.base for group in figures], k):
        return withheld(by)
    whole = compare([[choice.count for choice in group.choices] for group in figures])
    merged = tuple("+".join(answers[1][i]) for i in codes)
    sizes = _sizes(data.questionnaire, question, by, merged, figures)
    return Breakdown((by,), figures, whole, answers=merged, effects=sizes)


def _sizes(
    questionnaire: Questionnaire,
    question: Question,
    by: str,
    answers: tuple[str, ...],
    groups: tuple[GroupFigures, ...],
) -> Effects:
    """Along the steps of a question that a grouping is merged from; none where answers had to be merged."""
    steps = any(grouping.is_merged for grouping in questionnaire.groupings_from(by))
    if not steps or answers != tuple(choice.code for choice in question.counted_choices):
        return NO_EFFECTS
    return effects(question, (by,), [(group.group, group.choices) for group in groups], ordered=True)


def withheld(by: str) -> Breakdown:
    return Breakdown((by,), (), withheld=TOO_FEW)


def splits(data: Dataset, wanted: Sequence[str], k: int, rows: Array) -> list[str]:
    """Which of the questions (or the school) may be split by, beside the planned groups and each other."""
    beside = [data.group_codes(grouping.code)[rows] for grouping in data.questionnaire.groupings]
    if len(beside) > 1:
        beside.append(beside[0] * len(data.questionnaire.groupings[1].groups) + beside[1])
    allowed = []
    for by in wanted:
        merged = _merged(_coded(data, by, rows), k)
        if merged and _safe_beside(merged[0], beside, data.batches[rows], k):
            beside.append(merged[0])
            allowed.append(by)
    return allowed


def _safe_beside(groups: Array, others: Sequence[Array], batches: Array, k: int) -> bool:
    """By how people came, too: an importer can take an import away."""
    return all(
        may_show_both(groups[batches == batch], other[batches == batch], k)
        for other in others
        for batch in np.unique(batches)
    )


def _several(data: Dataset, question: Question, by: str, groups: Merged, rows: Array, k: int) -> Breakdown:
    """A multiple choice: a table of ticked and not ticked for each choice; those that too few ticked are left out."""
    shown, columns = [], []
    for choice in question.counted_choices:
        ticks = data.column(column_name(question.code, choice.code))[rows]
        answers = _merged(_ticks(ticks, data.batches[rows]), k)
        if answers is None or (TICKED,) not in answers[1]:
            continue
        codes, table = _table(groups, answers)
        figures = _figures(groups, answers[1], table, codes)
        if not may_split([group.base for group in figures], k):
            continue
        columns.append(figures)
        shown.append((choice.code, answers[1].index((TICKED,)) if codes else 0))
    if not columns:
        return withheld(by)
    first = columns[0]
    together = tuple(
        GroupFigures(
            g.group,
            g.people,
            g.shown_to,
            g.base,
            g.left_open,
            g.prefer_not,
            tuple(column[i].choices[0] for column in columns),
        )
        for i, g in enumerate(first)
    )
    each = tuple(
        compare([[g.choices[0].count, g.base - g.choices[0].count] for g in column]) for column in columns
    )
    return Breakdown((by,), together, None, each, answers=tuple(code for code, _ in shown))


Merged = tuple[
    Array, tuple[tuple[str, ...], ...], list[int]
]  # each person's part, the parts' codes, their people


def _merged(coded: Coded, k: int) -> Merged | None:
    parts = merge_small(coded.parts, k)
    if parts is None:
        return None
    place = {code: i for i, codes in enumerate(parts) for code in codes}
    table = np.array([place[part.code] for part in coded.parts])
    values = table[coded.values] if len(coded.values) else coded.values
    return values, parts, [int((values == i).sum()) for i in range(len(parts))]


def _coded(data: Dataset, code: str, rows: Array) -> Coded:
    questionnaire, batches = data.questionnaire, data.batches[rows]
    if code == SCHOOL:
        schools = [school.code for school in questionnaire.schools]
        return _parts(data.school_codes()[rows], schools, batches, None)
    question = questionnaire.by_code[code]
    if question.type not in ONE_CHOICE:
        raise ValueError(f"{code} is no single choice")
    values = data.column(code)[rows].astype("int32")
    known = len(question.choice_codes)
    missing = [
        i for i, choice in enumerate(question.choices) if choice.prefer_not and not _makes_group(data, code)
    ]
    values = np.where(np.isin(values, [LEFT_OPEN, *missing]), known, values)
    values = np.where(values == NOT_SHOWN, known + 1, values)
    return _parts(values, [*question.choice_codes, NO_ANSWER, NOT_ASKED], batches, (questionnaire, code))


def _makes_group(data: Dataset, code: str) -> bool:
    return bool(data.questionnaire.groupings_from(code))


def _parts(
    values: Array, codes: Sequence[str], batches: Array, source: tuple[Questionnaire, str] | None
) -> Coded:
    """`batches`: how each of the people came; those who came in one way are a crowd by themselves."""
    people = [np.bincount(values[batches == batch], minlength=len(codes)) for batch in np.unique(batches)]
    parts = tuple(
        Part(code, tuple(int(counts[i]) for counts in people), _block(source, code))
        for i, code in enumerate(codes)
    )
    return Coded(values, parts)


def _block(source: tuple[Questionnaire, str] | None, choice: str) -> object:
    """A choice is merged only with others of its group in each grouping that the question makes."""
    if source is None:
        return None
    questionnaire, code = source
    return tuple(grouping.group_of(choice) for grouping in questionnaire.groupings_from(code))


def _ticks(values: Array, batches: Array) -> Coded:
    places = np.select([values == 1, values == 0, values == LEFT_OPEN], [0, 1, 2], 3)
    return _parts(places, [TICKED, NOT_TICKED, NO_ANSWER, NOT_ASKED], batches, None)


def _table(groups: Merged, answers: Merged) -> tuple[list[int], Array]:
    """Which answers are answers (the rest is missing), and people by group and answer."""
    codes = [i for i, part in enumerate(answers[1]) if part not in ((NO_ANSWER,), (NOT_ASKED,))]
    size = len(answers[1])
    counts = np.bincount(groups[0] * size + answers[0], minlength=len(groups[1]) * size)
    return codes, counts.reshape(len(groups[1]), size)


def _figures(
    groups: Merged, parts: tuple[tuple[str, ...], ...], table: Array, codes: list[int]
) -> tuple[GroupFigures, ...]:
    not_asked = [i for i, part in enumerate(parts) if part == (NOT_ASKED,)]
    no_answer = [i for i, part in enumerate(parts) if part == (NO_ANSWER,)]
    found = []
    for row, group in zip(table, groups[1], strict=True):
        base = int(row[codes].sum())
        choices = tuple(proportion(int(row[i]), base) for i in codes)
        hidden, people = int(row[not_asked].sum()), int(row.sum())
        left_open = int(row[no_answer].sum())
        if people:
            found.append(
                GroupFigures(("+".join(group),), people, people - hidden, base, left_open, 0, choices)
            )
    return tuple(found)
