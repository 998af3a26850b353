"""Countries by name, in the language of whoever reads. The names are CLDR's (Unicode); a test holds them to it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "country_names"


def name_of(code: str, language: str = "") -> str:
    """'France' of 'FR'; a code that nobody knows is itself."""
    return _names(language or get_language() or "en").get(code.upper(), code)


@cache
def _names(language: str) -> dict[str, str]:
    """Those of a language, of its base, or in English."""
    for name in (language.lower(), language.lower().partition("-")[0], "en"):
        file = FOLDER / f"{name}.json"
        if name.replace("-", "").isalnum() and file.is_file():
            names: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
            return names
    return {}
