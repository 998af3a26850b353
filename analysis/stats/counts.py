"""Counts as they are handed in: whole numbers that fit together, or nothing."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import SupportsIndex

Table = tuple[tuple[int, ...], ...]


def whole(*values: SupportsIndex) -> tuple[int, ...] | None:
    """The values as numbers of people, or None where one of them is none (NaN, 3.7, -1, a text)."""
    try:
        counts = tuple(operator.index(value) for value in values)
    except TypeError:
        return None
    return counts if all(count >= 0 for count in counts) else None


def table_of(rows: Sequence[Sequence[int]]) -> Table | None:
    """The table without its empty rows and columns, or None where it is no table of counts."""
    try:
        counts = [whole(*row) for row in rows]
    except TypeError:
        return None
    filled = [row for row in counts if row is not None]
    if len(filled) < len(counts) or len({len(row) for row in filled}) > 1:
        return None
    return transposed(_without_empty(transposed(_without_empty(filled))))


def transposed(table: Table) -> Table:
    return tuple(zip(*table, strict=True))


def _without_empty(rows: Sequence[tuple[int, ...]]) -> Table:
    return tuple(row for row in rows if any(row))
