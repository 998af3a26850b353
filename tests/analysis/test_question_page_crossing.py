"""The crossing card on the page about one question: shares, odds, the mix, and when it warns."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.analysis.question_pages import asked, four_strata_shown, page_of, parts, words
from tests.analysis.test_crossing import CAREER, counted
from tests.results_surveys import (
    HELPS,
    NIGHTS,
    STAGE,
    WARD,
    choices,
    open_survey,
    person,
    questionnaire,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTICE = "Same answers, opposite headline"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def career(client):
    """The study's career question by phase and gender, under other names."""
    asked(client, questionnaire((STAGE, WARD, NIGHTS)), counted(CAREER))
    return client


def test_it_shows_shares_odds_and_the_mix_and_says_how_the_mix_misleads(career):
    page = career.get(page_of("nights"))
    said = words(page)
    assert parts(page) == ["by-stage-ward", "by-stage", "by-ward"]
    assert said.count("‘Knife’ said yes more often than ‘Heart’, in each group by stage") == 1
    sizes = ("1.98 1.40 to 2.81", "3.05 2.16 to 4.31", "2.47 1.93 to 3.15")
    assert [said.count(size) for size in sizes] == [1, 1, 1]
    mix = "said yes, 48.2 % are of the group ‘Heart’; of all in these groups who answered, 64.4 % are."
    assert [said.count(once) for once in (mix, "no p in this table is adjusted")] == [1, 1]
    assert said.count("Whether this odds ratio differs by stage is not clear (Breslow-Day p = 0.087).") == 1
    notice = re.search(rf"{NOTICE} (.*?) Odds of saying yes", said).group(1).strip()
    assert notice == (
        "Within ‘Student’, most of those who said yes are of the group ‘Heart’ (53.8 %). Within ‘Resident’, most of "
        "those who said yes are of the group ‘Knife’ (57.2 %). This is true of the mix, and easy to misread. "
        "Within ‘Student’, the group ‘Heart’ is 65.9 % of all who answered, so it fills much of any list. Among the "
        "yes it is 53.8 %. The share that said yes: 19.5 % of the group ‘Heart’, 32.4 % of the group ‘Knife’. "
        "Use the mix to describe who said yes, for instance to plan for those people. To compare groups, use the "
        "share within each group."
    )
    assert [said.lower().count(word) for word in ("wrong", "article", "significant", "mistake")] == [
        0,
        0,
        0,
        0,
    ]


def test_it_shows_the_shares_before_the_mix(career):
    said = words(career.get(page_of("nights")))
    assert said.index("How many of each group said yes?") < said.index("Who are those who said yes?")
    assert said.index("80 of 247 said yes") < said.index("How many of each group said yes?")


def test_it_warns_only_where_the_two_readings_part(client):
    # There the mix names those who say yes more often, too.
    said = words(four_strata_shown(client).get(page_of("nights")))
    assert (said.count("Who are those who said yes?"), said.count(NOTICE)) == (1, 0)


def test_it_names_no_direction_where_the_test_sees_none(client):
    page = four_strata_shown(client).get(page_of("nights"))
    assert re.findall(r'<h2 id="h-by-[\w-]+">(.*?)</h2>', page.content.decode()) == [
        "By stage and ward",
        "By stage",
        "By ward",
    ]


def test_it_speaks_french_around_the_questionnaires_own_words(career):
    career.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = career.get(page_of("nights"))
    said = words(page)
    assert (
        said.count("Do you work nights? (fr) Ouverte"),
        said.count("most of those"),
        said.count(NOTICE),
    ) == (
        1,
        0,
        0,
    )


def test_it_has_no_inline_style_or_script(career):
    page = career.get(page_of("nights")).content.decode()
    assert re.findall(r'<script(?! src=)|<style|style="|\son\w+="', page) == []


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "en"), (1280, "dark", "fr")])
def test_it_has_a_page_that_a_browser_shows_whole(open_page, live_server, axe, width, scheme, language):
    """In French too, where a number with a comma in an SVG would be one that no browser reads."""
    survey = open_survey(questionnaire((STAGE, WARD, NIGHTS, HELPS)), counted(CAREER))
    client = Client()
    client.force_login(person("felix", survey, "faculty"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = open_page(live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page.goto(page_of("nights"))
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    across = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (page.locator("svg.crowd").count(), across, axe(page)) == (2, 0, [])


def test_it_has_the_card_with_more_groups_than_two_and_than_there_are_styles(client):
    """The first two are compared, all are counted; five can't be told apart, so they are not drawn."""
    many = choices("heart", "knife", "mind", "skin", "child")
    client.force_login(person("root"))
    for groups, drawn, segments in ((3, 2, 9), (5, 0, 3)):
        ward = replace(WARD, choices=many[:groups])
        plan = replace(questionnaire((STAGE, ward, NIGHTS), (STAGE, ward)), code=f"wards{groups}")
        shares = {
            (stage, choice.code): (8 + i, 40)
            for stage in ("student", "resident")
            for i, choice in enumerate(ward.choices)
        }
        open_survey(plan, counted(shares))
        page = client.get(page_of("nights", plan.code)).content.decode()
        mix = re.search(r'<div class="chart chart-mix">.*?</dl>', page, re.DOTALL).group()
        found = (
            page.count('class="crowd"'),
            mix.count("<rect"),
            page.count("<h3>Who are those who said yes?</h3>"),
        )
        assert found == (drawn, segments, 1)
