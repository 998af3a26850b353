"""Imports: every problem at once with line and column, nothing half written, and never counted with handed-in ones."""

import csv

import pytest

from surveyapp import envelopes, exports
from surveyapp.actions import imports, invitations, surveys
from surveyapp.disclosure import AtomKey
from surveyapp.models import Envelope, Participation, School, Stratum, Survey, Ticket
from surveyapp.questionnaire.problems import ProblemsError
from surveyapp.store import questionnaire_of
from tests.build import a_questionnaire, a_survey, closed, csv_file, given, hand_in, handed_in
from tests.surveyapp import counted as kept

pytestmark = pytest.mark.django_db
LATE = {"year": "3", "gender": "male"}
HEADER = "school,year,gender,heard,where,mood,hours,place,wish"
GOOD = "school1,3,male,yes,talk web,good,40,home,tea"


@pytest.fixture
def survey():
    return a_survey(opened=False)


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


def state():
    models = (Survey, Participation, Envelope, Stratum)
    return [list(model.objects.order_by("pk").values()) for model in models]


def imported(survey, content, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return imports.import_responses(survey=survey, file=file)


def file_of(*rows, header=HEADER, end="\n"):
    return "".join(f"{row}{end}" for row in (header, *rows))


# ----- bad files


@pytest.mark.once
def test_it_names_every_column_that_is_missing_doubled_or_unknown(problems):
    header = HEADER.replace("gender", "gendre").replace("hours", "mood")

    assert problems(file_of(GOOD, "and nothing else is read", header=header)) == [
        (1, "", "missing_column"),
        (1, "", "missing_column"),
        (1, "column 3", "unknown_column"),
        (1, "column mood", "doubled_column"),
    ]


@pytest.mark.once
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


@pytest.mark.once
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


@pytest.mark.once
def test_it_tells_fifty_problems_and_how_many_more_there_are(survey, problems, tmp_path):
    rows = file_of(*[GOOD.replace("good", "gut")] * 60)
    found = problems(rows)

    assert found == [*((line, "column mood", "unknown_code") for line in range(2, 52)), (None, "", "more")]
    with pytest.raises(
        ProblemsError, match=r"rows\.csv: 10 more problems like these\. Correct these first\.$"
    ):
        imported(survey, rows, tmp_path)


@pytest.mark.once
@pytest.mark.parametrize("row, cells", [(GOOD + ",more", 10), ("school1,3", 2), ('"unclosed,' + GOOD, 1)])
def test_it_names_lines_of_another_length(problems, row, cells):
    assert problems(file_of(GOOD, row, GOOD))[0] == (3, "", "cells")


@pytest.mark.once
def test_it_names_bytes_that_are_no_utf8(problems):
    content = file_of(GOOD, GOOD.replace("tea", "thé"), GOOD).encode("latin-1")

    assert problems(content) == [(3, "column wish", "not_utf8")]


@pytest.mark.once
def test_it_can_say_what_is_wrong_with_a_header_that_is_no_utf8(problems):
    content = file_of(GOOD, header=HEADER.replace("gender", "gènre")).encode("latin-1")

    assert problems(content) == [(1, "", "missing_column"), (1, "column 3", "unknown_column")]


@pytest.mark.once
def test_it_can_say_what_is_wrong_with_a_file_in_utf16(problems):
    assert problems(file_of(GOOD).encode("utf-16")) == [(None, "", "no_text")]


@pytest.mark.once
@pytest.mark.parametrize(
    "start, code",
    [(b"PK\x03\x04\x14\0", "workbook"), (b"\xd0\xcf\x11\xe0", "workbook"), (b"%PDF-1.7\n", "no_text")],
)
def test_it_can_say_what_is_wrong_with_a_file_that_is_only_called_csv(problems, start, code):
    assert problems(start + bytes(range(256)) * 40) == [(None, "", code)]


@pytest.mark.once
def test_it_says_that_a_line_is_no_line(problems, monkeypatch):
    monkeypatch.setattr("surveyapp.delimited.LONGEST_LINE", 1000)
    assert problems(file_of(GOOD, GOOD.replace("tea", "x" * 2000))) == [(2, "", "unreadable")]


@pytest.mark.once
@pytest.mark.parametrize("separator", [";", "\t"])
def test_it_takes_semicolons_and_tabs(survey, tmp_path, separator):
    assert imported(survey, file_of(GOOD, GOOD).replace(",", separator), tmp_path).responses == 2


@pytest.mark.once
def test_it_names_ten_thousand_columns_in_no_more_time_than_it_takes_to_read_them(problems):
    header = HEADER + "".join(f",c{n}" for n in range(10_000))
    found = problems(file_of(GOOD, header=header))
    assert (len(found), {code for _, _, code in found}) == (51, {"unknown_column", "more"})


@pytest.mark.once
def test_it_names_a_character_that_no_text_has(problems):
    assert problems(file_of(GOOD.replace("tea", "t\0a"))) == [(2, "column wish", "nul")]


@pytest.mark.once
def test_it_names_other_control_characters(problems):
    assert problems(file_of(GOOD.replace("tea", "t\x07a"))) == [(2, "column wish", "characters")]


@pytest.mark.once
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


@pytest.mark.once
def test_it_says_that_a_cell_is_too_long_for_any_csv(problems):
    assert problems(file_of(GOOD, GOOD.replace("tea", "x" * 200_000))) == [(3, "", "unreadable")]


@pytest.mark.once
def test_it_takes_no_text_that_is_longer_than_a_student_could_write(problems):
    assert problems(file_of(GOOD.replace("tea", "x" * 501))) == [(2, "column wish", "too_long")]


@pytest.mark.once
def test_it_counts_lines_as_an_editor_does(problems):
    two_lines = GOOD.replace("tea", '"tea\nand cake"')

    assert problems(file_of(two_lines, "", GOOD.replace("good", "gut"))) == [
        (5, "column mood", "unknown_code")
    ]


# ----- good files, as programs write them


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        file_of(GOOD, GOOD),
        file_of(GOOD, GOOD, end="\r\n"),
        file_of(GOOD, GOOD, end="\r"),
        "\ufeff" + file_of(GOOD, GOOD),
        file_of(GOOD, GOOD).rstrip("\n"),
        file_of(GOOD, "", GOOD, "", ""),
        file_of(GOOD.replace(",", " , "), GOOD),
        file_of('"school1","3","male","yes","talk web","good","40","home","tea"', GOOD),
        file_of(GOOD.replace("talk web", "web  talk"), GOOD),
    ],
    ids=["plain", "windows", "old mac", "bom", "no last end", "empty lines", "spaces", "quotes", "ticks"],
)
def test_it_takes_what_programs_write(survey, tmp_path, content):
    assert imported(survey, content, tmp_path).responses == 2
    answers = [content.answers for _, content in kept.opened(Survey.objects.get())]
    assert answers[0] == answers[1]
    assert answers[0] == {
        "year": "3",
        "gender": "male",
        "heard": "yes",
        "where": ["talk", "web"],
        "mood": "good",
        "hours": 40,
        "place": "home",
        "wish": True,
    }


def test_it_tells_what_was_left_open_from_what_was_not_shown(survey, tmp_path):
    imported(survey, file_of("school1,3,male,no,,,,,", "school1,3,male,yes,,,,,"), tmp_path)
    answers = sorted((c.answers for _, c in kept.opened(Survey.objects.get())), key=lambda a: a["heard"])

    assert answers[0] == {
        "year": "3", "gender": "male", "heard": "no", "mood": None, "hours": None, "place": None, "wish": None,
    }  # fmt: skip
    assert answers[1] == answers[0] | {"heard": "yes", "where": []}


def test_it_takes_columns_in_any_order_and_those_of_an_export(survey, tmp_path):
    rows = [dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {"phase": "late", "blanked": ""}]
    file = tmp_path / "rows.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, sorted(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)

    assert imports.import_responses(survey=survey, file=file).responses == 1


def test_it_needs_no_column_of_own_words_and_takes_those_of_a_choice(survey, tmp_path):
    header = HEADER.replace(",wish", ",place__other")
    imported(survey, file_of("school1,3,male,no,,,,elsewhere,in the garden", header=header), tmp_path)

    assert [c.texts for _, c in kept.opened(Survey.objects.get())] == [{"place__other": "in the garden"}]


# ----- counted by themselves


def rows_of(made, n, **fixed):
    return [given(made, **{**LATE, **fixed}) for _ in range(n)]


def counts(survey):
    rows = Stratum.objects.filter(survey=survey, counted__gt=0)
    return sorted((row.batch, tuple(row.groups), row.counted) for row in rows)


def test_it_counts_an_import_at_once_and_each_by_itself(survey, tmp_path):
    made = a_questionnaire()
    for n in (7, 5):
        done = imports.import_responses(
            survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows_of(made, n), school="school2")
        )
        assert (done.responses, done.schools, done.not_shown) == (n, {"school2": n}, 0)

    assert counts(survey) == [(1, ("late", "male"), 7), (2, ("late", "male"), 5)]
    assert Participation.objects.get(school__code="school2").imported == 12
    kept.check(Survey.objects.get())


def test_it_pools_the_rests_of_an_import_among_themselves(survey, tmp_path):
    made = a_questionnaire()
    rows = rows_of(made, 6) + rows_of(made, 3, gender="third") + rows_of(made, 2, gender="female")
    done = imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows))
    few = imports.import_responses(
        survey=survey, file=csv_file(tmp_path / "few.csv", made, rows_of(made, 4, gender="third"))
    )

    assert (done.not_shown, few.not_shown) == (0, 4)
    assert counts(survey) == [(1, (), 5), (1, ("late", "male"), 6)]
    kept.check(closed(survey))
    assert counts(survey) == [(1, (), 5), (1, ("late", "male"), 6)]


def test_it_never_counts_handed_in_ones_with_imported_ones(tmp_path):
    survey, made = a_survey(), a_questionnaire()
    handed_in(survey, 9, **LATE)
    imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows_of(made, 20)))
    assert counts(survey) == [(1, ("late", "male"), 20)]
    hand_in(survey, **LATE)
    assert counts(survey) == [(0, ("late", "male"), 5), (1, ("late", "male"), 20)]
    hand_in(survey, year="1", gender="third")
    kept.check(Survey.objects.get())
    survey = closed(survey)

    assert counts(survey) == [(0, ("late", "male"), 10), (1, ("late", "male"), 20)]
    kept.check(survey)


def test_it_writes_no_ticket_and_boxes_like_all_others(tmp_path):
    survey, made = a_survey(), a_questionnaire()
    hand_in(survey)
    imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows_of(made, 6)))

    assert (Ticket.objects.count(), Envelope.objects.count()) == (1, 7)
    assert len({len(box) for box in Envelope.objects.values_list("box", flat=True)}) == 1


def test_it_gives_no_row_of_one_of_five_to_whoever_imported_the_others(tmp_path):
    """Five people, each of another school and year: among imported rows they must not look like a crowd of many."""
    survey, made = a_survey(), a_questionnaire()
    rows = [
        given(made, year=year, gender="male") | {"school": f"school{n}"} for year in "12" for n in (1, 2, 3)
    ] * 5
    imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows))
    for school, year in (
        ("school1", "1"),
        ("school2", "1"),
        ("school3", "2"),
        ("school1", "2"),
        ("school2", "2"),
    ):
        hand_in(survey, school=school, year=year, gender="male", mood="declined", hours="77")
    closed(survey)
    lines = list(csv.DictReader("".join(exports.rows_csv(Survey.objects.get())).splitlines()))

    assert len(lines) == 35
    assert {(row["school"], row["year"], row["phase"]) for row in lines if row["hours"] == "77"} >= {
        ("", "", "early")
    }
    by_hand = [row for row in lines if (row["hours"], row["mood"]) == ("77", "declined")]
    assert [(row["school"], row["year"]) for row in by_hand if row["blanked"]] == [("", "")] * 5


def test_it_shows_own_words_only_where_k_came_in_the_same_way(tmp_path):
    survey, made = a_survey(), a_questionnaire()
    imports.import_responses(
        survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows_of(made, 6, wish="known"))
    )
    handed_in(survey, 4, **LATE, wish="mine", place="home")
    survey = closed(survey)

    assert "".join(exports.texts_csv(survey)) == "question,text\n" + "wish,known\n" * 6


# ----- when


def test_it_freezes_the_structure_and_can_be_closed_without_ever_having_been_open(survey, tmp_path):
    made = a_questionnaire()
    imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows_of(made, 6)))
    survey = Survey.objects.get()

    assert (survey.status, survey.frozen, survey.sealed_with) == ("draft", True, envelopes.fingerprints()[:1])
    assert closed(survey).is_closed


def test_it_refuses_an_import_into_a_closed_survey(tmp_path):
    survey, made = closed(a_survey()), a_questionnaire()

    with pytest.raises(surveys.Refused, match=r"^rounds is closed"):
        imports.import_responses(survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows_of(made, 6)))
    assert Envelope.objects.count() == 0


def test_it_refuses_an_import_that_was_checked_against_another_questionnaire(survey, tmp_path):
    """The draft was replaced while the file was read."""
    made = a_questionnaire()
    file = csv_file(tmp_path / "rows.csv", made, rows_of(made, 6))
    assert questionnaire_of(survey).by_code == made.by_code
    surveys.put_questionnaire(questionnaire=a_questionnaire(questions=made.questions[:4]))

    with pytest.raises(surveys.Refused, match=r"^rounds was changed meanwhile"):
        imports.import_responses(survey=survey, file=file)
    assert (Envelope.objects.count(), Survey.objects.get().frozen) == (0, False)


def test_it_writes_nothing_when_it_breaks_off_half_way(survey, tmp_path, monkeypatch):
    made = a_questionnaire()
    file = csv_file(tmp_path / "rows.csv", made, rows_of(made, 30))
    monkeypatch.setattr(imports, "CHUNK", 10)
    before, told = state(), []

    def stopped(done, total):
        told.append((done, total))
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imports.import_responses(survey=Survey.objects.get(), file=file, progress=stopped)
    assert (state(), told) == (before, [(10, 30), (20, 30)])


def test_it_seals_under_the_strata_of_schools_where_they_are_live(tmp_path):
    survey, made = a_survey(live_by_school=True), a_questionnaire()
    rows = [row | {"school": school} for school in ("school1", "school2") for row in rows_of(made, 6)]
    imports.import_responses(
        survey=survey, file=csv_file(tmp_path / "rows.csv", made, rows + rows_of(made, 0))
    )

    assert sorted(Stratum.objects.filter(counted__gt=0).values_list("school__code", "counted")) == [
        ("school1", 6),
        ("school2", 6),
    ]
    assert imports._key(
        made, survey, envelopes.Sealed({"year": "3", "gender": "male"}, {}, "school1", "")
    ) == (AtomKey(("late", "male"), "school1"))


# ----- who was invited


def invited(survey, tmp_path, content, **more):
    file = tmp_path / "invitations.csv"
    file.write_text(content, encoding="utf-8")
    return invitations.import_file(survey=survey, file=file, **more)


def test_it_imports_who_was_invited(survey, tmp_path):
    content = (
        "school,name,country,status,reason,enrolled\n"
        "far,Far away,fr,sent,,120\n"
        "near,Near by,,declined,no time,\n"
    )
    assert invited(survey, tmp_path, content, asked=900) == 2

    assert [
        (p.school.name, p.school.country, p.state, p.reason, p.enrolled)
        for p in Participation.objects.filter(school__code__in=["far", "near"])
    ] == [("Far away", "FR", "sent", "", 120), ("Near by", "", "declined", "no time", None)]
    assert Survey.objects.get().asked == 900


def test_it_names_everything_wrong_with_a_list_of_invitations(survey, tmp_path):
    content = (
        "school,name,country,status,reason,enrolled\n"
        "far away,,FRA,maybe,,many\n"
        "near,Near by,FR,sent,,10\n"
        "near,Near by,FR,sent,,10\n"
        "\u0663,Three,FR,sent,,\u0663\n"
    )
    with pytest.raises(ProblemsError) as told:
        invited(survey, tmp_path, content)

    assert [(p.line, p.place, p.code) for p in told.value.problems] == [
        (2, "column school", "bad_school_code"),
        (2, "column name", "no_name"),
        (2, "column country", "bad_country"),
        (2, "column status", "bad_status"),
        (2, "column enrolled", "bad_count"),
        (5, "column school", "bad_school_code"),
        (5, "column enrolled", "bad_count"),
        (4, "column school", "doubled_school"),
    ]
    assert School.objects.filter(code="near").count() == 0
