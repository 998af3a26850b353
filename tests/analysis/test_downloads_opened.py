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

import pytest
import typst
from django.core.cache import cache

from surveyapp import printing
from surveyapp.questionnaire.schema import Choice
from tests.analysis.drawn import words
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


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def felix(client, db):
    survey = open_survey(questionnaire(), four_strata(), handed_in=100)
    client.force_login(person("felix", survey, "faculty"))
    return client


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
    rows[-1] += [""] * (len(rows[0]) - 1)  # that it is interim, in one cell
    assert [list(map(_read, row)) for row in csv.reader(io.StringIO(again))] == [
        list(map(_read, row)) for row in rows
    ]
    assert [row[0] for row in rows[2:5]] == ["'=1+1", "Walks, long ones", "'-talk"]


def _read(cell):
    """75.0 is the number 75 to a spreadsheet."""
    return float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell


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
            said = [text for text in words(felix.get(link).content.decode()) if text[0].isdigit()]
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
    said = " ".join(words(felix.get("/surveys/nights/results/nights/chart.svg?by=stage").content.decode()))
    assert re.search(
        r"Interim, \d+ \w+ \d{4}: 80 of 100 responses are shown, and every figure can still change\.", said
    )


def test_a_closed_surveys_chart_is_not_called_interim(felix):
    from surveyapp.models import Survey

    Survey.objects.update(status="closed")
    said = " ".join(words(felix.get("/surveys/nights/results/nights/chart.svg?by=stage").content.decode()))
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
    sentence = part.locator("#says-by-stage").inner_text()
    assert copied.startswith("The group ‘Resident’ said yes more often")
    assert re.fullmatch(re.escape(sentence) + r" Interim, \d+ \w+ \d{4}\.", copied)


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
