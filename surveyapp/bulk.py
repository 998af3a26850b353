"""Rows by the hundred thousand: PostgreSQL's COPY, SQLite's executemany; no model's instances in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def write(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values as the database keeps them, in the order given. `names` are the model's fields."""
    column_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = [connection.ops.quote_name(column_of[name]) for name in names]
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", rows)  # type: ignore[arg-type]  # noqa: S608
