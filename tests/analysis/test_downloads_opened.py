"""The files of a question's page, opened by other programs: a browser, a PDF reader and a spreadsheet."""

import base64
import csv
import io
import os
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
import typst
from django.core.cache import cache

from analysis import figures
from analysis.strips import Band, Chart, Column, Histogram, Key, Mark, Row, Segment, Tick
from surveyapp import printing
from surveyapp.letter_widths import FONTS, width
from surveyapp.questionnaire.schema import Choice
from tests.requirements import lacking
from tests.results_surveys import (
    ALL_TYPES,
    HELPS,
    NIGHTS,
    STAGE,
    WARD,
    en,
    four_strata,
    open_survey,
    person,
    questionnaire,
)

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"
ARABIC = "هل تعرف ما هو طب الأشعة (IR)؟ نعم!"
LONG = "Une très longue réponse — « presque » sans fin, cœur & Übung, Жёлтая шапка " + "W" * 50
NAMES = {"short": "Ja", "long": LONG, "arabic": ARABIC * 3, "capitals": "RADIOLOGIE PRÉCOCE " * 4}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def felix(client, db):
    survey = open_survey(questionnaire(), four_strata(), handed_in=100)
    client.force_login(person("felix", survey, "faculty"))
    return client


def texts(svg):
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


# ----- drawings of every kind, with words that are hard to place


def mark(style, **more):
    return Mark(style, f"group {style}", "33.9\u00a0%", "1,494 of 4,459", "33.86%", "31.5%", "96.3%", **more)


NONE = Mark(2, "group 2", "", "nobody answered")
HISTOGRAM = Histogram(
    (Column("10%", "4%", "9%", "80%"),), "10%", "15%", "20%", "84%", "44%", "94%", "6.5 hours", "5 to 8 hours"
)
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
    words = ["1,459 of 1,459", "33.9\u00a0%", "cœur — …", "жшщ ωμε", "illi, fjord", "& + = #"]
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
        [_font("DejaVuSans"), _font("DejaVuSans-Bold"), words],
    )
    for found, bold in zip(measured, (False, True), strict=True):
        assert [width(text, 100, bold) for text in words] == pytest.approx(found, abs=0.1)
    assert width("\u2067a\u2069") == width("a") < width("A") < width("日")


def test_sixty_groups_make_a_drawing_that_is_still_a_page(bare_page):
    svg = drawing("bar", "School of somewhere", bands=30)
    bare_page.set_content(svg)
    assert texts(svg).count("1,494 of 4,459") == 60
    assert touching(bare_page.evaluate(BOXES)["texts"]) == []
    assert printing.pdf(svg).startswith(b"%PDF")


def test_words_from_right_to_left_keep_their_full_stop_at_their_end():
    said = texts(drawing("bar", "نعم!"))
    assert "\u2067نعم!\u2069" in said
    assert "short" in said


# ----- from the page


@pytest.mark.parametrize("file", ["svg", "png"])
def test_a_browser_shows_a_chart(felix, bare_page, file):
    made = felix.get(f"/surveys/nights/results/nights/chart.{file}?by=stage,ward").content
    kind = {"svg": "image/svg+xml", "png": "image/png"}[file]
    bare_page.set_content(f'<img src="data:{kind};base64,{base64.b64encode(made).decode()}">')
    size = bare_page.evaluate(
        "async () => { const i = document.images[0]; await i.decode(); return [i.naturalWidth, i.naturalHeight] }"
    )
    if file == "png":
        assert size == list(struct.unpack_from(">II", made, 16))
    assert size[0] == {"svg": 605, "png": 1890}[file]  # 160 mm at 96 and at 300 dpi


DIFFERENCE = """async (pngs) => {
  const pixels = [];
  for (const png of pngs) {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    pixels.push(canvas.getImageData(0, 0, image.width, image.height).data);
  }
  const [one, other] = pixels;
  let apart = 0, ink = 0;
  for (let i = 0; i < one.length; i++) {
    apart += Math.abs(one[i] - other[i]);
    ink += 255 - other[i];
  }
  return one.length === other.length ? apart / ink : null;
}"""


def test_a_pdf_is_read_back_and_looks_like_the_png(felix, bare_page, tmp_path):
    """By the PDF reader inside Typst, which is another program than its writer."""
    made = {
        file: felix.get(f"/surveys/nights/results/nights/chart.{file}?by=stage,ward").content
        for file in ("pdf", "svg")
    }
    (tmp_path / "chart.pdf").write_bytes(made["pdf"])
    (tmp_path / "main.typ").write_text(
        '#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.pdf")'
    )
    read = typst.compile(tmp_path / "main.typ", format="png", ppi=150.0)
    pngs = [read, printing.png(made["svg"].decode(), 150)]
    apart = bare_page.evaluate(DIFFERENCE, [base64.b64encode(png).decode() for png in pngs])
    assert apart < 0.25  # of all that is not white; an empty sheet would be 1
    assert b"/Alt" in made["pdf"]


def test_a_spreadsheet_reads_the_table(client, tmp_path, db):
    soffice = shutil.which("soffice")
    if soffice is None:
        lacking("LibreOffice is not installed")
    evil = (
        Choice("tea", en("=1+1")),
        Choice("walks", en("Walks, long ones")),
        Choice("talking", en("-talk")),
    )
    survey = open_survey(
        questionnaire((STAGE, WARD, NIGHTS, replace(HELPS, choices=evil))), four_strata(), handed_in=80
    )
    client.force_login(person("felix", survey, "faculty"))
    made = client.get("/surveys/nights/results/helps/table.csv?by=stage").content
    (tmp_path / "table.csv").write_bytes(made)
    convert = ["--infilter=CSV:44,34,76,1", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1"]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    out = ["--outdir", str(tmp_path / "out"), str(tmp_path / "table.csv")]
    subprocess.run(
        [soffice, profile, "--headless", *convert, *out],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    again = (tmp_path / "out" / "table.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    assert [list(map(_read, row)) for row in csv.reader(io.StringIO(again))] == [
        list(map(_read, row)) for row in rows
    ]
    assert [row[0] for row in rows[2:5]] == ["'=1+1", "Walks, long ones", "'-talk"]


def _read(cell):
    """75.0 is the number 75 to a spreadsheet."""
    return float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell


def values(html):
    """What stands at the rows' ends on the page: percentages, and n of N."""
    found = re.findall(r'<dd class="value[^"]*">(.*?)</dd>', html, re.DOTALL)
    told = re.findall(r"[\d,.]+\u00a0%|[\d,]+ of [\d,]+|[\d,]+ answered", unescape(" ".join(found)))
    return sorted(told)


@pytest.mark.parametrize("question", [question.code for question in ALL_TYPES if question.type != "text"])
def test_every_chart_carries_the_pages_numbers(felix, question):
    page = felix.get(f"/surveys/nights/results/{question}/").content.decode()
    parts = re.findall(r'<section class="card q depth".*?</section>', page, re.DOTALL)
    compared = 0
    for part in parts:
        shown = re.sub(r'<div class="chart chart-mix">.*?</dl>', "", part, flags=re.DOTALL)
        for link in re.findall(r'href="([^"]+chart\.svg[^"]*)"', part):
            said = [text for text in texts(felix.get(link).content.decode()) if text[0].isdigit()]
            figures_said = [t for t in said if re.fullmatch(r"[\d,.]+\u00a0%|\S+ of \S+|\S+ answered", t)]
            axis = [t for t in figures_said if re.fullmatch(r"(10|20|50|100)\u00a0%", t)]
            without_axis = list(figures_said)
            for tick in axis[-1:]:
                without_axis.remove(tick)
            on_page = values(shown)
            if 'class="row-c pair"' in part:  # there the page has percentages alone
                without_axis = [t for t in without_axis if " of " not in t]
            assert sorted(without_axis) == on_page, link
            compared += len(on_page)
    assert compared or question == "hours"


def test_an_interim_chart_says_so(felix):
    said = " ".join(texts(felix.get("/surveys/nights/results/nights/chart.svg?by=stage").content.decode()))
    assert re.search(
        r"Interim, \d+ \w+ \d{4}: 80 of 100 responses are shown, and every figure can still change\.", said
    )


def test_a_closed_surveys_chart_is_not_called_interim(felix):
    from surveyapp.models import Survey

    Survey.objects.update(status="closed")
    said = " ".join(texts(felix.get("/surveys/nights/results/nights/chart.svg?by=stage").content.decode()))
    assert "Said yes, per cent of each group." in said
    assert "Interim" not in said


# ----- the sentence


@pytest.fixture
def shown(felix, open_page, live_server):
    page = open_page(live_server.url, permissions=["clipboard-read", "clipboard-write"])
    cookies = {name: morsel.value for name, morsel in felix.cookies.items()}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page.goto("/surveys/nights/results/nights/")
    return page


def test_a_button_copies_the_sentence_and_says_so(shown):
    part = shown.locator("#by-stage")
    part.get_by_role("button", name=re.compile("^Copy the sentence.*Stage$")).click()
    part.get_by_role("status").get_by_text("Copied").wait_for()
    copied = shown.evaluate("navigator.clipboard.readText()")
    assert copied == part.locator("#says-by-stage").inner_text()
    assert copied.startswith("The group ‘Resident’ said yes more often")


def test_without_scripts_there_is_no_button_and_the_sentence_is_there(felix, nojs, live_server):
    cookies = {name: morsel.value for name, morsel in felix.cookies.items()}
    nojs.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    nojs.goto("/surveys/nights/results/nights/")
    assert nojs.locator("#says-by-stage").is_visible()
    buttons = nojs.locator("[data-copies]")
    assert buttons.count() == 3
    assert not any(button.is_visible() for button in buttons.all())
