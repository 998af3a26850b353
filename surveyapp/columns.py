"""How the answers of a closed survey stand in arrays: one small integer a person and question.

A single answer is the index of its choice among all choices of the question, in order; a multiple choice has a
column of 0 and 1 for each choice, a ranking one of each choice's rank; a number is itself; a text is 1 where
something was written. Missing is of three kinds: LEFT_OPEN and NOT_SHOWN are codes of their own, and 'I prefer not
to say' is the index of that choice; where an answer is written or ranked, DECLINED.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .questionnaire.schema import MULTIPLE, NUMBER, ONE_CHOICE, RANKING, Question, Questionnaire

LEFT_OPEN, NOT_SHOWN = -1, -2  # of a number: nan and -inf
DECLINED = 0  # of a text and of each place of a ranking; of a number: inf
SCHOOL, ATOM = ".school", ".atom"  # no question's code begins with a dot

Row = tuple[
    int, int | None, Mapping[str, object]
]  # keys of the school and the atom (none is 0 here), answers


@dataclass(frozen=True)
class Spec:
    """One column: its name, its numpy dtype, and how an answer becomes its value."""

    name: str
    dtype: str
    encode: Callable[[object], float]


def column_name(question: str, choice: str = "") -> str:
    return f"{question}/{choice}" if choice else question


def specs_of(question: Question) -> list[Spec]:
    """The columns of one question. `encode` takes the answer of somebody who was shown the question."""
    if question.type in ONE_CHOICE:
        index = {code: i for i, code in enumerate(question.choice_codes)}
        dtype = "int8" if len(index) < 127 else "int16"
        return [Spec(question.code, dtype, lambda a: LEFT_OPEN if a is None else index[a])]  # type: ignore[index]
    if question.type == MULTIPLE:
        return [Spec(column_name(question.code, c), "int8", _ticked(c)) for c in question.choice_codes]
    if question.type == RANKING:
        return [Spec(column_name(question.code, c), "int8", _rank(c)) for c in question.counted_codes]
    if question.type == NUMBER:
        return [Spec(question.code, "float64", _number)]
    return [Spec(question.code, "int8", _written)]


def _ticked(choice: str) -> Callable[[object], float]:
    return lambda answer: int(choice in answer) if answer else LEFT_OPEN  # type: ignore[operator]


def _rank(choice: str) -> Callable[[object], float]:
    def encode(answer: object) -> int:
        if isinstance(answer, str):
            return DECLINED
        return answer.index(choice) + 1 if answer else LEFT_OPEN  # type: ignore[attr-defined]

    return encode


def _number(answer: object) -> float:
    if isinstance(answer, str):
        return np.inf
    return np.nan if answer is None else float(answer)  # type: ignore[arg-type]


def _written(answer: object) -> int:
    if isinstance(answer, str):
        return DECLINED
    return 1 if answer else LEFT_OPEN


class Writer:
    """Fills one array for each column, row by row; n rows of some dozen bytes are all that it holds."""

    def __init__(self, questionnaire: Questionnaire, n: int) -> None:
        self.questions = [(q.code, specs_of(q)) for q in questionnaire.questions]
        self.arrays = {
            spec.name: np.full(n, -np.inf if spec.dtype == "float64" else NOT_SHOWN, dtype=spec.dtype)
            for _, specs in self.questions
            for spec in specs
        }
        self.arrays[SCHOOL] = np.zeros(n, dtype="int32")
        self.arrays[ATOM] = np.zeros(n, dtype="int32")

    def put(self, start: int, rows: Sequence[Row]) -> None:
        """Some rows, from `start` on."""
        part = slice(start, start + len(rows))
        for code, specs in self.questions:
            given = [(i, answers[code]) for i, (_, _, answers) in enumerate(rows, start) if code in answers]
            places = [i for i, _ in given]
            for spec in specs:
                self.arrays[spec.name][places] = [spec.encode(answer) for _, answer in given]
        self.arrays[SCHOOL][part] = [school for school, _, _ in rows]
        self.arrays[ATOM][part] = [atom or 0 for _, atom, _ in rows]
