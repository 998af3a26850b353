"""Roles of a survey: given, changed, taken; people who are shut out and let in again."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveyapp.actions import people
from surveyapp.actions.surveys import Refused
from surveyapp.models import LogEntry, Membership, School
from tests import build
from tests.results_surveys import PASSWORD, person
from tests.surveyapp.letter_pages import said
from tests.surveyapp.people_pages import (
    PEOPLE,
    invite,
    invited,
    log,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def survey():
    return build.a_survey(opened=False)


def test_a_school_goes_with_faculty_only_and_takes_part_in_the_survey(survey, root):
    far, near = build.another_school(), School.objects.get(code="school1")
    assert invite(root, role="researcher", school=near.pk).status_code == 422
    assert invite(root, school=far.pk).status_code == 422
    for role, school in (("researcher", near), ("faculty", far)):
        with pytest.raises(Refused):
            invited(survey, role=role, school=school)
    assert not Membership.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(survey=survey, user=person("x"), role="researcher", school=near)


def test_a_role_is_changed_and_taken_and_the_next_page_knows_it(survey, root):
    row = invited(survey, role="researcher")
    iris = signed_in(row.user)
    assert [iris.get(f"/surveys/rounds/{page}/").status_code for page in ("results", "letters")] == [200, 200]
    near = School.objects.get(code="school1")
    root.post(f"{PEOPLE}{row.pk}/change/", {"role": "faculty", "school": near.pk})
    assert [iris.get(f"/surveys/rounds/{page}/").status_code for page in ("results", "letters")] == [200, 404]
    assert root.get(f"{PEOPLE}{row.pk}/remove/").status_code == 200
    assert Membership.objects.count() == 1
    root.post(f"{PEOPLE}{row.pk}/remove/")
    assert iris.get("/surveys/rounds/results/").status_code == 404
    assert [did for _by, did in log()] == ["person_invited", "role_changed", "role_taken"]


def test_a_group_of_staff_is_listed_and_gets_no_mail(survey, root):
    row = Membership.objects.create(survey=survey, group=Group.objects.create(name="Clinic"), role="faculty")
    assert "Clinic" in said(root.get(PEOPLE))
    assert root.post(f"{PEOPLE}{row.pk}/mail/", {"go": "again"}).status_code == 404
    assert root.post(f"{PEOPLE}{row.pk}/remove/").status_code == 302
    assert not Membership.objects.exists()


def test_researchers_see_who_has_access_and_change_nothing(survey, root):
    ada, row = signed_in(person("ada", survey, "researcher")), invited(survey)
    page = said(ada.get(PEOPLE))
    assert ("Iris" in page or "iris@school1.example" in page, "Invite somebody" in page) == (True, False)
    posts = [PEOPLE, *(f"{PEOPLE}{row.pk}/{what}/" for what in ("change", "remove", "mail"))]
    assert [ada.post(path, {"go": "link"}).status_code for path in posts] == [404] * 4


# ----- shut out


def test_whoever_is_shut_out_is_so_with_the_next_page_and_stays_so(survey, root):
    row = invited(survey)
    people.choose_password(user=row.user, password=PASSWORD)
    iris = signed_in(row.user)
    assert root.get(f"/people/{row.user_id}/").status_code == 200
    assert iris.get("/surveys/").status_code == 200
    root.post(f"/people/{row.user_id}/", {"go": "shut_out"})
    assert iris.get("/surveys/").status_code == 302
    assert Client().post("/signin/", {"username": row.user.username, "password": PASSWORD}).status_code == 200
    with pytest.raises(Refused, match="shut out of this server"):
        invited(build.a_survey("other"))
    root.post(f"/people/{row.user_id}/", {"go": "let_in"})
    assert iris.get("/surveys/").status_code == 302  # the old session does not live again
    assert Client().post("/signin/", {"username": row.user.username, "password": PASSWORD}).status_code == 302
    found = [did for by, did in log() if by == "root"]
    assert found == ["person_invited", "person_shut_out", "person_let_in"]


def test_nobody_shuts_out_themselves_or_the_last_administrator(root):
    me = User.objects.get(username="root")
    other = User.objects.create_superuser("other")
    page = root.post(f"/people/{me.pk}/", {"go": "shut_out"}, follow=True)
    assert "You cannot shut out yourself" in said(page)
    people.shut_out(user=other, by=me)
    with pytest.raises(Refused, match="Only administrators"):  # who was shut out in the same moment
        people.shut_out(user=me, by=other)
    assert list(User.objects.filter(is_active=True)) == [me]


def test_all_people_are_listed_in_as_many_queries_for_one_as_for_three(survey, root):
    def queries(path):
        with CaptureQueriesContext(connection) as found:
            assert root.get(path).status_code == 200
        return len(found)

    invited(survey)
    paths = ("/people/", PEOPLE, "/log/", "/surveys/rounds/log/")
    one = [queries(path) for path in paths]
    for n in (2, 3):
        invited(survey, f"iris{n}@x.example", school=School.objects.get(code=f"school{n}"))
    assert [queries(path) for path in paths] == one


def test_the_administration_holds_to_the_same_rules_and_notes_what_it_did(survey, root):
    row, near, far = invited(survey), School.objects.get(code="school1"), build.another_school()
    path = f"/admin/surveyapp/survey/{survey.pk}/change/"

    def values(form):
        found = {form.add_prefix(name): form[name].value() for name in form.fields}
        return {name: "" if value is None else value for name, value in found.items()}

    def post(role, school):
        page = root.get(path)
        data = {}
        for formset in page.context["inline_admin_formsets"]:
            for form in (formset.formset.management_form, *formset.formset.forms):
                data |= values(form)
        beginning = next(name[: -len("-role")] for name, value in data.items() if name.endswith("-0-role"))
        data |= values(page.context["adminform"].form)
        return root.post(path, data | {f"{beginning}-role": role, f"{beginning}-school": school or ""})

    assert [post("researcher", near.pk).status_code, post("faculty", far.pk).status_code] == [200, 200]
    assert post("faculty", near.pk).status_code == 302
    row.refresh_from_db()
    assert (row.school, LogEntry.objects.first().did) == (near, "role_changed")
