"""A file of schools in the browser: what is wrong with it, in the reader's language, or what it would change."""

from __future__ import annotations

import base64
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import import_words
from .addresses import address_problem
from .delimited import Line, Problems
from .import_words import Said
from .invitation_lines import COLUMNS, MORE, Invitation
from .invitation_lines import checked as checked_lines
from .models import Participation, School, Survey
from .questionnaire.problems import printable

LARGEST = 500_000  # characters, some five thousand schools
MOST_PACKED = 200_000  # characters of it as the page sends it back with the button
MOST_SAID = 200
State = Participation.State

# code -> (what is wrong, the way out): those that files of responses do not have
SAID = {
    "no_rows": (
        gettext_lazy("The file has column names and nothing below them."),
        gettext_lazy("Add a line for each school."),
    ),
    "unknown_column": (gettext_lazy("No column is called so here."), "%(hint)s"),
    "bad_school_code": (
        gettext_lazy("This is no code for a school."),
        gettext_lazy("Use letters, digits, - and _, at most 64."),
    ),
    "no_name": (gettext_lazy("The name is missing."), gettext_lazy("Fill it in.")),
    "long_cell": (gettext_lazy("This text is too long."), gettext_lazy("At most %(expected)s characters.")),
    "bad_country": (
        gettext_lazy("This is no country."),
        gettext_lazy("The country is two letters, as in FR; or leave it empty."),
    ),
    "bad_status": (gettext_lazy("This is no state."), gettext_lazy("Possible: %(choices)s.")),
    "bad_address": ("", ""),  # said by `address_problem`
    "bad_contact": (
        gettext_lazy("There is a line end or another invisible character in it."),
        gettext_lazy("Write it in one line."),
    ),
    "bad_language": (
        gettext_lazy("This is none of the survey’s languages."),
        gettext_lazy("Possible: %(choices)s."),
    ),
    "bad_count": (
        gettext_lazy("This is no number of students."),
        gettext_lazy("Write digits alone, or leave the cell empty."),
    ),
    "doubled_school": (
        gettext_lazy("This school stands twice."),
        gettext_lazy("Leave one of the two lines."),
    ),
}


class Told(Problems):
    """Gathers problems in words for a page."""

    def __init__(self) -> None:
        super().__init__("")
        self.said: list[Said] = []
        self.n = 0

    @property
    def any(self) -> bool:
        return self.n > 0

    def add(
        self, line: Line | None, column: str, code: str, value: str, options: Sequence[object] = ()
    ) -> None:
        self.n += 1
        if len(self.said) >= MOST_SAID:
            return
        listed = ", ".join(map(str, options))
        values = {
            "value": printable(value, 60),
            "expected": listed,
            "choices": listed,
            "columns": ", ".join([*COLUMNS, *MORE]),
            "hint": _("Possible: %(choices)s.") % {"choices": listed},
        }
        what, way_out = SAID.get(code) or import_words.SAID[code]
        if code == "bad_address":
            what, values["value"] = address_problem(value).replace("%", "%%"), printable(value, 254)
        self.said.append(
            Said(
                line.number if line else None,
                printable(column, 60),
                values["value"],
                str(what) % values,
                str(way_out) % values,
            )
        )


@dataclass(frozen=True)
class Seen:
    """One line of a file beside what is known of that school."""

    invitation: Invitation
    state: str
    is_new: bool
    was: str  # its state so far, where the file says another; else empty
    known_as: str  # its name on this server, where the file has another
    email: str  # where its letters will go, said or known already; '' where neither
    wrote_to: str  # where they went so far, if that changes


def checked(text: str, languages: Sequence[str]) -> tuple[list[Invitation], Told]:
    """Both as the command reads a file: the same rules, and nothing written but a copy that goes at once."""
    told = Told()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schools.csv"
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        found = checked_lines(file, told, languages)
    if not found and not told.any:
        told.add(None, "", "no_rows", "")
    return found, told


def beside(survey: Survey, invitations: Sequence[Invitation]) -> Iterator[Seen]:
    """In two queries, however many lines there are."""
    rows = survey.participations.values_list("school__code", "state", "email")
    here = {code: (state, email) for code, state, email in rows}
    codes = [row.school for row in invitations]
    names = dict(School.objects.filter(code__in=codes).values_list("code", "name"))
    for row in invitations:
        (was, known), name = here.get(row.school, ("", "")), names.get(row.school, row.name)
        yield Seen(
            invitation=row,
            state=str(State(row.state).label),
            is_new=not was,
            was=str(State(was).label) if was and was != row.state else "",
            known_as=name if name != row.name else "",
            email=row.email or known,
            wrote_to=known if row.email and known != row.email else "",
        )


def packed(text: str) -> str:
    """As a form's field takes it: a list of thousands is a fifth as long."""
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogateescape"), 9)).decode()


def unpacked(field: str) -> str:
    """Raises ValueError where `packed` did not make it, or where it is larger than any file that is taken."""
    opener = zlib.decompressobj()
    try:
        text = opener.decompress(base64.b64decode(field, validate=True), 4 * LARGEST + 1)
    except zlib.error as error:
        raise ValueError("not packed here") from error
    if len(text) > 4 * LARGEST or not opener.eof:
        raise ValueError("not a whole file, or too large a one")
    return text.decode("utf-8", "surrogateescape")
