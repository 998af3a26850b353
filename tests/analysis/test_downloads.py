"""A question's chart and table as files: what they hold is what the page shows, and nothing that it withholds."""

import csv
import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from surveyapp.models import Survey
from surveyapp.questionnaire.schema import Choice
from tests.analysis.drawn import SVG, words
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
        few, interim = body.splitlines()
        assert few == "\ufeffFewer than 5 people answered this question. Nothing is shown of so few."
        assert not re.search(r"\d", re.sub(r"Interim, \d+ \w+ \d{4}: ", "", interim))


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


@pytest.mark.parametrize("file", ["svg", "csv"])
def test_for_a_view_that_is_not_there_a_file_says_which_are(felix, file):
    response = felix.get(address("nights", file, "<b>moon"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    here = address("nights", file)
    assert response.content.decode().splitlines() == [
        "Results of this survey cannot be compared by ‘<b>moon’. Choose one of these:",
        f"Nobody: {here}?by=nobody",
        f"Stage: {here}?by=stage",
        f"Ward: {here}?by=ward",
        f"Stage and ward: {here}?by=stage,ward",
    ]
    for line in response.content.decode().splitlines()[1:]:
        assert felix.get(line.partition(": ")[2]).status_code == 200


def test_a_table_of_an_open_survey_says_last_that_it_is_interim(felix):
    def lines():
        body = felix.get(address("nights", "csv", "stage")).content.decode()
        return list(csv.reader(io.StringIO(body)))

    assert re.fullmatch(r"Interim, \d+ \w+ \d{4}: .* every figure can still change\.", lines()[-1][0])
    before = lines()
    Survey.objects.update(status="closed")
    assert lines() == before[:-1]


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
