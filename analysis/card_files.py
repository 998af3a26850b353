"""A card of a page as files: chart and table from the card's own values, with nothing that the page withholds."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from . import figures, page, table_file

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Taken:
    """One card, and what a file says of it that has left its page."""

    card: page.Card
    name: str  # of the files: 'ir2019-career-by-phase-gender'
    view: str  # 'By phase and gender', empty for everybody
    mark: str  # that it is interim, or exploratory
    source: str
    language: str


def chart(taken: Taken, file: str) -> HttpResponse:
    """SVG, PNG (300 dpi) or PDF, 160 mm wide. 404 where there is no such kind or no chart."""
    if file not in TYPES:
        raise Http404("no such kind of file")
    drawn = _drawn(taken)
    made = drawn.encode() if file == "svg" else _printed(drawn, file, taken.card)
    return _sent(made, TYPES[file], f"{taken.name}-chart.{file}")


def table(taken: Taken) -> HttpResponse:
    """The table as CSV; where nothing is shown, the reason. Its mark, where it has one, is the last line."""
    card, mark = taken.card, taken.mark
    if card.table:
        made = table_file.text(card.table, taken.language, mark)
    else:
        made = table_file.written([words] for words in (*card.reasons, mark) if words)
    return _sent(made.encode(), "text/csv; charset=utf-8", f"{taken.name}-table.csv")


def _drawn(taken: Taken) -> str:
    if taken.card.chart is None:
        raise Http404("there is nothing to draw")
    foot = (" ".join(taken.card.notes), taken.mark, taken.source)
    return figures.svg(taken.card.chart, taken.card.text, taken.view, foot=foot, language=taken.language)


def _printed(drawn: str, kind: str, card: page.Card) -> bytes:
    from surveyapp import printing  # typst takes its time to load

    if kind == "png":
        return printing.png(drawn)
    return printing.pdf(drawn, card.text, " ".join(figures.said(card.chart)) if card.chart else "")


def _sent(made: bytes, kind: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(made, content_type=kind, headers=headers)
