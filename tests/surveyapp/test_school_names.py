"""A school's name stands in every survey that it takes part in: who may change it has to do with all of them."""

import pytest

from surveyapp.models import Membership, Participation, School
from tests import build
from tests.results_surveys import person
from tests.surveyapp.people_pages import signed_in

pytestmark = pytest.mark.django_db
PATH = "/surveys/rounds/schools/school1/change/"
SENT = {"name": "School 1", "country": "", "office": "The dean", "email": "", "enrolled": "120"}


@pytest.fixture
def both():
    return build.a_survey(), build.a_survey("theirs")


def names_in(survey):
    pages = Participation.objects.get(survey=survey, school__code="school1")
    return pages.school.name, pages.school.country


def test_nobody_renames_the_school_of_somebody_elses_survey(both):
    ours, theirs = both
    ada, before = signed_in(person("ada", ours, "researcher")), School.objects.get(code="school1")
    assert ada.post(PATH, SENT | {"country": before.country}).status_code == 302
    assert build.a_school(ours).enrolled == 120  # what is of this survey alone
    for wrong in ({"name": "School of fools"}, {"country": "XX"}):
        page = ada.post(PATH, SENT | {"country": before.country, "office": "Nobody"} | wrong)
        assert (page.status_code, page.content.decode().count("an administrator can change it")) == (422, 1)
        assert (names_in(theirs), build.a_school(ours).office) == ((before.name, before.country), "The dean")


def test_whoever_works_with_all_of_its_surveys_and_an_administrator_does(both):
    ours, theirs = both
    ada = person("ada", ours, "researcher")
    Membership.objects.create(survey=theirs, user=ada, role="researcher")
    assert signed_in(ada).post(PATH, SENT | {"name": "First school"}).status_code == 302
    assert names_in(theirs)[0] == "First school"
    Membership.objects.filter(survey=theirs).update(role="faculty")
    assert signed_in(ada).post(PATH, SENT | {"name": "Mine"}).status_code == 422
    root = person("root")
    assert signed_in(root).post(PATH, SENT | {"name": "Other"}).status_code == 302
    assert names_in(theirs)[0] == "Other"
