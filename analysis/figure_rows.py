"""The rows of a chart in a file of its own: names at the left, strips, figures at the right; in px at 96 dpi."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.letter_widths import width

from . import figure_marks as marks
from .flow_figure import INK, LINE, MUTED, STROKE, WIDTH, Canvas, wrapped
from .strips import Chart, Histogram, Mark, Row

RIGHT_TO_LEFT, END = "\u2067", "\u2069"  # marks around a line, not seen
GAP, INDENT, KEY = 16, 14, 20
NARROWEST_STRIP, WIDEST_WORDS = 180, 190
ONE, SEVERAL, STACK, HISTOGRAM = 26, 20, 34, 72  # heights of a strip: one mark, each of several, and so on
TOPS = {10: 5, 20: 5, 50: 10, 100: 25}  # per cent at the axis' end -> between its ticks
MARKED = ("dot", "bar", "pair", "many")


def lines(text: str, room: float, size: float = 12, bold: bool = False) -> list[str]:
    """The text's lines; breaks of its own count as spaces.

    Those of a text that runs from right to left say so, since a drawing has no `dir`: else its full stops
    would stand at the wrong end.
    """
    plain = re.sub(r"[ \t\r\n]+", " ", text).strip()
    found = wrapped(plain, room, size, bold)
    return [f"{RIGHT_TO_LEFT}{line}{END}" for line in found] if _from_the_right(plain) else found


def _from_the_right(text: str) -> bool:
    """By its first letter that has a direction."""
    directions = (unicodedata.bidirectional(c) for c in text)
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"


def number(place: str) -> float:
    """'33.86%' -> 33.86."""
    return float(place.rstrip("%"))


@dataclass(frozen=True)
class Columns:
    """Where things are. Names end at `names`; a strip goes from `left` to `right`, which is `top` per cent."""

    names: float
    left: float
    right: float
    percent: float  # where percentages end
    key: float  # where a mark's own key begins
    top: int

    def x(self, place: str) -> float:
        return self.left + (self.right - self.left) * number(place) / self.top


def columns(chart: Chart) -> Columns:
    rows = [row for band in chart.bands for row in band.rows]
    drawn = [mark for row in rows for mark in row.marks if mark.at]
    of = max((width(mark.of) for mark in drawn), default=0)
    percent = max((width(mark.percent, bold=True) for mark in drawn), default=0)
    keys = KEY if any(row.kind in ("pair", "many") for row in rows) else 0
    words = max((width(line, bold=bold) for row in rows for line, bold in _words(row)), default=0)
    under = max((width(head, bold=True) for head in heads(chart)), default=0)
    values = max(percent + 8 + of + keys, words + keys, under, 40)
    room = WIDTH - values - 2 * GAP - NARROWEST_STRIP
    names = 1 + max(_names(chart, room - 1), default=0)  # 1: a width that is added up may be a hair too short
    high = max((number(mark.high) for mark in drawn), default=100)
    return Columns(
        names,
        names + GAP,
        WIDTH - values - GAP,
        WIDTH - of - 8,
        WIDTH - of - 8 - percent - KEY,
        next((top for top in TOPS if high <= top), 100),
    )


def _names(chart: Chart, room: float) -> Iterator[float]:
    """How much each line of what stands at the left takes."""
    yield from (width(line) for line in lines(chart.unit, room))
    for band in chart.bands:
        indent = INDENT if band.name else 0
        for row in band.rows:
            for text in (row.name, row.of if row.kind == "histogram" else ""):
                yield from (indent + width(line) for line in lines(text, room - indent))


def heads(chart: Chart) -> list[str]:
    """What the two figures at a histogram's end are; they stand below them, beside the axis."""
    return [_("median"), _("middle half")] if chart.ticks else []


def _words(row: Row) -> list[tuple[str, bool]]:
    """What stands at a row's end, for rows without percentages: each line, and whether it is bold."""
    if row.kind == "none":
        return [(line, False) for line in lines(row.says, WIDEST_WORDS)]
    if row.kind == "stack":
        return [(row.of, False)]
    if row.histogram:
        middle = [(line, True) for line in lines(row.histogram.middle, WIDEST_WORDS, bold=True)]
        return [*middle, *((line, False) for line in lines(row.histogram.half, WIDEST_WORDS))]
    return [(line, False) for mark in row.marks if not mark.at for line in lines(mark.of, WIDEST_WORDS)]


def draw(canvas: Canvas, row: Row, at: Columns, indent: float) -> None:
    """One row at the canvas' y, which is moved below it."""
    names = [(line, INK) for line in lines(row.name, at.names - indent)]
    if row.kind == "histogram":
        names += [(line, MUTED) for line in lines(row.of, at.names - indent)]
    words = _words(row) if row.kind not in MARKED else []
    strip = _height(row)
    tall = max(strip, LINE * max(len(names), len(words)) + 6)
    middle = canvas.y + tall / 2
    for i, (line, colour) in enumerate(names):
        canvas.text(indent, middle + LINE * (i - len(names) / 2) + 12, line, fill=colour)
    for i, (line, bold) in enumerate(words):
        y = middle + LINE * (i - len(words) / 2) + 12
        _end(canvas, WIDTH, y, line, bold)
    if row.kind in MARKED:
        grid(canvas, at, canvas.y, canvas.y + tall)
        _marks(canvas, row, at, middle - strip / 2)
    elif row.kind == "stack":
        _stack(canvas, row, at, middle)
    elif row.histogram:
        _histogram(canvas, row.histogram, row.style or 0, at, middle - strip / 2)
    else:
        canvas.marks.append(marks.nothing(at.left, at.right, middle))
    canvas.y += tall


def _height(row: Row) -> float:
    if row.kind in ("pair", "many"):
        return sum(_mark_height(mark) for mark in row.marks) + 8
    return {"stack": STACK, "histogram": HISTOGRAM}.get(row.kind, ONE)


def _mark_height(mark: Mark) -> float:
    return SEVERAL if mark.at else max(SEVERAL, LINE * len(lines(mark.of, WIDEST_WORDS)) + 4)


def grid(canvas: Canvas, at: Columns, y: float, end: float) -> None:
    for value in range(0, at.top + 1, TOPS[at.top]):
        canvas.marks.append(marks.upright(at.x(f"{value}%"), y, end, marks.GRID if value else STROKE))


def _marks(canvas: Canvas, row: Row, at: Columns, y: float) -> None:
    several = row.kind in ("pair", "many")
    y += 4 if several else 0
    for mark in row.marks:
        tall = _mark_height(mark) if several else ONE
        middle = y + tall / 2
        if several:
            words = [width(line) for line in lines(mark.of, WIDEST_WORDS)] if not mark.at else []
            where = WIDTH - max(words) - KEY if words else at.key
            kind = "dot" if row.kind == "pair" else "bar"
            canvas.marks.append(marks.key(kind, mark.style, where, middle))
        _mark(canvas, mark, row.kind, at, middle)
        y += tall


def _mark(canvas: Canvas, mark: Mark, kind: str, at: Columns, y: float) -> None:
    if not mark.at:
        canvas.marks.append(marks.nothing(at.left, at.right, y))
        said = lines(mark.of, WIDEST_WORDS)
        for i, line in enumerate(said):
            _end(canvas, WIDTH, y + LINE * (i - len(said) / 2) + 12, line)
        return
    low, high, x = at.x(mark.low), at.x(mark.high), at.x(mark.at)
    if kind in ("dot", "pair"):
        canvas.marks.append(marks.across(low, high, y, marks.STYLES[mark.style].line, 2.5))
        canvas.marks.append(marks.dot(mark.style, x, y))
    else:
        canvas.marks.append(marks.bar(mark.style, at.left, y - 6, x - at.left, 12))
        canvas.marks.append(marks.across(low, high, y, marks.PAPER, 5))
        canvas.marks.append(marks.across(low, high, y, INK, 2))
    _end(canvas, at.percent, y + 4, mark.percent, bold=True)
    _end(canvas, WIDTH, y + 4, mark.of)


def _stack(canvas: Canvas, row: Row, at: Columns, y: float) -> None:
    for part in row.segments:
        x, wide = at.x(part.x), (at.right - at.left) * number(part.width) / 100
        canvas.marks.append(marks.segment(part.step, x, y - 12, wide, 24))
        if part.inside and width(part.inside) < wide:
            ink = marks.SCALE_INK[part.step]
            canvas.text(at.x(part.middle), y + 4, part.inside, text_anchor="middle", fill=ink)


def _histogram(canvas: Canvas, drawn: Histogram, style: int, at: Columns, y: float) -> None:
    def down(place: str) -> float:
        return y + 4 + (HISTOGRAM - 8) * number(place) / 100

    canvas.marks.append(marks.across(at.left, at.right, down(drawn.line), STROKE))
    for column in drawn.columns:
        wide = (at.right - at.left) * number(column.width) / 100
        tall = (HISTOGRAM - 8) * number(column.height) / 100
        canvas.marks.append(marks.bar(style, at.x(column.x), down(column.y), wide, tall))
    canvas.marks.append(marks.across(at.left, at.right, down(drawn.base), STROKE))
    line = marks.STYLES[style].line
    canvas.marks.append(marks.across(at.x(drawn.lower), at.x(drawn.upper), down(drawn.under), line, 3))
    for colour, thick in ((marks.PAPER, 5), (INK, 2)):
        canvas.marks.append(marks.upright(at.x(drawn.median), down("0%"), down("100%"), colour, thick))


def _end(canvas: Canvas, x: float, y: float, text: str, bold: bool = False) -> None:
    """Text that ends at x."""
    look = {"font_weight": "bold"} if bold else {"fill": MUTED}
    canvas.text(x, y, text, text_anchor="end", **look)
