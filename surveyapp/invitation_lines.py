"""A file of schools, line by line: who was asked, what became of it, whom to write to. Pure: nothing is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .addresses import address_problem, for_the_wire
from .delimited import Line, Problems, plain, read_lines
from .models import Participation

COLUMNS = ("school", "name", "country", "status", "reason")
MORE = ("enrolled", "contact", "email", "languages")  # may be left out
LONGEST = {"name": 200, "reason": 500, "contact": 200, "email": 254}
State = Participation.State


@dataclass(frozen=True)
class Invitation:
    """A school, and what became of asking it. What a file leaves empty stays as it is known."""

    line: int
    school: str
    name: str
    country: str
    state: str
    reason: str
    enrolled: int | None
    contact: str  # as its letters begin
    email: str  # as mail servers know it
    languages: tuple[str, ...]  # of its letters


def checked(file: Path, problems: Problems, languages: Sequence[str]) -> list[Invitation]:
    """What a file says, where nothing is wrong with it; what is goes to `problems`. `languages`: the survey's."""
    found = [_invitation(line, problems, languages) for line in read_lines(file, COLUMNS, MORE, problems)]
    _say_doubles(found, problems)
    return found


def languages_in(cell: str) -> list[str]:
    """'en fr', 'en, fr'."""
    return [code for code in re.split(r"[\s,;]+", cell) if code]


def chosen(cell: str, languages: Sequence[str]) -> tuple[list[str], str]:
    """Those of a survey's languages that a cell names, and the first that the survey has not."""
    known = {code.lower(): code for code in languages}
    wanted = languages_in(cell)
    strange = next((code for code in wanted if code.lower() not in known), "")
    return list(dict.fromkeys(known[code.lower()] for code in wanted if code.lower() in known)), strange


def is_unwritable(text: str) -> bool:
    """A line end or another control character would cut a letter's head in two."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def _invitation(line: Line, problems: Problems, languages: Sequence[str]) -> Invitation:
    cells = dict.fromkeys(MORE, "") | {column: plain(cell) for column, cell in line.cells.items()}
    named, strange = chosen(cells["languages"], languages)
    for column, code, options in _wrong(cells, strange, languages):
        problems.add(line, column, code, strange if code == "bad_language" else cells[column], options)
    enrolled, email = cells["enrolled"], cells["email"]
    return Invitation(
        line=line.number,
        school=cells["school"],
        name=cells["name"],
        country=cells["country"].upper(),
        state=cells["status"],
        reason=cells["reason"],
        enrolled=int(enrolled) if _is_number(enrolled) else None,
        contact=cells["contact"],
        email=for_the_wire(email) if email and not address_problem(email) else "",
        languages=tuple(named),
    )


def _wrong(
    cells: Mapping[str, str], strange: str, languages: Sequence[str]
) -> Iterator[tuple[str, str, Sequence[object]]]:
    """Each problem's column and code, and what would be possible."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cells["school"]) or not re.search(
        "[A-Za-z0-9]", cells["school"]
    ):
        yield "school", "bad_school_code", ()
    if not cells["name"]:
        yield "name", "no_name", ()
    for column, most in LONGEST.items():
        if len(cells[column]) > most:
            yield column, "long_cell", [most]
    if cells["country"] and not re.fullmatch("[A-Za-z]{2}", cells["country"]):
        yield "country", "bad_country", ()
    if cells["status"] not in State.values:
        yield "status", "bad_status", State.values
    if cells["enrolled"] and not _is_number(cells["enrolled"]):
        yield "enrolled", "bad_count", ()
    if is_unwritable(cells["contact"]):
        yield "contact", "bad_contact", ()
    if 0 < len(cells["email"]) <= LONGEST["email"] and address_problem(cells["email"]):
        yield "email", "bad_address", ()
    if strange:
        yield "languages", "bad_language", languages


def _is_number(cell: str) -> bool:
    return re.fullmatch("[0-9]{1,8}", cell) is not None


def _say_doubles(invitations: Sequence[Invitation], problems: Problems) -> None:
    seen: set[str] = set()
    for row in invitations:
        if row.school in seen:
            problems.add(Line(row.line, {}), "school", "doubled_school", row.school)
        seen.add(row.school)
