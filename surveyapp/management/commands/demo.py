"""`make demo`: the example's two surveys, people to sign in as, the addresses, and the server.

The first start imports the study; every later one finds it there and only serves.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse

from surveyapp.models import Membership, Role, Survey
from surveyapp.participation import link

EXAMPLE = settings.BASE_DIR / "examples" / "ir2019"
SIGN_IN = settings.BASE_DIR / "var" / "demo-signin.txt"  # so that a later start can print it again
MAY = {"admin": "for everything", "faculty": "for (b) and (c)"}
STUDENTS_ASKED = 9546  # the published study knows the sum only

ADDRESSES = """
Anamnesis runs at {base}. Ctrl-C stops it; `make demo` starts it again and keeps the data.

(a) Answer as a student of
{links}
(b) Results of the 2019 study (answers rebuilt from its published figures)
      {results}
(c) Dashboard of the open survey
      {dashboard}
(d) Administration
      {admin}
    Sign in with
{people}
(e) Try this: answer at (a) and see at (c) that it has arrived. In a second terminal, `{students}` lets
    60 made-up students answer through the same pages: watch (c) grow. Close it at (d), then export the CSV.
"""


class Command(BaseCommand):
    help = "Prepare the example, print where everything is, and start the server (make demo)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--no-server", action="store_true", help="prepare and print only")

    def handle(self, **options: Any) -> None:
        prepare_database(self.stdout.write)
        if not Survey.objects.filter(code="ir2019").exists():
            self.stdout.write("First start: importing the 2019 study ...")
            import_study()
        self.stdout.write(addresses(people()))
        self.stdout.flush()
        if not options["no_server"]:
            serve()


def prepare_database(write: Any) -> None:
    database = settings.DATABASES["default"]
    if str(database["ENGINE"]).endswith("sqlite3"):
        Path(str(database["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    write("Preparing the database ...")
    call_command("migrate", interactive=False, verbosity=0)


@transaction.atomic
def import_study() -> None:
    """All or nothing: whoever stops the first start in the middle gets a first start again."""
    call_command("import_questionnaire", EXAMPLE / "questionnaire.yaml")
    # Copied before the invited schools that never took part are imported: their names are not published.
    call_command("copy_survey", "ir2019", "tryout", example=True)
    call_command("open_survey", "tryout")
    call_command("import_invitations", "ir2019", EXAMPLE / "invitations.csv", asked=STUDENTS_ASKED)
    call_command("import_responses", "ir2019", EXAMPLE / "responses.csv")
    call_command("close_survey", "ir2019")


def people() -> list[tuple[str, str]]:
    """Name and password of an administrator and of one of the faculty, made at random once."""
    if not SIGN_IN.exists():
        made = [(name, secrets.token_urlsafe(12)) for name in ("admin", "faculty")]
        write_private(SIGN_IN, "".join(f"{name} {password}\n" for name, password in made))
    found = [(name, password) for name, _, password in map(partition, SIGN_IN.read_text().splitlines())]
    for name, password in found:
        create_if_missing(name, password)
    return found


def partition(line: str) -> tuple[str, str, str]:
    return line.partition(" ")


def write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def create_if_missing(name: str, password: str) -> None:
    users = get_user_model().objects
    if users.filter(username=name).exists():
        return
    if name == "admin":
        users.create_superuser(name, password=password)
        return
    user = users.create_user(name, password=password)
    for survey in Survey.objects.filter(code__in=["ir2019", "tryout"]):
        Membership.objects.create(survey=survey, user=user, role=Role.FACULTY)


def addresses(found: list[tuple[str, str]]) -> str:
    links = school_links()
    width = max((len(name) for name, _ in links), default=0)
    return ADDRESSES.format(
        base=settings.BASE_URL,
        links="\n".join(f"      {name:<{width}}  {address}" for name, address in links),
        results=settings.BASE_URL + reverse("analysis:results", args=["ir2019"]),
        dashboard=settings.BASE_URL + reverse("analysis:results", args=["tryout"]),
        admin=settings.BASE_URL + reverse("admin:index"),
        people="\n".join(
            f"      name {name:<8} password {password}  {MAY[name]}" for name, password in found
        ),
        students="make students" + ("" if settings.PORT == "8000" else f" PORT={settings.PORT}"),
    )


def school_links() -> list[tuple[str, str]]:
    rows = Survey.objects.get(code="tryout").participations.select_related("school", "survey")
    return [(row.school.name, link(row)) for row in rows]


def serve() -> None:
    """In place of this process, so that Ctrl-C reaches the server itself."""
    os.environ.update(
        BIND=f"127.0.0.1:{settings.PORT}", WEB_WORKERS="1", WEB_THREADS="8", LOG_LEVEL="WARNING"
    )
    command = [
        "-m",
        "gunicorn",
        "--config",
        str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"),
        "surveyapp.wsgi",
    ]
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606
