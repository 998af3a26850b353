"""Files of a closed survey: they can be read again and hide who has no crowd."""

import io
import random
from collections import Counter

import pandas as pd
import pytest

from surveyapp import dataset, exports, tallies
from surveyapp.actions import imports, surveys
from surveyapp.disclosure import add_tallies
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import MULTIPLE
from tests.build import a_questionnaire, a_survey, closed, csv_file, given, hand_in, handed_in
from tests.surveyapp.exported import LATE, lines, text

pytestmark = pytest.mark.django_db
COLUMNS = ["school", "year", "gender", "heard", "where", "mood", "hours", "place", "phase"]


@pytest.fixture(scope="module")
def made_once(module_db):
    return closed(handed_in(a_survey("crowd"), 130, chance=random.Random(8)))


@pytest.fixture
def survey(made_once):
    """130 people of three schools, closed."""
    return Survey.objects.get(pk=made_once.pk)


# ----- rows


def test_it_gives_no_rows_of_an_open_survey():
    with pytest.raises(dataset.NotClosed):
        text(exports.rows_csv(handed_in(a_survey(), 3)))


def test_it_can_be_imported_again_and_gives_the_same_tallies(survey, tmp_path):
    """Own words are not in the rows: whether somebody wrote some is the one thing that is lost."""
    file = tmp_path / "rows.csv"
    file.write_text(text(exports.rows_csv(survey, whole=True)), "utf-8")
    copy = surveys.copy(survey=survey, code="again")
    imports.import_responses(survey=copy, file=file)
    copy = closed(copy)

    assert counts(copy) == counts(survey)
    assert len(counts(copy)) == 7


def counts(survey):
    total = add_tallies(atom.tally for atom in dataset.read(survey).everybody_by_stratum())
    return {question: counts for question, counts in total.items() if question != "wish"}


def test_it_gives_every_row_whole_on_the_command_line_alone(survey):
    rows = lines(exports.rows_csv(survey, whole=True))

    assert (len(rows), list(rows[0])) == (130, COLUMNS)
    assert [row for row in rows if not (row["school"] and row["year"] and row["gender"])] == []


def test_it_blanks_who_has_no_crowd_and_says_what_it_blanked(survey):
    rows = lines(exports.rows_csv(survey))
    told = exports.blanked(dataset.read(survey))
    looks = Counter((row["blanked"], row["school"], row["year"], row["gender"], row["phase"]) for row in rows)

    assert list(rows[0]) == [*COLUMNS, "blanked"]
    assert min(looks.values()) >= 5
    assert {row["blanked"] for row in rows} <= {"", "school", "school year", "school year gender phase"}
    for row in rows:
        assert {name for name in ("school", "year", "gender", "phase") if not row[name]} == set(
            row["blanked"].split()
        )
    said = Counter(row["blanked"] for row in rows)
    assert (told.rows, told.no_school, told.no_source, told.no_groups) == (
        len(rows),
        said["school"],
        said["school year"],
        said["school year gender phase"],
    )
    assert told.any_blank == len(rows) - said[""] > 0


def test_it_leaves_out_who_is_not_shown():
    survey = handed_in(a_survey(), 12, **LATE)
    handed_in(survey, 4, year="1", gender="third")
    survey = closed(survey)

    assert len(lines(exports.rows_csv(survey))) == 12
    assert exports.blanked(dataset.read(survey)).left_out == 4
    assert len(lines(exports.rows_csv(survey, whole=True))) == 16


@pytest.mark.once
def test_it_writes_the_same_file_each_time_in_pieces_of_any_size(survey, monkeypatch):
    from surveyapp.exports import delimited

    once = text(exports.rows_csv(survey))
    monkeypatch.setattr(delimited, "CHUNK", 7)

    assert text(exports.rows_csv(survey)) == once


def test_it_writes_a_header_alone_where_nobody_answered():
    survey = closed(a_survey())

    assert text(exports.rows_csv(survey)) == ",".join([*COLUMNS, "blanked"]) + "\n"
    assert exports.blanked(dataset.read(survey)).rows == 0


def test_it_writes_rows_of_a_survey_without_groupings():
    survey = closed(handed_in(a_survey(groupings=()), 20))

    assert len(lines(exports.rows_csv(survey))) == 20


@pytest.mark.once
def test_it_writes_labels_in_a_language(survey):
    codes = lines(exports.rows_csv(survey, whole=True))
    french = lines(exports.rows_csv(survey, whole=True, labels=True, language="fr"))
    first = lines(exports.rows_csv(survey, whole=True, labels=True))

    assert [row["mood"] for row in french] == [
        f"{row['mood'].title()} (fr)" if row["mood"] else "" for row in codes
    ]
    assert [row["mood"] for row in first] == [row["mood"].title() for row in codes]
    assert [row["school"] for row in french] == [row["school"].replace("school", "School ") for row in codes]
    assert [row["phase"] for row in first] == [row["phase"].title() for row in codes]
    assert [row["where"] for row in first] == [
        "; ".join(c.title() for c in row["where"].split()) for row in codes
    ]
    assert [row["hours"] for row in first] == [row["hours"] for row in codes]


def test_it_writes_numbers_as_numbers_and_no_sign_makes_them_text():
    from surveyapp.questionnaire.schema import NUMBER, Question
    from tests.build import YEAR, said

    depth = Question("depth", NUMBER, said("Depth?"), minimum=-50.0, maximum=50.0)
    survey = a_survey(questions=(YEAR, depth), groupings=())
    for value in ("-12.5", "0", "49,25", "3", "-50", "0.00005"):
        hand_in(survey, depth=value)
    written = text(exports.rows_csv(closed(survey), whole=True))

    assert sorted(pd.read_csv(io.StringIO(written))["depth"]) == [-50, -12.5, 0, 0.00005, 3, 49.25]
    assert "0.00005" in written  # 5e-05 is no answer that an import would take


# ----- read by others


@pytest.mark.once
def test_it_is_read_back_by_pandas(survey):
    data = dataset.read(survey)
    found = pd.read_csv(
        io.StringIO(text(exports.rows_csv(survey, whole=True))),
        dtype={name: "string" for name in COLUMNS if name != "hours"},
    )
    frame = data.frame()

    assert len(found) == len(frame)
    for name in COLUMNS:
        assert found[name].isna().tolist() == frame[name].isna().tolist()
    assert found["hours"].dropna().astype(int).tolist() == frame["hours"].dropna().tolist()
    assert found["mood"].dropna().tolist() == frame["mood"].dropna().astype(str).tolist()


# ----- words and codebook


def test_it_gives_own_words_by_question_without_a_link_to_a_row():
    survey = handed_in(a_survey(), 6, **LATE, wish="tea, please", place="home")
    handed_in(survey, 5, **LATE, wish=[], place="elsewhere", place__other="in the garden")
    rows = lines(exports.texts_csv(closed(survey)))

    assert rows == [
        *[{"question": "place__other", "text": "in the garden"}] * 5,
        *[{"question": "wish", "text": "tea, please"}] * 6,
    ]


def test_it_names_every_column_and_code_of_the_rows_in_the_codebook(survey):
    book = lines(exports.codebook_csv(survey))
    codes = {}
    for row in book:
        codes.setdefault(row["variable"], set()).update({row["value"]} - {""})
    rows = lines(exports.rows_csv(survey, whole=True))
    multiple = {q.code for q in dataset.read(survey).questionnaire.questions if q.type == MULTIPLE}

    for name in set(COLUMNS) - {"school", "hours"}:
        found = {
            code for row in rows for code in (row[name].split() if name in multiple else [row[name]]) if code
        }
        assert (name, found - codes[name]) == (name, set())
    assert {row["value"] for row in book if row["missing"]} == {"declined"}


# ----- an import beside those who handed in


def test_it_never_makes_a_crowd_of_imported_and_handed_in_ones(tmp_path):
    survey, made = a_survey(), a_questionnaire()
    people = [
        given(made, year=year, gender="male") | {"school": f"school{n}"} for year in "12" for n in (1, 2)
    ] * 9
    imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, people))
    for n in range(6):
        hand_in(survey, school=f"school{1 + n % 2}", year="12"[n // 3], gender="male", hours="80", mood="bad")
    data = dataset.read(closed(Survey.objects.get(pk=survey.pk)))
    rows = lines(exports.rows_csv(data.survey))
    by_hand = Counter(
        (row["school"], row["year"])
        for row, batch in zip(rows, data.batches[data.shown], strict=True)
        if batch == 0
    )

    assert by_hand == {("", ""): 6}
    assert sum(atom.people for atom in tallies.atoms(data.survey)) == 42
