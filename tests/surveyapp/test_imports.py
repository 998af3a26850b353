"""Imports: files as programs write them, never counted with handed-in ones, and nothing half written."""

import csv

import pytest

from surveyapp import envelopes, exports
from surveyapp.actions import imports, surveys
from surveyapp.disclosure import AtomKey
from surveyapp.models import Envelope, Participation, Stratum, Survey, Ticket
from surveyapp.store import questionnaire_of
from tests.build import a_questionnaire, a_survey, closed, csv_file, given, hand_in, handed_in
from tests.surveyapp import counted as kept
from tests.surveyapp.import_files import file_of, imported
from tests.surveyapp.import_pages import GOOD, HEADER, state

pytestmark = pytest.mark.django_db
LATE = {"year": "3", "gender": "male"}


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
