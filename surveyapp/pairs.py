"""How many people hold both of any two answers, stratum by stratum: all that breakdowns of a closed survey add up.

Counted once from the columns, in one pass for each two questions; from then on any question by any other, inside
any group, is a sum of these counts, whether a thousand people answered or a million. Pure.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import LEFT_OPEN, NOT_SHOWN, column_name
from .number_classes import NumberClass, classes_of, counted_values, places
from .questionnaire.schema import MULTIPLE, NUMBER, ONE_CHOICE, Question, Questionnaire

Array = npt.NDArray[Any]
Classes = tuple[tuple[str, tuple[NumberClass, ...]], ...]  # a number question's code, and its values in order

PAIRS = ".pairs"  # what the name begins with under which counts are stored, among the columns
SCHOOL = "school"
NO_ANSWER, NOT_ASKED = "-no_answer", "-not_asked"  # as groups and as answers; no choice begins with a dash
NO_SCHOOL = "-no_school"  # where results by school are live: who counts in groups, and in no school
TICKED, NOT_TICKED = "ticked", "not_ticked"

MOST_TOGETHER = 8  # choices of a multiple choice whose ticks are counted in one pass: 2^8 patterns
MOST = 40_000_000  # counts kept of one survey; beyond (thousands of answers in hundreds of strata) nothing is


CHUNK = 1 << 17  # rows counted at a time


class TooLarge(Exception):
    """Too many answers and strata to count every two of."""


@dataclass(frozen=True)
class Variable:
    """What people can be split by. `start`: the place of its first code among those of all variables."""

    name: str  # SCHOOL, a question's code, or that of one choice of several (`columns.column_name`)
    codes: tuple[str, ...]
    start: int

    @property
    def places(self) -> slice:
        return slice(self.start, self.start + len(self.codes))


@dataclass(frozen=True)
class Pairs:
    """`counts[batch, stratum, code, other code]`: people who hold both. `batches`: how people came (see `Dataset`)."""

    shape: Shape
    counts: Array

    @property
    def questionnaire(self) -> Questionnaire:
        return self.shape.questionnaire

    @property
    def variables(self) -> tuple[Variable, ...]:
        return self.shape.variables

    @property
    def batches(self) -> tuple[int, ...]:
        return self.shape.batches

    @property
    def people(self) -> int:
        return int(self.counts.diagonal(axis1=2, axis2=3)[:, :, self.variables[0].places].sum())

    @cached_property
    def by_name(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in self.variables}

    def inside(self, grouping: str = "", group: str = "") -> Array:
        """The counts of one group, or of all: [batch, code, other code]."""
        if not grouping:
            return np.asarray(self.counts.sum(axis=1))
        order = [found.code for found in self.questionnaire.groupings].index(grouping)
        wanted = [stratum[order] == group for stratum in self.questionnaire.strata()]
        return np.asarray(self.counts[:, wanted].sum(axis=1))


@dataclass(frozen=True)
class Shape:
    """Of what the counts of one survey are, in which order."""

    questionnaire: Questionnaire
    batches: tuple[int, ...]
    numbers: Classes = ()  # of each number question

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        return variables_of(self.questionnaire, self.numbers)

    @cached_property
    def classes(self) -> dict[str, tuple[NumberClass, ...]]:
        return dict(self.numbers)

    @cached_property
    def strata(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self.questionnaire.strata())

    @cached_property
    def codes(self) -> int:
        return sum(len(variable.codes) for variable in self.variables)

    @property
    def cells(self) -> int:
        return len(self.batches) * len(self.strata)

    @property
    def name(self) -> str:
        """Under which they are stored: counts in another order are not found."""
        order = repr((self.variables, self.strata, self.batches, *self.numbers))
        return f"{PAIRS}.{hashlib.sha256(order.encode()).hexdigest()[:16]}"

    def filled(self, counts: Array) -> Pairs:
        shape = (len(self.batches), len(self.strata), self.codes, self.codes)
        return Pairs(self, counts.reshape(shape))


def variables_of(questionnaire: Questionnaire, numbers: Classes = ()) -> tuple[Variable, ...]:
    """The school, each question with one answer, and each choice of those with several; then the numbers."""
    schools = [school.code for school in questionnaire.schools]
    named = [(SCHOOL, (*schools, *([NO_SCHOOL] if questionnaire.live_by_school else [])))]
    for question in questionnaire.questions:
        if question.type in ONE_CHOICE:
            named.append((question.code, (*question.choice_codes, NO_ANSWER, NOT_ASKED)))
        elif question.type == MULTIPLE:
            states = (TICKED, NOT_TICKED, NO_ANSWER, NOT_ASKED)
            named += [(column_name(question.code, c.code), states) for c in question.counted_choices]
    for code, classes in numbers:
        named.append((code, (*map(str, range(len(classes))), NO_ANSWER, NOT_ASKED)))
    starts = np.cumsum([0, *(len(codes) for _, codes in named)])
    return tuple(Variable(name, codes, int(at)) for (name, codes), at in zip(named, starts, strict=False))


@dataclass(frozen=True)
class _Block:
    """Variables that are counted together. `expand[value, code]` is 1 where who has the value holds the code."""

    start: int
    values: Array
    expand: Array

    @property
    def places(self) -> slice:
        return slice(self.start, self.start + self.expand.shape[1])

    @property
    def size(self) -> int:
        return len(self.expand)


def count(
    questionnaire: Questionnaire,
    column: Callable[[str], Array],
    schools: Array,
    strata: Array,
    batches: Array,
    rows: Array,
) -> Pairs:
    """`rows`: of whom. `schools`: places among the variable's codes; `strata`: places in `questionnaire.strata()`."""
    names, came = np.unique(batches[rows], return_inverse=True)
    numbers = tuple(
        (question.code, classes_of(question, counted_values(question, column(question.code)[rows])))
        for question in number_questions(questionnaire)
    )
    shape = Shape(questionnaire, tuple(names.tolist()), numbers)
    if shape.cells * shape.codes**2 > MOST:
        raise TooLarge
    cell = (came.reshape(-1) * len(shape.strata) + strata[rows]).astype("int32")
    counts = np.zeros((shape.cells, shape.codes, shape.codes), dtype="int32")
    blocks = [*_blocks(questionnaire, column, schools, rows), *_number_blocks(shape, column, rows)]
    for block in blocks:
        people = _counted([block], cell, shape.cells)
        counts[:, block.places, block.places] = block.expand.T @ (people[:, :, None] * block.expand)
    for first, second in combinations(blocks, 2):
        table = first.expand.T @ _counted([first, second], cell, shape.cells) @ second.expand
        counts[:, first.places, second.places] = table
        counts[:, second.places, first.places] = table.transpose(0, 2, 1)
    return shape.filled(counts)


def _counted(blocks: Sequence[_Block], cell: Array, cells: int) -> Array:
    """People by cell and value of each block, some rows at a time: what is at hand is counted fastest."""
    sizes = [block.size for block in blocks]
    total = np.zeros(cells * math.prod(sizes), dtype="int64")
    for start in range(0, len(cell), CHUNK):
        at = cell[start : start + CHUNK]
        for block in blocks:
            at = at * block.size + block.values[start : start + CHUNK]
        total += np.bincount(at, minlength=len(total))
    return total.reshape(cells, *sizes)


def _blocks(
    questionnaire: Questionnaire, column: Callable[[str], Array], schools: Array, rows: Array
) -> Iterator[_Block]:
    start = len(variables_of(questionnaire)[0].codes)
    yield _Block(0, schools[rows].astype("int32"), np.eye(start, dtype="int64"))
    for question in questionnaire.questions:
        if question.type in ONE_CHOICE:
            values = _one_choice(questionnaire, question, column(question.code)[rows])
            yield _Block(start, values, np.eye(len(question.choices) + 2, dtype="int64"))
            start += len(question.choices) + 2
        elif question.type == MULTIPLE:
            ticks = {c: column(column_name(question.code, c))[rows] for c in question.choice_codes}
            for some in _parts([c.code for c in question.counted_choices]):
                yield _ticks(
                    start, [ticks[c] for c in some], [ticks[c] for c in sorted(question.missing_codes)]
                )
                start += 4 * len(some)


def _number_blocks(shape: Shape, column: Callable[[str], Array], rows: Array) -> Iterator[_Block]:
    found = {variable.name: variable for variable in shape.variables}
    for code, classes in shape.numbers:
        values = places(shape.questionnaire.by_code[code], classes, column(code)[rows])
        yield _Block(found[code].start, values, np.eye(len(classes) + 2, dtype="int64"))


def number_questions(questionnaire: Questionnaire) -> Iterator[Question]:
    return (question for question in questionnaire.questions if question.type == NUMBER)


def _one_choice(questionnaire: Questionnaire, question: Question, values: Array) -> Array:
    """Whoever preferred not to say gave no answer, but where that answer makes a group."""
    known = len(question.choices)
    places = np.arange(known + 2)
    if not questionnaire.groupings_from(question.code):
        places[[i for i, choice in enumerate(question.choices) if choice.prefer_not]] = known
    # from the end: -1 is left open, -2 not shown
    places[LEFT_OPEN], places[NOT_SHOWN] = known, known + 1
    return places.astype("int32")[values]


def _parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes), MOST_TOGETHER):
        yield codes[start : start + MOST_TOGETHER]


def _ticks(start: int, columns: Sequence[Array], missing: Sequence[Array]) -> _Block:
    """Each pattern of ticks that somebody has is a value; the last two are no answer, and not asked."""
    pattern = np.zeros(len(columns[0]), dtype="int32")
    for bit, column in enumerate(columns):
        pattern += (column == 1).astype("int32") << bit
    patterns = 1 << len(columns)
    no_answer = columns[0] == LEFT_OPEN
    for column in missing:
        no_answer |= column == 1
    pattern[no_answer] = patterns
    pattern[columns[0] == NOT_SHOWN] = patterns + 1
    found = np.flatnonzero(np.bincount(pattern, minlength=patterns + 2))
    place = np.zeros(patterns + 2, dtype="int32")
    place[found] = np.arange(len(found))
    return _Block(start, place[pattern], _expanded(found, len(columns)))


def _expanded(found: Array, choices: int) -> Array:
    expand = np.zeros((len(found), 4 * choices), dtype="int64")
    for i, pattern in enumerate(found.tolist()):
        missing = pattern - (1 << choices)
        for choice in range(choices):
            state = 2 + missing if missing >= 0 else 0 if pattern >> choice & 1 else 1
            expand[i, 4 * choice + state] = 1
    return expand
