"""A survey's life in the browser: the path, and what it says of schools. By forms alone, as without JavaScript."""

import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveyapp import participation
from surveyapp.actions import history, imports
from surveyapp.models import DayCount, Survey
from tests import build
from tests.results_surveys import person
from tests.surveyapp.command_line import refused
from tests.surveyapp.import_pages import signed_in, words
from tests.surveyapp.overview_pages import HOME, STEPS, ada, complete, nothing_yet, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# ----- the path


def test_a_draft_says_all_that_is_missing_at_once_as_the_command_does():
    page = ada(nothing_yet()).get(HOME)
    path = path_of(page)
    assert [path[step][0] for step in STEPS] == [
        "Now",
        "Waits for the questionnaire",
        "Next",
        "Next",
        "Waits for what is missing",
        *["Waits for opening"] * 3,
    ]
    assert [step for step in STEPS if path[step][1]] == ["privacy", "schools"]
    assert "Not open: 2 things are missing" in words(page)
    printed = refused("open_survey", "rounds")
    assert [line in words(page) for line in printed] == [True, True]
    assert [line in words(ada_again().get(f"{HOME}open/")) for line in printed] == [True, True]


def ada_again():
    return signed_in(User.objects.get(username="ada"))


def test_a_draft_with_everything_is_to_be_opened_now():
    path = path_of(ada(complete(build.a_survey(opened=False))).get(HOME))
    assert [step for step in STEPS if path[step][0] == "Now"] == ["opening"]
    assert path["opening"][1] == f"{HOME}open/"
    assert [path[step][0] for step in STEPS[:4]] == ["Done"] * 4


def test_what_ought_to_be_there_is_said_and_stops_nobody():
    client = ada(build.a_survey(opened=False))
    page = words(client.get(f"{HOME}open/"))
    wanting = ("who asks, and what for", "no address for questions", "no ethics reference")
    assert [said in page for said in wanting] == [True] * 3
    client.post(f"{HOME}open/", {"key_is_kept": "on"})
    assert Survey.objects.get().status == "open"


def test_it_says_in_which_language_students_get_the_privacy_text_in_english():
    survey = complete(build.a_survey(opened=False), languages=["en", "so"])
    assert "no privacy text in Soomaali" in words(ada(survey).get(f"{HOME}open/"))


@pytest.mark.both
def test_the_command_opens_and_says_what_ought_to_be_there():
    build.a_survey(opened=False)
    complete(build.a_survey("second", opened=False))
    said = {}
    for code in ("rounds", "second"):
        err = io.StringIO()
        call_command("open_survey", code, stdout=io.StringIO(), stderr=err)
        said[code] = err.getvalue().count("Not there yet:")
    assert said == {"rounds": 3, "second": 0}


@pytest.mark.both
def test_an_open_survey_shows_what_is_counted_what_waits_and_all_days_together():
    survey = build.handed_in(complete(build.a_survey(), asked=40), 12)
    DayCount.objects.filter(pk=DayCount.objects.first().pk).update(
        day=timezone.localdate() - timedelta(days=3)
    )
    Survey.objects.filter(pk=survey.pk).update(opened_on=timezone.localdate() - timedelta(days=9))
    page = ada(survey).get(HOME)
    path, said = path_of(page), words(page)
    assert [path[step][0] for step in STEPS] == [*["Done"] * 5, "Now", "Next", "Waits for closing"]
    assert [path[step][1] for step in ("field", "closing", "results")] == [
        "/surveys/rounds/results/",
        f"{HOME}close/",
        "",
    ]
    shown = int(re.search(r"Shown so far: (\d+)", said).group(1))
    waiting = int(re.search(r"(\d+) waiting", said).group(1))
    assert (shown + waiting, shown < 12) == (12, True)
    assert [text in said for text in ("of 40 students asked 30.0 %", "days open 10")] == [True, True]
    assert page.content.decode().count("<rect x=") >= 4
    assert [school in said for school in ("School 1", "School 2", "School 3")] == [False] * 3


def test_a_closed_survey_leads_to_its_results_and_rows():
    survey = build.closed(build.handed_in(complete(build.a_survey()), 6))
    page = ada(survey).get(HOME)
    assert [path_of(page)[step][0] for step in STEPS] == [*["Done"] * 7, "Now"]
    main = page.content.decode().partition("<main")[2]
    assert [f'href="/surveys/rounds/{to}/"' in main for to in ("results", "data")] == [True, True]


def test_an_imported_draft_may_be_opened_or_closed(tmp_path):
    survey = complete(build.a_survey(opened=False))
    questionnaire = build.a_questionnaire()
    rows = [build.given(questionnaire, year="1", gender="female") for _ in range(6)]
    file = build.csv_file(tmp_path / "rows.csv", questionnaire, rows)
    imports.import_responses(survey=survey, file=file)
    client = ada(survey)
    path = path_of(client.get(HOME))
    assert [path[step][1] for step in ("opening", "closing")] == [f"{HOME}open/", f"{HOME}close/"]
    client.post(f"{HOME}close/", {"code": "rounds"})
    assert "It was never open: its responses were imported." in words(client.get(HOME))


def test_faculty_read_the_path_and_are_offered_nothing_to_do():
    survey = build.a_survey(opened=False)
    client = signed_in(person("felix", survey, "faculty"))
    page = client.get(HOME)
    path = path_of(page)
    assert {link for _word, link in path.values()} == {"", f"{HOME}preview/", "/surveys/rounds/schools/"}
    assert "/settings/" not in page.content.decode()
    pages = ("open", "close", "settings")
    found = [client.post(f"{HOME}{page}/", {"key_is_kept": "on", "code": "rounds"}) for page in pages]
    assert ([page.status_code for page in found], Survey.objects.get().status) == ([404] * 3, "draft")


def test_hostile_words_stay_words():
    survey = complete(build.a_survey(opened=False), ethics="<script>alert(1)</script>")
    page = ada(survey).get(HOME).content.decode()
    assert (page.count("<script>alert"), page.count("&lt;script&gt;alert")) == (0, 1)


@pytest.mark.both
def test_it_asks_the_database_as_often_for_one_school_as_for_three():
    counts = []
    for code, schools in (("one", 1), ("three", 3)):
        survey = build.a_survey(code, schools=schools)
        for row in survey.participations.all():
            history.record(participation=row, kind="invited", by="Ada")
        client = signed_in(person(f"reader-{code}", survey, "researcher"))
        client.get(f"/surveys/{code}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/surveys/{code}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


# ----- whom nobody wrote to


@pytest.mark.both
def test_a_school_that_is_merely_listed_is_not_invited():
    survey = build.a_survey()
    listed = participation.summary(survey)
    assert (listed.invited, listed.no_response, listed.listed) == (0, 0, 3)
    first, second, _third = (build.a_school(survey, f"school{n}") for n in (1, 2, 3))
    written = history.record(participation=first, kind="invited", by="Ada")
    history.record(participation=second, kind="note", by="Ada")
    before = participation.as_it_stands(survey)
    build.hand_in(survey, school="school3")
    found = participation.summary(survey)
    # The first who hands in is told of by nothing: its school is known to answer by k people of days that are over.
    assert (found.handed_in, found.invited, [line.listed for line in found.schools]) == (
        1,
        1,
        [False, True, True],
    )
    build.a_school(survey, "school3").days.update(day=timezone.localdate() - timedelta(days=1), handed_in=5)
    found = participation.summary(survey)
    assert (found.invited, found.listed, [line.listed for line in found.schools]) == (
        2,
        1,
        [False, True, False],
    )
    history.correct(event=written, by="Ada", note="Not to them.")
    assert participation.summary(survey).invited == 1
    assert participation.as_it_stands(survey) != before
