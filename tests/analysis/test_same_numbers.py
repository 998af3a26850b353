"""The made-up survey of R's scripts, as a survey: every way out carries the same numbers, and they are R's.

The counts file and `analyse --format json` are read for figures; page, table, drawing and sentence for the words that
they are printed as.
"""

import csv
import io
import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.management import call_command

from surveyapp.actions import imports, surveys
from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    SCALE,
    SINGLE,
    YES_NO,
    Choice,
    Group,
    Grouping,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)
from tests.build import closed
from tests.results_surveys import person
from tests.stats.stats_reference import rows

pytestmark = pytest.mark.django_db
YEARS = "123456"


def en(text):
    return {"en": text}


def choices(*codes):
    return tuple(Choice(code, en(f"Is {code}")) for code in codes)


def group(code, *members):
    return Group(code, en(code.title()), members or (code,))


QUESTIONS = (
    Question("year", SINGLE, en("Which year?"), required=True, choices=choices(*YEARS)),
    Question(
        "gender", SINGLE, en("Which gender?"), required=True, choices=choices("female", "male", "other")
    ),
    Question("agrees", YES_NO, en("Do you agree?"), choices=choices("yes", "no")),
    Question("rare", YES_NO, en("Is it rare?"), choices=choices("yes", "no")),
    Question("scale", SCALE, en("How much?"), choices=choices("1", "2", "3", "4", "5")),
    Question("hours", NUMBER, en("How many hours?"), minimum=0, maximum=128),
    Question("topics", MULTIPLE, en("Which topics?"), choices=choices("a", "b", "c", "d")),
)
COMPARED = [question.code for question in QUESTIONS if question.code not in ("year", "gender")]
MADE_UP = Questionnaire(
    code="made-up",
    title=en("Made up"),
    languages=("en",),
    sections=(Section("all", en("All"), QUESTIONS),),
    groupings=(
        Grouping("phase", en("Phase"), "year", (group("early", *"123"), group("late", *"456"))),
        Grouping("gender", en("Gender"), "gender", tuple(map(group, ("female", "male", "other")))),
    ),
    schools=tuple(SchoolEntry(code, code.title()) for code in ("north", "south", "island")),
)


def figures(lines):
    """(question, choice, by, group, statistic) -> value."""
    return {tuple(row.values())[:5]: row["value"] for row in lines}


@pytest.fixture
def survey(client, tmp_path):
    cache.clear()
    made = surveys.put_questionnaire(questionnaire=MADE_UP)
    people = [
        one for one in rows("made_up_survey.csv") if one["gender"]
    ]  # who makes the groups is asked of all
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(people)
    imports.import_responses(survey=made, file=tmp_path / "rows.csv")
    client.force_login(person("felix", made, "faculty"))
    return closed(made)


def listed(survey, kind):
    out = io.StringIO()
    call_command("analyse", survey.code, format=kind, stdout=out)
    return figures(
        csv.DictReader(io.StringIO(out.getvalue())) if kind == "csv" else json.loads(out.getvalue())
    )


def cells_of(html):
    found = re.findall(r"<td\b[^>]*>(.*?)</td>", html, re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", cell)) for cell in found]


def shown(client, question, by):
    """What page, table and drawing say of one question in one view."""
    page = client.get(f"/surveys/made-up/results/?by={by}").content.decode()
    card = page.split(f'id="q-{question}"')[1].split("</section>")[0]
    table = client.get(f"/surveys/made-up/results/{question}/table.csv?by={by}").content.decode("utf-8-sig")
    chart = client.get(f"/surveys/made-up/results/{question}/chart.svg?by={by}").content
    drawn = ElementTree.fromstring(chart)
    texts = ["".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    sentence = unescape(re.search(r'<p class="says">(.*?)</p>', card, re.DOTALL)[1])
    return cells_of(card), list(csv.reader(io.StringIO(table))), texts, sentence


def written(value):
    return f"{float(value):.1f}"


def test_every_way_out_carries_the_same_numbers(survey, client):
    found = listed(survey, "csv")
    assert found == listed(survey, "json")
    counts = b"".join(client.get("/surveys/made-up/counts.csv")).decode()
    assert figures(csv.DictReader(io.StringIO(counts))) == found
    compared = 0
    for question in COMPARED:
        codes = {choice.code for q in QUESTIONS if q.code == question for choice in q.choices}
        for by, groups in (("phase", ("early", "late")), ("gender", ("female", "male", "other"))):
            cells, table, drawn, sentence = shown(client, question, by)
            columns = {"": 1} | {name: 4 + 3 * i for i, name in enumerate(groups)}
            for choice in codes:
                (row,) = [line for line in table if line[0] == f"Is {choice}"]
                for name, at in columns.items():
                    where = (question, choice, by if name else "", name)
                    n, base = found[*where, "n"], found[*where, "base"]
                    percent = written(found[*where, "percent"])
                    interval = f"{written(found[*where, 'ci_low'])} to {written(found[*where, 'ci_high'])}"
                    assert [cell.replace("\u00a0", " ") for cell in row[at : at + 3]] == [
                        n,
                        percent,
                        interval,
                    ]
                    assert f"{n} ({percent}\u00a0%){interval}" in cells
                    if f"{n} of {base}" in drawn:
                        assert f"{percent}\u00a0%" in drawn
                        compared += 1
            percents = {written(found[key]) for key in found if key[0] == question and key[4] == "percent"}
            said = re.findall(r"([\d.]+)\u00a0% of the group", sentence)
            assert set(said) <= percents
            compared += len(said)
    assert compared > 40
    r = {(line["name"], line["figure"]): line["value"] for line in rows("made_up_figures.csv")}
    ours = {
        ("agrees by three genders", "chi2"): found["agrees", "", "gender", "", "chi2"],
        ("agrees by three genders", "fisher_p"): found["agrees", "", "gender", "", "fisher_p"],
        ("agrees by gender", "odds_ratio"): found[
            "agrees", "yes", "gender", "", "odds_ratio"
        ],  # the first two
        ("agrees by gender", "difference"): found["agrees", "yes", "gender", "", "difference"],
        ("scale by gender", "h"): found["scale", "", "gender", "", "kruskal_wallis_h"],
        ("scale by gender", "h_p"): found["scale", "", "gender", "", "kruskal_wallis_p"],
        ("scale by gender", "epsilon_squared"): found["scale", "", "gender", "", "epsilon_squared"],
    }
    assert sum(map(bool, ours.values())) >= 7
    assert {key: float(value) for key, value in ours.items() if value} == pytest.approx(
        {key: float(r[key]) for key, value in ours.items() if value}, rel=1e-7
    )
