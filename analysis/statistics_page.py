"""docs/statistics.md as a page: how each figure was computed, for whoever may see results."""

from __future__ import annotations

from functools import lru_cache

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .documents import DOCS, Document, document


@login_required
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    return render(request, "analysis/statistics.html", {"document": _statistics()})


@lru_cache(maxsize=1)
def _statistics() -> Document:
    return document((DOCS / "statistics.md").read_text("utf-8"))
