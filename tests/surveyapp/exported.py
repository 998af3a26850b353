"""Files of a survey as text, and as rows."""

import csv
import io

LATE = {"year": "3", "gender": "male"}


def text(pieces):
    return "".join(pieces)


def lines(pieces):
    return list(csv.DictReader(io.StringIO(text(pieces))))
