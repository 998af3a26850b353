"""A file that cannot be imported, in the browser: every problem with line and column, and a way out."""

import csv
import io
from dataclasses import replace

import pytest

from surveyapp import delimited, uploads
from surveyapp.import_problems import Found
from surveyapp.import_words import words_for
from surveyapp.models import Job
from surveyapp.questionnaire.standard_words import declining
from tests.build import HOURS, a_questionnaire
from tests.surveyapp.import_pages import (
    GOOD,
    HEADER,
    file_of,
    files,
    problems,
    state,
    upload,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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


def test_it_says_that_a_file_is_empty_or_missing(ada, survey):
    empty, missing = upload(ada, survey, b""), ada.post("/surveys/rounds/import/")
    assert (empty.status_code, "empty" in words(empty)) == (422, True)
    assert (missing.status_code, "Choose a file." in words(missing)) == (422, True)
    assert (Job.objects.count(), files()) == (0, [])


def test_it_takes_no_file_that_is_too_large_and_keeps_nothing_of_it(ada, survey, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 2**20)
    page = upload(ada, survey, file_of(*[GOOD] * 40_000))
    assert (page.status_code, "This file has more than 1 MB." in words(page)) == (422, True)
    assert (Job.objects.count(), files()) == (0, [])


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


@pytest.mark.parametrize(
    ("choices", "way_out"),
    [((), "Write an answer."), ((declining(["en"]),), "Write an answer, or ‘prefer_not’.")],
)
def test_it_says_how_to_fill_in_what_is_written_and_must_be(choices, way_out):
    asked = replace(HOURS, required=True, choices=choices)
    say = words_for(a_questionnaire(questions=(asked,), groupings=()))
    assert say(Found(2, "hours", "", "required")).way_out == way_out


def test_it_lists_no_more_problems_than_anybody_can_use(ada, survey, monkeypatch):
    monkeypatch.setattr("surveyapp.import_problems.MOST", 250)
    upload(ada, survey, file_of(*[GOOD.replace("good", "gut")] * 300))
    number = Job.objects.get().pk
    listed = b"".join(ada.get(f"/surveys/rounds/jobs/{number}/problems.csv").streaming_content).decode()
    assert listed.splitlines()[-1] == ",,,50 more problems are not listed.,"


def test_it_copes_with_ten_thousand_columns(ada, survey):
    header = HEADER + "".join(f",c{n}" for n in range(10_000))
    page = upload(ada, survey, file_of(GOOD, header=header))
    assert ("10,000 problems" in words(page), len(problems(page))) == (True, 200)


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
