"""Which language a respondent reads: the questionnaire's own words, and beside them the product's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import to_language

from . import accepted_languages

RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"}
ARABIC_COMMA = {"ar", "ckb", "fa", "prs", "ps", "sd", "ug", "ur"}
RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}
# Languages in their own words that Django does not know.
NAMES = {
    "am": "አማርኛ",
    "fil": "Filipino",
    "gu": "ગુજરાતી",
    "ha": "Hausa",
    "ht": "Kreyòl ayisyen",
    "lo": "ລາວ",
    "mg": "Malagasy",
    "mt": "Malti",
    "prs": "دری",
    "ps": "پښتو",
    "rw": "Ikinyarwanda",
    "sd": "سنڌي",
    "si": "සිංහල",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "wo": "Wolof",
    "xh": "isiXhosa",
    "zh": "中文",
    "zu": "isiZulu",
}


class InEnglish(str):
    """A word of ours in the midst of a text in a language that it is not there in. As HTML it says so."""

    def __html__(self) -> SafeString:
        return format_html('<span lang="en" dir="ltr">{}</span>', str(self))


@dataclass(frozen=True)
class PageLanguage:
    """The questionnaire is in `content`; buttons and notes in `interface`, the same if we have it."""

    content: str
    to_student: bool = False  # students' pages are translated into more languages than all others

    @property
    def interface(self) -> str:
        ours = dict(settings.STUDENT_LANGUAGES if self.to_student else settings.LANGUAGES)
        return next((code for code in (self.content.lower(), base(self.content)) if code in ours), "en")

    @property
    def direction(self) -> str:
        """By the script, where the code names one: az-Arab, ur-Latn."""
        language, *more = self.content.lower().split("-")
        script = next((part for part in more if len(part) == 4 and part.isalpha()), "")
        right = script in RIGHT_TO_LEFT_SCRIPTS if script else language in RIGHT_TO_LEFT
        return "rtl" if right else "ltr"

    @property
    def comma(self) -> str:
        """Between the items of a list."""
        return "، " if base(self.content) in ARABIC_COMMA else ", "

    @property
    def colon(self) -> str:
        """Between a choice and what was added to it."""
        return "\u00a0: " if base(self.content) == "fr" else ": "

    @property
    def ours(self) -> SafeString:
        """What an element with the product's words says of itself inside a page of another language."""
        if base(self.interface) == base(self.content):
            return SafeString("")
        return format_html(' lang="{}" dir="ltr"', self.interface)

    @property
    def name(self) -> str:
        return name_of(self.content)


def choose(offered: Sequence[str], wanted: str | None, accepted: str) -> str:
    """The language asked for, else the first that the browser prefers and we offer, else the first."""
    asked = next((code for code in offered if code.lower() == (wanted or "").lower()), None)
    return asked or accepted_languages.best(offered, accepted)


def translated(*folders: Path) -> list[tuple[str, str]]:
    """The product's own languages: English, which is in the source, and each that has a compiled catalogue."""
    compiled = (file for folder in folders for file in folder.glob("*/LC_MESSAGES/django.mo"))
    found = {to_language(file.parts[-3]) for file in compiled}
    return [(code, name_of(code)) for code in ["en", *sorted(found - {"en"})]]


def base(language: str) -> str:
    """pt of pt-BR."""
    return language.lower().partition("-")[0]


def name_of(language: str) -> str:
    """The language's name in the language itself."""
    for code in (language.lower(), base(language)):
        name = NAMES.get(code) or LANG_INFO.get(code, {}).get("name_local")
        if name:
            return name[:1].upper() + name[1:]
    return language
