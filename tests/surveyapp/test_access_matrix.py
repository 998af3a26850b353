"""Every address x every role: what each person gets of a survey of theirs and of somebody else's."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from surveyapp import printing
from surveyapp.models import Event, Job, Letter, Membership
from surveyapp.views import dean_link
from tests import build
from tests.surveyapp.access_table import MATRIX, REGISTERED, ROLES, pages_of, routes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_drawn(monkeypatch):
    """Who may have a file is asked here; what stands in it, elsewhere, and drawing takes most of the time."""
    for name in ("png", "pdf", "typeset"):
        monkeypatch.setattr(printing, name, lambda *given, **more: b"drawn")


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    """How long whoever tries many wrong links of deans has to wait is asked in test_dean.py."""
    monkeypatch.setattr(dean_link, "PAUSE", 0)


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    cache.clear()


# Made once for all tests here: what one of them writes is rolled back, and none may write to what it is handed.
@pytest.fixture(scope="module")
def people(module_db):
    staff = {"olga": {}, "felix": {}, "iris": {}, "group": {}, "ada": {}, "clerk": {"is_staff": True}}
    made = {name: User.objects.create_user(name, **more) for name, more in staff.items()}
    made["inactive"] = User.objects.create_user("inactive", is_active=False)
    made["root"] = User.objects.create_superuser("root")
    made["group"].groups.add(Group.objects.create(name="Faculty of medicine"))
    return made


def with_members(survey, people):
    """Felix, Iris, Ada and a group of staff have to do with it, and so had who is inactive now."""
    Membership.objects.create(survey=survey, user=people["felix"], role="faculty")
    Membership.objects.create(survey=survey, group=Group.objects.get(), role="faculty")
    first = survey.participations.select_related("school").first().school
    Membership.objects.create(survey=survey, user=people["iris"], role="faculty", school=first)
    for name in ("ada", "inactive"):
        Membership.objects.create(survey=survey, user=people[name], role="researcher")
    return survey


def imported(folder, code):
    """A survey that is closed and has rows: all other pages of it are the same as of an open one."""
    from surveyapp.actions import imports

    survey = build.a_survey(code, opened=False)
    questionnaire = build.a_questionnaire(code)
    rows = [build.given(questionnaire, year="1", gender="female") for _ in range(12)]
    imports.import_responses(survey=survey, file=build.csv_file(folder / f"{code}.csv", questionnaire, rows))
    return build.closed(survey)


def with_a_letter(code):
    survey = build.a_survey(code)
    Letter.objects.create(
        participation=survey.participations.first(),
        kind="invitation",
        language="en",
        due=timezone.localdate(),
        asked_at=timezone.now(),
        message_id=f"<{code}>",
    )
    Event.objects.create(
        participation=survey.participations.first(), kind="invited", day=timezone.localdate()
    )
    Job.objects.create(
        survey=survey,
        kind="import",
        state="wrong",
        token=code,
        asked_at=timezone.now(),
        counts={"problems": 1, "lines": 1},
    )
    return survey


@pytest.fixture(scope="module")
def surveys_of_both(people, tmp_path_factory):
    """Of theirs and of somebody else: an open and a closed one each."""
    folder = tmp_path_factory.mktemp("matrix")
    return {
        "open": (with_members(with_a_letter("ours"), people), with_a_letter("theirs")),
        "closed": (
            with_members(imported(folder, "ours-over"), people),
            imported(folder, "theirs-over"),
        ),
    }


OTHER = "surveys/<slug:code>/results/<slug:question>/by/<slug:other>/"
AFTER_CLOSING = (
    *("surveys/<slug:code>/rows.csv", "surveys/<slug:code>/texts.csv"),
    *(f"{OTHER}chart.<str:file>", f"{OTHER}table.csv"),
)


@pytest.fixture(scope="module")
def addresses(surveys_of_both):
    """Route -> the address for a survey of theirs, and for somebody else's."""
    kind = {route: "closed" if route in AFTER_CLOSING else "open" for route in MATRIX}
    return {route: [pages_of(survey, route) for survey in surveys_of_both[kind[route]]] for route in MATRIX}


def client_of(people, role, **more):
    client = Client(**more)
    if role != "anonymous":
        client.force_login(people[role])
    return client


@pytest.mark.once
def test_it_knows_every_address():
    assert sorted(set(routes(get_resolver().url_patterns))) == sorted(MATRIX)


# On PostgreSQL one of them asks for every address once. What others' roles ask of the database besides is asked there
# by test_surveys_page.py (whose surveys), test_own_school.py (the wider of two roles) and test_known_viewers.py.
ON_EACH_DATABASE = [pytest.param(role, marks=() if role == "root" else pytest.mark.once) for role in ROLES]


@pytest.mark.parametrize("role", ON_EACH_DATABASE)
def test_it_gives_each_role_what_is_theirs(role, people, addresses):
    """And whoever may look at everything changes nothing by looking."""
    client = client_of(people, role)
    before = everything() if role == "root" else None
    found = {
        route: tuple(client.get(path).status_code for path in paths) for route, paths in addresses.items()
    }
    expected = {
        route: tuple(side[role] for side in (status if isinstance(status, tuple) else (status, status)))
        for route, status in MATRIX.items()
    }
    assert found == expected
    assert role != "root" or everything() == before


@pytest.mark.once
@pytest.mark.parametrize("role", ["anonymous", "inactive", "olga", "felix", "iris", "ada"])
def test_it_leads_whoever_is_no_administrator_from_the_admin_to_the_sign_in(role, people, addresses):
    client = client_of(people, role)
    pages = {path for route, both in addresses.items() for path in both if "admin/" in route}
    found = [client.get(path) for path in pages]
    assert (len(pages) > 40, {page.status_code for page in found}) == (True, {302})
    doors = {page["Location"].partition("?")[0] for page in found}
    assert {client.get(door, follow=True).request["PATH_INFO"] for door in doors} == {"/signin/"}


@pytest.mark.once
def test_it_shows_faculty_no_more_of_a_survey_by_a_second_way(people, surveys_of_both):
    """Felix and the group that he is in both have a role: the higher one counts, and only in that survey."""
    ours, theirs = surveys_of_both["closed"]
    people["felix"].groups.add(Group.objects.get())
    client = client_of(people, "felix")
    assert client.get(f"/surveys/{ours.code}/rows.csv").status_code == 404
    Membership.objects.filter(survey=ours, group__isnull=False).update(role="researcher")
    assert [client.get(f"/surveys/{s.code}/rows.csv").status_code for s in (ours, theirs)] == [200, 404]


def everything():
    """All that is stored, but for sessions: whole rows of each table, in no order."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {Session._meta.db_table}
        return {table: sorted(map(repr, rows_of(cursor, table))) for table in tables}


def rows_of(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return cursor.fetchall()


@pytest.mark.once
def test_it_changes_nothing_when_somebody_asks_for_heads_alone(people, addresses):
    client = client_of(people, "root")
    before = everything()
    for path in (path for both in addresses.values() for path in both):
        client.head(path)
    assert everything() == before


# What a post without the token of our own pages gets: 403, but on students' pages, which have no cookie.
WITHOUT_TOKEN = dict.fromkeys(MATRIX, 403) | {
    "r/<slug:survey>/<slug:school>": 405,
    "r/<slug:survey>/<slug:school>/form": 405,
    "r/<slug:survey>/<slug:school>/start": 405,
    "r/<slug:survey>/<slug:school>/send": 403,  # the ticket stands in for the token
    "r/<slug:survey>/<slug:school>/thanks": 405,
    "r/<slug:survey>/<slug:school>/rules-<slug:name>.css": 405,
    "r/<slug:survey>/<slug:school>/picture-<slug:sha256>.webp": 405,
    # no cookie here either: a dean's address is the secret, and this one is no dean's
    "d/<str:token>/": 404,
    "d/<str:token>/results/": 404,
    "d/<str:token>/questions/": 404,
    "d/<str:token>/questionnaire/": 404,
    "d/<str:token>/questionnaire/rules-<slug:name>.css": 404,
    "d/<str:token>/questionnaire/picture-<slug:sha256>.webp": 404,
    "d/<str:token>/anonymity/": 404,
    "d/<str:token>/anonymity.pdf": 404,
    "d/<str:token>/qr.<str:kind>": 404,
    "d/<str:token>/print/<str:file>": 404,
}


@pytest.mark.once
def test_it_takes_no_post_that_does_not_come_from_its_own_pages(people, addresses):
    client = client_of(people, "root", enforce_csrf_checks=True)
    before = everything()
    found = {
        route: client.post(ours, {"key_is_kept": "on", "sure": "True", "post": "yes"}).status_code
        for route, (ours, _theirs) in addresses.items()
    }
    assert (found, everything() == before) == (WITHOUT_TOKEN, True)


# What only gives something to read takes no post, even from our own pages.
TAKE_POSTS = {
    *(f"surveys/<slug:code>/{page}/" for page in ("open", "close", "settings", "people")),
    *(f"surveys/<slug:code>/people/<int:number>/{page}/" for page in ("change", "remove", "mail")),
    "surveys/<slug:code>/import/",
    "surveys/<slug:code>/jobs/<int:number>/",
    "surveys/<slug:code>/add-schools/",
    "surveys/<slug:code>/add-schools/file/",
    *(
        f"surveys/<slug:code>/schools/<slug:school>/{page}/"
        for page in ("change", "enter", "enrolled", "remove", "link")
    ),
    "surveys/<slug:code>/schools/<slug:school>/events/<int:event>/",
    "surveys/<slug:code>/letters/",
    "surveys/<slug:code>/letters/<int:number>/",
    "surveys/<slug:code>/letters/send/<slug:kind>/",
    "surveys/<slug:code>/letters/texts/<slug:kind>/<slug:language>/",
    "surveys/<slug:code>/letters/students/<slug:kind>/<slug:language>/",
}
READ_ONLY = [route for route in MATRIX if route.startswith("surveys/") and route not in TAKE_POSTS]


@pytest.mark.once
def test_it_only_reads_where_it_only_reads(people, addresses):
    client = client_of(people, "root")
    assert {client.post(addresses[route][0]).status_code for route in READ_ONLY} == {405}


@pytest.mark.once
@pytest.mark.parametrize("role", [role for role in ROLES if role != "root"])
def test_it_lets_nobody_but_an_administrator_do_anything(role, people):
    survey = with_members(build.a_survey("drafted", opened=False), people)
    client, before = client_of(people, role), everything()
    data = {"key_is_kept": "on", "sure": "True", "code": "another", "post": "yes", "minimum_group": "9"}
    for page in ("open", "close", "copy", "upload", "delete", "change"):
        status = client.post(f"/admin/surveyapp/survey/{survey.pk}/{page}/", data).status_code
        assert (page, status) == (page, 403 if role == "clerk" else 302)
    assert everything() == before


@pytest.mark.once
def test_it_has_tables_of_answers_in_no_admin():
    from django.contrib import admin

    registered = {model._meta.label_lower.replace(".", "/") for model in admin.site._registry}
    assert registered == set(REGISTERED)


@pytest.mark.once
def test_it_asks_for_leave_in_one_place_only():
    """A view of a survey gets it from `access`, never from the table."""
    root = Path(__file__).parents[2]
    files = [*root.glob("surveyapp/views/*.py"), *root.glob("analysis/*.py")]
    found = [path.name for path in files if re.search(r"\bSurvey\.objects\b", path.read_text("utf-8"))]
    assert (len(files) > 15, found) == (True, [])
