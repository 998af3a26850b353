"""The problems of an uploaded file, kept in a file of their own: what stands in a cell may be somebody's answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from . import job_files
from .delimited import Line, Problems
from .questionnaire.answer_errors import AnswerError
from .questionnaire.problems import printable

MOST = 100_000  # are listed; a file with more of them has one fault all over
SHOWN = 64  # characters of a cell


@dataclass(frozen=True)
class Found:
    """One problem, without words: `import_words` has them in each language."""

    line: int | None
    column: str  # its name, or its number where the name is what is wrong; "" where the line as a whole is
    value: str  # what stands there
    code: str  # of `delimited.SAID` or `answer_errors.MESSAGES`
    params: Mapping[str, str] = field(default_factory=dict)


class Listed(Problems):
    """Gathers problems into the file of a job, however many there are."""

    def __init__(self, token: str, file: str) -> None:
        super().__init__(file)
        self.n = self.lines = 0  # problems, and lines with one or more
        self._last: int | None = -1
        self._list = job_files.create(token, job_files.PROBLEMS)

    def __enter__(self) -> Listed:
        return self

    def __exit__(self, *error: object) -> None:
        self._list.close()

    @property
    def any(self) -> bool:
        return self.n > 0

    def add(
        self, line: Line | None, column: str, code: str, value: str, options: Sequence[object] = ()
    ) -> None:
        params = {"expected": str(options[0])} if code == "cells" else {}
        self._note(Found(line.number if line else None, printable(column, SHOWN), value, code, params))

    def add_answer(self, line: Line, column: str, error: AnswerError) -> None:
        value = line.cells.get(column, "")
        self._note(Found(line.number, column, value, error.code, dict(error.params)))

    def _note(self, found: Found) -> None:
        self.n += 1
        self.lines += found.line != self._last
        self._last = found.line
        if self.n <= MOST:
            kept = asdict(found) | {"value": printable(found.value, SHOWN)}
            self._list.write(json.dumps(kept).encode() + b"\n")


def listed(token: str) -> Iterator[Found]:
    """The problems in the order of the file; none where the list is gone."""
    try:
        with job_files.path_of(token, job_files.PROBLEMS).open("rb") as lines:
            for line in lines:
                yield Found(**json.loads(line))
    except FileNotFoundError:
        return
