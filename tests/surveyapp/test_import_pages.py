"""Importing in the browser: every problem with line and column, a preview, and nothing written before it was seen."""

import csv
import io
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveyapp import delimited, job_page, uploads
from surveyapp.actions import surveys
from surveyapp.import_problems import Found
from surveyapp.import_words import words_for
from surveyapp.models import Job, Membership, Survey
from surveyapp.questionnaire.standard_words import declining
from tests.build import HOURS, a_questionnaire, a_survey, closed, hand_in
from tests.surveyapp.import_pages import (
    GOOD,
    HEADER,
    file_of,
    files,
    problems,
    signed_in,
    state,
    upload,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return a_survey(opened=False)


@pytest.fixture
def ada(survey):
    """A researcher of the survey."""
    return signed_in(member(survey, "ada", "researcher"))


def member(survey, name, role):
    user, _made = User.objects.get_or_create(username=name)
    Membership.objects.create(survey=survey, user=user, role=role)
    return user


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


# ----- problems


@pytest.mark.once
def test_it_names_every_problem_with_line_column_and_a_way_out(ada, survey):
    rows = [
        GOOD,
        GOOD.replace("school1", "School1"),
        GOOD.replace(",3,", ",9,").replace("male", ""),
        GOOD.replace("yes", "no"),
        GOOD.replace("talk web", '"talk,web"'),
        GOOD.replace("40", "forty"),
        GOOD + ",more",
    ]
    page = upload(ada, survey, file_of(*rows))

    assert (page.status_code, files()) == (200, [".problems"])
    assert "7 problems, in 6 of the lines" in words(page)
    assert problems(page) == [
        ("Line 3", "school", "School1", "No school of this survey has this code. Did you mean ‘school1’?"),
        ("Line 4", "year", "9", "Not one of the choices. Possible: 1, 2, 3."),
        ("Line 4", "gender", "empty", "This question must be answered. Possible: female, male, third."),
        (
            "Line 5",
            "where",
            "talk web",
            "This question is not shown to somebody with these answers. Empty this cell, or correct: heard.",
        ),
        (
            "Line 6",
            "where",
            "talk,web",
            "Not one of the choices. Several codes are parted by a space: talk web",
        ),
        ("Line 7", "hours", "forty", "This is no number. Write digits alone, such as 12 or 12.5."),
        (
            "Line 8",
            "–",
            "10",
            "This line has 10 cells, and the first line 9. Put cells that hold a separator in quotation marks.",
        ),
    ]


@pytest.mark.once
def test_it_names_every_problem_of_the_columns(ada, survey):
    page = upload(ada, survey, file_of(GOOD, header=HEADER.replace("gender", "gendre")))
    assert problems(page) == [
        (
            "Line 1",
            "–",
            "gender",
            "There is no column ‘gender’. The first line must name: school, year, gender, heard, where, mood, hours,"
            " place.",
        ),
        ("Line 1", "3", "gendre", "No question has this code. Did you mean ‘gender’?"),
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    "content, said",
    [
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(5000), "This is a spreadsheet’s own file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "This is no text"),
        (file_of(GOOD).decode().encode("utf-16"), "This is no text"),
        (
            file_of(GOOD.replace("tea", "thé")).decode().encode("latin-1"),
            "not written in UTF-8",
        ),
        (b"\n\n", "The file is empty."),
        (HEADER.encode() + b"\n", "nothing below them"),
        (file_of(GOOD + '"x'), "cells"),
        (file_of('"' + GOOD), "cells"),
        (file_of(GOOD.replace("tea", "x" * 200_000)), "cannot be read from here on"),
        (b"\x00" * 3000, "This is no text"),
    ],
    ids=["xlsx", "png", "utf-16", "latin-1", "blank", "no rows", "quote", "open quote", "long cell", "zeros"],
)
def test_it_says_what_is_wrong_with_a_file_that_is_no_csv(ada, survey, content, said):
    before = state()
    page = upload(ada, survey, content)
    assert (page.status_code, state(), said in words(page)) == (200, before, True)


@pytest.mark.once
def test_it_says_that_a_file_is_empty_or_missing(ada, survey):
    empty, missing = upload(ada, survey, b""), ada.post("/surveys/rounds/import/")
    assert (empty.status_code, "empty" in words(empty)) == (422, True)
    assert (missing.status_code, "Choose a file." in words(missing)) == (422, True)
    assert (Job.objects.count(), files()) == (0, [])


@pytest.mark.once
def test_it_takes_no_file_that_is_too_large_and_keeps_nothing_of_it(ada, survey, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 2**20)
    page = upload(ada, survey, file_of(*[GOOD] * 40_000))
    assert (page.status_code, "This file has more than 1 MB." in words(page)) == (422, True)
    assert (Job.objects.count(), files()) == (0, [])


@pytest.mark.once
def test_it_says_that_there_is_no_room(ada, survey, settings, tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(uploads.Uploaded, "receive", full)
        page = upload(ada, survey, file_of(GOOD))
    assert (page.status_code, "has no room for this file" in words(page), files()) == (503, True, [])
    settings.UPLOADS_DIR = tmp_path / "a file"
    settings.UPLOADS_DIR.write_text("")
    page = upload(ada, survey, file_of(GOOD))
    assert (page.status_code, "has no room for this file" in words(page)) == (503, True)


@pytest.mark.once
def test_it_writes_an_upload_to_the_folder_as_it_comes(ada, survey, monkeypatch):
    """And to a place that nobody else can read; nothing of it is held in memory."""
    seen, receive = [], uploads.Uploaded.receive

    def watched(self, data):
        receive(self, data)
        self.out.flush()
        path = uploads.job_files.path_of(self.token, "csv")
        seen.append(
            (path.stat().st_size, oct(path.stat().st_mode)[-3:], oct(path.parent.stat().st_mode)[-3:])
        )

    monkeypatch.setattr(uploads.Uploaded, "receive", watched)
    content = file_of(*[GOOD] * 4000)
    upload(ada, survey, content)
    assert len(seen) > 2
    assert seen[-1] == (len(content), "600", "700")
    assert {(file, folder) for _size, file, folder in seen} == {("600", "700")}


@pytest.mark.once
def test_it_shows_two_hundred_of_thousands_of_problems_and_gives_all_as_a_file(ada, survey):
    page = upload(ada, survey, file_of(*[GOOD.replace("good", "gut")] * 3000))
    number = Job.objects.get().pk
    listed = b"".join(ada.get(f"/surveys/rounds/jobs/{number}/problems.csv").streaming_content).decode()

    assert "3,000 problems, in 3,000 of the lines" in words(page)
    assert (len(problems(page)), "2,800 more problems are in the list" in words(page)) == (200, True)
    rows = list(csv.reader(io.StringIO(listed)))
    assert (rows[0][0], len(rows)) == ("Line", 3001)
    assert rows[-1] == [
        "3001",
        "mood",
        "gut",
        "Not one of the choices.",
        "Possible: good, fair, bad, declined.",
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("choices", "way_out"),
    [((), "Write an answer."), ((declining(["en"]),), "Write an answer, or ‘prefer_not’.")],
)
def test_it_says_how_to_fill_in_what_is_written_and_must_be(choices, way_out):
    asked = replace(HOURS, required=True, choices=choices)
    say = words_for(a_questionnaire(questions=(asked,), groupings=()))
    assert say(Found(2, "hours", "", "required")).way_out == way_out


@pytest.mark.once
def test_it_lists_no_more_problems_than_anybody_can_use(ada, survey, monkeypatch):
    monkeypatch.setattr("surveyapp.import_problems.MOST", 250)
    upload(ada, survey, file_of(*[GOOD.replace("good", "gut")] * 300))
    number = Job.objects.get().pk
    listed = b"".join(ada.get(f"/surveys/rounds/jobs/{number}/problems.csv").streaming_content).decode()
    assert listed.splitlines()[-1] == ",,,50 more problems are not listed.,"


@pytest.mark.once
def test_it_copes_with_ten_thousand_columns(ada, survey):
    header = HEADER + "".join(f",c{n}" for n in range(10_000))
    page = upload(ada, survey, file_of(GOOD, header=header))
    assert ("10,000 problems" in words(page), len(problems(page))) == (True, 200)


@pytest.mark.once
def test_it_shows_what_stands_in_a_file_as_words_and_never_as_marks_or_formulas(ada, survey):
    evil = "<script>alert(1)</script>"
    page = upload(
        ada, survey, file_of(GOOD.replace("good", evil), GOOD.replace("good", "=1+1")), name=f"{evil}.csv"
    )
    listed = b"".join(
        ada.get(f"/surveys/rounds/jobs/{Job.objects.get().pk}/problems.csv").streaming_content
    ).decode()
    assert (evil in page.content.decode(), "&lt;script&gt;" in page.content.decode()) == (False, True)
    assert ",'=1+1," in listed


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


@pytest.mark.once
def test_the_words_of_problems_cover_every_code():
    from surveyapp.import_words import SAID
    from surveyapp.questionnaire import answer_errors

    of_lists_of_schools = {
        "bad_school_code",
        "no_name",
        "bad_country",
        "bad_status",
        "bad_count",
        "doubled_school",
        "long_cell",
        "bad_address",
        "bad_contact",
        "bad_language",
    }
    of_forms = {"unknown_choice"}
    assert set(SAID) == {*delimited.SAID, *answer_errors.MESSAGES} - of_lists_of_schools - of_forms
