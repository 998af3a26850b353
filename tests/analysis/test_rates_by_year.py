"""The response rate by year of study: only where all years of all schools that sent are known, and after closing."""

import pytest
from django.utils import timezone

from analysis.names import Names
from analysis.rates_by_year import rates_by_year
from surveyapp import participation
from surveyapp.actions import enrolment, history
from surveyapp.models import Survey
from surveyapp.store import questionnaire_of
from tests import build

pytestmark = pytest.mark.django_db


def a_survey():
    """24 people at each of two schools, eight of each year."""
    survey = build.a_survey(questions=(build.YEAR, build.HEARD), groupings=(build.PHASE,), schools=2)
    for school in ("school1", "school2"):
        for year in "123":
            for _ in range(8):
                build.hand_in(survey, school=school, year=year)
        history.record(participation=build.a_school(survey, school), kind="sent", by="Olga", students=100)
    return survey


def enrolled(survey, school, **years):
    row = build.a_school(survey, school)
    numbers = {code.removeprefix("y"): n for code, n in years.items()}
    enrolment.put(
        participation=row, total=None, by_year=numbers, source="", day=timezone.localdate(), by="Olga"
    )


def found(survey):
    survey = Survey.objects.get(pk=survey.pk)
    names = Names(questionnaire_of(survey), "en")
    return rates_by_year(survey, participation.summary(survey), names)


def test_it_waits_for_every_school_and_for_closing():
    survey = a_survey()
    assert "once the survey is closed" in found(survey).says and "each school" in found(survey).says
    enrolled(survey, "school1", y1=40, y2=30, y3=20)
    enrolled(survey, "school2", y1=40, y2=30)
    assert (found(survey).missing, found(survey).lines) == (("School 2",), ())
    enrolled(survey, "school2", y1=40, y2=30, y3=12)
    assert "once the survey is closed" in found(survey).says
    build.closed(survey)
    lines = found(survey).lines
    assert [(line.name, line.asked, line.received) for line in lines] == [
        ("1", "80", "16"),
        ("2", "60", "16"),
        ("3", "32", "16"),
    ]
    assert [line.rate[:6] for line in lines] == [
        "20.0\N{NO-BREAK SPACE}%",
        "26.7\N{NO-BREAK SPACE}%",
        "50.0\N{NO-BREAK SPACE}%",
    ]


@pytest.mark.once
def test_what_a_mail_reached_goes_before_who_is_enrolled():
    survey = a_survey()
    for school in ("school1", "school2"):
        enrolled(survey, school, y1=40, y2=30, y3=20)
    history.record(
        participation=build.a_school(survey),
        kind="first_reminder",
        by="Dean",
        students=60,
        by_year={"1": 20, "2": 20, "3": 20},
    )
    build.closed(survey)
    assert [line.asked for line in found(survey).lines] == ["60", "50", "40"]
    assert found(survey).lines[2].rate.startswith("40.0")


@pytest.mark.once
def test_more_answers_than_students_give_no_rate():
    survey = a_survey()
    for school in ("school1", "school2"):
        enrolled(survey, school, y1=4, y2=30, y3=20)
    build.closed(survey)
    assert [bool(line.rate) for line in found(survey).lines] == [False, True, True]
