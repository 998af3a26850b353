"""In the admin: what is frozen, schools and their links, people, and what staff may not."""

import io
import re
from types import SimpleNamespace

import pytest
import segno
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from surveyapp.actions import schools, surveys
from surveyapp.models import Membership, Participation, School, Survey
from surveyapp.participation import link
from tests import build
from tests.respond_surveys import draft
from tests.surveyapp.admin_pages import again, form_of, page_of, said, tools

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def survey():
    """A draft of the survey that `EVERY_TYPE` writes."""
    return draft()


# ----- what is frozen


def test_it_lets_a_draft_be_changed(root, survey):
    changed = {**form_of(root, survey), "minimum_group": "9", "live_by_school": "on", "asked": "120"}
    assert root.post(page_of(survey), changed).status_code == 302
    now = again(survey)
    assert (now.minimum_group, now.live_by_school, now.asked) == (9, True, 120)


@pytest.mark.parametrize("smallest", ["4", "0", "-5", "many"])
def test_it_shows_no_group_of_fewer_than_five(root, survey, smallest):
    refused = root.post(page_of(survey), {**form_of(root, survey), "minimum_group": smallest})
    assert (refused.status_code, again(survey).minimum_group) == (200, 5)


def test_it_changes_nothing_that_is_frozen_whatever_is_posted(root, survey):
    surveys.open_survey(survey=survey)
    before = Survey.objects.filter(pk=survey.pk).values().get()
    forged = {
        **form_of(root, survey),
        "code": "other",
        "title": "{}",
        "status": "draft",
        "minimum_group": "50",
        "live_by_school": "on",
        "example": "on",
        "structure": "",
        "opened_on": "2020-01-01",
        "asked": "300",
    }
    assert root.post(page_of(survey), forged).status_code == 302
    after = Survey.objects.filter(pk=survey.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"asked", "revision"}
    assert after["asked"] == 300


def test_it_overwrites_no_status_that_changed_since_the_page_was_asked_for(survey):
    stale = again(survey)
    surveys.open_survey(survey=again(survey))
    stale.minimum_group, stale.asked = 50, 300
    form = SimpleNamespace(changed_data=["minimum_group", "asked"])
    admin.site._registry[Survey].save_model(None, stale, form, change=True)
    now = again(survey)
    assert (now.status, now.minimum_group, now.asked) == ("open", 5, 300)


def test_it_opens_and_corrects_a_survey_as_it_stands_now(survey):
    stale = again(survey)
    surveys.open_survey(survey=again(survey))
    with pytest.raises(surveys.Refused, match="only a draft can be opened"):
        surveys.open_survey(survey=stale)


# ----- schools, people


def test_it_keeps_the_school_of_a_participation(root, survey):
    fields = form_of(root, survey)
    first = survey.participations.get(school__code="north")
    other = build.another_school()
    forged = {**fields, "participations-0-school": other.pk, "participations-0-enrolled": "77"}
    assert root.post(page_of(survey), forged).status_code == 302
    first.refresh_from_db()
    assert (first.school.code, first.enrolled) == ("north", 77)


def test_it_takes_a_school_into_a_survey_once(root, survey):
    fields, other = form_of(root, survey), build.another_school()
    added = {**fields, "participations-2-0-school": other.pk, "participations-2-0-state": "sent"}
    assert root.post(page_of(survey), added).status_code == 302
    assert sorted(survey.participations.values_list("school__code", "state")) == [
        ("far", "sent"),
        ("north", "invited"),
        ("south", "invited"),
    ]
    twice = root.post(page_of(survey), {**form_of(root, survey), "participations-2-0-school": other.pk})
    assert (twice.status_code, survey.participations.count()) == (200, 3)


def test_it_shows_a_school_that_joined_an_open_survey_at_once(root, survey):
    surveys.open_survey(survey=survey)
    other = build.another_school()
    assert root.get("/r/ward/far").status_code == 404
    data = {"survey": survey.pk, "school": other.pk, "state": "sent"}
    assert root.post("/admin/surveyapp/participation/add/", data).status_code == 302
    assert root.get("/r/ward/far").status_code == 200


def test_it_gives_access_to_a_person_or_to_a_group_of_staff_never_to_both(root, survey):
    ada, group = User.objects.create_user("ada"), Group.objects.create(name="Faculty")
    fields = {**form_of(root, survey), "memberships-2-0-role": "researcher"}
    for both in ({}, {"memberships-2-0-user": ada.pk, "memberships-2-0-group": group.pk}):
        refused = root.post(page_of(survey), {**fields, **both})
        assert (refused.status_code, said(refused).count("one of the two")) == (200, 1)
    for one in ({"memberships-2-0-user": ada.pk}, {"memberships-2-0-group": group.pk}):
        assert root.post(page_of(survey), {**fields, **one}).status_code == 302
        fields = {**form_of(root, survey), "memberships-2-0-role": "faculty"}
    rows = Membership.objects.filter(survey=survey).values_list("user__username", "group__name", "role")
    assert list(rows) == [("ada", None, "researcher"), (None, "Faculty", "faculty")]


def test_it_takes_a_new_name_of_a_school_everywhere(root, survey):
    from surveyapp.store import questionnaire_of

    school = School.objects.get(code="north")
    assert questionnaire_of(again(survey)).schools[0].name == "North & Sons"
    data = {"name": "Northern School", "country": "", "code": "forged"}
    assert root.post(f"/admin/surveyapp/school/{school.pk}/change/", data).status_code == 302
    assert [s.name for s in questionnaire_of(again(survey)).schools] == ["Northern School", "South"]
    assert School.objects.filter(code="north").count() == 1


def delete(client, row):
    return client.post(f"/admin/surveyapp/participation/{row.pk}/delete/", {"post": "yes"}).status_code


def test_it_deletes_no_participation_with_responses(root):
    survey = build.a_survey()
    build.hand_in(survey, school="school1")
    survey.participations.filter(school__code="school2").update(imported=1)
    rows = {row.school.code: row for row in survey.participations.select_related("school", "survey")}
    assert [delete(root, rows[f"school{n}"]) for n in (1, 2, 3)] == [403, 403, 302]
    assert sorted(survey.participations.values_list("school__code", flat=True)) == ["school1", "school2"]
    assert root.get("/r/rounds/school3").status_code == 404


def test_it_deletes_no_school_that_takes_part(root, survey):
    school = School.objects.get(code="north")
    root.post(f"/admin/surveyapp/school/{school.pk}/delete/", {"post": "yes"})
    assert School.objects.filter(code="north").count() == 1


def test_it_deletes_a_draft_or_an_example_and_nothing_that_was_collected(root, survey):
    example = build.handed_in(build.a_survey("tryout"), 6)
    Survey.objects.filter(pk=example.pk).update(example=True)
    collected = build.handed_in(build.a_survey("study"), 1)
    statuses = [
        root.post(page_of(which, "delete"), {"post": "yes"}).status_code
        for which in (survey, example, collected)
    ]
    assert (statuses, [s.code for s in Survey.objects.all()]) == ([302, 302, 403], ["study"])


@pytest.mark.parametrize("table", ["survey", "participation"])
def test_it_deletes_no_several_at_once(root, survey, table):
    rows = (Survey if table == "survey" else Participation).objects
    chosen = {"action": "delete_selected", "_selected_action": rows.first().pk, "post": "yes"}
    before = rows.count()
    root.post(f"/admin/surveyapp/{table}/", chosen)
    assert rows.count() == before


# ----- links


def test_it_shows_each_link_under_the_address_of_the_server_in_a_field_to_copy(root, survey, settings):
    settings.BASE_URL = "https://ask.example.org"
    for address in (page_of(survey), "/admin/surveyapp/participation/"):
        fields = re.findall(r"<input[^>]*link-to-copy[^>]*>", root.get(address).content.decode())
        assert [re.search(r'value="([^"]*)"', field)[1] for field in fields] == [
            "https://ask.example.org/r/ward/north",
            "https://ask.example.org/r/ward/south",
        ]
        assert [re.search(r'aria-label="([^"]*)"', field)[1] for field in fields] == [
            "Link of North &amp; Sons",
            "Link of South",
        ]
        assert [" readonly" in field for field in fields] == [True, True]


def dark(svg):
    """The modules of a QR code that an SVG draws: its path goes along rows of dark ones."""
    border, rows = 4, set()
    x = y = 0.0
    for move, dx, dy in re.findall(
        r"([Mmhz])(-?[\d.]+)?[ ,]?(-?[\d.]+)?", re.search(r' d="([^"]+)"', svg)[1]
    ):
        if move in "Mm":
            x, y = (float(dx), float(dy)) if move == "M" else (x + float(dx), y + float(dy))
        elif move == "h":
            rows |= {(int(y) - border, column - border) for column in range(int(x), int(x + float(dx)))}
            x += float(dx)
    return rows


def test_it_draws_a_qr_code_of_the_school_s_link(root, survey, settings):
    settings.BASE_URL = "https://ask.example.org"
    row = survey.participations.select_related("survey", "school").get(school__code="south")
    response = root.get(f"/admin/surveyapp/participation/{row.pk}/qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    expected = segno.make("https://ask.example.org/r/ward/south", error="m").matrix
    modules = {(y, x) for y, line in enumerate(expected) for x, bit in enumerate(line) if bit}
    assert link(row) == "https://ask.example.org/r/ward/south"
    assert dark(response.content.decode()) == modules
    other = io.BytesIO()
    segno.make("https://ask.example.org/r/ward/north", error="m").save(other, kind="svg", scale=8, border=4)
    assert dark(other.getvalue().decode()) != modules


# ----- staff who are no administrators


def test_it_shows_staff_what_they_may_see_and_offers_nothing_that_they_may_not(survey):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_survey"))
    client = Client()
    client.force_login(clerk)
    page = client.get(page_of(survey))
    assert (page.status_code, sorted(tools(page))) == (200, ["History"])
    statuses = [
        client.post(page_of(survey, name), {"key_is_kept": "on", "sure": "True", "code": "more"}).status_code
        for name in ("open", "close", "copy", "upload", "change", "delete")
    ]
    assert (statuses, again(survey).status) == ([403] * 6, "draft")


def test_it_makes_strata_for_a_school_that_joins_where_results_are_live_by_school():
    survey = build.a_survey(live_by_school=True, schools=1)
    schools.add(survey=survey, school=build.another_school())
    build.handed_in(again(survey), 2, school="far")
    assert build.closed(survey).status == "closed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_it_has_pages_that_a_browser_shows_whole(open_page, live_server, settings, width):
    """Under the strict Content-Security-Policy, over which the page's watch is kept; links readable at full length."""
    settings.BASE_URL = "https://survey.faculty.example.org"
    client, survey = Client(), build.a_survey()
    client.force_login(User.objects.create_superuser("root"))
    page = open_page(live_server.url, viewport={"width": width, "height": 900})
    session = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    for address in (
        "survey/",
        "participation/",
        "survey/add/",
        *(page_of(survey, p)[17:] for p in ("close", "change")),
    ):
        page.goto(f"/admin/surveyapp/{address}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (address, wide) == (address, 0)
    fields = page.locator(".link-to-copy")
    assert fields.evaluate_all("all => all.map(e => e.scrollWidth - e.clientWidth)") == [0, 0, 0]
    fields.first.focus()
    page.keyboard.press("ControlOrMeta+a")
    selected = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert fields.first.evaluate(selected) == "https://survey.faculty.example.org/r/rounds/school1"
    page.get_by_role("link", name="QR code").first.click()
    assert page.url.endswith("/qr.svg")
