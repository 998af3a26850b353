"""What `manage.py analyse` prints of the survey `rounds`, read again, and the names of its rates."""

import csv
import io

from django.core.management import call_command

RATE = ["response_rate", "response_rate_low", "response_rate_high"]
AAPOR = [f"aapor_{rate}{end}" for rate in ("rr1", "rr2") for end in ("", "_low", "_high")]
CHERRIES = ["view_rate", "participation_rate", "completion_rate"]


def printed(*args):
    out = io.StringIO()
    call_command("analyse", "rounds", *args, stdout=out)
    return out.getvalue()


def analysed(*args):
    """The rows that are printed: (question, choice, by, group, statistic, value)."""
    header, *rows = csv.reader(io.StringIO(printed(*args)))
    assert header == ["question", "choice", "by", "group", "statistic", "value"]
    return [tuple(row) for row in rows]


def figures(rows):
    found = {row[:5]: row[5] for row in rows if row[4] != "note"}
    assert len(found) == len([row for row in rows if row[4] != "note"])  # each figure once
    return found


def notes(rows, question):
    return [(*row[1:4], row[5]) for row in rows if row[0] == question and row[4] == "note"]
