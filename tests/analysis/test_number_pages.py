"""A number question on pages, in files and in a closed survey."""

import csv
import io
import json
import re
from html import unescape

import pytest
from django.core.management import call_command

from tests.analysis.number_cards import card
from tests.analysis.number_surveys import (
    FOUR,
    TWO,
    by_stage,
    crossed,
)
from tests.build import a_survey, closed, hand_in
from tests.results_surveys import open_survey, person

pytestmark = pytest.mark.once

pages = pytest.mark.django_db


def read(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text)).replace("\u00a0", " ")


def analysed(*args):
    out = io.StringIO()
    call_command("analyse", "nights", *args, stdout=out)
    return out.getvalue()


@pages
def test_page_csv_and_json_carry_the_same_numbers(client):
    plan, atoms = by_stage(TWO)
    survey = open_survey(plan, atoms)
    client.force_login(person("felix", survey, "faculty"))
    said = read(client.get("/surveys/nights/results/?by=stage"))
    rows = list(csv.DictReader(io.StringIO(analysed())))
    found = {
        (row["by"], row["group"], row["statistic"]): row["value"]
        for row in rows
        if row["question"] == "sleep"
    }
    median, low, high = (float(found["stage", "resident", name]) for name in ("median", "q1", "q3"))
    assert said.count(f"median {median:g} hours (middle half {low:g} to {high:g}) against") == 1
    p, size = (float(found["stage", "", name]) for name in ("p", "rank_biserial"))
    assert said.count(f"Mann-Whitney p = {p:.2g}; rank-biserial correlation {abs(size):.2f}.") == 1
    assert said.count("U = 251.5 (‘Student’), p = 0.0069") == 1
    answered = json.loads(analysed("--format", "json"), parse_constant=pytest.fail)
    assert [tuple(row.values()) for row in answered] == [tuple(row.values()) for row in rows]


@pages
@pytest.mark.parametrize("by", ["stage", "ward", "stage,ward", "nobody"])
def test_each_view_has_its_histograms(client, by):
    survey = open_survey(*crossed(FOUR))
    client.force_login(person("felix", survey, "faculty"))
    shown = client.get(f"/surveys/nights/results/?by={by}").content.decode()
    card = re.search(r'id="q-sleep".*?</section>', shown, re.DOTALL).group()
    assert card.count('class="row-c histogram"') == {"stage": 3, "ward": 3, "stage,ward": 4, "nobody": 1}[by]
    assert re.findall(r'style="|<script', card) == []
    commas = re.findall(r'(?:x|y|width|height|x1|x2|y1|y2)="[^"]*,[^"]*"', card)
    assert commas == []


@pages
def test_it_has_its_own_page_in_every_view(client):
    survey = open_survey(*crossed(FOUR))
    client.force_login(person("felix", survey, "faculty"))
    shown = client.get("/surveys/nights/results/sleep/").content.decode()
    parts = re.findall(r'<section class="card q depth" id="([\w-]+)"', shown)
    assert parts == ["everybody", "by-stage-ward", "by-stage", "by-ward"]
    assert shown.count('class="row-c histogram"') == 1 + 4 + 3 + 3


@pages
def test_a_closed_survey_shows_everybody_who_is_counted_then(client):
    """Of 30 each, R: wilcox.test(c(1:30, 11:40), c(21:50, 31:60)) is of two phases, exact = correct = FALSE."""
    survey = a_survey(schools=2)
    for year, add in (("1", 0), ("3", 20)):
        for gender, more in (("female", 0), ("male", 10)):
            for i in range(1, 31):
                hand_in(survey, year=year, gender=gender, hours=str(i + add + more))
    closed(survey)
    out = io.StringIO()
    call_command("analyse", "rounds", stdout=out)
    found = {
        tuple(row[name] for name in ("by", "group", "statistic")): row["value"]
        for row in csv.DictReader(io.StringIO(out.getvalue()))
        if row["question"] == "hours"
    }
    of_early = [float(found["phase", "early", name]) for name in ("n", "mean", "q1", "median", "q3")]
    assert of_early == [60, 20.5, 13, 20.5, 28]  # R: c(1:30, 11:40), quantile(type = 7)
    test = [found["phase", "", name] for name in ("test", "mann_whitney_p", "rank_biserial")]
    assert (test[0], [float(x) for x in test[1:]]) == (
        "mann_whitney",
        pytest.approx([3.4258597943290253e-15, -5 / 6], rel=1e-9),
    )
    client.force_login(person("felix", survey, "faculty"))
    said = read(client.get("/surveys/rounds/results/?by=phase"))
    assert said.count("median 40.5 (middle half 33 to 48) against 20.5 (middle half 13 to 28).") == 1


@pages
@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "en"), (1280, "dark", "fr")])
def test_it_has_a_card_that_a_browser_shows_whole(open_page, live_server, axe, width, scheme, language):
    from django.conf import settings
    from django.test import Client

    survey = open_survey(*crossed(FOUR))
    client = Client()
    client.force_login(person("felix", survey, "faculty"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    shown = open_page(live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
    shown.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    shown.goto("/surveys/nights/results/sleep/")
    shown.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    across = shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    heights = shown.evaluate(
        "[...document.querySelectorAll('.histogram rect.bar')].filter(bar => bar.closest('.strip'))"
        ".map(bar => bar.getBoundingClientRect().height)"
    )
    assert (across, min(heights) > 0, axe(shown)) == (0, True, [])


def test_more_people_than_statistics_are_known_for_are_drawn_as_a_reason():
    plan, atoms = by_stage("7*6000000 8*1 / 7*6000000 9*3")
    shown = card(plan, atoms, ("stage",))
    assert shown.says == "Comparison: not computable, because the table is too large."
    rows = [row for band in shown.chart.bands for row in band.rows]
    assert [(row.kind, row.says) for row in rows][:1] == [
        ("none", "not computable, because the table is too large")
    ]
    assert [row.kind for row in rows[1:]] == ["histogram", "histogram"]
