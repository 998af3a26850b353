"""Every address x every role: the status that each gets, and the address at which a route shows a survey."""

import re

from django.contrib.auth.models import Group, User
from django.urls import URLResolver

from surveyapp.models import Event, Letter

# Who asks. `clerk` may enter the admin and has no permission there; `inactive` was a researcher and has left;
# `iris` is faculty of the first school, the others of all schools.
ROLES = ("anonymous", "inactive", "olga", "felix", "iris", "group", "ada", "clerk", "root")


def for_roles(**status):
    """A status for each role: what is given, `signed_in` for whoever is, else what the anonymous get."""
    outside = status.get("anonymous", 302)
    inside = status.get("signed_in", outside)
    shut_out = {"anonymous": outside, "inactive": outside}
    return {role: status.get(role, shut_out.get(role, inside)) for role in ROLES}


def everybody(status):
    return for_roles(anonymous=status)


def admin_page(root, clerk=403):
    """To whoever is no administrator, the admin is the page to sign in."""
    return for_roles(root=root, clerk=clerk)


SIGNED_IN = for_roles(signed_in=200)
# (a survey of theirs, somebody else's): a stranger is told that there is no such page.
RESULTS = (
    for_roles(signed_in=404, felix=200, iris=200, group=200, ada=200, root=200),
    for_roles(signed_in=404, root=200),
)
EACH_SCHOOL = tuple({**of, "iris": 404} for of in RESULTS)  # one beside the other
# Whoever was signed out meanwhile is told so on the page that they are looking at, and not led to the door.
LIVE = tuple({**of, "anonymous": 403, "inactive": 403} for of in RESULTS)
ROWS = for_roles(signed_in=404, ada=200, root=200), for_roles(signed_in=404, root=200)
MANAGE = for_roles(signed_in=404, root=200)
# What is open already leads to its overview.
OPENED = tuple({who: 302 if found == 200 else found for who, found in of.items()} for of in ROWS)

MATRIX = {
    "": everybody(302),
    "healthz": everybody(200),
    "r/<slug:survey>/<slug:school>": everybody(200),
    "r/<slug:survey>/<slug:school>/form": everybody(200),
    "r/<slug:survey>/<slug:school>/start": everybody(200),
    "r/<slug:survey>/<slug:school>/send": everybody(302),
    "r/<slug:survey>/<slug:school>/thanks": everybody(200),
    "r/<slug:survey>/<slug:school>/rules-<slug:name>.css": everybody(200),
    "r/<slug:survey>/<slug:school>/picture-<slug:sha256>.webp": everybody(
        404
    ),  # of a picture that there is not
    "d/<str:token>/": everybody(404),
    "d/<str:token>/results/": everybody(404),
    "d/<str:token>/questions/": everybody(404),
    "d/<str:token>/questionnaire/": everybody(404),
    "d/<str:token>/questionnaire/rules-<slug:name>.css": everybody(404),
    "d/<str:token>/questionnaire/picture-<slug:sha256>.webp": everybody(404),
    "d/<str:token>/anonymity/": everybody(404),
    "d/<str:token>/anonymity.pdf": everybody(404),
    "d/<str:token>/qr.<str:kind>": everybody(404),
    "d/<str:token>/print/<str:file>": everybody(404),
    "signin/": everybody(200),
    "signout/": everybody(405),
    "account/forgotten/": everybody(200),
    "account/password/<str:number>/<str:token>/": everybody(404),
    "people/": MANAGE,
    "people/<int:number>/": MANAGE,
    "log/": MANAGE,
    "surveys/<slug:code>/people/": ROWS,
    # of a survey of theirs; nobody has a role in the other
    "surveys/<slug:code>/people/<int:number>/change/": (MANAGE, for_roles(signed_in=404)),
    "surveys/<slug:code>/people/<int:number>/remove/": (MANAGE, for_roles(signed_in=404)),
    "surveys/<slug:code>/people/<int:number>/mail/": (
        for_roles(signed_in=404, root=302),
        for_roles(signed_in=404),
    ),
    "surveys/<slug:code>/log/": ROWS,
    "i18n/setlang/": everybody(302),
    "surveys/": SIGNED_IN,
    "statistics/": SIGNED_IN,
    "surveys/<slug:code>/": RESULTS,
    "surveys/<slug:code>/open/": OPENED,
    "surveys/<slug:code>/close/": ROWS,
    "surveys/<slug:code>/preview/": RESULTS,
    "surveys/<slug:code>/preview/rules-<slug:name>.css": RESULTS,
    "surveys/<slug:code>/preview/picture-<slug:sha256>.webp": for_roles(signed_in=404),  # there is none
    "surveys/<slug:code>/settings/": ROWS,
    "surveys/<slug:code>/data/": RESULTS,
    "surveys/<slug:code>/results/": RESULTS,
    "surveys/<slug:code>/results/<slug:question>/": RESULTS,
    "surveys/<slug:code>/results/<slug:question>/chart.<str:file>": RESULTS,
    "surveys/<slug:code>/results/<slug:question>/table.csv": RESULTS,
    "surveys/<slug:code>/results/<slug:question>/by/": RESULTS,
    "surveys/<slug:code>/results/<slug:question>/by/<slug:other>/": EACH_SCHOOL,
    "surveys/<slug:code>/results/<slug:question>/by/<slug:other>/chart.<str:file>": for_roles(signed_in=404),
    "surveys/<slug:code>/results/<slug:question>/by/<slug:other>/table.csv": EACH_SCHOOL,
    "surveys/<slug:code>/live/": LIVE,
    "surveys/<slug:code>/live/<slug:question>/": LIVE,
    "surveys/<slug:code>/counts.csv": RESULTS,
    "surveys/<slug:code>/codebook.csv": RESULTS,
    "surveys/<slug:code>/rows.csv": ROWS,
    "surveys/<slug:code>/texts.csv": ROWS,
    "surveys/<slug:code>/plan/": RESULTS,
    "surveys/<slug:code>/plan.json": RESULTS,
    "surveys/<slug:code>/schools/": RESULTS,
    "surveys/<slug:code>/schools/<slug:school>/": RESULTS,
    "surveys/<slug:code>/rates/": EACH_SCHOOL,
    "surveys/<slug:code>/figure-1.<str:file>": RESULTS,
    "surveys/<slug:code>/import/": ROWS,
    "surveys/<slug:code>/import/columns.csv": ROWS,
    "surveys/<slug:code>/jobs/<int:number>/": ROWS,
    "surveys/<slug:code>/jobs/<int:number>/problems.csv": ROWS,
    "surveys/<slug:code>/add-schools/": ROWS,
    "surveys/<slug:code>/add-schools/file/": ROWS,
    "surveys/<slug:code>/schools.csv": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/change/": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/enter/": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/enrolled/": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/events/<int:event>/": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/remove/": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/link/": (
        for_roles(signed_in=404, ada=302, root=302),
        for_roles(signed_in=404, root=302),
    ),
    "surveys/<slug:code>/schools/<slug:school>/qr.<str:file>": ROWS,
    "surveys/<slug:code>/schools/<slug:school>/print/<str:file>": ROWS,
    "surveys/<slug:code>/letters/": ROWS,
    "surveys/<slug:code>/letters/<int:number>/": ROWS,
    "surveys/<slug:code>/letters/send/<slug:kind>/": ROWS,
    "surveys/<slug:code>/letters/texts/<slug:kind>/<slug:language>/": ROWS,
    "surveys/<slug:code>/letters/students/": ROWS,
    "surveys/<slug:code>/letters/students/<slug:kind>/<slug:language>/": ROWS,
    "admin/": admin_page(200, clerk=200),
    "admin/login/": everybody(302),
    "admin/logout/": for_roles(root=405, clerk=405),
    "admin/password_change/": admin_page(200, clerk=200),
    "admin/password_change/done/": admin_page(200, clerk=200),
    "admin/autocomplete/": admin_page(200),
    "admin/jsi18n/": admin_page(200, clerk=200),
    "admin/r/<path:content_type_id>/<path:object_id>/": admin_page(404, clerk=404),
    "admin/surveyapp/survey/<path:object_id>/open/": admin_page(200),
    "admin/surveyapp/survey/<path:object_id>/close/": admin_page(200),
    "admin/surveyapp/survey/<path:object_id>/copy/": admin_page(200),
    "admin/surveyapp/survey/<path:object_id>/upload/": admin_page(200),
    "admin/surveyapp/participation/<int:object_id>/qr.svg": admin_page(200, clerk=404),
    "admin/auth/user/<id>/password/": admin_page(200),
    "admin/^(?P<app_label>auth|surveyapp)/$": admin_page(200, clerk=404),
    "admin/(?P<url>.*)$": admin_page(404, clerk=404),
}
# Django's own pages of each table that is registered.
REGISTERED = ("surveyapp/survey", "surveyapp/school", "surveyapp/participation", "auth/group", "auth/user")
OF_A_TABLE = {"": 200, "add/": 200}
OF_A_ROW = {"history/": 200, "delete/": 200, "change/": 200}
for table in REGISTERED:
    MATRIX |= {f"admin/{table}/{page}": admin_page(root) for page, root in OF_A_TABLE.items()}
    MATRIX |= {f"admin/{table}/<path:object_id>/{page}": admin_page(root) for page, root in OF_A_ROW.items()}
    MATRIX[f"admin/{table}/<path:object_id>/"] = admin_page(302, clerk=302)  # to its change page
MATRIX["admin/surveyapp/survey/<path:object_id>/delete/"] = admin_page(403)  # it may hold answers

AUTOCOMPLETE = "?app_label=surveyapp&model_name=participation&field_name=school"
PATHS = {
    "admin/autocomplete/": f"admin/autocomplete/{AUTOCOMPLETE}",
    "admin/^(?P<app_label>auth|surveyapp)/$": "admin/surveyapp/",
    "admin/(?P<url>.*)$": "admin/nowhere",
}


def routes(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def number_of(survey, route):
    """Of a letter, of an import whose file had problems, or of a person."""
    if route.startswith("people/"):
        return User.objects.get(username="olga").pk
    if "/people/" in route:
        return survey.memberships.values_list("pk", flat=True).first() or 0
    rows = survey.jobs if "/jobs/" in route else Letter.objects.filter(participation__survey=survey)
    return rows.values_list("pk", flat=True).first() or 0


def pages_of(survey, route):
    """The address at which a route shows a survey, its first school or its first person."""
    participation = survey.participations.select_related("school").first()
    row = {
        "surveyapp/survey": survey.pk,
        "surveyapp/school": participation.school_id,
        "surveyapp/participation": participation.pk,
        "auth/group": Group.objects.get().pk,
        "auth/user": User.objects.get(username="olga").pk,
    }
    values = {
        "survey": survey.code,
        "code": survey.code,
        "school": participation.school.code,
        "name": "0",
        "sha256": "0" * 64,
        "question": survey.questions.first().code,
        "other": "school",
        "content_type_id": 1,
        "number": number_of(survey, route),
        "kind": "sent" if "/students/" in route else "invitation",
        "language": "en",
        "token": "none",
        "file": "poster-en.pdf" if "/print/" in route else "svg",
        "event": Event.objects.filter(participation__survey=survey).values_list("pk", flat=True).first() or 0,
        "id": row["auth/user"],
        "object_id": row.get("/".join(route.split("/")[1:3]), 1),
    }
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), PATHS.get(route, route))
