"""The words of letters to deans and of mails to students: those that come with the product, or a survey's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import languages
from .models import LetterText, Survey

# A file a kind and language: the subject, an empty line, the letter.
SHIPPED = [Path(__file__).parent / folder for folder in ("letter_texts", "student_mails")]


@dataclass(frozen=True)
class Words:
    """`language` is that of the words: English where there are none in the language that was wanted."""

    kind: str
    language: str
    subject: str
    body: str
    revision: int = 0  # 0: as it comes with the product
    changed_by: str = ""
    changed_on: object = None


def in_use(survey: Survey, kinds: Iterable[str], wanted: Iterable[str]) -> dict[tuple[str, str], Words]:
    """(kind, language) -> the words, in one query."""
    kinds, wanted = list(kinds), list(wanted)
    own = {(row.kind, row.language): row for row in LetterText.objects.filter(survey=survey, kind__in=kinds)}
    return {
        (kind, language): _own(own[kind, language]) if (kind, language) in own else shipped(kind, language)
        for kind in kinds
        for language in wanted
    }


def _own(row: LetterText) -> Words:
    return Words(row.kind, row.language, row.subject, row.body, row.revision, row.changed_by, row.changed_on)


@lru_cache
def shipped(kind: str, language: str) -> Words:
    """In the nearest language that there are words in, else in English."""
    near = [code for code in (language.lower(), languages.base(language), "en") if code.isalnum()]
    files = [(code, folder / f"{kind}.{code}.txt") for code in near for folder in SHIPPED]
    spoken, file = next((code, file) for code, file in files if file.is_file())
    subject, _empty, body = file.read_text("utf-8").partition("\n")
    return Words(kind, spoken, subject.strip(), body.strip())
