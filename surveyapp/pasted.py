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
from .invitation_lines import chosen, is_unwritable
from .questionnaire.problems import printable

MOST_ROWS = 250  # each comes back as seven fields, and a form has 2,000 at most
FIELDS = ("name", "country", "email", "contact", "languages")  # in the order of the cells
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
    contact: str = ""  # whom to write to
    languages: str = ""  # codes of those that its letters are in
    code: str = ""
    problems: Mapping[str, str] | None = None
    note: str = ""
    left_out: bool = False

    @classmethod
    def of(cls, number: int, cells: Sequence[str], left_out: bool = False) -> Row:
        """`cells`: as many as there are `FIELDS`."""
        name, country, email, contact, languages = cells
        return cls(number, name, country, email, contact, languages, left_out=left_out)

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
    n = len(FIELDS)
    padded = [([cell.strip() for cell in row] + [""] * n)[:n] for row in cells[: MOST_ROWS + 1]]
    return [Row.of(i, row) for i, row in enumerate(padded, 1)]


@dataclass(frozen=True)
class Cell:
    """One cell as the page shows it. `wrong`: it may be mended there."""

    name: str
    label: str
    value: str = ""
    wrong: bool = False

    def of(self, row: Row) -> Cell:
        wrong = self.name in (row.problems or {})
        return replace(self, value=getattr(row, self.name), wrong=wrong)


def columns(rows: Sequence[Row]) -> list[Cell]:
    """Those of the first three columns, and of the others that are filled somewhere."""
    labels = (_("School"), _("Country"), _("Mail address"), _("Whom to write to"), _("Letters in"))
    named = [Cell(*both) for both in zip(FIELDS, labels, strict=True)]
    return named[:3] + [cell for cell in named[3:] if any(getattr(row, cell.name) for row in rows)]


def looked_at(
    rows: Sequence[Row], here: Mapping[str, str], taken: Collection[str], languages: Sequence[str]
) -> list[Row]:
    """Each row with its code and what is wrong. `here`: names of schools in this survey, casefolded, and their
    codes; `taken`: all codes that schools have; `languages`: the survey's."""
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
        problems = _problems(row, names.get(key), languages)
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


def _problems(row: Row, same_as: int | None, languages: Sequence[str]) -> dict[str, str]:
    problems = {}
    if not row.name:
        problems["name"] = _("The name is missing.")
    elif same_as is not None:
        problems["name"] = _("The same as row %(n)s.") % {"n": same_as}
    elif len(row.name) > 200:
        problems["name"] = _("The name is longer than 200 characters.")
    elif is_unwritable(row.name):
        problems["name"] = _("There is a character in the name that cannot be written.")
    if row.country and not re.fullmatch("[A-Za-z]{2}", row.country):
        problems["country"] = _("The country is two letters, as in FR; or leave it empty.")
    if row.email:
        wrong = address_problem(row.email)
        if wrong:
            problems["email"] = wrong
    if len(row.contact) > 200 or is_unwritable(row.contact):
        problems["contact"] = _("Whom to write to: one line of at most 200 characters.")
    _known, strange = chosen(row.languages, languages)
    if strange:
        said = {"language": printable(strange, 20), "choices": ", ".join(languages)}
        problems["languages"] = _("‘%(language)s’ is none of the survey’s languages: %(choices)s.") % said
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
