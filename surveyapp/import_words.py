"""What is wrong in an uploaded file, and the way out, in the reader's language. The codes are those of problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .actions.imports import needed_columns, word_columns
from .import_problems import Found
from .questionnaire.conditions import named
from .questionnaire.schema import MULTIPLE, OTHER_SUFFIX, RANKING, WITH_CHOICES, Question, Questionnaire

NAMED = 12  # possibilities that are listed; no more of them is read

# code -> (what is wrong, the way out)
SAID = {
    "unreadable": (
        gettext_lazy("The file cannot be read from here on."),
        gettext_lazy(
            "Often a quotation mark is missing in this line. Or save the file again as ‘CSV UTF-8’."
        ),
    ),
    "workbook": (
        gettext_lazy("This is a spreadsheet’s own file, whatever its name says."),
        gettext_lazy("Open it in the spreadsheet and save it as ‘CSV UTF-8’."),
    ),
    "no_text": (
        gettext_lazy("This is no text: it may be a picture, an archive, or text in UTF-16."),
        gettext_lazy("Save the table again as ‘CSV UTF-8’."),
    ),
    "empty": (
        gettext_lazy("The file is empty."),
        gettext_lazy("Its first line names the columns: %(columns)s."),
    ),
    "no_rows": (
        gettext_lazy("The file has column names and nothing below them."),
        gettext_lazy("Add a line for each response."),
    ),
    "missing_column": (
        gettext_lazy("There is no column ‘%(value)s’."),
        gettext_lazy("The first line must name: %(columns)s."),
    ),
    "doubled_column": (gettext_lazy("This column stands twice."), gettext_lazy("Leave one of the two.")),
    "unknown_column": (gettext_lazy("No question has this code."), "%(hint)s"),
    "cells": (
        gettext_lazy("This line has %(value)s cells, and the first line %(expected)s."),
        gettext_lazy("Put cells that hold a separator in quotation marks."),
    ),
    "not_utf8": (
        gettext_lazy("This is not written in UTF-8."),
        gettext_lazy("Save the file again as ‘CSV UTF-8’."),
    ),
    "nul": (
        gettext_lazy("There is a character that no text has (NUL)."),
        gettext_lazy("The file is damaged, or is no CSV. Save it again as ‘CSV UTF-8’."),
    ),
    "unknown_school": (gettext_lazy("No school of this survey has this code."), "%(hint)s"),
    "required": (gettext_lazy("This question must be answered."), gettext_lazy("Possible: %(choices)s.")),
    "unknown_code": (gettext_lazy("Not one of the choices."), "%(hint)s"),
    "several": (
        gettext_lazy("This question takes one answer."),
        gettext_lazy("Leave one of: %(choices)s."),
    ),
    "at_least": (
        gettext_lazy("At least %(limit)s must be chosen."),
        gettext_lazy("Add others, or empty this cell."),
    ),
    "rank_each": (
        gettext_lazy("Not every choice has its place."),
        gettext_lazy("Name each once, the first first: %(choices)s."),
    ),
    "rank_twice": (
        gettext_lazy("A choice stands here twice."),
        gettext_lazy("Name each once, the first first: %(choices)s."),
    ),
    "consent": (
        gettext_lazy("Without this consent there is no response."),
        gettext_lazy("Write ‘yes’, or take the line out."),
    ),
    "at_most": (
        gettext_lazy("At most %(limit)s may be chosen."),
        gettext_lazy("Take the others out."),
    ),
    "exclusive": (
        gettext_lazy("One of these choices does not go with others."),
        gettext_lazy("Leave it alone, or the others."),
    ),
    "not_a_number": (
        gettext_lazy("This is no number."),
        gettext_lazy("Write digits alone, such as 12 or 12.5."),
    ),
    "not_whole": (gettext_lazy("This is no whole number."), gettext_lazy("Write digits alone.")),
    "too_small": (gettext_lazy("This is too small."), gettext_lazy("From %(minimum)s on.")),
    "too_large": (gettext_lazy("This is too large."), gettext_lazy("Up to %(maximum)s.")),
    "not_a_month": (
        gettext_lazy("This is no month."),
        gettext_lazy("Write year and month, such as 2019-03."),
    ),
    "too_early": (gettext_lazy("This is too early."), gettext_lazy("From %(minimum)s on.")),
    "too_late": (gettext_lazy("This is too late."), gettext_lazy("Up to %(maximum)s.")),
    "too_long": (
        gettext_lazy("This text is too long."),
        gettext_lazy("Shorten it to %(limit)s characters."),
    ),
    "characters": (
        gettext_lazy("This text holds a character that cannot be kept."),
        gettext_lazy("Type it again."),
    ),
    "hidden_answer": (
        gettext_lazy("This question is not shown to somebody with these answers."),
        gettext_lazy("Empty this cell, or correct: %(shown_if)s."),
    ),
    "other_not_given": (
        gettext_lazy("There are own words, but the choice that they belong to is not given."),
        gettext_lazy("Empty this cell, or give that choice."),
    ),
}


@dataclass(frozen=True)
class Said:
    """One problem as a page or a file shows it."""

    line: int | None
    column: str
    value: str
    what: str
    way_out: str


def words_for(questionnaire: Questionnaire) -> Callable[[Found], Said]:
    """What is said about problems of files for this questionnaire."""
    columns, schools = needed_columns(questionnaire), tuple(s.code for s in questionnaire.schools)
    known = (*columns, *word_columns(questionnaire))

    @lru_cache(maxsize=1000)
    def near(name: str, options: tuple[str, ...]) -> str:
        return _hint(name, options)

    def say(found: Found) -> Said:
        question = _question(questionnaire, found.column)
        choices = question.choice_codes if question else ()
        if question and found.code in ("rank_each", "rank_twice"):
            choices = question.counted_codes
        values = {
            **found.params,
            "value": found.value,
            "columns": _listed(columns),
            "choices": _listed(choices),
            "shown_if": _listed(sorted(named(question.shown_if)) if question and question.shown_if else ()),
            "hint": "",
        }
        if (
            found.code == "unknown_code"
            and question
            and question.type in (MULTIPLE, RANKING)
            and "," in found.value
        ):
            parted = " ".join(found.value.replace(",", " ").split())
            apart = _("Several codes are parted by a space: %(parted)s") % {"parted": parted}
            return Said(found.line, found.column, found.value, str(SAID["unknown_code"][0]), apart)
        if found.code == "required" and question and question.type not in WITH_CHOICES:
            return Said(found.line, found.column, found.value, str(SAID["required"][0]), _fill(question))
        options = {"unknown_column": known, "unknown_school": schools, "unknown_code": choices}
        if found.code in options:
            values["hint"] = near(found.params.get("value", found.value), options[found.code])
        what, way_out = SAID.get(found.code, (found.code, ""))
        return Said(found.line, found.column, found.value, str(what) % values, str(way_out) % values)

    return say


def _question(questionnaire: Questionnaire, column: str) -> Question | None:
    code = column.removesuffix(OTHER_SUFFIX)
    return questionnaire.by_code.get(column) or questionnaire.by_code.get(code)


def _fill(question: Question) -> str:
    if question.declined:
        return _("Write an answer, or ‘%(code)s’.") % {"code": question.declined}
    return _("Write an answer.")


def _hint(name: str, options: Sequence[str]) -> str:
    close = get_close_matches(name[:64], options, 1)
    if close:
        return _("Did you mean ‘%(name)s’?") % {"name": close[0]}
    return _("Possible: %(choices)s.") % {"choices": _listed(options)}


def _listed(names: Sequence[str]) -> str:
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
