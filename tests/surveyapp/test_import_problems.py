"""Files that cannot be imported: every problem at once, with line and column, and nothing half written."""

import pytest

from surveyapp.actions import imports
from surveyapp.questionnaire.problems import ProblemsError
from tests.surveyapp.import_files import file_of, imported
from tests.surveyapp.import_pages import GOOD, HEADER, state

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def problems(survey, tmp_path):
    """Import these bytes, which cannot be imported: (line, place, code) of each problem."""

    def found(content):
        file = tmp_path / "rows.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        before = state()
        with pytest.raises(ProblemsError) as told:
            imports.import_responses(survey=survey, file=file)
        assert state() == before
        for problem in told.value.problems:
            str(problem).encode()  # can be printed anywhere
            assert problem.file == "rows.csv"
        return [(problem.line, problem.place, problem.code) for problem in told.value.problems]

    return found


def test_it_names_every_column_that_is_missing_doubled_or_unknown(problems):
    header = HEADER.replace("gender", "gendre").replace("hours", "mood")

    assert problems(file_of(GOOD, "and nothing else is read", header=header)) == [
        (1, "", "missing_column"),
        (1, "", "missing_column"),
        (1, "column 3", "unknown_column"),
        (1, "column mood", "doubled_column"),
    ]


def test_it_names_every_unknown_code_at_once_with_line_and_column(problems):
    rows = [
        GOOD,
        GOOD.replace("school1", "school9"),
        GOOD.replace(",3,", ",9,").replace("good", "gut"),
        GOOD.replace("talk web", "talk radio"),
        GOOD.replace("40", "forty"),
        GOOD,
    ]
    assert problems(file_of(*rows)) == [
        (3, "column school", "unknown_school"),
        (4, "column year", "unknown_code"),
        (4, "column mood", "unknown_code"),
        (5, "column where", "unknown_code"),
        (6, "column hours", "not_a_number"),
    ]


def test_it_names_answers_that_nobody_could_have_given(problems):
    rows = [
        GOOD.replace("yes", "no"),
        GOOD.replace("male", ""),
        GOOD.replace("talk web", "talk ward"),
        GOOD.replace("40", "81"),
        GOOD.replace("40", "4.5"),
    ]
    assert problems(file_of(*rows)) == [
        (2, "column where", "hidden_answer"),
        (3, "column gender", "required"),
        (4, "column where", "exclusive"),
        (5, "column hours", "too_large"),
        (6, "column hours", "not_whole"),
    ]


def test_it_tells_fifty_problems_and_how_many_more_there_are(survey, problems, tmp_path):
    rows = file_of(*[GOOD.replace("good", "gut")] * 60)
    found = problems(rows)

    assert found == [*((line, "column mood", "unknown_code") for line in range(2, 52)), (None, "", "more")]
    with pytest.raises(
        ProblemsError, match=r"rows\.csv: 10 more problems like these\. Correct these first\.$"
    ):
        imported(survey, rows, tmp_path)


@pytest.mark.parametrize("row, cells", [(GOOD + ",more", 10), ("school1,3", 2), ('"unclosed,' + GOOD, 1)])
def test_it_names_lines_of_another_length(problems, row, cells):
    assert problems(file_of(GOOD, row, GOOD))[0] == (3, "", "cells")


def test_it_names_bytes_that_are_no_utf8(problems):
    content = file_of(GOOD, GOOD.replace("tea", "thé"), GOOD).encode("latin-1")

    assert problems(content) == [(3, "column wish", "not_utf8")]


def test_it_can_say_what_is_wrong_with_a_header_that_is_no_utf8(problems):
    content = file_of(GOOD, header=HEADER.replace("gender", "gènre")).encode("latin-1")

    assert problems(content) == [(1, "", "missing_column"), (1, "column 3", "unknown_column")]


def test_it_can_say_what_is_wrong_with_a_file_in_utf16(problems):
    assert problems(file_of(GOOD).encode("utf-16")) == [(None, "", "no_text")]


@pytest.mark.parametrize(
    "start, code",
    [(b"PK\x03\x04\x14\0", "workbook"), (b"\xd0\xcf\x11\xe0", "workbook"), (b"%PDF-1.7\n", "no_text")],
)
def test_it_can_say_what_is_wrong_with_a_file_that_is_only_called_csv(problems, start, code):
    assert problems(start + bytes(range(256)) * 40) == [(None, "", code)]


def test_it_says_that_a_line_is_no_line(problems, monkeypatch):
    monkeypatch.setattr("surveyapp.delimited.LONGEST_LINE", 1000)
    assert problems(file_of(GOOD, GOOD.replace("tea", "x" * 2000))) == [(2, "", "unreadable")]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_it_takes_semicolons_and_tabs(survey, tmp_path, separator):
    assert imported(survey, file_of(GOOD, GOOD).replace(",", separator), tmp_path).responses == 2


def test_it_names_ten_thousand_columns_in_no_more_time_than_it_takes_to_read_them(problems):
    header = HEADER + "".join(f",c{n}" for n in range(10_000))
    found = problems(file_of(GOOD, header=header))
    assert (len(found), {code for _, _, code in found}) == (51, {"unknown_column", "more"})


def test_it_names_a_character_that_no_text_has(problems):
    assert problems(file_of(GOOD.replace("tea", "t\0a"))) == [(2, "column wish", "nul")]


def test_it_names_other_control_characters(problems):
    assert problems(file_of(GOOD.replace("tea", "t\x07a"))) == [(2, "column wish", "characters")]


@pytest.mark.parametrize(
    "content, line, code",
    [
        ("", 1, "empty"),
        ("\n\n", 1, "empty"),
        (HEADER + "\n", None, "no_rows"),
        (HEADER + "\n\n\n", None, "no_rows"),
    ],
)
def test_it_says_that_there_is_nothing_to_import(problems, content, line, code):
    assert problems(content) == [(line, "", code)]


def test_it_says_that_a_cell_is_too_long_for_any_csv(problems):
    assert problems(file_of(GOOD, GOOD.replace("tea", "x" * 200_000))) == [(3, "", "unreadable")]


def test_it_takes_no_text_that_is_longer_than_a_student_could_write(problems):
    assert problems(file_of(GOOD.replace("tea", "x" * 501))) == [(2, "column wish", "too_long")]


def test_it_counts_lines_as_an_editor_does(problems):
    two_lines = GOOD.replace("tea", '"tea\nand cake"')

    assert problems(file_of(two_lines, "", GOOD.replace("good", "gut"))) == [
        (5, "column mood", "unknown_code")
    ]
