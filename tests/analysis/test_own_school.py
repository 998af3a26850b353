"""Faculty of one school: that school and the whole, by every way in; nothing of other schools by name."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from surveyapp.models import Membership, Participation, School
from tests import build
from tests.results_surveys import person
from tests.surveyapp.letter_pages import said

pytestmark = pytest.mark.django_db
NAMES = [f"School {n}" for n in (1, 2, 3)]


def a_survey(people=45, fixed=None, **more):
    survey = build.a_survey(**more)
    Participation.objects.filter(survey=survey).update(state="sent", enrolled=200)
    return build.handed_in(survey, people, **(fixed or {}))


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def of_school(survey, code="school1"):
    iris = person("iris", survey, "faculty")
    Membership.objects.update(school=School.objects.get(code=code))
    return client_of(iris)


def named(page):
    text = said(page) if "html" in page.headers["Content-Type"] else b"".join(page).decode()
    return [name for name in NAMES if name in text or f",{name.lower().replace(' ', '')}," in text]


once = pytest.mark.once


@pytest.mark.parametrize(
    ("live", "closed"),
    [(True, True), *(pytest.param(*it, marks=once) for it in ((True, False), (False, True), (False, False)))],
)
def test_no_page_names_another_school(live, closed):
    survey = a_survey(live_by_school=live)
    if closed:
        build.closed(survey)
    iris = of_school(survey)
    here = "/surveys/rounds"
    own = {
        page: named(iris.get(f"{here}/{page}"))
        for page in (
            "results/",
            "results/?by=nobody",
            "results/heard/",
            "schools/",
            "schools/school1/",
            "data/",
            "plan/",
            "counts.csv",
            "codebook.csv",
            "figure-1.svg",
            "results/heard/table.csv",
            "results/mood/by/",
            "live/",
            "live/heard/",
        )
    }
    assert {page: names for page, names in own.items() if set(names) - {"School 1"}} == {}
    assert (own["schools/"], own["schools/school1/"], own["results/"]) == ([NAMES[0]],) * 3
    gone = ("schools/school2/", "rates/", "results/heard/by/school/", "results/heard/chart.svg?by=school")
    assert {page: iris.get(f"{here}/{page}").status_code for page in gone} == dict.fromkeys(gone, 404)
    assert iris.get(f"{here}/live/?by=school").status_code == 404


def test_others_still_see_every_school_after_one_of_them_has_looked():
    survey = a_survey(people=90, fixed={"year": "1", "gender": "female"}, live_by_school=True)
    iris, felix = of_school(survey), client_of(person("felix", survey, "faculty"))
    for page in ("results/?by=school", "results/heard/", "schools/", "counts.csv"):
        iris.get(f"/surveys/rounds/{page}")
        assert named(felix.get(f"/surveys/rounds/{page}")) == NAMES
        assert set(named(iris.get(f"/surveys/rounds/{page}"))) <= {NAMES[0]}


def test_the_numbers_of_the_whole_are_everybodys():
    survey = build.closed(a_survey())
    iris, felix = of_school(survey), client_of(person("felix", survey, "faculty"))

    def figures(client):
        return re.findall(r"\d+ of \d+", said(client.get("/surveys/rounds/results/")))

    assert (figures(iris) == figures(felix), len(figures(iris)) > 10) == (True, True)


def test_their_school_has_numbers_and_no_history():
    survey = a_survey()
    row = build.a_school(survey, "school1")
    from surveyapp.actions import history

    history.record(participation=row, kind="note", by="Ada", note="The dean hesitates", day=survey.opened_on)
    iris, felix = of_school(survey), client_of(person("felix", survey, "faculty"))
    path = "/surveys/rounds/schools/school1/"
    assert ("The dean hesitates" in said(felix.get(path)), "History" in said(felix.get(path))) == (True, True)
    page = said(iris.get(path))
    assert ("dean" in page.lower(), "History" in page, "Numbers" in page) == (False, False, True)


def test_a_school_that_left_leaves_the_whole_alone():
    survey = a_survey()
    iris = of_school(survey)
    Membership.objects.update(school=build.another_school())
    assert named(iris.get("/surveys/rounds/schools/")) == []
    assert "Your school is not in this survey" in said(iris.get("/surveys/rounds/schools/"))
    assert iris.get("/surveys/rounds/schools/far/").status_code == 404


def test_the_wider_of_two_roles_counts():
    survey = a_survey()
    iris = of_school(survey)
    group = Group.objects.create(name="Faculty of medicine")
    Membership.objects.create(survey=survey, group=group, role="faculty")
    assert iris.get("/surveys/rounds/schools/school2/").status_code == 404
    person_of = Membership.objects.exclude(user=None).get().user
    person_of.groups.add(group)
    assert iris.get("/surveys/rounds/schools/school2/").status_code == 200
