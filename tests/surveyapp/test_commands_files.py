"""Commands that read and write files: invitations, responses, export; and the check of the promise."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from surveyapp.models import Envelope, Participation, School, Survey
from tests import build
from tests.surveyapp.command_line import refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its path."""

    def write(text, name="ward.yaml"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    return write


# ----- invitations

INVITATIONS = """school,name,country,status,reason,enrolled
school1,School 1,fr,sent,,1200
new,Newcomer,,declined,no time,
"""


def test_it_imports_who_was_invited_and_how_many_were_asked(file):
    build.a_survey(opened=False, schools=1)
    assert run("import_invitations", "rounds", file(INVITATIONS, "i.csv"), "--asked", 1200) == "2 schools\n"
    rows = Participation.objects.values_list("school__code", "state", "reason", "enrolled")
    assert sorted(rows) == [("new", "declined", "no time", None), ("school1", "sent", "", 1200)]
    assert Survey.objects.get().asked == 1200
    assert run("import_invitations", "rounds", file(INVITATIONS, "i.csv")) == "2 schools\n"  # again
    assert (Participation.objects.count(), Survey.objects.get().asked) == (2, 1200)


def test_it_tells_every_problem_of_invitations_and_writes_none(file):
    build.a_survey(opened=False, schools=1)
    text = (
        "school,name,country,status,reason,enrolled\na b,,FRA,yes,,many\nok,Ok,FR,sent,,5\nok,Ok,FR,sent,,5\n"
    )
    lines = refused("import_invitations", "rounds", file(text, "i.csv"))
    assert lines[0] == "6 problems, nothing was written"
    assert [tuple(line.split(": ")[0].split(", ")) for line in lines[1:]] == [
        ("i.csv", "line 2", "column school"),
        ("i.csv", "line 2", "column name"),
        ("i.csv", "line 2", "column country"),
        ("i.csv", "line 2", "column status"),
        ("i.csv", "line 2", "column enrolled"),
        ("i.csv", "line 4", "column school"),
    ]
    assert School.objects.count() == 1


@pytest.mark.parametrize("asked", [-5, 3_000_000_000])
def test_it_takes_as_asked_no_fewer_than_nobody_and_no_more_than_a_column_holds(file, asked):
    build.a_survey(opened=False)
    lines = refused("import_invitations", "rounds", file(INVITATIONS, "i.csv"), f"--asked={asked}")
    assert lines == [
        f"--asked {asked} is no number of students. Give how many were asked, from 0 to 10,000,000."
    ]


# ----- responses


def some_rows(n, **fixed):
    questionnaire = build.a_questionnaire()
    return questionnaire, [build.given(questionnaire, **fixed) for _ in range(n)]


def test_it_imports_responses_and_says_how_many_from_where(tmp_path):
    build.a_survey(opened=False)
    file = build.csv_file(tmp_path / "r.csv", *some_rows(12, year="1", gender="male"), school="school2")
    assert run("import_responses", "rounds", file) == "12 responses imported (school2 12)\n"
    few = build.csv_file(tmp_path / "few.csv", *some_rows(3), school="school1")
    assert run("import_responses", "rounds", few) == (
        "3 responses imported (school1 3)\n3 of them are too few to be shown\n"
    )
    assert Participation.objects.get(school__code="school2").imported == 12


def test_it_tells_every_problem_of_responses_and_imports_none(tmp_path):
    build.a_survey(opened=False)
    questionnaire, rows = some_rows(6, year="1", gender="male")
    rows[1]["mood"], rows[4]["gender"], rows[5]["school"] = ["wonderful"], [""], "nowhere"
    lines = refused("import_responses", "rounds", build.csv_file(tmp_path / "r.csv", questionnaire, rows))
    assert [tuple(line.split(": ")[0].split(", ")) for line in lines] == [
        ("3 problems", "nothing was written"),
        ("r.csv", "line 3", "column mood"),
        ("r.csv", "line 6", "column gender"),
        ("r.csv", "line 7", "column school"),
    ]
    assert (Envelope.objects.count(), Survey.objects.get().frozen) == (0, False)


def test_it_imports_nothing_into_a_closed_survey(tmp_path):
    build.closed(build.handed_in(build.a_survey(), 5))
    file = build.csv_file(tmp_path / "r.csv", *some_rows(6))
    assert refused("import_responses", "rounds", file) == [
        "rounds is closed: nothing in it changes any more."
    ]


# ----- export


def exported(*args, **options):
    return list(csv.DictReader(io.StringIO(run("export_responses", "rounds", *args, **options))))


@pytest.fixture
def closed_survey():
    """Five of one school and group, and two of another: together enough, by themselves too few."""
    survey = build.a_survey()
    build.handed_in(survey, 5, school="school1", year="1", gender="female", mood="good", place="home")
    build.handed_in(survey, 2, school="school2", year="3", gender="male", mood="declined", place="home")
    return build.closed(survey)


def test_it_exports_rows_with_what_is_blanked_said(closed_survey):
    rows = exported()
    assert list(rows[0]) == [
        *("school", "year", "gender", "heard", "where", "mood", "hours", "place", "phase", "blanked")
    ]
    shown = [(row["school"], row["year"], row["phase"], row["gender"], row["blanked"]) for row in rows]
    assert shown == [("school1", "1", "early", "female", "")] * 5


def test_it_exports_everybody_whole_where_that_is_asked_for(closed_survey):
    rows = sorted((row["school"], row["year"], row["gender"]) for row in exported(whole=True))
    assert rows == [("school1", "1", "female")] * 5 + [("school2", "3", "male")] * 2
    assert list(exported(whole=True)[0])[-1] == "phase"


def test_it_exports_words_in_the_language_asked_for(closed_survey):
    rows = exported(labels=True, language="fr")
    assert {(row["school"], row["mood"], row["phase"]) for row in rows} == {
        ("School 1", "Good (fr)", "Early (fr)")
    }


def test_it_exports_to_a_file_what_it_exports_to_the_screen(closed_survey, tmp_path):
    screen = run("export_responses", "rounds")
    assert run("export_responses", "rounds", output=str(tmp_path / "rows.csv")) == ""
    assert (tmp_path / "rows.csv").read_text("utf-8") == screen


def test_it_says_on_the_side_how_much_is_blank(closed_survey):
    out, err = io.StringIO(), io.StringIO()
    call_command("export_responses", "rounds", stdout=out, stderr=err)
    assert err.getvalue() == (
        "5 rows; blank in 0 of them: the school in 0, also the question of a grouping in 0, also the groups in 0;"
        " 2 left out, too few to show\n"
    )


def test_it_refuses_a_file_that_cannot_be_written(closed_survey, tmp_path):
    assert refused("export_responses", "rounds", output=str(tmp_path)) == [
        f"{tmp_path} cannot be written: Is a directory."
    ]


def test_it_refuses_a_language_that_the_survey_does_not_have(closed_survey):
    assert refused("export_responses", "rounds", labels=True, language="de") == [
        "rounds is not written in de. Possible: en, fr."
    ]


@pytest.mark.parametrize("status", ["Draft", "Open"])
def test_it_exports_no_rows_before_closing_and_says_why(status, tmp_path):
    build.a_survey(opened=status == "Open")
    target = tmp_path / "rows.csv"
    lines = refused("export_responses", "rounds", output=str(target))
    assert (len(lines), lines[0].partition(",")[0]) == (
        1,
        f"rounds is {status}: rows are written when it closes",
    )
    assert (lines[0].rpartition(": ")[2], target.exists()) == ("manage.py analyse rounds", False)


# ----- anonymity_check


def test_it_says_whether_the_promise_holds(monkeypatch):
    from surveyapp.management.commands import anonymity_check

    monkeypatch.setattr(anonymity_check, "findings", lambda: [("first", []), ("second", [])])
    assert run("anonymity_check").splitlines()[:3] == [
        "yes  first",
        "yes  second",
        "The promise holds. What it does not cover stands in docs/privacy.md.",
    ]
    monkeypatch.setattr(anonymity_check, "findings", lambda: [("first", []), ("second", ["this", "that"])])
    out = io.StringIO()
    with pytest.raises(CommandError, match="the promise does not hold: 2 things to mend, above") as error:
        call_command("anonymity_check", stdout=out)
    assert error.value.returncode == 1
    assert out.getvalue().splitlines() == ["yes  first", "no   second", "     this", "     that"]
