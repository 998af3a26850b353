"""docs/statistics.md as a page: how each figure was computed, for whoever may see results.

Another language is another file, `docs/statistics.<language>.md`; a language without one reads English.
"""

from __future__ import annotations

from functools import cache

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .documents import DOCS, Document, document


@login_required
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    told = told_in(language)
    context = {"document": told, "left_in_english": told is told_in("en") and not language.startswith("en")}
    return render(request, "analysis/statistics.html", context)


@cache
def told_in(language: str) -> Document:
    """In that language, else in the one it is a region's form of, else in English. One whose headings are not the
    English ones is left alone: figures would lead to the wrong method."""
    if language == "en":
        return document((DOCS / "statistics.md").read_text("utf-8"))
    english = told_in("en")
    for name in (language, language.partition("-")[0]):
        path = DOCS / f"statistics.{name}.md"
        if path.is_file():
            found = document(path.read_text("utf-8"), same=english)
            if found.levels == english.levels:
                return found
    return english
