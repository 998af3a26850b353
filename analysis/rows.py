"""A row of what `analyse` prints, and how its value is written."""

from __future__ import annotations

from typing import NamedTuple

HEADER = ("question", "choice", "by", "group", "statistic", "value")


class Row(NamedTuple):
    question: str
    choice: str
    by: str
    group: str
    statistic: str
    value: str


def written(value: object) -> str:
    """Full precision; empty where there is no such figure."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)
