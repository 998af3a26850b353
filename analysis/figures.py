"""A question's chart as a file: SVG, 160 mm wide, with its title, legend, axis and foot inside.

It is drawn from the same values as the page's chart, so nothing is in it that the page withholds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from surveyapp.letter_widths import width

from . import figure_marks as marks
from . import figure_rows as rows
from .flow_figure import FONTS, INK, LINE, MUTED, STROKE, WIDTH, Canvas
from .strips import Chart, Row
from .wording import NO_BREAK

MARGIN, TITLE = 12, 14  # px; px of the title's letters
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(chart: Chart, title: str, under: str = "", *, foot: Sequence[str] = (), language: str = "en") -> str:
    """The whole file. `under`: a line below the title, as what it is compared by; `foot`: more words at its end."""
    canvas = Canvas(y=0)
    for line in rows.lines(title, WIDTH, TITLE, bold=True):
        canvas.y += 19
        canvas.text(0, canvas.y - 5, line, font_size=f"{TITLE}", font_weight="bold")
    _paragraphs(canvas, [under] if under else [])
    _legend(canvas, chart)
    at = rows.columns(chart)
    for band in chart.bands:
        canvas.y += 8
        for line in rows.lines(band.name, WIDTH, bold=True):
            canvas.y += LINE
            canvas.text(0, canvas.y - 4, line, font_weight="bold")
        for row in band.rows:
            rows.draw(canvas, row, at, rows.INDENT if band.name else 0)
    _axis(canvas, chart, at)
    canvas.y += 8
    _paragraphs(canvas, [text for text in (" ".join(_reading(chart)), *foot) if text])
    return _file(canvas, title, " ".join(said(chart)), language)


def said(chart: Chart) -> Iterator[str]:
    """The chart in words, a sentence a row, for whoever does not see it."""
    for band in chart.bands:
        for row in band.rows:
            yield f"{' · '.join(name for name in (band.name, row.name) if name)}: {_row_said(row)}."


def _row_said(row: Row) -> str:
    if not row.marks:
        return ", ".join(text.rstrip(".") for text in (row.says, row.of) if text)
    each = (f"{mark.percent} ({mark.of})" if mark.at else mark.of for mark in row.marks)
    names = (f"{mark.name} " if mark.name else "" for mark in row.marks)
    return ", ".join(name + figure for name, figure in zip(names, each, strict=True))


def _kinds(chart: Chart) -> set[str]:
    return {row.kind for band in chart.bands for row in band.rows}


def _reading(chart: Chart) -> Iterator[str]:
    """How to read it: nothing where nothing is shown."""
    kinds = _kinds(chart)
    if "dot" in kinds:  # of a yes/no question: 'no' has no row
        yield _("Said yes, per cent of each group. Lines: 95 % Wilson intervals.")
    elif kinds & set(rows.MARKED):
        yield _("Per cent of each group. Lines: 95 % Wilson intervals.")
    if "stack" in kinds:
        yield _("Per cent of each group.")
    if "histogram" in kinds:
        yield _("Heights: per cent of each group.")


def _paragraphs(canvas: Canvas, texts: Sequence[str]) -> None:
    for text in texts:
        for line in rows.lines(text, WIDTH):
            canvas.y += LINE
            canvas.text(0, canvas.y - 4, line, fill=MUTED)


def _legend(canvas: Canvas, chart: Chart) -> None:
    """Entries one after the other, on as many lines as they need."""
    if not chart.legend:
        return
    x, room = 0.0, WIDTH - rows.KEY
    canvas.y += 26
    for key in chart.legend:
        words = rows.lines(key.name, room)
        wide = max(width(line) for line in words) if words else 0
        if x and x + rows.KEY + wide > WIDTH:
            x = 0
            canvas.y += 20
        canvas.marks.append(marks.key(key.kind, key.style, x, canvas.y - 8))
        for i, line in enumerate(words):
            canvas.text(x + rows.KEY, canvas.y - 4 + LINE * i, line)
        if len(words) > 1:
            canvas.y += LINE * (len(words) - 1)
        x += rows.KEY + wide + 20


def _axis(canvas: Canvas, chart: Chart, at: rows.Columns) -> None:
    kinds = _kinds(chart)
    if kinds == {"none"}:
        return
    y = canvas.y + 16
    if chart.ticks is None:
        step = rows.TOPS[at.top]
        for value in range(0, at.top + 1, step):
            text = f"{value}{NO_BREAK}%" if value == at.top else f"{value}"
            canvas.text(at.x(f"{value}%"), y, text, text_anchor="middle", fill=MUTED)
        canvas.y += 20
        return
    for tick in chart.ticks:
        canvas.marks.append(marks.upright(at.x(tick.x), canvas.y, canvas.y + 4, STROKE))
        canvas.text(at.x(tick.x), y, tick.text, text_anchor=tick.anchor, fill=MUTED)
    units = rows.lines(chart.unit, at.names)
    heads = rows.heads(chart)
    for i, line in enumerate(units):
        canvas.text(at.names, y + LINE * i, line, text_anchor="end", fill=MUTED)
    for i, line in enumerate(heads):
        look = {} if i else {"font_weight": "bold"}
        canvas.text(WIDTH, y + LINE * i, line, text_anchor="end", fill=MUTED, **look)
    canvas.y += 4 + LINE * max(1, len(units), len(heads))


def _file(canvas: Canvas, title: str, described: str, language: str) -> str:
    wide, high = WIDTH + 2 * MARGIN, canvas.y + 2 * MARGIN
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="160mm" height="{high * 160 / wide:.1f}mm"'
        f' viewBox="{-MARGIN} {-MARGIN} {wide:g} {high:g}" role="img" aria-labelledby="t d"'
        f' lang="{escape(language)}" font-family="{FONTS}" font-size="12" fill="{INK}">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(described)}</desc>',
        marks.patterns(),
        f'<rect x="{-MARGIN}" y="{-MARGIN}" width="{wide:g}" height="{high:g}" fill="{marks.PAPER}"/>',
        *canvas.marks,
        "</svg>",
        "",
    ]
    return NOT_XML.sub(" ", "\n".join(made))
