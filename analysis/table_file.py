"""A question's table as CSV: a line an answer, and three columns a group. Words only, nothing is counted here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from django.utils.translation import gettext as _

from surveyapp.delimited import safe

from . import wording
from .tables import Cell, Table, TableRow

NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")


def text(table: Table, language: str, mark: str = "") -> str:
    """The file. Numbers have the language's decimal point and no separators, percentages no unit.

    `mark`: words for its last line, of what the file was taken from.
    """
    return written(chain(_lines(table, language), [[mark]] if mark else []))


def written(lines: Iterable[list[str]]) -> str:
    """CSV with a byte order mark, by which spreadsheets know UTF-8; no cell is a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out, lineterminator="\n").writerows([_cell(cell) for cell in line] for line in lines)
    return out.getvalue()


def _cell(text: str) -> str:
    """A number below 0 begins like a formula, but is none."""
    return text if NUMBER.fullmatch(text) else safe(text)


def _lines(table: Table, language: str) -> Iterator[list[str]]:
    head, sizes = [_("Answer")], _sizes(table)
    answered = [_("Counted") if table.counted else _("Answered")]
    for name, base in table.columns:
        head += [f"{name}: {kind}" for kind in ("n", "%", _("95 % CI"))]
        answered += ["".join(c for c in base if c.isdecimal()), "", ""]  # of '1,459 answered'
    yield head + sizes[0]
    yield answered + [""] * len(sizes[0])
    for row in table.numbers:
        yield [row.name, *(cell for found in row.cells for cell in (found.n, "", ""))]
    for row, size in zip_longest((*table.rows, *table.others, *table.bounds), sizes[1:]):
        yield _row(row, language) + (size or [""] * len(sizes[0]))


def _sizes(table: Table) -> list[list[str]]:
    """Heads of columns, and below them how large each answer's difference is, where several may be given."""
    if table.tests is None:
        return [[]]
    if not table.tests.less:
        return [[table.tests.size], *([line.size] for line in table.tests.lines)]
    head = f"{table.tests.size}: {table.tests.less}"
    plain = ([line.size.replace(wording.MINUS, "-"), line.interval] for line in table.tests.lines)
    return [[head, f"{head}: {_('95 % CI')}"], *plain]


def _row(row: TableRow, language: str) -> list[str]:
    return [row.name, *(cell for found in row.cells for cell in _cells(found, language))]


def _cells(cell: Cell, language: str) -> tuple[str, str, str]:
    n = cell.n.replace(wording.style(language).thousands, "")
    return n, cell.percent.removesuffix(f"{wording.NO_BREAK}%"), cell.interval
