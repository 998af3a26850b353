"""The only bulk read of a closed survey's responses: columns of small integers, pandas categoricals on top."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .columns import ATOM, DECLINED, LEFT_OPEN, NOT_SHOWN, SCHOOL, column_name
from .disclosure import Atom, add_tallies
from .models import Column, FreeText, School, Stratum, Survey
from .number_classes import classes_of
from .number_classes import counted as number_counts
from .pairs import PAIRS, Pairs, Shape, number_questions
from .pairs import count as count_pairs
from .questionnaire import months
from .questionnaire.counting import ANSWERED, HIDDEN, OPEN, number_bin, ranked
from .questionnaire.schema import MULTIPLE, NUMBER, ONE_CHOICE, RANKING, TEXT, Question, Questionnaire
from .store import questionnaire_of

Array = npt.NDArray[Any]


class NotClosed(Exception):
    """Rows exist only once a survey is closed."""


def read(survey: Survey) -> Dataset:
    """The responses of a closed survey; columns are fetched as they are asked for. Raises NotClosed."""
    if not survey.is_closed:
        raise NotClosed(survey.code)
    return Dataset(survey)


def pairs_of(survey: Survey) -> Pairs:
    """As `Dataset.pairs`, from what closing wrote down, else counted anew. Raises NotClosed, `pairs.TooLarge`."""
    data = read(survey)
    numbers = list(number_questions(data.questionnaire))
    counted = Stratum.objects.filter(survey=survey, everybody_only=False, counted__gt=0)
    rows = list(counted.values_list("batch", *(["tally"] if numbers else [])))
    came = tuple(sorted({batch for batch, *_tally in rows}))
    tally = add_tallies(tally for _batch, *tallies in rows for tally in tallies)
    # as counting the pairs makes them of the rows: the tallies say the same of the same people
    classes = tuple((q.code, classes_of(q, number_counts(q, tally.get(q.code, {})))) for q in numbers)
    shape = Shape(data.questionnaire, came, classes)
    stored = Column.objects.filter(survey=survey, name=shape.name).first()
    return data.pairs() if stored is None else shape.filled(np.frombuffer(bytes(stored.data), stored.dtype))


class Dataset:
    """Columns in the order of the rows, which is random and never changes. Values: see `columns`."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.questionnaire: Questionnaire = questionnaire_of(survey)
        self._arrays: dict[str, Array] = {}

    def column(self, name: str) -> Array:
        self._fetch([name])
        return self._arrays[name]

    def _fetch(self, names: list[str]) -> None:
        wanted = [name for name in names if name not in self._arrays]
        rows = Column.objects.filter(survey=self.survey, name__in=wanted) if wanted else ()
        for row in rows:
            self._arrays[row.name] = np.frombuffer(bytes(row.data), dtype=row.dtype)

    def fetch_all(self) -> None:
        """Every column in one query."""
        for row in Column.objects.filter(survey=self.survey).exclude(name__startswith=PAIRS):
            self._arrays[row.name] = np.frombuffer(bytes(row.data), dtype=row.dtype)

    @cached_property
    def n(self) -> int:
        return len(self.column(SCHOOL))

    @cached_property
    def shown(self) -> npt.NDArray[np.bool_]:
        """Who is counted in an atom, and so shown at all."""
        return self.column(ATOM) != 0

    @cached_property
    def in_strata(self) -> npt.NDArray[np.bool_]:
        """Who is counted in a group of each grouping, not in 'everybody' alone."""
        atoms = Stratum.objects.filter(survey=self.survey, everybody_only=False).values_list("pk", flat=True)
        return np.isin(self.column(ATOM), np.fromiter(atoms, dtype="int32"))

    @cached_property
    def batches(self) -> Array:
        """How each shown row came: 0 was handed in, else the number of its import; -1 where it is not shown.

        An importer knows the rows of an import, so they are no crowd for anybody else.
        """
        atoms = dict(Stratum.objects.filter(survey=self.survey).values_list("pk", "batch"))
        batches = _translate(self.column(ATOM), {0: 0, **atoms})
        return np.where(self.shown, batches, -1)

    @cached_property
    def schools(self) -> dict[int, School]:
        return {school.pk: school for school in School.objects.filter(participations__survey=self.survey)}

    def school_codes(self) -> Array:
        """Each row's school by its place in `questionnaire.schools`."""
        place = {school.code: i for i, school in enumerate(self.questionnaire.schools)}
        return _translate(
            self.column(SCHOOL), {pk: place[school.code] for pk, school in self.schools.items()}
        )

    def group_codes(self, grouping: str) -> Array:
        """Each row's group by its place in the grouping."""
        row = self.questionnaire.grouping_by_code[grouping]
        choices = self.questionnaire.by_code[row.question].choice_codes
        place = {choice: i for i, group in enumerate(row.groups) for choice in group.choices}
        return _translate(self.column(row.question), {i: place[code] for i, code in enumerate(choices)})

    def frame(self, start: int = 0, stop: int | None = None) -> pd.DataFrame:
        """Rows as categoricals of codes: school, each question but texts, each grouping that is no question.

        A multiple choice is its codes parted by spaces, a ranking too, the first first. Missing is missing
        here, whatever its kind.
        """
        part = slice(start, stop)
        schools = [school.code for school in self.questionnaire.schools]
        columns = {"school": pd.Categorical.from_codes(self.school_codes()[part], categories=schools)}
        for question in self.questionnaire.questions:
            if question.type != TEXT:
                columns[question.code] = self._series(question, part)
        for grouping in self.questionnaire.groupings:
            if grouping.code not in columns:
                groups = [group.code for group in grouping.groups]
                columns[grouping.code] = pd.Categorical.from_codes(
                    self.group_codes(grouping.code)[part], groups
                )
        return pd.DataFrame(columns)

    def _series(self, question: Question, part: slice) -> object:
        if question.type == NUMBER:
            return _numbers(self.column(question.code)[part], question)
        if question.type == MULTIPLE:
            ticks = [self.column(column_name(question.code, c))[part] == 1 for c in question.choice_codes]
            return _joined(ticks, question.choice_codes)
        if question.type == RANKING:
            ranks = [self.column(column_name(question.code, c))[part] for c in question.counted_codes]
            return _in_order(ranks, question)
        codes = self.column(question.code)[part]
        return pd.Categorical.from_codes(np.maximum(codes, LEFT_OPEN), categories=list(question.choice_codes))

    def strata(self) -> Array:
        """Each row's stratum by its place in `questionnaire.strata()`."""
        groups = [self.group_codes(grouping.code) for grouping in self.questionnaire.groupings]
        sizes = [len(grouping.groups) for grouping in self.questionnaire.groupings]
        return np.ravel_multi_index(groups, sizes) if groups else np.zeros(self.n, dtype="int64")

    def shown_schools(self) -> Array:
        """Each row's school, as `school_codes`; where results by school are live, only that of whose atom has one."""
        schools = self.school_codes()
        if not self.questionnaire.live_by_school:
            return schools
        pooled = Stratum.objects.filter(survey=self.survey, school=None).values_list("pk", flat=True)
        none = np.isin(self.column(ATOM), np.fromiter(pooled, dtype="int32"))
        return np.where(none, len(self.questionnaire.schools), schools)

    def pairs(self, rows: Array | None = None) -> Pairs:
        """How many of some rows hold both of any two answers: unless said, of those in a group of each grouping."""
        self._fetch([SCHOOL, ATOM, *self._choices()])
        wanted = self.in_strata if rows is None else rows
        return count_pairs(
            self.questionnaire, self.column, self.shown_schools(), self.strata(), self.batches, wanted
        )

    def _choices(self) -> list[str]:
        """The columns that hold choices and numbers."""
        ticks = [
            (q.code, c) for q in self.questionnaire.questions if q.type == MULTIPLE for c in q.choice_codes
        ]
        single = [q.code for q in self.questionnaire.questions if q.type in (*ONE_CHOICE, NUMBER)]
        return [*single, *(column_name(*tick) for tick in ticks)]

    def everybody_by_stratum(self) -> tuple[Atom, ...]:
        """All responses by stratum, also those too few to show: for the server's command line alone."""
        strata, index = list(self.questionnaire.strata()), self.strata()
        return tuple(
            Atom(
                stratum,
                None,
                int(rows.sum()),
                {q.code: self._counts(q, rows) for q in self.questionnaire.questions},
            )
            for i, stratum in enumerate(strata)
            if (rows := index == i).any()
        )

    def _counts(self, question: Question, rows: Array) -> dict[str, int]:
        """How many of some rows gave each answer, as a tally has it."""
        if question.type == MULTIPLE:
            ticks = {c: self.column(column_name(question.code, c))[rows] for c in question.choice_codes}
            first = next(iter(ticks.values()))
            counts = {code: int((values == 1).sum()) for code, values in ticks.items()}
            return _present(
                counts | {OPEN: int((first == LEFT_OPEN).sum()), HIDDEN: int((first == NOT_SHOWN).sum())}
            )
        if question.type == RANKING:
            return self._rank_counts(question, rows)
        values = self.column(question.code)[rows]
        if question.type == NUMBER:
            named = [
                (_number_answer(question, float(v)), n)
                for v, n in zip(*np.unique(values, return_counts=True), strict=True)
            ]
            return _present({name: sum(int(n) for other, n in named if other == name) for name, _ in named})
        given = [question.declined or ANSWERED, ANSWERED] if question.type == TEXT else question.choice_codes
        names = [HIDDEN, OPEN, *given]
        counted = np.bincount(values.astype("int64") - NOT_SHOWN, minlength=len(names))
        return _present({name: int(counted[i]) for i, name in enumerate(names) if counted[i]})

    def _rank_counts(self, question: Question, rows: Array) -> dict[str, int]:
        ranks = {c: self.column(column_name(question.code, c))[rows] for c in question.counted_codes}
        first = next(iter(ranks.values()))
        places = range(1, len(ranks) + 1)
        counts = {ranked(c, n): int((values == n).sum()) for c, values in ranks.items() for n in places}
        return _present(
            counts | {OPEN: int((first == LEFT_OPEN).sum()), HIDDEN: int((first == NOT_SHOWN).sum())}
        )

    def texts(self) -> list[tuple[str, str]]:
        """(question, own words), in an order that has nothing to do with the rows; of each question from k on.

        Those that were handed in and those that were imported each need k: an importer knows the imported ones.
        """
        rows = FreeText.objects.filter(survey=self.survey).order_by("pk")
        texts = list(rows.values_list("question", "text", "imported"))
        sizes = Counter((question, imported) for question, _, imported in texts)
        k = self.survey.minimum_group
        return [(question, text) for question, text, imported in texts if sizes[question, imported] >= k]


def _present(counts: dict[str, int]) -> dict[str, int]:
    return {name: n for name, n in sorted(counts.items()) if n}


def _translate(values: Array, places: dict[int, int]) -> Array:
    table = np.zeros(max(places, default=0) + 1, dtype="int32")
    for value, place in places.items():
        table[value] = place
    return table[values]


def _number_answer(question: Question, value: float) -> str:
    """As a tally names it."""
    if np.isposinf(value) and question.declined:
        return question.declined
    return number_bin(question, value) if np.isfinite(value) else OPEN if np.isnan(value) else HIDDEN


def _numbers(values: Array, question: Question) -> object:
    """Where somebody declined, the numbers stand beside that word."""
    finite = np.where(np.isfinite(values), values, np.nan)
    if question.month:
        written = [
            months.iso(x) if np.isfinite(x) else question.declined if np.isposinf(x) else None for x in values
        ]
        return pd.Series(written, dtype=object)
    numbers = pd.array(finite, dtype="Float64").astype("Int64") if question.integer else finite
    declined = np.isposinf(values)
    return pd.Series(numbers, dtype=object).mask(declined, question.declined) if declined.any() else numbers


def _in_order(ranks: list[Array], question: Question) -> pd.Categorical:
    """The codes of each row by their rank, parted by spaces; each order is written once."""
    codes = question.counted_codes
    kinds, index = np.unique(np.stack(ranks, axis=1), axis=0, return_inverse=True)
    without = {DECLINED: question.declined or ""}
    orders = [
        " ".join(codes[i] for i in np.argsort(kind)) if kind[0] > 0 else without.get(int(kind[0]), "")
        for kind in kinds
    ]
    named = [order for order in orders if order]
    place = np.array([named.index(order) if order else -1 for order in orders], dtype="int64")
    return pd.Categorical.from_codes(place[index.reshape(-1)], categories=named)


def _joined(ticks: list[Array], codes: tuple[str, ...]) -> pd.Categorical:
    """Codes parted by spaces. There are few different answers, so each is written once."""
    if not ticks:
        return pd.Categorical([])
    bits = np.stack(ticks, axis=1)
    kinds, index = np.unique(np.packbits(bits, axis=1), axis=0, return_inverse=True)
    answers = [
        " ".join(c for c, bit in zip(codes, np.unpackbits(kind), strict=False) if bit) for kind in kinds
    ]
    named = pd.Index([answer for answer in answers if answer])
    place = np.array([named.get_loc(answer) if answer else -1 for answer in answers])
    return pd.Categorical.from_codes(place[index.reshape(-1)], categories=named)
