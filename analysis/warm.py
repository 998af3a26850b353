"""What the first page of results would otherwise wait for, done once before a server's processes part.

Libraries build tables at their first call, catalogues of words are read in their first language, templates are
compiled where they are first used. No database: figures of a few made-up people.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from surveyapp.disclosure import Atom
from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    SCALE,
    SINGLE,
    YES_NO,
    Choice,
    Group,
    Grouping,
    Question,
    Questionnaire,
    Section,
)

from . import page
from .names import Names
from .report import build

FOLDERS = ("analysis", "surveys", "respond")  # of templates


def warm() -> None:
    made = questionnaire()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("healthz")  # reads all addresses
            names = Names(made, language)
            report = build(made, list(atoms(made)), made.minimum_group)
            for by in report.views:
                page.sections(report, page.Reading(names, by, made.minimum_group, False, {}))
    root = Path(settings.BASE_DIR) / "templates"
    for folder in FOLDERS:
        for file in sorted((root / folder).glob("*.html")):
            get_template(f"{folder}/{file.name}")


def questionnaire() -> Questionnaire:
    choices = tuple(Choice(code, {"en": code}) for code in ("a", "b", "c"))
    yes_no = tuple(Choice(code, {"en": code}) for code in ("yes", "no"))
    makes = [Question(code, SINGLE, {"en": code}, choices=choices[:2]) for code in ("one", "two")]
    asked = (
        *makes,
        Question("said", YES_NO, {"en": "said"}, choices=yes_no),
        *(Question(kind, kind, {"en": kind}, choices=choices) for kind in (SINGLE, SCALE, MULTIPLE)),
        Question("number", NUMBER, {"en": "number"}, minimum=0, maximum=9, integer=True),
    )
    groupings = tuple(
        Grouping(q.code, q.text, q.code, tuple(Group(c.code, c.label, (c.code,)) for c in q.choices))
        for q in makes
    )
    sections = (Section("all", {"en": "all"}, asked),)
    return Questionnaire("warm", {"en": "warm"}, ("en",), sections, groupings)


def atoms(made: Questionnaire) -> list[Atom]:
    """Some tables that chi-square is for, and some for Fisher's test."""
    found = []
    for n, groups in enumerate(made.strata()):
        counts = {"a": 10 + n, "b": 20, "c": 30}
        tally = {q.code: dict(counts) for q in made.questions if q.type in (SINGLE, SCALE, MULTIPLE)}
        tally |= {q.code: {code: 60 + n} for q, code in zip(made.questions, groups, strict=False)}
        tally |= {"said": {"yes": 1 + n, "no": 59}, "number": {"3": 30, "4": 30 + n}}
        found.append(Atom(tuple(groups), None, 60 + n, tally))
    return found
