"""Importing in the browser: a preview, nothing written before it was seen, and who may."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveyapp import job_page, uploads
from surveyapp.actions import surveys
from surveyapp.models import Job, Survey
from tests.build import a_questionnaire, a_survey, closed, hand_in
from tests.surveyapp.import_pages import (
    GOOD,
    HEADER,
    file_of,
    files,
    member,
    signed_in,
    state,
    upload,
    words,
)

pytestmark = pytest.mark.django_db


# ----- the way of a good file


def test_it_shows_what_will_happen_and_writes_nothing_before(ada, survey):
    before = state()
    page = upload(ada, survey, file_of(*[GOOD] * 6, "school2,1,female,no,,,,,", "school2,3,male,yes,,,,,"))
    said = words(page)

    assert (page.status_code, state()) == (200, before)
    for sentence in (
        "Import 8 responses?",
        "Nothing has been written yet.",
        "8, from lines 2 to 9 of rows.csv",
        "School 1 6, School 2 2",
        "1 of questions that were not shown, 7 of questions that were left open",
        "1 is left over, too few to be shown",
        "The structure of the questionnaire is fixed.",
        "talk web",  # the first rows
    ):
        assert sentence in said
    assert page.content.decode().count("<tr>") == 1 + job_page.ROWS_SHOWN
    assert page.headers["Cache-Control"] == "private, no-store"
    assert Job.objects.get().state == "checked"


def test_it_imports_what_was_seen_and_keeps_nothing_of_the_file(ada, survey):
    page = upload(ada, survey, file_of(*[GOOD] * 6))
    address = page.redirect_chain[-1][0]
    assert files() == [".csv"]
    done = ada.post(address, {"go": "import"}, follow=True)

    assert "6 responses imported" in words(done)
    assert "All of them are counted." in words(done)
    assert (files(), Survey.objects.get().frozen) == ([], True)
    assert Survey.objects.get().log.get().detail == {"responses": 6}
    assert "6 responses imported" in words(ada.get(address))  # and later, too


def test_it_says_how_many_of_an_import_are_not_shown(ada, survey):
    page = upload(ada, survey, file_of(*[GOOD] * 3))
    assert "3 are left over" in words(page)
    done = ada.post(page.redirect_chain[-1][0], {"go": "import"}, follow=True)
    assert "3 of them are too few to be shown." in words(done)


def test_it_imports_nothing_when_that_is_what_was_chosen(ada, survey):
    before = state()
    page = upload(ada, survey, file_of(GOOD))
    done = ada.post(page.redirect_chain[-1][0], {"go": "drop"}, follow=True)

    assert (done.redirect_chain[-1][0], state(), files()) == ("/surveys/rounds/data/", before, [])
    assert ada.get(page.redirect_chain[-1][0]).status_code == 404


@pytest.mark.once
def test_it_offers_an_empty_file_that_would_be_taken(ada, survey):
    header = b"".join(ada.get("/surveys/rounds/import/columns.csv").streaming_content).decode().strip()
    assert header == HEADER + ",place__other"
    assert "Import 1 response?" in words(upload(ada, survey, file_of(GOOD + ",", header=header)))


@pytest.mark.once
def test_it_takes_what_a_french_spreadsheet_writes(ada, survey):
    content = b"\xef\xbb\xbf" + file_of(GOOD, GOOD).replace(b",", b";").replace(b"\n", b"\r\n")
    assert "Import 2 responses?" in words(upload(ada, survey, content))


# ----- who, and when


@pytest.mark.parametrize("role", ["faculty", None])
def test_it_is_not_there_for_whoever_may_not_import(survey, ada, role):
    """Neither the pages nor an upload: the file is not even read."""
    address = upload(ada, survey, file_of(GOOD)).redirect_chain[-1][0]
    user = member(survey, "felix", role) if role else User.objects.create_user("olga")
    other, before = signed_in(user), files()
    asked = [
        other.get("/surveys/rounds/import/"),
        other.get("/surveys/rounds/import/columns.csv"),
        other.get(address),
        other.get(address + "problems.csv"),
        other.post(address, {"go": "import"}),
        other.post(address, {"go": "drop"}),
        upload(other, survey, file_of(GOOD)),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert (Job.objects.get().state, files()) == ("checked", before)


def test_it_gives_nobody_the_import_of_another_survey(ada, survey):
    number = upload(ada, survey, file_of(GOOD)).redirect_chain[-1][0].split("/")[-2]
    member(a_survey("second", opened=False), "ada", "researcher")
    assert ada.get(f"/surveys/second/jobs/{number}/").status_code == 404


def test_it_offers_importing_on_the_data_page_to_whoever_may(survey, ada):
    felix = signed_in(member(survey, "felix", "faculty"))
    offered = [
        "/surveys/rounds/import/" in who.get("/surveys/rounds/data/").content.decode() for who in (ada, felix)
    ]
    assert offered == [True, False]


def test_it_imports_into_an_open_survey_and_not_into_a_closed_one():
    survey = a_survey()
    hand_in(survey)
    ada = signed_in(member(survey, "ada", "researcher"))
    address = upload(ada, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    assert "6 responses imported" in words(ada.post(address, {"go": "import"}, follow=True))
    closed(survey)

    assert ada.get("/surveys/rounds/import/").status_code == 404
    assert "/surveys/rounds/import/" not in ada.get("/surveys/rounds/data/").content.decode()


def test_it_imports_nothing_into_a_survey_that_was_closed_or_changed_since_the_check(ada, survey):
    address = upload(ada, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    surveys.put_questionnaire(questionnaire=a_questionnaire(questions=a_questionnaire().questions[:4]))
    before = state()
    assert "was changed after the file was uploaded" in words(
        ada.post(address, {"go": "import"}, follow=True)
    )
    assert (state(), files()) == (before, [])


@pytest.mark.once
def test_it_names_the_schools_with_most_rows_first_however_the_database_keeps_them(ada, survey):
    address = upload(ada, survey, file_of(GOOD)).redirect_chain[-1][0]
    job = Job.objects.get()
    job.counts |= {"schools": {"school2": 3, "b": 5, "school1": 5}}
    job.save()
    assert "b 5, School 1 5, School 2 3" in words(ada.get(address))


def test_it_says_that_a_preview_is_no_longer_here(ada, survey):
    address = upload(ada, survey, file_of(GOOD)).redirect_chain[-1][0]
    uploads.job_files.delete(Job.objects.get().token)
    assert "The file is no longer here" in words(ada.get(address))


def test_it_replaces_what_the_same_person_had_checked_before(ada, survey):
    upload(ada, survey, file_of(GOOD))
    upload(ada, survey, file_of(GOOD, GOOD))
    assert Job.objects.get().counts["responses"] == 2
    assert files().count(".csv") == 1


def test_it_asks_as_much_of_the_database_for_one_row_as_for_three(ada, survey):
    """Problems and previews: as many queries, however many of each and however many schools."""
    found = []
    for rows in (1, 3):
        schools = [GOOD.replace("school1", f"school{n}") for n in range(1, rows + 1)]
        for content in (file_of(*schools), file_of(*[GOOD.replace("good", "gut")] * rows)):
            address = upload(ada, survey, content).redirect_chain[-1][0]
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                ada.get(address)
            found.append(len(asked))
    assert found[:2] == found[2:]
