"""Schools pasted from a spreadsheet: a row a school, each told what was found in it. Pure.

Cells are parted by tabs, as spreadsheets copy them, or by semicolons or commas. Nothing is guessed but the code.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .addresses import address_problem, for_the_wire

MOST_ROWS = 300  # each comes back as five fields, and a form has 2,000 at most
HEADINGS = {"name", "school", "nom", "faculté", "faculty"}
LEFT_OUT_OF_CODES = {
    *("the", "of", "de", "du", "des", "la", "le", "les", "di", "and", "et", "university", "université"),
    *(
        "medical",
        "school",
        "faculty",
        "faculté",
        "médecine",
        "medicine",
        "medizinische",
        "fakultät",
        "catholic",
    ),
    *("example", "l", "d"),
}


@dataclass(frozen=True)
class Row:
    """`number`: from 1, as pasted. `problems`: field -> what is wrong; `note`: what is worth saying."""

    number: int
    name: str
    country: str
    email: str
    code: str = ""
    problems: Mapping[str, str] | None = None
    note: str = ""
    left_out: bool = False

    @property
    def is_right(self) -> bool:
        return not self.problems and not self.left_out


def rows_of(text: str) -> list[Row]:
    """The rows as they stand, a first one of column names left out. More than `MOST_ROWS` are not read."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    delimiter = next((mark for mark in ("\t", ";") if mark in text), ",")
    cells = list(csv.reader(lines, delimiter=delimiter))
    if cells and cells[0] and cells[0][0].strip().casefold() in HEADINGS:
        cells = cells[1:]
    padded = [[cell.strip() for cell in row] + ["", "", ""] for row in cells[: MOST_ROWS + 1]]
    return [Row(i, row[0], row[1], row[2]) for i, row in enumerate(padded, 1)]


def looked_at(rows: Sequence[Row], here: Mapping[str, str], taken: Collection[str]) -> list[Row]:
    """Each row with its code and what is wrong. `here`: names of schools in this survey, casefolded, and their
    codes; `taken`: all codes that schools have."""
    found: list[Row] = []
    names: dict[str, int] = {}
    codes = set(taken)
    for row in rows:
        if row.left_out:
            found.append(row)
            continue
        key = row.name.casefold()
        if key in here:
            found.append(
                replace(row, code=here[key], left_out=True, note=_("Left out: in this survey already."))
            )
            continue
        problems = _problems(row, names.get(key))
        names.setdefault(key, row.number)
        wanted = code_of(row.name)
        code = _free(wanted, codes) if row.name else ""
        codes.add(code)
        notes = (
            [_("Its code is %(code)s, as %(wanted)s is taken.") % {"code": code, "wanted": wanted}]
            if (code != wanted and row.name)
            else []
        )
        address = for_the_wire(row.email) if row.email and not problems else ""
        if address and address != row.email:
            notes.append(_("Mail goes to %(address)s.") % {"address": address})
        found.append(
            replace(
                row, code=code, country=row.country.upper(), problems=problems or None, note=" ".join(notes)
            )
        )
    return found


def _problems(row: Row, same_as: int | None) -> dict[str, str]:
    problems = {}
    if not row.name:
        problems["name"] = _("The name is missing.")
    elif same_as is not None:
        problems["name"] = _("The same as row %(n)s.") % {"n": same_as}
    elif len(row.name) > 200:
        problems["name"] = _("The name is longer than 200 characters.")
    elif any(unicodedata.category(c) == "Cc" for c in row.name):
        problems["name"] = _("There is a character in the name that cannot be written.")
    if row.country and not re.fullmatch("[A-Za-z]{2}", row.country):
        problems["country"] = _("The country is two letters, as in FR; or leave it empty.")
    if row.email:
        wrong = address_problem(row.email)
        if wrong:
            problems["email"] = wrong
    return problems


def code_of(name: str) -> str:
    """'Medical school of Nancy' -> 'nancy'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.findall("[a-z0-9]+", plain)
    telling = [word for word in words if word not in LEFT_OUT_OF_CODES] or words
    return "-".join(telling)[:50].strip("-") or "school"


def _free(wanted: str, taken: Collection[str]) -> str:
    if wanted not in taken:
        return wanted
    n = 2
    while f"{wanted}-{n}" in taken:
        n += 1
    return f"{wanted}-{n}"
