"""Reading CSV files that people made: every problem at once, each with line and column.

Commas, semicolons (as Excel writes them where numbers have a decimal comma) and tabs are taken: no name of a column
has one, so the first line tells.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from .questionnaire.answer_errors import AnswerError
from .questionnaire.problems import Problem, ProblemsError, did_you_mean, printable

MOST = 50  # problems that are told; a file with more of them has one fault all over
LONGEST_LINE = 1_000_000  # characters; what has more is no file of lines
SEPARATORS = ",;\t"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .ods, and .xls, begin
NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"SQLite format")

# code -> (what is wrong, the way out)
SAID = {
    "unreadable": ("The file cannot be read: {value}.", "Save it again as CSV (comma separated, UTF-8)."),
    "workbook": (
        "This is a spreadsheet's own file, whatever its name says.",
        "Open it in the spreadsheet and save it as 'CSV UTF-8'.",
    ),
    "no_text": (
        "This is no text: it may be a picture, an archive, or text in UTF-16.",
        "Save the table again as 'CSV UTF-8'.",
    ),
    "empty": ("The file is empty.", "Its first line names the columns: {options}."),
    "missing_column": ("There is no column *{value}*.", "The first line must name: {options}."),
    "doubled_column": ("The column *{value}* stands twice.", "Leave one of the two."),
    "unknown_column": ("No question has the code *{value}*.", "{hint}"),
    "cells": (
        "This line has {value} cells, and the first line {options}.",
        "Put cells with commas in quotes.",
    ),
    "not_utf8": ("*{value}* is not written in UTF-8.", "Save the file again as 'CSV UTF-8'."),
    "nul": (
        "There is a character that no text has (NUL).",
        "The file is damaged or no CSV. Save it again as CSV.",
    ),
    "unknown_school": ("No school of this survey has the code *{value}*.", "{hint}"),
    "bad_school_code": ("*{value}* is no code for a school.", "Use letters, digits, - and _, at most 64."),
    "no_name": ("The school has no name.", "Fill it in."),
    "bad_country": ("*{value}* is no country code.", "Two letters, as in FR; or leave it empty."),
    "bad_status": ("*{value}* is no status.", "Possible: {options}."),
    "bad_count": ("*{value}* is no number of students.", "Digits alone, or an empty cell."),
    "bad_address": (
        "*{value}* is no mail address.",
        "Look for a letter or a dot too many; before the @ stand letters from a to z.",
    ),
    "bad_contact": ("*{value}* has a line end or another invisible character.", "Write it in one line."),
    "bad_language": ("*{value}* is none of this survey's languages.", "Possible: {options}."),
    "long_cell": ("*{value}* is too long.", "At most {options} characters."),
    "doubled_school": ("The school *{value}* stands twice.", "Leave one of the two lines."),
    "no_rows": ("The file has column names and nothing below them.", "Add a line for each response."),
}


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Words that a spreadsheet would take for a formula begin with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """The words again that `safe` wrote."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


@dataclass(frozen=True)
class Line:
    number: int  # in the file; the line of column names is 1
    cells: dict[str, str]


@dataclass
class Problems:
    """What is wrong with a file, gathered until there is no more to say."""

    file: str
    found: list[Problem] = field(default_factory=list)
    more: int = 0  # beyond the fifty that are kept

    @property
    def any(self) -> bool:
        return bool(self.found)

    def add(
        self, line: Line | None, column: str, code: str, value: str, options: Sequence[object] = ()
    ) -> None:
        if len(self.found) >= MOST:
            self.more += 1
            return
        listed = ", ".join(str(option) for option in options)
        params = {
            "value": printable(value, 60),
            "options": listed,
            "hint": did_you_mean(value, map(str, options)),
        }
        message, way_out = SAID[code]
        self.append(
            Problem(
                code,
                self._place(column),
                message.format(**params),
                way_out.format(**params),
                self.file,
                line.number if line else None,
            )
        )

    def add_answer(self, line: Line, column: str, error: AnswerError) -> None:
        place = f"column {column}"
        self.append(Problem(error.code, place, str(error), "", self.file, line.number))

    def append(self, problem: Problem) -> None:
        if len(self.found) < MOST:
            self.found.append(problem)
        else:
            self.more += 1

    @staticmethod
    def _place(column: str) -> str:
        return f"column {printable(column, 60)}" if column else ""

    def raise_any(self) -> None:
        """Raises ProblemsError if there is any, in the order of the file."""
        if self.more:
            rest = f"{self.more} more problems like these."
            self.found.append(Problem("more", "", rest, "Correct these first.", self.file))
        if self.found:
            raise ProblemsError(self.found)


def read_lines(
    file: Path, needed: Sequence[str], possible: Iterable[str], problems: Problems
) -> Iterator[Line]:
    """The lines of a CSV file below its column names, one after the other; what is wrong goes to `problems`.

    Takes a byte order mark and Windows line ends. Bytes that are no UTF-8 are told with their line and column.
    Where the column names are wrong, nothing below them is read.
    """
    with file.open("rb") as raw:
        start = raw.read(4096)
    if code := _no_csv(start):
        problems.add(None, "", code, "")
        return
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        reader = csv.reader(_pieces(text), delimiter=_separator(start))
        try:
            header = [name.strip() for name in next(reader, [])]
            if not _header_is_right(header, needed, set(possible), problems):
                return
            first = reader.line_num + 1
            for cells in reader:
                if any(cells):
                    line = Line(first, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
                    if _line_is_right(line, cells, header, problems):
                        yield line
                first = reader.line_num + 1
        except csv.Error as error:
            problems.add(Line(reader.line_num, {}), "", "unreadable", str(error))


def _no_csv(start: bytes) -> str:
    """What is wrong with a file that begins like this; "" where it may be CSV."""
    if start.startswith(WORKBOOKS):
        return "workbook"
    first_line = start.splitlines()[0] if start else b""
    return "no_text" if b"\0" in first_line or start.startswith(NO_TEXT) else ""


def _separator(start: bytes) -> str:
    first_line = start.splitlines()[0].decode("utf-8", "replace") if start else ""
    return next((character for character in SEPARATORS if character in first_line), ",")


def _pieces(text: TextIO) -> Iterator[str]:
    """Line by line, and never a line that would not fit into memory."""
    while piece := text.readline(LONGEST_LINE):
        if len(piece) == LONGEST_LINE:
            raise csv.Error(f"a line has {LONGEST_LINE} characters or more")
        yield piece


def _header_is_right(
    header: list[str], needed: Sequence[str], possible: set[str], problems: Problems
) -> bool:
    first, wrong = Line(1, {}), 0
    if not any(header):
        problems.add(first, "", "empty", "", needed)
        return False
    known, seen = {*needed, *possible}, set[str]()
    for name in needed:
        if name not in header:
            problems.add(first, "", "missing_column", name, needed)
            wrong += 1
    for i, name in enumerate(header):
        if name in seen:
            problems.add(first, name, "doubled_column", name)
            wrong += 1
        elif name not in known:
            problems.add(first, str(i + 1), "unknown_column", name, [*needed, *sorted(possible)])
            wrong += 1
        seen.add(name)
    return not wrong


def _line_is_right(line: Line, cells: list[str], header: list[str], problems: Problems) -> bool:
    if len(cells) != len(header):
        problems.add(line, "", "cells", str(len(cells)), [len(header)])
        return False
    for column, cell in line.cells.items():
        if not cell.isascii() and any("\ud800" <= c <= "\udfff" for c in cell):
            problems.add(line, column, "not_utf8", cell)
            return False
        if "\0" in cell:
            problems.add(line, column, "nul", cell)
            return False
    return True
