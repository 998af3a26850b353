"""R's figures, as `reference/*.R` printed them. The first line of each file names R's version."""

import csv
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"


def rows(name):
    lines = (REFERENCE / name).read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def counts(text):
    """'12 5 / 3 14' as a table."""
    return tuple(tuple(map(int, row.split())) for row in text.split(" / "))


TABLES = {row["name"]: counts(row["table"]) for row in rows("tables.csv")}
COMPARISONS = {row["name"]: row for row in rows("comparisons.csv")}
