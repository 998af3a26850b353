"""Characters that no text may hold, and how to print a text that holds some."""

from __future__ import annotations

import unicodedata


def unprintable(text: str) -> str:
    """The first control character or lone surrogate in a text; '' where there is none."""
    return next((c for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs")), "")


def without_controls(text: str) -> str:
    """Control characters that were pasted along: nobody sees them, so nothing is lost."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def printable(text: str, limit: int = 1000) -> str:
    """A text that can be printed anywhere: an error about a bad character must not fail on it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:limit])
