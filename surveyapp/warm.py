"""What the first visitor of each process would wait for otherwise, done once before the processes part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

ADDRESSES = (("healthz", ()), ("admin:index", ()), ("analysis:results", ("a-survey",)))
FOLDERS = ("analysis", "respond", "surveys")  # of templates: what most visitors come for
LAST: list[Callable[[], None]] = []  # what other apps have to make, when all modules are read


def warm() -> None:
    """Addresses are read as a whole when the first of their kind is written; templates where they are first used."""
    for name, arguments in ADDRESSES:
        reverse(name, args=arguments)
    root = Path(settings.BASE_DIR) / "templates"
    for folder in FOLDERS:
        for file in sorted((root / folder).glob("*.html")):
            get_template(f"{folder}/{file.name}")
    for make in LAST:
        make()
