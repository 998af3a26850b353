"""Files of other breakdowns: what they hold is what the page shows, and each says inside that it is exploratory."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from surveyapp import letter_widths, printing
from tests.analysis.other_pages import PAGE, handed_in
from tests.build import a_survey, closed
from tests.results_surveys import person

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SVG = "{http://www.w3.org/2000/svg}"
MARK = "Exploratory: not planned, and not adjusted for how much was looked at."


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def shown_to(name, people, **more):
    survey = handed_in(people, **more)
    closed(survey)
    return person(name, survey, "faculty")


def shown_to_felix(client, people):
    client.force_login(shown_to("felix", people))
    return client


@pytest.fixture(scope="module")
def shared(module_db):
    """A closed survey that tests here only read, under a code that those with a survey of their own leave free."""
    said = [("good", "yes")] * 6 + [("fair", "no")] * 6
    people = [
        {"year": year, "gender": gender, "mood": mood, "heard": heard, "place": "home"}
        for year in ("1", "2", "3")
        for gender in ("female", "male")
        for mood, heard in said
    ]
    return shown_to("reader", people, code="shared")


def texts(response):
    root = ElementTree.fromstring(response.content)
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def links(page, what):
    return [unescape(link) for link in re.findall(rf'href="([^"]+/{what}[^"]*)"', page.content.decode())]


def values(page):
    """Percentages, and n of N, at the rows' ends of the page's charts."""
    found = re.findall(r'<dd class="value[^"]*">(.*?)</dd>', page.content.decode(), re.DOTALL)
    return sorted(re.findall(r"[\d.]+\u00a0%|\d+ of \d+", unescape(" ".join(found))))


@pytest.mark.parametrize(
    "address", ["heard/by/mood/", "heard/by/mood/?within=phase", "mood/by/heard/", "heard/by/year/"]
)
def test_every_part_has_its_files_with_the_pages_figures(felix, address):
    page = felix.get(PAGE + address)
    charts, tables = links(page, r"chart\.svg"), links(page, r"table\.csv")
    parts = 2 if "within" in address else 1
    assert (len(charts), len(tables), len(links(page, r"chart\.(?:png|pdf)"))) == (parts, parts, 2 * parts)
    said = [text for link in charts for text in texts(felix.get(link))]
    assert " ".join(said).count(MARK) == parts
    if "mood/by" not in address:  # a stack has no figures at its rows' ends
        found = [text for text in said if re.fullmatch(r"[\d.]+\u00a0%|\d+ of \d+", text)]
        found = [text for text in found if not re.fullmatch(r"(10|20|50|100)\u00a0%", text) or "." in text]
        assert sorted(found) == values(page)
    for link in tables:
        table = rows(felix.get(link))
        assert table[-1] == [MARK]
        html = page.content.decode()
        for row in table[2:-1]:
            assert all(f">{n}" in html for n in row[1::3] if n), row


def test_png_and_pdf_come_with_a_name_that_says_so(felix):
    for kind, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        made = felix.get(f"{PAGE}heard/by/mood/chart.{kind}?within=phase&part=late")
        assert made.content.startswith(start)
        name = f"rounds-heard-by-mood-phase-late-exploratory-chart.{kind}"
        assert made["Content-Disposition"] == f'attachment; filename="{name}"'
        assert made["Cache-Control"] == "private, no-cache"


def test_the_sentence_that_is_copied_says_so(felix):
    html = felix.get(PAGE + "heard/by/mood/").content.decode()
    sentence = re.search(r'<p class="says" id="says-all">(.*?)</p>', html, re.DOTALL)[1]
    assert sentence.startswith("The group ‘Good’ said yes more often")
    assert MARK in sentence
    assert 'data-copies="says-all"' in html


def test_of_few_no_file_holds_anything(client):
    """Three of one place: the page shows nothing, so there is no chart, and the table says why."""
    people = [{"year": "1", "gender": "female", "place": "home", "mood": "good", "heard": "yes"}] * 12
    people += [{**people[0], "place": "elsewhere"}] * 3
    felix = shown_to_felix(client, people)
    assert links(felix.get(PAGE + "heard/by/place/"), r"(?:chart|table)\.") == []
    assert felix.get(PAGE + "heard/by/place/chart.svg").status_code == 404
    (why, mark) = rows(felix.get(PAGE + "heard/by/place/table.csv"))
    assert why[0].startswith("Not shown: a group would have fewer than 5 people")
    assert mark == [MARK]


def test_what_was_merged_on_the_page_is_merged_in_the_files(client):
    moods = ["good"] * 8 + ["fair"] * 6 + ["bad"] * 3
    people = [{"year": "1", "gender": "female", "mood": mood, "heard": "yes"} for mood in moods]
    felix = shown_to_felix(client, people + [{**one, "heard": "no"} for one in people[:14]])
    table = rows(felix.get(PAGE + "heard/by/mood/table.csv"))
    assert table[0][7] == "Fair or bad: n"
    assert {text for text in texts(felix.get(PAGE + "heard/by/mood/chart.svg")) if "bad" in text.lower()} == {
        "Fair or bad"
    }


@pytest.mark.parametrize(
    "address",
    ["heard/by/heard/chart.svg", "heard/by/moon/table.csv", "moon/by/mood/table.csv", "heard/by/gender/chart.svg",
     "heard/by/mood/chart.gif", "heard/by/mood/chart.svg?part=moon", "heard/by/mood/chart.svg?within=moon",
     "heard/by/mood/table.csv?within=phase", "heard/by/where/chart.svg", "wish/by/mood/chart.svg"],
)  # fmt: skip
def test_there_is_nothing_of_what_there_is_not(felix, address):
    assert felix.get(PAGE + address).status_code == 404


def test_there_are_none_while_it_is_open_and_none_for_a_stranger(client):
    survey = a_survey()
    client.force_login(person("felix", survey, "faculty"))
    assert client.get(PAGE + "heard/by/mood/table.csv").status_code == 404
    closed(survey)
    client.force_login(person("olga"))
    assert client.get(PAGE + "heard/by/mood/table.csv").status_code == 404


# ----- letters that the shipped fonts lack


def test_it_knows_which_letters_the_shipped_fonts_lack():
    assert not letter_widths.lacks("cœur — «\u00a0Übung\u00a0» Жёлтая ωμε هل تعرف \u2067IR\u2069 ²√\n")
    assert all(letter_widths.lacks(text) for text in ("日本", "中文", "한국어", "ภาษา", "हिन्दी"))


def test_other_letters_stay_in_the_shipped_font_where_the_servers_own_help_out():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="160mm" height="80mm" viewBox="0 0 200 100" '
        "font-family=\"Arial, Helvetica, 'DejaVu Sans', sans-serif\"><text y='20'>Wilson {}</text></svg>"
    )
    for letters in ("", "日本", "ภาษา"):
        assert b"DejaVuSans" in printing.pdf(drawing.format(letters))
