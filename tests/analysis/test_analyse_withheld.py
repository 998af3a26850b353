"""`manage.py analyse`: of an open survey what is counted and no more, and nothing of too few."""

import pytest
from django.core.management import CommandError
from django.utils import timezone

from tests import build
from tests.analysis.printed_analysis import analysed, figures, notes, printed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def survey():
    """Open; phase `early` is year 1 here, `late` is year 3."""
    return build.a_survey(schools=2)


def test_it_prints_of_an_open_survey_what_is_counted_and_no_more(survey):
    build.handed_in(survey, 12, year="1", gender="female", heard="yes")
    found = figures(analysed())
    assert [found["participation", "", "", "", name] for name in ("received", "shown", "not_shown")] == [
        "12",
        "5",
        "7",
    ]
    assert (found["heard", "yes", "", "", "n"], found["heard", "yes", "phase", "early", "n"]) == ("5", "5")
    assert {key[2] for key in found} == {
        "",
        "phase",
        "gender",
        "phase*gender",
    }  # school and year: after closing


def test_it_says_of_an_open_survey_that_its_figures_are_interim(survey):
    build.handed_in(survey, 12, year="1", gender="female", heard="yes")
    (said,) = [note[3] for note in notes(analysed(), "participation") if "interim" in note[3]]
    today = timezone.localdate().isoformat()
    assert said == f"interim, {today}: 5 of 12 responses are shown, and every figure can still change"
    assert notes(analysed(), "plan") == []
    build.closed(survey)
    assert "interim" not in printed()


def test_it_prints_nothing_of_anybody_before_the_first_step(survey):
    build.handed_in(survey, 9, year="1", gender="female")
    rows = analysed()
    assert {row[0] for row in rows if row[4] != "note"} == {"plan", "participation"}
    found = {note for q in build.EVERY_TYPE for note in notes(rows, q.code)}
    assert {note for note in found if note[3] != "after closing"} == {
        ("", "", "", "nobody was shown this question")
    }


def test_it_says_what_comes_after_closing(survey):
    """What tallies do not hold: by school, and by the question that a grouping is merged from."""
    later = {"school", "year", "school*phase", "school*gender"}
    rows = analysed()
    assert {note for note in notes(rows, "heard") if note[3] == "after closing"} == {
        ("", by, "", "after closing") for by in later
    }
    build.closed(build.handed_in(survey, 6, year="1", gender="female"))
    assert [row for row in analysed() if row[5] == "after closing"] == []


def test_it_leaves_out_who_is_too_few_unless_all_is_asked_for(survey):
    build.handed_in(survey, 6, year="1", gender="female", heard="yes", school="school1")
    build.handed_in(survey, 3, year="3", gender="male", heard="no", school="school2")
    build.closed(survey)
    found, everybody = figures(analysed()), figures(analysed("--all"))
    shown = [[some["heard", choice, "", "", "n"] for choice in ("yes", "no")] for some in (found, everybody)]
    assert shown == [["6", "0"], ["6", "3"]]
    assert [some["participation", "", "", "", "not_shown"] for some in (found, everybody)] == ["3", "0"]
    assert everybody["heard", "no", "phase*gender", "late*male", "n"] == "3"
    assert everybody["heard", "no", "school", "school2", "n"] == "3"
    assert {key[2] for key in found if key[0] == "heard"} == {"", "phase", "gender", "phase*gender"}
    assert [note for note in notes(analysed(), "heard") if note[1] in ("school", "year")] == [
        ("", by, "", "too few to show") for by in ("school", "year")
    ]


def test_it_withholds_the_split_of_a_follow_up_that_few_were_shown(survey):
    """Of each phase ten; six early ones and one late one had heard of it and were asked where."""
    for year, heard in (("1", 6), ("3", 1)):
        build.handed_in(survey, heard, year=year, gender="female", heard="yes", where=["talk"])
        build.handed_in(survey, 10 - heard, year=year, gender="female", heard="no")
    build.closed(survey)
    rows = analysed()
    assert figures(rows)["where", "talk", "", "", "n"] == "7"
    assert [note for note in notes(rows, "where") if note[1] == "phase"] == [
        ("", "phase", "", "too few to show")
    ]
    assert [row for row in rows if row[0] == "where" and row[2] == "phase" and row[4] != "note"] == []


@pytest.mark.parametrize("status", ["Draft", "Open"])
def test_it_shows_all_of_a_closed_survey_only(status):
    build.a_survey(opened=status == "Open")
    with pytest.raises(CommandError) as error:
        printed("--all")
    assert str(error.value).startswith(f"rounds is {status}: --all is for a closed survey.")
