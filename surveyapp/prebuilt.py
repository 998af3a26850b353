"""Pages built once and filled in for each request: the same for everybody but for a few short values.

A page is rendered with a random mark in each hole, cut at the marks and kept as bytes. Marks are made anew
for each page, so no text of a questionnaire can contain one.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence

MOST = 200  # pages kept; a survey needs two for each of its languages, one for each order where some are random

Pieces = tuple[bytes | str, ...]  # in turn what stands still, and the name of a hole

_kept: dict[Hashable, Pieces] = {}


def filled(
    key: Hashable, holes: Sequence[str], build: Callable[[dict[str, str]], str], values: Mapping[str, str]
) -> bytes:
    """The page `key` with `values`, escaped, in its holes. `build` gets a mark for each hole."""
    pieces = _kept.get(key)
    if pieces is None:
        pieces = _cut(holes, build)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = pieces
    return b"".join(html.escape(values[p]).encode() if isinstance(p, str) else p for p in pieces)


def _cut(holes: Sequence[str], build: Callable[[dict[str, str]], str]) -> Pieces:
    marks = {hole: f"hole-{secrets.token_hex(16)}" for hole in holes}
    page = build(marks)
    names = {mark: hole for hole, mark in marks.items()}
    parts = re.split("(hole-[0-9a-f]{32})", page)
    return tuple(names.get(part, part.encode()) for part in parts)
