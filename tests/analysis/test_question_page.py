"""The page about one question: what it shows of which kind, when it warns, to whom, and at what cost."""

import re
from dataclasses import replace

import pytest
from django.core.cache import cache

from analysis import standing
from surveyapp.actions import surveys
from surveyapp.models import Survey
from surveyapp.questionnaire.counting import ANSWERED
from surveyapp.questionnaire.schema import YES_NO, Question
from tests.analysis.question_pages import asked, four_strata_shown, page_of, parts, words
from tests.analysis.test_crossing import CAREER, counted
from tests.results_surveys import (
    ALL_TYPES,
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


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def felix(client):
    return four_strata_shown(client)


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
