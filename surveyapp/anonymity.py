"""Does the promise hold on this server? Each check looks at what is kept and says what is wrong (docs/privacy.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.db.models import Count, Model
from django.db.models.functions import Length

from . import envelopes
from .models import Column, Envelope, FreeText, Response, Stratum, Survey, Ticket
from .questionnaire import counting
from .store import questionnaire_of

CHUNK = 2_000
Counted = dict[int, tuple[int, dict[str, dict[str, int]]]]  # stratum -> people, tally

# All that may be kept beside an answer. A column that is not here could say who, when or from where.
ALLOWED = {
    Ticket: {"id", "survey_id"},
    Envelope: {"id", "survey_id", "stratum_id", "counted", "box"},
    Stratum: {"id", "survey_id", "batch", "groups", "school_id", "everybody_only", "key", "counted", "tally"},
    Response: {"id", "survey_id", "school_id", "atom_id", "answers"},
    FreeText: {"id", "survey_id", "question", "text", "imported"},
    Column: {"id", "survey_id", "name", "dtype", "data"},
}
# A line of the server's log about a statement, if only a slow one, has a time, the stratum and the school.
POSTGRESQL = (
    ("fsync", "on"),
    ("log_statement", "none"),
    ("log_min_duration_statement", "-1"),
    ("archive_mode", "off"),
)
RANDOM_KEYS: tuple[type[Model], ...] = (Ticket, Envelope, Response, FreeText)


def findings() -> Iterator[tuple[str, list[str]]]:
    """Each check's name with what it found wrong; nothing where all is well."""
    for check in CHECKS:
        name = (check.__doc__ or "").split("\n")[0]
        yield name, list(check())


def schema() -> Iterator[str]:
    """No table keeps more beside an answer than it may."""
    for model, allowed in ALLOWED.items():
        for column in sorted(columns_of(model._meta.db_table) - allowed):
            yield f"table {model._meta.db_table} has a column {column}, which is on no list"
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {
        "django_migrations"
    }
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    for table in sorted(tables - ours):
        yield f"there is a table {table}, which is none of this program's"


def columns_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def acting() -> Iterator[str]:
    """Nothing in the database does anything by itself that this program did not put there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
                " UNION SELECT rulename FROM pg_rules WHERE schemaname = current_schema() ORDER BY 1"
            )
        for (name,) in cursor.fetchall():
            yield f"there is a trigger {name}, which is none of this program's"
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT prosrc FROM pg_proc WHERE proname = 'surveyapp_hand_in'"
                " AND pronamespace = current_schema()::regnamespace"
            )
            written = import_module("surveyapp.migrations.0009_hand_in").FUNCTION.split("$$")[1]
            if cursor.fetchall() != [(written,)]:
                yield "the function surveyapp_hand_in, which takes answers in, is not as this program wrote it"


def row_order() -> Iterator[str]:
    """No table has a hidden order of its rows."""
    for model in RANDOM_KEYS:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE rowid <> id')  # noqa: S608 - our own table
                hidden = cursor.fetchone()[0] > 0 or not has_integer_key(table)
            else:
                hidden = bool(connection.introspection.get_sequences(cursor, table))
        if hidden:
            yield f"table {table} has a key of its own in the order in which rows came"


def has_integer_key(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA table_info("{table}")')
        return any(row[1] == "id" and row[2].lower() == "integer" and row[5] for row in cursor.fetchall())


def tickets() -> Iterator[str]:
    """There are as many tickets as envelopes that were handed in."""
    for survey in Survey.objects.all():
        tickets = Ticket.objects.filter(survey=survey).count()
        handed_in = Envelope.objects.filter(survey=survey, stratum__batch=0).count()
        if tickets != handed_in:
            yield f"{survey.code}: {tickets} tickets and {handed_in} envelopes that were handed in"


def tallies() -> Iterator[str]:
    """What is shown adds up to what was counted."""
    for survey in Survey.objects.exclude(status="draft"):
        if survey.is_closed:
            yield from _compare(survey, _tallies_of_rows(survey))
            continue
        try:
            yield from _compare(survey, _tallies_of_envelopes(survey))
        except envelopes.CannotOpen:
            yield f"{survey.code}: an envelope cannot be opened with the ANSWER_KEY at hand"


def _compare(survey: Survey, found: Counted) -> Iterator[str]:
    for stratum in Stratum.objects.filter(survey=survey):
        people, tally = found.get(stratum.pk, (0, {}))
        if (stratum.counted, stratum.tally) != (people, counting.in_order(tally)):
            yield f"{survey.code}: the tally of a stratum holds {stratum.counted} people, and {people} were counted"
        orders = [stratum.tally, *stratum.tally.values()]
        if any(list(keys) != sorted(keys) for keys in orders) and connection.vendor == "sqlite":
            yield f"{survey.code}: the keys of a tally are not sorted"


def _tallies_of_envelopes(survey: Survey) -> Counted:
    rows = Envelope.objects.filter(survey=survey, counted=True).values_list("stratum", "box")
    return _added(survey, ((stratum, envelopes.read(box).answers) for stratum, box in rows.iterator(CHUNK)))


def _tallies_of_rows(survey: Survey) -> Counted:
    rows = Response.objects.filter(survey=survey, atom__isnull=False).values_list("atom", "answers")
    return _added(survey, rows.iterator(CHUNK))


def _added(
    survey: Survey, rows: Iterator[tuple[int, dict[str, object]]]
) -> dict[int, tuple[int, dict[str, dict[str, int]]]]:
    found: dict[int, tuple[int, dict[str, dict[str, int]]]] = {}
    questionnaire = questionnaire_of(survey)
    for stratum, answers in rows:
        people, tally = found.get(stratum, (0, {}))
        counting.add(tally, questionnaire, answers)
        found[stratum] = (people + 1, tally)
    return found


def steps() -> Iterator[str]:
    """Nothing is shown of fewer than k, and k stay waiting behind what is shown."""
    for stratum in Stratum.objects.select_related("survey"):
        k, counted = stratum.survey.minimum_group, stratum.counted
        if 0 < counted < k:
            yield f"{stratum.survey.code}: {counted} people are shown, fewer than {k}"
        waiting = Envelope.objects.filter(stratum=stratum, counted=False).count()
        if stratum.survey.is_open and stratum.batch == 0 and counted and waiting < k:
            yield f"{stratum.survey.code}: behind a step only {waiting} wait, fewer than {k}"


def boxes() -> Iterator[str]:
    """All envelopes of a survey are of one length, so that it tells nothing."""
    for survey in Survey.objects.all():
        sizes = (
            Envelope.objects.filter(survey=survey)
            .annotate(size=Length("box"))
            .values("size")
            .annotate(n=Count("pk"))
        )
        if len(found := sorted(row["size"] for row in sizes.order_by())) > 1:
            yield f"{survey.code}: envelopes of {len(found)} lengths"


def key() -> Iterator[str]:
    """The key to the answers does not lie beside the database."""
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name:
        return
    folder = Path(name).resolve().parent
    for file in key_files():
        if file.resolve().parent == folder:
            yield (
                f"ANSWER_KEY lies in {file.name}, in the same folder as the database: whoever copies the folder can"
                " read the answers of open surveys. That is good enough to try the program out, and for nothing else."
            )


def key_files() -> list[Path]:
    """Files from which ANSWER_KEY may come."""
    named = os.environ.get("ANSWER_KEY_FILE")
    kept = settings.SECRETS_FILE
    files = [Path(named)] if named else []
    if not named and not os.environ.get("ANSWER_KEY") and kept.is_file():
        files.append(kept)
    return files


def running() -> Iterator[str]:
    """The settings keep what the promise needs."""
    if settings.DEBUG:
        yield "DEBUG is on: pages of errors show answers"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete")
            if cursor.fetchone()[0] != 1:
                yield "secure_delete is off: deleted rows can be read in the file"
            return
        for name, wanted in POSTGRESQL:
            cursor.execute(f"SHOW {name}")
            if (value := cursor.fetchone()[0]) != wanted:
                yield f"PostgreSQL's {name} is {value}, and should be {wanted}"


def admin_pages() -> Iterator[str]:
    """Envelopes and single responses can be seen nowhere."""
    for model in ALLOWED:
        if admin.site.is_registered(model):
            yield f"{model._meta.verbose_name} is registered in the admin"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    schema,
    acting,
    row_order,
    tickets,
    tallies,
    steps,
    boxes,
    key,
    running,
    admin_pages,
)
