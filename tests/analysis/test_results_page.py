"""The dashboard: what it says while a survey is open and after, to whom, and at what cost."""

import dataclasses
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.utils import timezone

from analysis import standing
from surveyapp.actions import surveys
from surveyapp.models import Stratum, Survey, WordingChange
from surveyapp.questionnaire.schema import YES_NO, Question
from tests.results_surveys import (
    ALL_TYPES,
    HELPS,
    NIGHTS,
    STAGE,
    WORDS,
    atom,
    choices,
    count,
    en,
    four_strata,
    open_survey,
    person,
    questionnaire,
    set_sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RESULTS = "/surveys/nights/results/"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def survey():
    """80 people counted, 100 handed in."""
    return open_survey(questionnaire(source=en("Made up for the tests")), four_strata(), handed_in=100)


@pytest.fixture
def felix(client, survey):
    client.force_login(person("felix", survey, "faculty"))
    return client


def words(response):
    """What a page says, without markup and with single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def headline(response):
    """The strip on top: what -> how much."""
    strip = re.search(r'<dl class="headline">(.*?)</dl>', response.content.decode(), re.DOTALL).group(1)
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", strip)
    return {unescape(name): unescape(value) for name, value in pairs}


def chosen_view(response):
    return re.findall(r'<a href="\?by=([^"]*)" aria-current="true">', response.content.decode())


def test_it_says_how_many_are_shown_and_why_the_others_are_not(felix, survey):
    set_sent(survey, north=800, south=200)
    page = felix.get(RESULTS)
    today = timezone.localdate()
    assert headline(page) == {
        "responses shown": "80",
        "handed in": "100",
        # R: prop.test(100, 1000, correct = FALSE)$conf.int
        "of 1,000 students asked (95 % CI 8.3 to 12.0)": "10.0\u00a0%",
        "of 2 schools have sent the link": "2",
        "open since": f"{today.day} {today:%B %Y}",
    }
    notice = re.search(r"Interim results .*? after closing\.", words(page)).group()
    assert notice == (
        "Interim results The survey is open: every figure on this page can still change. 100 have handed in. "
        "20 of them are not shown yet: answers are counted in steps of 5 people or more, chosen at random, so that "
        "nobody can be singled out. The others follow later, at the latest after closing."
    )


def test_it_gives_no_rate_where_the_number_of_students_is_not_known(felix, survey):
    set_sent(survey, north=800, south=None)
    assert list(headline(felix.get(RESULTS))) == [
        "responses shown",
        "handed in",
        "of 2 schools have sent the link",
        "open since",
    ]


def test_it_gives_no_rate_above_everybody(felix, survey):
    set_sent(survey, north=50, south=20)
    assert [label for label in headline(felix.get(RESULTS)) if "students" in label] == []


def test_it_says_where_reconstructed_answers_come_from(felix):
    assert felix.get(RESULTS).content.decode().count("Made up for the tests") == 2  # on top, and at the foot
    assert felix.get("/surveys/nights/data/").content.decode().count("Made up for the tests") == 2


def test_it_compares_by_the_first_grouping_unless_asked_otherwise(felix):
    asked = ["", "?by=nobody", "?by=stage", "?by=ward", "?by=stage,ward", "?by=ward,stage"]
    assert [chosen_view(felix.get(RESULTS + by)) for by in asked] == [
        ["stage"],
        ["nobody"],
        ["stage"],
        ["ward"],
        ["stage,ward"],
        ["stage,ward"],
    ]


@pytest.mark.parametrize("by", ["moon", "stage,moon", "stage,stage", "school", "%3Cscript%3E", "," * 5000])
def test_it_says_so_where_there_is_no_such_comparison_and_offers_the_others(felix, by):
    page = felix.get(f"{RESULTS}?by={by}")
    assert page.status_code == 404  # as of a question or a breakdown that is not there
    assert words(page).count("There is no such comparison") == 1
    links = re.findall(r'href="\?by=([^"]*)"', page.content.decode())
    assert links == ["nobody", "stage", "ward", "stage,ward"]
    assert page.content.decode().count("<script>") == 0


def test_it_says_so_where_there_is_nothing_to_compare_by_a_grouping(client):
    """The groups' own question and a text: a legend would stand over nothing."""
    plan = questionnaire((STAGE, WORDS), (STAGE,))
    client.force_login(person("felix", open_survey(plan, four_strata_of_stage()), "faculty"))
    page = client.get(RESULTS)
    assert words(page).count("Nothing to compare by these groups.") == 1
    assert 'class="legend"' not in page.content.decode()
    everybody = client.get(f"{RESULTS}?by=nobody")
    assert "Nothing to compare" not in words(everybody)
    family = words(client.get("/surveys/nights/plan/"))
    assert "Groups: Student; Resident. Nothing to compare by these groups." in family
    assert "0 tests together" not in family


def four_strata_of_stage():
    return [atom(stage, stage={stage: 20}) for stage in ("student", "resident")]


def test_it_shows_every_question_with_its_table_and_names_the_test(felix):
    page = felix.get(RESULTS)
    ids = re.findall(r'<section class="card q" id="q-(\w+)"', page.content.decode())
    assert ids == [question.code for question in ALL_TYPES]
    said = words(page)
    # R: chisq.test(matrix(c(17, 33, 23, 7), 2), correct = FALSE)
    assert said.count("χ² = 13.65, 1 df, p = 2.2 × 10⁻⁴") == 1
    assert (
        said.count(
            "Pearson’s chi-square without continuity correction, as every expected count is at least 5 "
            "(the smallest is 15.0)"
        )
        == 1
    )
    assert said.count("Fisher’s exact test, as the smallest expected count is 4.0, below 5") == 1
    assert said.count("Asked of those who answered ‘Yes’ to question 3.") == 1


def test_it_says_that_words_come_after_closing_and_that_numbers_stand_in_bins(client):
    counted = tuple(
        dataclasses.replace(s, tally={**s.tally, "words": {"-answered": 20}, "hours": {"8": 20}})
        for s in four_strata()
    )
    survey = open_survey(questionnaire(), counted)
    client.force_login(person("felix", survey, "faculty"))
    said = words(client.get(RESULTS))
    assert (
        said.count(
            "What people write can be read after closing, in no order and apart from all other answers."
        )
        == 1
    )
    assert (
        said.count("Values are counted in bins of width 0.094: median, quartiles and mean are off by half of")
        == 1
    )


def test_it_shows_both_wordings_of_a_corrected_question(felix, survey):
    change = {"survey": survey, "language": "en", "made_on": "2026-03-02", "by": "ada"}
    WordingChange.objects.create(
        place="nights, text", old="Do you wrok?", new="Do you work nights?", **change
    )
    WordingChange.objects.create(place="title", old="Nihgt shifts", new="Night shifts", **change)
    page = felix.get(RESULTS).content.decode()
    at_question = page[page.index('id="q-nights"') : page.index('id="q-rest"')]
    assert re.findall(r"<del>(.*?)</del>", at_question) == ["Do you wrok?"]
    assert re.findall(r"<del>(.*?)</del>", page[: page.index('id="q-stage"')]) == ["Nihgt shifts"]
    assert at_question.count("Corrected on 2 March 2026 by ada (English)") == 1


def test_it_says_after_closing_that_nothing_changes_any_more(felix, survey):
    count(survey, [atom(people=6, everybody_only=True)])
    Survey.objects.filter(pk=survey.pk).update(status="closed", closed_on="2026-06-30")
    page = felix.get(RESULTS)
    assert headline(page)["responses shown"] == "86"
    assert headline(page)["open until"] == "30 June 2026"
    said = words(page)
    assert said.count("14 handed in but are not shown: they are fewer than 5.") == 1
    assert said.count("6 count under ‘Everybody’ only, since their own group stayed below 5.") == 1
    assert said.count("Interim") == 0


def test_it_has_a_page_while_there_is_nothing_to_show(client):
    survey = open_survey(questionnaire(), handed_in=7)
    client.force_login(person("felix", survey, "faculty"))
    said = words(client.get(RESULTS))
    assert said.count("No results yet") == 1
    assert (
        said.count("As soon as 10 people of one group have answered (one such group is ‘Student, heart’)")
        == 1
    )
    assert said.count("7 have handed in. 7 of them are not shown yet") == 1


def test_it_has_a_page_for_a_draft_and_for_a_survey_without_groupings(client):
    client.force_login(person("root"))
    surveys.put_questionnaire(questionnaire=questionnaire())
    assert words(client.get(RESULTS)).count("This survey has not been opened.") == 1
    alone = dataclasses.replace(questionnaire(ALL_TYPES, ()), code="alone")
    survey = surveys.put_questionnaire(questionnaire=alone)
    surveys.open_survey(survey=survey)
    empty = client.get("/surveys/alone/results/")
    assert words(empty).count("As soon as 10 people have answered") == 1
    count(survey, [atom(nights={"yes": 12, "no": 8})])
    page = client.get("/surveys/alone/results/")
    assert page.content.decode().count("Compare by") == 0
    assert words(page).count("60.0 % 12 of 20") == 1


@pytest.mark.both
def test_it_sees_new_counts_at_once(felix, survey):
    assert words(felix.get(RESULTS)).count("50 of 80") == 1
    stratum = Stratum.objects.get(survey=survey, groups=["student", "heart"])
    stratum.counted, stratum.tally = 30, {**stratum.tally, "nights": {"yes": 18, "no": 12}}
    stratum.save()
    page = felix.get(RESULTS)
    assert (words(page).count("50 of 80"), words(page).count("60 of 90")) == (0, 1)


def test_it_keeps_what_it_made_apart_by_language(felix):
    felix.get(RESULTS)
    felix.cookies["django_language"] = "fr"
    page = felix.get(RESULTS).content.decode()
    assert page.count('<span lang="fr" dir="ltr">Do you work nights? (fr)</span>') == 1


def test_it_answers_a_stranger_as_if_there_were_no_survey(client, survey):
    client.force_login(person("olga"))
    assert client.get(RESULTS).status_code == 404
    client.logout()
    assert client.get(RESULTS).headers["Location"] == f"/signin/?next={RESULTS}"


def test_it_has_no_inline_style_or_script(felix):
    for by in ("nobody", "stage", "stage,ward"):
        page = felix.get(f"{RESULTS}?by={by}").content.decode()
        assert re.findall(r'<script(?! src=)|<style|style="|\son\w+="', page) == []


@pytest.mark.parametrize("questions", [3, 60])
def test_it_asks_the_database_as_often_for_three_questions_as_for_sixty(
    client, django_assert_num_queries, questions
):
    more = tuple(
        Question(f"q{i}", YES_NO, en(f"Question {i}?"), choices=choices("yes", "no"))
        for i in range(questions - 1)
    )
    plan = questionnaire((STAGE, *more), (STAGE,))
    atoms = [atom("student", **{q.code: {"yes": 10, "no": 10} for q in more}, stage={"student": 20})]
    survey = open_survey(plan, atoms, handed_in=40)
    client.force_login(person("felix", survey, "faculty"))
    client.get(RESULTS)
    cache.clear()
    standing._memory.cache_clear()
    with django_assert_num_queries(14):
        assert client.get(RESULTS).content.decode().count('class="card q"') == questions


def test_it_offers_two_questions_only_where_there_are_two(client):
    survey = open_survey(
        questionnaire((STAGE, NIGHTS, HELPS), (STAGE,)), [atom("student", nights={"yes": 9, "no": 11})]
    )
    client.force_login(person("felix", survey, "faculty"))
    page = client.get(RESULTS).content.decode()
    assert re.findall(r'<a href="#q-(\w+)">', page) == ["stage", "nights", "helps"] * 2
