"""Poster (A4) and slide (16:9) of a school: the survey's title, the students' link and its QR code, ready for print.

A sheet for each of the school's languages; what shrinks so that nothing is cut is decided in `sheets/*.typ`.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import segno
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import languages, letter_fields, participation, store, student_texts
from .languages import PageLanguage
from .models import Participation
from .questionnaire.schema import Questionnaire, words

Kind = Literal["pdf", "png"]

SOURCES = Path(__file__).parent / "sheets"
NAMES = {"poster": gettext_lazy("Poster, A4"), "slide": gettext_lazy("Slide, 16:9")}
TYPES = {"pdf": "application/pdf", "png": "image/png"}
KINDS: dict[str, tuple[Kind, ...]] = {"poster": ("pdf",), "slide": ("pdf", "png")}
SLIDE_DPI = 144  # 1920 x 1080 px
LONGEST_ABOUT = 400  # characters; who has more to say of themselves says it on the first page, not on a wall
LONGEST_WORD = 24  # characters, beyond which a word may be broken anywhere
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True)
class Sheet:
    """One file that can be had, in one language."""

    what: str
    language: PageLanguage
    kind: Kind

    @property
    def file(self) -> str:
        return f"{self.what}-{self.language.content}.{self.kind}"

    @property
    def name(self) -> str | Promise:
        return NAMES[self.what]

    @property
    def content_type(self) -> str:
        return TYPES[self.kind]


def offered(row: Participation) -> tuple[Sheet, ...]:
    """In the languages of the school's letters that the survey speaks, else in all of the survey's."""
    codes = student_texts.languages_of(row)
    return tuple(
        Sheet(what, PageLanguage(code), kind) for what in NAMES for code in codes for kind in KINDS[what]
    )


def find(row: Participation, file: str) -> Sheet | None:
    return next((sheet for sheet in offered(row) if sheet.file == file), None)


def draw(row: Participation, sheet: Sheet) -> bytes:
    from . import printing  # typst takes its time to load

    source = "".join((SOURCES / f"{name}.typ").read_text("utf-8") for name in ("common", sheet.what))
    with letter_fields.speaking(sheet.language.content):
        data = _said(row, sheet.language)
    return printing.typeset(source, data, sheet.kind, SLIDE_DPI)


def _said(row: Participation, language: PageLanguage) -> dict[str, str]:
    asked = store.questionnaire_of(row.survey)
    link = participation.link(row)
    about = " ".join(words(asked.about, language.content, asked.languages[0]).split())
    return {
        "lang": typst_language(language.interface),
        "own_lang": typst_language(language.content),
        "own_direction": language.direction,
        "school": breakable(row.school.name),
        "title": breakable(words(asked.title, language.content, asked.languages[0])),
        "promise": "\n".join(_promise(asked)),
        "qr": qr_drawing(link),
        "qr_alt": _("QR code of the survey’s address"),
        "do": _("Point your phone’s camera here, or go to"),
        "link": link,
        "url": breakable_address(link),
        "until": _open_until(row),
        "about": breakable(about) if len(about) <= LONGEST_ABOUT else "",
        "fine": breakable(" ".join(_fine(row, asked))),
    }


def _promise(asked: Questionnaire) -> Iterator[str]:
    n = len(asked.questions)
    minutes = letter_fields.minutes(n)
    yield ngettext("About %(n)s minute.", "About %(n)s minutes.", minutes) % {"n": minutes}
    if any(question.shown_if for question in asked.questions):
        yield ngettext("Up to %(n)s question.", "Up to %(n)s questions.", n) % {"n": n}
    else:
        yield ngettext("%(n)s question.", "%(n)s questions.", n) % {"n": n}
    yield _("Nobody can find out it was you.")


def _open_until(row: Participation) -> str:
    if row.survey.closes_on is None:
        return ""
    return _("Open until %(day)s") % {"day": date_format(row.survey.closes_on, "DATE_FORMAT")}


def _fine(row: Participation, asked: Questionnaire) -> Iterator[str]:
    if len(asked.languages) > 1:
        yield _("In %(languages)s.") % {"languages": ", ".join(map(languages.name_of, asked.languages))}
    yield (
        _(
            "Voluntary and anonymous: no name, no address, no cookie and no time is kept with an answer, and answers"
            " are counted at least %(k)s at a time."
        )
        % {"k": row.survey.minimum_group}
    )
    if row.survey.ethics:
        yield _("Ethics reference: %(reference)s.") % {"reference": row.survey.ethics.rstrip(".")}
    if row.survey.contact:
        yield row.survey.contact


# ----- for Typst


def qr_drawing(link: str) -> str:
    """Without a border: the sheet is white around it, by more than the four modules that readers need."""
    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="svg", border=0, dark="#000", xmldecl=False)
    return drawn.getvalue().decode()


def typst_language(code: str) -> str:
    """By it words are hyphenated and read aloud; Typst wants two or three letters."""
    short = languages.base(code)
    return short if short.isascii() and short.isalpha() and len(short) in (2, 3) else "en"


def breakable(text: str) -> str:
    """Places inside words longer than any line, where they may be broken; nothing that cannot be seen."""
    return _broken("".join(map(_seen, text)))


def breakable_address(link: str) -> str:
    """As it is typed, without https://, broken where its parts end."""
    shown = re.sub(r"^https?://", "", link)
    return _broken(re.sub(r"[/.-](?=.)", lambda found: found[0] + BREAK, shown))


def _broken(text: str) -> str:
    whole = rf"[^\s{BREAK}]"
    return re.sub(rf"{whole}{{{LONGEST_WORD}}}(?={whole})", lambda found: found[0] + BREAK, text)


def _seen(character: str) -> str:
    """What turns the direction of writing is left out; what joins or parts letters stays."""
    kind = unicodedata.category(character)
    if kind == "Cf":
        return character if character in JOINERS else ""
    return " " if kind in {"Cc", "Cs", "Zl", "Zp"} else character
