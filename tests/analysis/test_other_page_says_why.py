"""Any question by any other: what the page says instead of figures that it has not, and how often it asks."""

import random
import re

import pytest
from django.core.cache import cache

from surveyapp.questionnaire.schema import YES_NO, Question
from tests import build
from tests.analysis.other_pages import PAGE, PEOPLE, handed_in, tables, words
from tests.build import GENDER, HEARD, MOOD, YEAR, a_survey, choices, closed, said
from tests.results_surveys import person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_it_comes_after_closing(client):
    survey = handed_in()
    client.force_login(person("felix", survey, "faculty"))
    for page in (
        client.get(PAGE + "heard/"),
        client.get(PAGE + "heard/by/mood/"),
        client.get(PAGE + "heard/by/"),
    ):
        assert (page.status_code, tables(client.get(PAGE + "heard/by/mood/"))) == (200, [])
        assert "After closing" in words(page)
        assert "so that nobody can see what the person who came last has said" in words(page)
        assert "<select" not in page.content.decode()


# ----- what is not there


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("heard/by/heard/", 404, "A question cannot be compared by itself."),
        ("heard/by/moon/", 404, "This survey has no question ‘moon’."),
        (f"heard/by/{'x' * 900}/", 404, "This survey has no question ‘xxx"),
        ("heard/by/?by=../../admin", 404, "This survey has no question ‘..’."),
        ("heard/by/?by=%00", 404, "This survey has no question"),
        ("heard/by/?by=/", 404, "This survey has no question ‘/’."),
        ("heard/by/?by=//", 404, "This survey has no question ‘//’."),
        ("heard/by/?by=/web&within=phase", 404, "This survey has no question ‘/web’."),
        ("heard/by/?by=where/", 200, "‘Where?’ allows several answers: choose one of them."),
        ("heard/by/?by=where/web/talk", 404, "‘Where?’ has no answer ‘web/talk’."),
        ("heard/by/?by=mood/good", 404, "‘Mood?’ allows one answer"),
        ("heard/by/mood/?choice=good", 404, "‘Mood?’ allows one answer"),
        ("heard/by/where/", 200, "‘Where?’ allows several answers: choose one of them."),
        ("heard/by/where/?choice=moon", 404, "‘Where?’ has no answer ‘moon’."),
        ("heard/by/hours/", 404, "‘Hours?’ has no choices, so it makes no groups."),
        ("heard/by/wish/", 404, "‘A wish?’ has no choices"),
        ("heard/by/mood/?within=moon", 404, "This survey has no grouping ‘moon’."),
        ("heard/by/year/?within=phase", 404, "look inside another grouping"),
        ("year/by/mood/?within=phase", 404, "look inside another grouping"),
        ("heard/by/gender/", 200, "This comparison is planned"),
        ("heard/by/phase/", 200, "By phase all questions are compared as planned."),
        ("year/by/phase/", 404, "The groups by phase are made from this question"),
        ("wish/by/mood/", 200, "This question has neither choices nor numbers"),
        ("heard/by/", 200, "Compare by"),
        ("heard/by/?within=phase", 200, "Compare by"),
    ],
)
def test_it_says_in_words_what_it_cannot_show(felix, address, status, says):
    page = felix.get(PAGE + address)
    assert page.status_code == status
    assert says in words(page)
    assert tables(page) == []


def test_it_leads_from_a_grouping_to_the_planned_comparison(felix):
    page = felix.get(PAGE + "heard/by/phase/").content.decode()
    (link,) = re.findall(r'href="([^"]+#by-phase)"', page)
    assert 'id="by-phase"' in felix.get(link).content.decode()


def test_half_an_address_is_answered_before_closing_too(client):
    client.force_login(person("felix", handed_in(), "faculty"))
    for half in ("/", "/web"):
        page = client.get(f"{PAGE}heard/by/", {"by": half})
        assert (page.status_code, tables(page)) == (404, [])
        assert f"This survey has no question ‘{half}’." in words(page)


@pytest.mark.parametrize("address", ["moon/by/mood/", "HEARD/by/", "heard/by/a/b/", "heard/by/a.b/"])
def test_it_has_no_page_for_a_question_that_is_not_there(felix, address):
    assert felix.get(PAGE + address).status_code == 404


def test_it_takes_no_notice_of_a_thousand_parameters(felix):
    plain = felix.get(f"{PAGE}heard/by/mood/?within=phase")
    many = "&".join([*(f"x{n}=1" for n in range(500)), *["within=phase"] * 500])
    page = felix.get(f"{PAGE}heard/by/mood/?{many}")
    assert (page.status_code, tables(page)) == (200, tables(plain))


def test_it_says_that_there_is_nothing_to_compare_by(client):
    survey = a_survey(questions=(HEARD,), groupings=(), schools=1)
    for n in range(12):
        build.hand_in(survey, chance=random.Random(n), heard="yes" if n < 6 else "no")
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    for address in ("heard/by/", "heard/by/school/", "heard/by/heard/"):
        page = client.get(PAGE + address)
        assert (page.status_code, tables(page)) == (200, [])
        assert "This survey has no other question with choices, and no schools to compare." in words(page)
    assert "Other breakdowns" not in words(client.get(PAGE + "heard/"))


def test_it_shows_nothing_of_a_survey_that_nobody_answered(client):
    survey = a_survey()
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    for address in ("heard/by/mood/", "heard/by/school/?within=phase", "mood/by/year/"):
        page = client.get(PAGE + address)
        assert (page.status_code, tables(page)) == (200, [])
        assert "Not shown" in words(page)


# ----- cost


@pytest.mark.parametrize("more", [1, 30])
def test_it_asks_the_database_as_often_for_few_questions_as_for_many(client, django_assert_num_queries, more):
    extra = tuple(
        Question(f"q{i}", YES_NO, said(f"Question {i}?"), choices=choices("yes", "no")) for i in range(more)
    )
    survey = handed_in(
        [{**one, **dict.fromkeys((q.code for q in extra), "yes")} for one in PEOPLE[:20]],
        questions=(YEAR, GENDER, HEARD, MOOD, *extra),
    )
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    client.get(PAGE + "heard/by/mood/")
    cache.clear()
    with django_assert_num_queries(6):
        first = client.get(PAGE + "heard/by/mood/?within=phase")
    with django_assert_num_queries(3):
        again = client.get(PAGE + "heard/by/mood/?within=phase")
    assert words(first) == words(again)
