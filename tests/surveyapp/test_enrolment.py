"""Students by year of study: entered by a dean, a secretary or a researcher, and held against the total."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from surveyapp import years
from surveyapp.actions import enrolment, history, links
from surveyapp.actions.surveys import Refused
from surveyapp.models import LogEntry
from surveyapp.store import questionnaire_of
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def a_row():
    row = build.a_school(build.a_survey())
    history.record(participation=row, kind="accepted", by="Olga")
    return build.a_school(row.survey)


def given(**more):
    """Years 1, 2 and 3 are the fields year_0 to year_2."""
    day = timezone.localdate().isoformat()
    return {"go": "enrolled", "students_in_all": "", "source": " The  registrar ", "of_day": day} | more


def known(row):
    row.refresh_from_db()
    lines = {line.year: (line.students, line.source) for line in row.enrolled_by_year.all()}
    return row.enrolled, lines


def a_link(row, holder="dean"):
    return f"/d/{links.make(participation=row, holder=holder, by='Olga')}/?lang=en"


def a_researcher(row):
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client, f"/surveys/{row.survey.code}/schools/{row.school.code}/enrolled/"


def test_the_years_are_the_choices_that_groups_are_merged_from():
    asked = questionnaire_of(build.a_survey())
    assert [(year.code, year.name) for year in years.years(asked, "fr")] == [
        ("1", "1 (fr)"),
        ("2", "2 (fr)"),
        ("3", "3 (fr)"),
    ]
    assert years.years(questionnaire_of(build.a_survey("plain", groupings=(build.BY_GENDER,))), "en") == ()


@pytest.mark.parametrize("holder", ["dean", "secretary"])
def test_a_school_enters_its_students_and_corrects_them(holder):
    row = a_row()
    link, client = a_link(row, holder), Client()
    assert client.post(link, given(year_0="120", year_1="110", year_2="90")).status_code == 303
    said = "The registrar"
    assert known(row) == (320, {"1": (120, said), "2": (110, said), "3": (90, said)})
    page = client.get(link).content.decode()
    assert ("Entered: 320 students" in page, 'value="110"' in page) == (True, True)
    client.post(link, given(students_in_all="400", year_0="120", source=""))
    assert known(row) == (400, {"1": (120, "")})
    entry = LogEntry.objects.filter(did="school_enrolled").first()
    assert entry.by == holder.title()


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"students_in_all": "300", "year_0": "120", "year_1": "110", "year_2": "90"},
            "add up to 320, not to 300",
        ),
        ({"students_in_all": "100", "year_0": "120"}, "add up to 120 already, more than 100"),
        ({"year_0": "many"}, "Enter a whole number"),
        ({"year_0": "-1"}, "not below zero"),
        ({"year_0": "99999999999"}, "more students than any school has"),
        ({"of_day": "soon"}, "That is no day"),
        ({"of_day": "2999-01-01"}, "That day lies ahead"),
        ({"source": "x" * 201}, "at most 200"),
        ({"source": "nul\x00"}, "ull characters are not allowed"),
    ],
)
def test_what_cannot_be_is_said_in_its_place_and_nothing_is_entered(change, words):
    row = a_row()
    client, page = a_researcher(row)
    for answer in (Client().post(a_link(row), given(**change)), client.post(page, given(**change))):
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert known(row) == (None, {})


def test_a_researcher_enters_them_too_and_the_schools_page_names_years():
    row = a_row()
    client, page = a_researcher(row)
    assert client.get(page).status_code == 200
    assert client.post(page, given(year_0="1200", year_1="3")).status_code == 302
    assert known(row)[0] is None  # one year is missing: no total is guessed
    shown = client.get(f"/surveys/{row.survey.code}/schools/{row.school.code}/").content.decode()
    assert ("1,200" in shown, "The registrar" in shown) == (True, True)


def test_the_action_refuses_what_no_form_would_send():
    row = a_row()
    day = timezone.localdate()
    for total, by_year in ((None, {"9": 1}), (5, {"1": 6})):
        with pytest.raises(Refused):
            enrolment.put(participation=row, total=total, by_year=by_year, source="", day=day, by="Olga")
    assert known(row) == (None, {})


def test_nobody_enters_for_a_school_that_does_not_take_part():
    row = build.a_school(build.a_survey())
    assert Client().post(a_link(row), given(year_0="1")).status_code == 409
    build.closed(row.survey)
    assert Client().post(a_link(row), given(year_0="1")).status_code == 410
    assert known(row) == (None, {})


def test_a_mail_may_be_told_year_by_year():
    row = a_row()
    day = timezone.localdate().isoformat()
    mail = {"go": "sent", "kind": "sent", "day": day, "students": ""}
    link, client = a_link(row), Client()
    wrong = client.post(link, mail | {"students": "10", "year_0": "6", "year_1": "6"})
    assert (wrong.status_code, "add up to 12 already" in wrong.content.decode()) == (422, True)
    assert client.post(link, mail | {"year_0": "100", "year_1": "90", "year_2": "80"}).status_code == 303
    client.post(link, mail | {"year_0": "100", "year_1": "90", "year_2": "80"})  # a second click
    event = row.events.get(kind="sent")
    assert (event.students, event.by_year) == (270, {"1": 100, "2": 90, "3": 80})


def test_a_researcher_tells_a_mail_year_by_year_too_and_the_history_shows_it():
    row = a_row()
    client, _path = a_researcher(row)
    home = f"/surveys/{row.survey.code}/schools/{row.school.code}/"
    told = {"kind": "sent", "day": timezone.localdate().isoformat(), "students": "270"}
    years_told = {"year_0": "100", "year_1": "90", "year_2": "80"}
    wrong = client.post(f"{home}enter/", told | years_told | {"year_2": "70"})
    assert (wrong.status_code, "add up to 260" in wrong.content.decode()) == (422, True)
    wrong = client.post(f"{home}enter/", told | years_told | {"kind": "accepted"})
    assert (wrong.status_code, "Years of study go with a mail" in wrong.content.decode()) == (422, True)
    assert not row.events.filter(kind="sent").exists()
    assert client.post(f"{home}enter/", told | years_told).status_code == 302
    words = client.get(home).content.decode()
    assert ("To 270 students" in words, "1 100, 2 90, 3 80" in words) == (True, True)


def test_the_source_of_a_sum_alone_is_kept_and_stands_beside_it():
    row = a_row()
    client, path = a_researcher(row)
    told = given(students_in_all="410", source="The registrar")
    assert client.post(path, told).status_code == 302
    history.record(participation=row, kind="sent", by="Olga", day=timezone.localdate())
    for page in (
        f"/surveys/{row.survey.code}/schools/{row.school.code}/",
        f"/surveys/{row.survey.code}/rates/",
    ):
        words = client.get(page).content.decode()
        assert ("410" in words, "The registrar, " in words) == (True, True)
    assert 'value="The registrar"' in client.get(path).content.decode()
    change = {"name": "School 1", "enrolled": "500", "country": "", "office": "", "email": ""}
    assert client.post(path.replace("enrolled/", "change/"), change).status_code == 302
    assert "The registrar" not in client.get(f"/surveys/{row.survey.code}/rates/").content.decode()
