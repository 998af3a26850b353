"""The page about one question: what it shows of which kind, when it warns, to whom, and at what cost."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from analysis import standing
from surveyapp.actions import surveys
from surveyapp.models import Survey
from surveyapp.questionnaire.counting import ANSWERED
from surveyapp.questionnaire.schema import YES_NO, Question
from tests.analysis.test_crossing import CAREER, counted
from tests.results_surveys import (
    ALL_TYPES,
    HELPS,
    NIGHTS,
    STAGE,
    WARD,
    atom,
    choices,
    en,
    four_strata,
    open_survey,
    person,
    questionnaire,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTICE = "Same answers, opposite headline"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def page_of(question, code="nights"):
    return f"/surveys/{code}/results/{question}/"


def words(response):
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL))
    return re.sub(r"\s+", " ", unescape(text)).replace("\u00a0", " ")


def parts(response):
    return re.findall(r'<section class="card q depth" id="([\w-]+)"', response.content.decode())


def asked(client, plan, atoms):
    survey = open_survey(plan, atoms)
    client.force_login(person("felix", survey, "faculty"))
    return survey


@pytest.fixture
def felix(client):
    asked(client, questionnaire(source=en("Made up for the tests")), four_strata())
    return client


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


def test_it_warns_only_where_the_two_readings_part(felix):
    said = words(felix.get(page_of("nights")))  # there the mix names those who say yes more often, too
    assert (said.count("Who are those who said yes?"), said.count(NOTICE)) == (1, 0)


def test_it_names_no_direction_where_the_test_sees_none(felix):
    page = felix.get(page_of("nights"))
    assert re.findall(r'<h2 id="h-by-[\w-]+">(.*?)</h2>', page.content.decode()) == [
        "By stage and ward",
        "By stage",
        "By ward",
    ]


def test_it_says_who_was_asked_and_what_everybody_said(felix):
    page = felix.get(page_of("nights"))
    said = words(page)
    assert said.count("80 answered of 80 who were shown it. Question 3 of 8.") == 1
    strip = re.search(r'<dl class="headline">(.*?)</dl>', page.content.decode(), re.DOTALL).group(1)
    # R: prop.test(50, 80, correct = FALSE)$conf.int
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", strip) == [
        ("said yes (95 % CI 51.5 to 72.3)", "62.5\u00a0%"),
        ("of 80 who answered", "50"),
    ]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("rest", ["everybody", "by-stage-ward", "by-stage", "by-ward"]),
        ("helps", ["everybody", "by-stage-ward", "by-stage", "by-ward"]),
        ("stage", ["everybody", "by-stage", "by-ward"]),  # crossed, it would be compared by ward again
        ("reported", ["everybody", "by-stage-ward", "by-stage", "by-ward"]),
        ("hours", ["everybody", "by-stage-ward", "by-stage", "by-ward"]),
        ("words", ["everybody"]),
    ],
)
def test_it_shows_other_kinds_in_every_view_without_the_card_of_yes(felix, question, shown):
    page = felix.get(page_of(question))
    assert (parts(page), words(page).count("Who are those who said yes?")) == (shown, 0)


def test_it_gives_the_same_tests_as_the_page_of_all_results(felix):
    """p, size and Holm stand in the same lines on both."""
    for by in ("stage", "ward", "stage,ward"):
        everything = felix.get(f"/surveys/nights/results/?by={by}").content.decode()
        card = re.search(r'id="q-nights".*?</section>', everything, re.DOTALL).group()
        name = "by-" + by.replace(",", "-")
        part = re.search(
            rf'id="{name}".*?</section>', felix.get(page_of("nights")).content.decode(), re.DOTALL
        )
        lists = [re.findall(r'<dl class="test">.*?</dl>', html, re.DOTALL) for html in (card, part.group())]
        assert (len(lists[0]), lists[0]) == (1, lists[1])


def test_it_has_one_grouping_or_none(client):
    asked(client, questionnaire((STAGE, NIGHTS), (STAGE,)), [atom("student", nights={"yes": 9, "no": 11})])
    assert parts(client.get(page_of("nights"))) == ["by-stage"]
    client.logout()
    Survey.objects.all().delete()
    alone = open_survey(
        replace(questionnaire(ALL_TYPES, ()), code="alone"), [atom(nights={"yes": 12, "no": 8})]
    )
    client.force_login(person("ada", alone, "researcher"))
    page = client.get(page_of("nights", "alone"))
    assert (parts(page), words(page).count("60.0 % 12 of 20")) == (["everybody"], 1)


def test_it_splits_nothing_where_a_group_is_too_small_and_says_so(client):
    asked(client, questionnaire((STAGE, WARD, NIGHTS)), counted({**CAREER, ("student", "heart"): (2, 3)}))
    page = client.get(page_of("nights"))
    said = words(page)
    assert parts(page) == ["by-stage-ward", "by-stage", "by-ward"]
    assert said.count("Who are those who said yes?") == 0
    assert said.count("in a group fewer than 5 people answered this question.") == 1
    assert re.findall(r"\b2 of 3\b", said) == []


def test_it_has_a_page_while_there_is_nothing_to_show(client):
    asked(client, questionnaire(), ())
    said = words(client.get(page_of("nights")))
    assert (said.count("No results yet"), said.count("Question 3 of 8.")) == (1, 1)


def test_it_says_that_results_are_interim_only_while_the_survey_is_open(felix):
    interim = "every figure on this page can still change"
    assert words(felix.get(page_of("nights"))).count(interim) == 1
    surveys.close(survey=Survey.objects.get())
    assert words(felix.get(page_of("nights"))).count(interim) == 0


def test_it_leads_to_its_neighbours_and_back(felix):
    links = re.findall(
        r'href="(/surveys/nights/results/[^"?]+)"', felix.get(page_of("nights")).content.decode()
    )
    assert links == [
        "/surveys/nights/results/#q-nights",
        "/surveys/nights/results/ward/",
        "/surveys/nights/results/rest/",
    ]


@pytest.mark.parametrize("question", ["moon", "NIGHTS", "x" * 3000])
def test_for_a_question_that_is_not_there_it_says_so(felix, question):
    page = felix.get(page_of(question))
    assert (page.status_code, "This survey has no question ‘" in words(page)) == (404, True)


def test_a_slip_of_the_pen_leads_to_the_question_that_was_meant(felix):
    assert f'href="{page_of("nights")}"' in felix.get(page_of("night")).content.decode()


def test_it_answers_a_stranger_as_if_there_were_no_survey(felix):
    felix.force_login(person("olga"))
    assert felix.get(page_of("nights")).status_code == 404


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


@pytest.mark.parametrize("questions", [3, 60])
def test_it_asks_the_database_as_often_as_the_page_of_all_results(
    client, django_assert_num_queries, questions
):
    more = tuple(
        Question(f"q{i}", YES_NO, en(f"Question {i}?"), choices=choices("yes", "no"))
        for i in range(questions)
    )
    tally = {q.code: {"yes": 10, "no": 10} for q in more}
    asked(client, questionnaire((STAGE, *more), (STAGE,)), [atom("student", **tally, stage={"student": 20})])
    client.get(page_of("q0"))
    cache.clear()
    standing._memory.cache_clear()
    with django_assert_num_queries(14):
        assert parts(client.get(page_of("q0"))) == ["by-stage"]


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


def test_it_is_reached_from_each_card_of_the_page_of_all_results(felix):
    page = felix.get("/surveys/nights/results/").content.decode()
    links = re.findall(r'<div class="q-foot">.*?<a href="([^"]+)">In depth<', page, re.DOTALL)
    assert links == [page_of(question.code) for question in ALL_TYPES]


# ----- own words


def test_own_words_of_a_closed_survey_are_a_file_for_whoever_may_have_it(client):
    written = [replace(stratum, tally=stratum.tally | {"words": {ANSWERED: 20}}) for stratum in four_strata()]
    survey = open_survey(questionnaire(), written)
    surveys.close(survey=survey)
    for name, role, may in (("ada", "researcher", True), ("felix", "faculty", False)):
        client.force_login(person(name, survey, role))
        page = client.get(page_of("words"))
        said = words(page)
        assert "From 5 texts on it is a file, for administrators and the researchers of this survey." in said
        assert ('href="/surveys/nights/texts.csv"' in page.content.decode()) is may
        assert (client.get("/surveys/nights/texts.csv").status_code == 200) is may
        assert 'href="/surveys/nights/texts.csv"' not in client.get(page_of("nights")).content.decode()
