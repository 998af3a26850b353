"""What a student loads, as one style sheet: three files to read and to change, one small one to send.

Django finds `css/public.css` here, whether it is asked for while developing or collected: without comments, blanks and
the tokens that only staff's sheets use. Hashed names and compression come after it, as for any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHEET = "css/public.css"
SOURCES = ("vendor/bootstrap-part.css", "css/tokens.css", "css/site.css")


class OneSheetFinder(BaseFinder):
    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="anamnesis-sheet-")  # goes with the process
        self.writing = Lock()  # two tabs ask for it at once
        self.written: list[int] = []  # when its sources were changed last

    def find(  # type: ignore[override]  # the base class has one signature for each value of find_all
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> str | list[str]:
        if path != SHEET:
            return []
        made = self.made()
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self.made()
        yield SHEET, FileSystemStorage(self.folder.name)

    def made(self) -> str:
        """Where it is, written anew where a source has changed."""
        sheet = Path(self.folder.name, SHEET)
        with self.writing:
            changed = [source.stat().st_mtime_ns for source in sources()]
            if changed != self.written:
                sheet.parent.mkdir(exist_ok=True)
                (fresh := sheet.with_suffix(".new")).write_text(small(together()))
                fresh.replace(sheet)  # whoever is reading the old one goes on
                self.written = changed
        return str(sheet)


def sources() -> list[Path]:
    return [settings.BASE_DIR / "static" / source for source in SOURCES]


def together() -> str:
    return "".join(source.read_text() for source in sources())


def small(css: str) -> str:
    """The same rules in fewer bytes. Comments that begin with `!` are licences, and stay."""
    css = re.sub(r"/\*(?!!).*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css).replace(": ", ":")
    before = ""
    while before != css:  # a token may be used by one that is not used itself
        before, css = css, without_unused(css)
    return css.replace(";}", "}").strip() + "\n"


def without_unused(css: str) -> str:
    """Without the custom properties that nothing asks for, and without rules that are empty then."""
    used = set(re.findall(r"var\((--[\w-]+)", css))
    declared = r"(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=}))"
    css = re.sub(declared, lambda found: found[0] if found[1] in used else "", css)
    return re.sub(r"[^{};/]+{}", "", css)
