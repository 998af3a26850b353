"""The list of surveys and the Data tab: what each person finds there."""

import dataclasses
import re

import pytest
from django.core.cache import cache
from django.test import Client

from surveyapp.actions import surveys
from surveyapp.models import Survey
from tests.results_surveys import en, four_strata, open_survey, person, questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def lines(page):
    """Code, status and count of each survey listed."""
    found = re.findall(r'<li class="survey">(.*?)</li>', page.content.decode(), re.DOTALL)
    return [
        (
            re.search(r'class="survey-code">(.*?)<', line).group(1),
            re.search(r'class="tag[^"]*">(.*?)<', line).group(1),
            re.search(r'class="survey-n">(?:<b>(.*?)</b> )?<span>(.*?)<', line).groups(),
        )
        for line in found
    ]


def three_surveys():
    plans = {code: dataclasses.replace(questionnaire(), code=code) for code in ("first", "second", "third")}
    first = open_survey(plans["first"], four_strata(), handed_in=1100)
    second = open_survey(plans["second"], handed_in=3)
    surveys.put_questionnaire(questionnaire=plans["third"])
    first.participations.filter(school__code="south").update(imported=59)
    Survey.objects.filter(pk=first.pk).update(status="closed", closed_on="2026-06-30", source=en("Rebuilt"))
    return first, second


def test_it_lists_open_surveys_first_then_drafts_then_closed_ones():
    three_surveys()
    assert lines(signed_in(person("root")).get("/surveys/")) == [
        ("second", "Open", ("3", "responses")),
        ("third", "Draft", (None, "not open yet")),
        ("first", "Closed", ("1,159", "responses")),
    ]


def test_it_lists_to_each_person_their_own():
    first, second = three_surveys()
    ada, felix, olga = person("ada", first, "researcher"), person("felix", second, "faculty"), person("olga")
    assert [[code for code, *_ in lines(signed_in(who).get("/surveys/"))] for who in (ada, felix, olga)] == [
        ["first"],
        ["second"],
        [],
    ]


@pytest.mark.once
def test_it_leads_administrators_alone_to_the_admin():
    first, _second = three_surveys()
    pages = [
        signed_in(who).get("/surveys/").content.decode()
        for who in (person("root"), person("ada", first, "researcher"))
    ]
    assert [page.count('href="/admin/') > 0 for page in pages] == [True, False]


@pytest.mark.once
def test_it_says_where_the_answers_of_a_survey_come_from():
    three_surveys()
    assert signed_in(person("root")).get("/surveys/").content.decode().count("Rebuilt") == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "hint"), [("root", "import_questionnaire"), ("olga", "an administrator has given you access")]
)
def test_it_says_what_to_do_where_there_is_no_survey(name, hint):
    page = signed_in(person(name)).get("/surveys/").content.decode()
    assert (page.count("No survey yet"), page.count(hint)) == (1, 1)


def test_it_asks_the_database_as_often_for_one_survey_as_for_three(django_assert_num_queries):
    client = signed_in(person("root"))
    open_survey(dataclasses.replace(questionnaire(), code="zero"))
    with django_assert_num_queries(4):
        client.get("/surveys/")
    three_surveys()
    with django_assert_num_queries(4):
        client.get("/surveys/")


def test_it_needs_a_person_who_is_signed_in(client):
    paths = ("/surveys/", "/surveys/nights/data/", "/surveys/nights/rows.csv", "/surveys/nights/codebook.csv")
    assert [client.get(path).headers["Location"] for path in paths] == [
        f"/signin/?next={path}" for path in paths
    ]


# ----- the Data tab


def said(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def survey():
    return open_survey(questionnaire(), four_strata(), handed_in=1100)


def test_it_offers_counts_and_the_codebook_while_open_and_says_why_there_are_no_rows(survey):
    page = signed_in(person("ada", survey, "researcher")).get("/surveys/nights/data/")
    assert re.findall(r'href="(/surveys/nights/\w+\.csv)"', page.content.decode()) == [
        "/surveys/nights/counts.csv",
        "/surveys/nights/codebook.csv",
    ]
    assert said(page).count("80 of the 1,100 handed in are in it.") == 1
    assert (
        said(page).count("So rows are written once, when it closes, all together and in a random order.") == 1
    )
    assert page.content.decode().count("rows.csv") == 0


def hand_in_and_close(survey, people, stage="student"):
    """People who really handed in, so that there are rows."""
    from surveyapp import tickets
    from surveyapp.actions.responses import hand_in
    from surveyapp.questionnaire.answers import clean
    from surveyapp.store import questionnaire_of

    for participation in survey.participations.all():
        for _ in range(people):
            given = {
                "stage": [stage],
                "ward": ["heart"],
                "nights": ["yes"],
                "rest": ["very"],
                "helps": ["tea"],
            }
            ticket = tickets.check(tickets.issue(participation), participation)
            hand_in(
                participation=participation, ticket=ticket, cleaned=clean(questionnaire_of(survey), given)
            )
    surveys.close(survey=survey)


def test_it_offers_rows_after_closing_to_researchers_and_administrators_but_not_to_faculty():
    survey = open_survey(questionnaire())
    ada, felix, root = person("ada", survey, "researcher"), person("felix", survey, "faculty"), person("root")
    hand_in_and_close(survey, people=6)
    forms = [signed_in(who).get("/surveys/nights/data/").content.decode() for who in (ada, root, felix)]
    assert [page.count('action="/surveys/nights/rows.csv"') for page in forms] == [1, 1, 0]
    assert [signed_in(who).get("/surveys/nights/rows.csv").status_code for who in (ada, root, felix)] == [
        200,
        200,
        404,
    ]


@pytest.mark.once
def test_it_says_how_many_rows_have_the_school_left_blank_and_gives_them_in_codes_or_words():
    survey = open_survey(questionnaire())
    hand_in_and_close(survey, people=6)
    client = signed_in(person("root"))
    page = client.get("/surveys/nights/data/")
    assert re.findall(r"<dd>(.*?)</dd>", page.content.decode())[:2] == ["12", "0"]
    assert said(page).count("(the fewest: 6), so nothing had to be left blank.") == 1
    files = [rows(client, choice) for choice in ("", "?answers=labels&language=fr")]
    assert [file[0].split(",")[:3] for file in files] == [["school", "stage", "ward"]] * 2
    assert [sorted({line.split(",")[1] for line in file[1:]}) for file in files] == [
        ["student"],
        ["Student (fr)"],
    ]
    assert [len(file) for file in files] == [13, 13]


def rows(client, choice):
    response = client.get(f"/surveys/nights/rows.csv{choice}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="nights-rows.csv"'
    return b"".join(response.streaming_content).decode().splitlines()


@pytest.mark.once
def test_it_counts_blank_schools_where_there_are_some():
    survey = open_survey(questionnaire())
    hand_in_and_close(survey, people=3)
    page = signed_in(person("root")).get("/surveys/nights/data/")
    assert re.findall(r"<dd>(.*?)</dd>", page.content.decode())[:2] == ["6", "6"]
    assert said(page).count("Where fewer than 5 people share the school") == 1


@pytest.mark.once
def test_it_refuses_rows_as_something_unknown_and_keeps_the_form():
    survey = open_survey(questionnaire())
    hand_in_and_close(survey, people=6)
    response = signed_in(person("root")).get("/surveys/nights/rows.csv?answers=sounds&language=en")
    assert (response.status_code, response.content.decode().count("is-invalid")) == (400, 2)


@pytest.mark.once
def test_it_gives_no_rows_of_an_open_survey(survey):
    assert signed_in(person("root")).get("/surveys/nights/rows.csv").status_code == 404


@pytest.mark.once
def test_it_gives_the_codebook_as_a_file(survey):
    response = signed_in(person("felix", survey, "faculty")).get("/surveys/nights/codebook.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="nights-codebook.csv"'
    assert b"".join(response.streaming_content).decode().partition(",")[0] == "variable"
