"""Drawings of every kind, with words that are hard to place, as a browser shows them."""

import base64
from dataclasses import replace

import pytest

from analysis import figures
from analysis.strips import Band, Chart, Key, Mark, Row, Segment, Tick
from surveyapp import printing
from surveyapp.letter_widths import FONTS, width
from tests.analysis.drawn import HISTOGRAM, NONE, words

pytestmark = pytest.mark.once

ARABIC = "هل تعرف ما هو طب الأشعة (IR)؟ نعم!"
LONG = "Une très longue réponse — « presque » sans fin, cœur & Übung, Жёлтая шапка " + "W" * 50
NAMES = {"short": "Ja", "long": LONG, "arabic": ARABIC * 3, "capitals": "RADIOLOGIE PRÉCOCE " * 4}


def mark(style, **more):
    return Mark(style, f"group {style}", "33.9\u00a0%", "1,494 of 4,459", "33.86%", "31.5%", "96.3%", **more)


SEGMENTS = (Segment("0%", "9%", "4.5%", 5, "9"), Segment("9%", "91%", "54.5%", 1, "91"))


def drawing(kind, name, bands=2):
    row = {
        "dot": Row("dot", name, 1, (mark(1),)),
        "bar": Row("bar", name, None, (mark(0),)),
        "pair": Row("pair", name, None, (mark(3), NONE)),
        "many": Row("many", name, None, (mark(1), mark(2), NONE, mark(4))),
        "stack": Row("stack", name, 1, segments=SEGMENTS, says="x", of="4,459 answered"),
        "none": Row("none", name, 1, says="Too few to show"),
        "histogram": Row("histogram", name, 1, says="x", of="4,459 answered", histogram=HISTOGRAM),
    }[kind]
    ticks = (Tick("0%", "0", "start"), Tick("100%", "80", "end")) if row.histogram else None
    legend = tuple(Key("bar", i, f"{name} {i}") for i in (1, 2, 3, 4))
    band = Band((row, replace(row, name="short")), name)
    return figures.svg(Chart((band,) * bands, legend, ticks, "hours"), name, name, foot=(name,))


KINDS = ("dot", "bar", "pair", "many", "stack", "none", "histogram")
BOXES = """() => {
  const svg = document.querySelector('svg'), view = svg.viewBox.baseVal;
  return {
    view: [view.x, view.y, view.x + view.width, view.y + view.height],
    texts: [...svg.querySelectorAll('text')].map((text) => {
      const box = text.getBBox();
      return [box.x, box.y, box.x + box.width, box.y + box.height, text.textContent];
    }),
  };
}"""


@pytest.mark.parametrize("font", ["Arial, Helvetica", "Shipped"])
def test_a_browser_shows_every_kind_whole_and_nothing_over_another(bare_page, font):
    """In the machine's Arial, or what stands in for it, and in the font that PNG and PDF are drawn with."""
    faces = "".join(
        f"@font-face {{ font-family: Shipped; font-weight: {weight}; src: url(data:font/ttf;base64,{data}) }}"
        for weight, data in (("normal", _font("DejaVuSans")), ("bold", _font("DejaVuSans-Bold")))
    )
    bare_page.set_content(f"<style>{faces}</style><main></main>")  # megabytes, so once for all drawings
    bare_page.evaluate(
        "() => Promise.all(['normal', 'bold'].map((weight) => document.fonts.load(`${weight} 9px Shipped`)))"
    )
    assert bare_page.evaluate("[...document.fonts].map((face) => face.status)") == ["loaded"] * 2
    for kind in KINDS:
        for name in NAMES.values():
            svg = drawing(kind, name).replace('font-family="Arial, Helvetica', f'font-family="{font}')
            bare_page.evaluate("(svg) => { document.querySelector('main').innerHTML = svg; }", svg)
            shown = bare_page.evaluate(BOXES)
            left, top, right, bottom = shown["view"]
            assert len(shown["texts"]) > 8
            for x, y, end, under, text in shown["texts"]:
                assert left <= x <= end <= right, (kind, text)
                assert top <= y <= under <= bottom, (kind, text)
            assert touching(shown["texts"]) == []


def _font(name):
    return base64.b64encode((FONTS / f"{name}.ttf").read_bytes()).decode()


def touching(boxes):
    """Boxes of letters are as high as the line; those of neighbouring lines may share 2 px."""
    return [
        (one, other)
        for i, (x, y, end, under, one) in enumerate(boxes)
        for other_x, other_y, other_end, other_under, other in boxes[i + 1 :]
        if x < other_end and other_x < end and y + 2 < other_under and other_y + 2 < under
    ]


def test_letters_are_as_wide_as_a_browser_measures_them(bare_page):
    """Capitals are meant to be wider, as Arial's are."""
    samples = ["1,459 of 1,459", "33.9\u00a0%", "cœur — …", "жшщ ωμε", "illi, fjord", "& + = #"]
    bare_page.set_content("<p>")
    measured = bare_page.evaluate(
        """async ([regular, bold, words]) => {
          for (const [weight, data] of [['normal', regular], ['bold', bold]]) {
            const face = new FontFace('Shipped', `url(data:font/ttf;base64,${data})`, { weight });
            document.fonts.add(await face.load());
          }
          const canvas = document.createElement('canvas').getContext('2d');
          canvas.fontKerning = 'none';
          return ['normal', 'bold'].map((weight) => words.map((text) => {
            canvas.font = `${weight} 100px Shipped`;
            return canvas.measureText(text).width;
          }));
        }""",
        [_font("DejaVuSans"), _font("DejaVuSans-Bold"), samples],
    )
    for found, bold in zip(measured, (False, True), strict=True):
        assert [width(text, 100, bold) for text in samples] == pytest.approx(found, abs=0.1)
    assert width("\u2067a\u2069") == width("a") < width("A") < width("日")


def test_sixty_groups_make_a_drawing_that_is_still_a_page(bare_page):
    svg = drawing("bar", "School of somewhere", bands=30)
    bare_page.set_content(svg)
    assert words(svg).count("1,494 of 4,459") == 60
    assert touching(bare_page.evaluate(BOXES)["texts"]) == []
    assert printing.pdf(svg).startswith(b"%PDF")


def test_words_from_right_to_left_keep_their_full_stop_at_their_end():
    said = words(drawing("bar", "نعم!"))
    assert "\u2067نعم!\u2069" in said
    assert "short" in said
