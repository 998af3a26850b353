"""A chart as a drawing, and drawings as PNG and PDF: nothing is lost, cut off or drawn over another."""

import re
import struct
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from analysis import figures
from analysis.strips import Band, Chart, Key, Mark, Row, Segment, Tick
from surveyapp import printing
from tests.analysis.drawn import HISTOGRAM, NONE, SVG, words

pytestmark = pytest.mark.once

HOSTILE = 'Long & <b>"bold"</b> ' + "W" * 90 + " and on and on it goes"
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
PRINTED = f'<svg {XMLNS} width="160mm" height="80mm" viewBox="0 0 2 1"><path d="M0 0h1v1z"/></svg>'


def chunks(png):
    at, found = 8, {}
    while at < len(png):
        size, name = struct.unpack_from(">I4s", png, at)
        found.setdefault(name, png[at + 8 : at + 8 + size])
        at += size + 12
    return found


# ----- PNG and PDF


def test_a_png_is_as_wide_as_160_mm_at_300_dpi_and_says_so():
    png = printing.png(PRINTED)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found = chunks(png)
    assert list(found)[:2] == [b"IHDR", b"pHYs"]
    assert struct.unpack(">IIB", found[b"pHYs"]) == (11811, 11811, 1)
    wide, high = struct.unpack_from(">II", found[b"IHDR"])
    assert abs(wide - 160 / 25.4 * 300) <= 1
    assert abs(high - 80 / 25.4 * 300) <= 1


def test_a_pdf_is_one_page_of_the_drawings_size():
    pdf = printing.pdf(PRINTED, title='It\'s "quoted" \\ #here')
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [round(float(side) / 72 * 25.4) for side in box.groups()] == [160, 80]


def test_words_are_drawn_with_the_fonts_that_are_shipped():
    def drawn(family):
        text = f'<text x="1" y="20" font-size="12" font-family="{family}">Wilson</text></svg>'
        return printing.pdf(PRINTED.replace("</svg>", text).replace("0 0 2 1", "0 0 200 100"))

    assert b"DejaVuSans" in drawn("Arial, Helvetica, 'DejaVu Sans', sans-serif")
    assert b"DejaVuSans" not in printing.pdf(PRINTED)


def test_what_is_no_drawing_is_refused():
    with pytest.raises(ValueError, match="cannot be drawn"):
        printing.png("<svg")


# ----- drawings


def mark(style=1, **more):
    return Mark(style, f"group {style}", "33.9 %", "494 of 1,459", "33.86%", "31.5%", "36.3%", **more)


ROWS = {
    "dot": Row("dot", HOSTILE, 1, (mark(),)),
    "bar": Row("bar", HOSTILE, None, (mark(0),)),
    "no bar": Row("bar", HOSTILE, None, (NONE,)),
    "pair": Row("pair", HOSTILE, None, (mark(3), NONE)),
    "many": Row("many", HOSTILE, None, (mark(1), NONE, mark(3), mark(4))),
    "stack": Row(
        "stack", HOSTILE, 1, segments=(Segment("0%", "100%", "50%", 3, "100"),), says="x", of="3 answered"
    ),
    "none": Row("none", HOSTILE, 1, says="Too few to show"),
    "histogram": Row("histogram", HOSTILE, 1, says="x", of="3 answered", histogram=HISTOGRAM),
}


@pytest.mark.parametrize("kind", ROWS)
def test_each_kind_of_row_is_drawn_with_its_figures_and_inside_the_sheet(kind):
    row = ROWS[kind]
    legend = (Key("bar", 1, HOSTILE), Key("dot", 2, "b"), Key("step", 3, "c"), Key("median", 0, "d"))
    ticks = (Tick("0%", "0", "start"), Tick("100%", "80", "end")) if row.histogram else None
    drawn = figures.svg(Chart((Band((row,), HOSTILE),), legend, ticks), HOSTILE, "By stage", foot=("Source",))
    root = ElementTree.fromstring(drawn)
    assert root.get("width") == "160mm"
    assert root.find(f"{SVG}title").text == HOSTILE
    assert HOSTILE in root.find(f"{SVG}desc").text
    said = words(drawn)
    figures_shown = [text for m in row.marks for text in (m.percent, m.of) if text]
    for text in (*figures_shown, *([row.of] if row.of else []), "Source"):
        assert text in said
    left, top, wide, high = map(float, root.get("viewBox").split())
    for text in root.iter(f"{SVG}text"):
        x, y, size = float(text.get("x")), float(text.get("y")), float(text.get("font-size", 12))
        taken = figures.width(text.text, size, bold=text.get("font-weight") == "bold")
        start = x - {"end": taken, "middle": taken / 2}.get(text.get("text-anchor"), 0)
        assert left <= start
        assert start + taken <= left + wide, text.text
        assert top <= y - size * 0.8
        assert y <= top + high


@pytest.mark.parametrize("kind", ROWS)
def test_no_two_texts_touch(kind):
    row = ROWS[kind]
    ticks = (Tick("0%", "0", "start"), Tick("100%", "80", "end")) if row.histogram else None
    band = Band((row, replace(row, name="short")), "Band")
    drawn = figures.svg(Chart((band,), ticks=ticks, unit="hours"), HOSTILE, foot=(HOSTILE,))
    boxes = []
    for text in ElementTree.fromstring(drawn).iter(f"{SVG}text"):
        taken = figures.width(text.text, float(text.get("font-size", 12)), bool(text.get("font-weight")))
        x, y = float(text.get("x")), float(text.get("y"))
        x -= {"end": taken, "middle": taken / 2}.get(text.get("text-anchor"), 0)
        boxes.append((x, x + taken, y - 10, y + 3, text.text))
    assert len(boxes) > 6
    for i, (left, right, top, bottom, one) in enumerate(boxes):
        for other_left, other_right, other_top, other_bottom, other in boxes[i + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart, (one, other)


def test_the_axis_begins_at_0_and_ends_above_the_highest_interval():
    said = words(figures.svg(Chart((Band((ROWS["dot"],)),)), "Nights"))
    assert [text for text in said if re.fullmatch(r"\d+(\xa0%)?", text)] == [
        *("0", "10", "20", "30", "40"),
        "50\u00a0%",
    ]


def test_marks_stand_where_their_figures_are():
    drawn = figures.svg(Chart((Band((ROWS["dot"],)),)), "Nights")
    axis = {
        text.text.removesuffix("\u00a0%"): float(text.get("x"))
        for text in ElementTree.fromstring(drawn).iter(f"{SVG}text")
        if text.get("text-anchor") == "middle"
    }
    x = float(re.search(r"translate\(([\d.]+) ", drawn)[1])
    found = 50 * (x - axis["0"]) / (axis["50"] - axis["0"])
    assert found == pytest.approx(33.86, abs=0.02)
