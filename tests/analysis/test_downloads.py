"""A question's chart and table as files: what they hold is what the page shows, and nothing that it withholds."""

import csv
import io
import re
import struct
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from analysis import figures
from analysis.strips import Band, Chart, Column, Histogram, Key, Mark, Row, Segment, Tick
from surveyapp import printing
from surveyapp.questionnaire.schema import Choice
from tests.analysis.number_surveys import by_stage
from tests.results_surveys import (
    ALL_TYPES,
    HELPS,
    NIGHTS,
    STAGE,
    WARD,
    atom,
    en,
    four_strata,
    open_survey,
    person,
    questionnaire,
)

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'Long & <b>"bold"</b> ' + "W" * 90 + " and on and on it goes"
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
PRINTED = f'<svg {XMLNS} width="160mm" height="80mm" viewBox="0 0 2 1"><path d="M0 0h1v1z"/></svg>'


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def address(question, file, by=None, code="nights"):
    what = "table.csv" if file == "csv" else f"chart.{file}"
    return f"/surveys/{code}/results/{question}/{what}" + (f"?by={by}" if by is not None else "")


def shown_to_felix(client, plan, atoms):
    survey = open_survey(plan, atoms)
    client.force_login(person("felix", survey, "faculty"))
    return client


@pytest.fixture
def felix(client, db):
    return shown_to_felix(client, questionnaire(source=en("Made up for the tests")), four_strata())


def words(svg):
    """Each text of the drawing, and not its title and description."""
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


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


NONE = Mark(2, "group 2", "", "nobody answered")
HISTOGRAM = Histogram(
    (Column("10%", "4%", "9%", "80%"),), "10%", "15%", "20%", "84%", "44%", "94%", "6.5 hours", "5 to 8 hours"
)
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


# ----- from the page


@pytest.mark.parametrize("file", ["svg", "png", "pdf"])
def test_a_chart_comes_as_a_file_with_a_name(felix, file):
    response = felix.get(address("nights", file, "stage,ward"))
    assert response.status_code == 200
    name = f"nights-nights-by-stage-ward-chart.{file}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[file])


def test_the_charts_figures_are_those_of_the_page(felix):
    said = words(felix.get(address("nights", "svg", "stage,ward")).content.decode())
    for percent, of in (("40.0", "8"), ("45.0", "9"), ("75.0", "15"), ("90.0", "18")):
        assert said.count(f"{percent}\u00a0%") == 1
        assert said.count(f"{of} of 20") == 1
    assert "By stage and ward" in said
    assert "Said yes, per cent of each group. Lines: 95 % Wilson intervals." in said
    assert "Made up for the tests" in said


def test_the_tables_figures_are_those_of_the_page(felix):
    body = felix.get(address("nights", "csv", "stage")).content.decode()
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
    assert rows[0][:7] == [
        "Answer",
        *("Everybody: n", "Everybody: %", "Everybody: 95 % CI"),
        *("Student: n", "Student: %", "Student: 95 % CI"),
    ]
    assert rows[1] == ["Answered", "80", "", "", "40", "", "", "40", "", ""]
    yes = next(row for row in rows if row[0] == "Yes")
    assert [yes[i] for i in (1, 2, 4, 5, 7, 8)] == ["50", "62.5", "17", "42.5", "33", "82.5"]
    page = felix.get("/surveys/nights/results/nights/").content.decode()
    assert f'<span class="muted">{yes[6]}</span>' in page


def test_thousands_are_written_without_separators(client, db):
    atoms = [atom(s, "heart", people=2000, nights={"yes": 1500, "no": 500}) for s in ("student", "resident")]
    shown_to_felix(client, questionnaire(), atoms)
    assert "\nYes,3000,75.0," in client.get(address("nights", "csv", "nobody")).content.decode()
    french = client.get(address("nights", "csv", "nobody"), headers={"accept-language": "fr"})
    assert ',3000,"75,0",' in french.content.decode()


@pytest.mark.django_db
def test_a_number_has_its_histograms_and_its_table(client):
    plan, atoms = by_stage("4*10 6*20 8*12 / 5*15 6*10 9*8")
    shown_to_felix(client, plan, atoms)
    said = words(client.get(address("sleep", "svg", "stage")).content.decode())
    assert "42 answered" in said
    assert "Heights: per cent of each group." in said
    assert "\nMedian,6,,,6,,,6,," in client.get(address("sleep", "csv", "stage")).content.decode()


@pytest.mark.parametrize("file", ["svg", "csv"])
@pytest.mark.parametrize("by", ["stage", "ward", "stage,ward", "nobody"])
def test_of_too_few_nothing_is_in_a_file(client, db, file, by):
    """Three of four said yes: fewer than the smallest group of 5, so neither may come out."""
    four = [
        replace(stratum, tally=stratum.tally | {"nights": {"-open": 20}}) for stratum in four_strata()[1:]
    ]
    first = four_strata()[0]
    first = replace(first, tally=first.tally | {"nights": {"yes": 3, "no": 1, "-open": 16}})
    shown_to_felix(client, questionnaire(), (first, *four))
    body = client.get(address("nights", file, by)).content.decode()
    if file == "svg":
        said = words(body)
        assert "Too few to show" in said
        words_alone = re.sub(r"Interim, \d+ \w+ \d{4}: ", "", " ".join(said))
        assert not re.search(r"\d", words_alone)
        described = ElementTree.fromstring(body).find(f"{SVG}desc").text
        assert not re.search(r"\d", described)
    else:
        assert body == "\ufeffFewer than 5 people answered this question. Nothing is shown of so few.\n"


def test_a_split_that_is_withheld_is_not_in_the_files(client, db):
    strata = list(four_strata())
    strata[0] = replace(
        strata[0], tally=strata[0].tally | {"nights": {"yes": 3, "no": 1, "-open": 16}}
    )  # 4 of that group
    shown_to_felix(client, questionnaire(), strata)
    said = words(client.get(address("nights", "svg", "stage,ward")).content.decode())
    assert "Too few to show" in said
    assert "45 of 64" in said
    assert [text for text in said if " of " in text and text[0].isdigit()] == [
        "45 of 64",
        "64 answered of 80 who were shown it.",
    ]
    rows = client.get(address("nights", "csv", "stage,ward")).content.decode().splitlines()
    assert rows[0] == "\ufeffAnswer,Everybody: n,Everybody: %,Everybody: 95 % CI"


def test_a_cell_that_begins_like_a_formula_is_words(client, db):
    evil = (Choice("tea", en("=HYPERLINK(1)")), Choice("walks", en("@walks")), Choice("talking", en("-talk")))
    plan = questionnaire((STAGE, WARD, NIGHTS, replace(HELPS, choices=evil)))
    shown_to_felix(client, plan, four_strata())
    body = client.get(address("helps", "csv", "stage")).content.decode().removeprefix("\ufeff")
    firsts = [row[0] for row in csv.reader(io.StringIO(body))]
    assert {"'=HYPERLINK(1)", "'@walks", "'-talk"} <= set(firsts)


@pytest.mark.parametrize("file", ["svg", "png", "csv"])
@pytest.mark.parametrize(
    ("question", "by"), [("nothing", "stage"), ("nights", "moon"), ("nights", "stage,moon")]
)
def test_there_is_nothing_of_what_there_is_not(felix, file, question, by):
    assert felix.get(address(question, file, by)).status_code == 404


def test_other_kinds_of_files_and_texts_have_no_chart(felix):
    assert felix.get(address("nights", "gif", "stage")).status_code == 404
    assert felix.get(address("words", "svg", "nobody")).status_code == 404


@pytest.mark.parametrize("file", ["svg", "png", "pdf", "csv"])
def test_to_a_stranger_there_is_no_such_survey(felix, client, file):
    client.force_login(person("olga"))
    assert client.get(address("nights", file, "stage")).status_code == 404


@pytest.mark.parametrize("question", [question.code for question in ALL_TYPES])
def test_every_link_on_a_questions_page_leads_to_a_file(felix, question):
    page = felix.get(f"/surveys/nights/results/{question}/").content.decode()
    links = re.findall(r'href="([^"]+(?:chart\.\w+|table\.csv)\?by=[^"]+)"', page)
    assert len(links) >= (1 if question == "words" else 3)
    for link in links:
        response = felix.get(link)
        assert response.status_code == 200, link
        assert response["Cache-Control"] == "private, no-cache"
