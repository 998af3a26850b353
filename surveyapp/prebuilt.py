"""Pages built once and filled in for each request: the same for everybody but for a few short values.

A page is rendered with a random mark in each hole, cut at the marks and kept as bytes. Marks are made anew
for each page, so no text of a questionnaire can contain one.

It is compressed once as well: gzip allows what stands still to be packed blocks that do not look back over a hole,
and what is filled in to be blocks that are not packed. What remains to be done for a visitor is a checksum.
"""

from __future__ import annotations

import html
import re
import secrets
import struct
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

# Bytes, in each process: what the longest questionnaire (500 questions: 377 kB) takes in ten languages and twelve
# orders. One of 100 questions takes 82 kB a language, or 10 MB with all those orders.
MOST = 48_000_000

GZIP = b"\x1f\x8b\x08\0\0\0\0\0\2\xff"  # the head: no name, no time
LAST = b"\3\0"  # the last block, an empty one

Pieces = tuple[bytes | str, ...]  # in turn what stands still, and the name of a hole


@dataclass(frozen=True)
class Prebuilt:
    plain: Pieces
    packed: Pieces

    @property
    def size(self) -> int:
        return sum(map(len, (*self.plain, *self.packed)))


_kept: dict[Hashable, Prebuilt] = {}  # the oldest first
_keeping = Lock()


def filled(
    key: Hashable,
    holes: Sequence[str],
    build: Callable[[dict[str, str]], str],
    values: Mapping[str, str],
    *,
    gzip: bool = False,
) -> bytes:
    """The page `key` with `values`, escaped, in its holes. `build` gets a mark for each hole."""
    page = _kept.get(key)
    if page is None:
        page = _cut(holes, build)
        _keep(key, page)
    put_in = {name: html.escape(value).encode() for name, value in values.items()}
    plain = b"".join(put_in[p] if isinstance(p, str) else p for p in page.plain)
    if not gzip:
        return plain
    packed = (_stored(put_in[p]) if isinstance(p, str) else p for p in page.packed)
    return b"".join([GZIP, *packed, LAST, struct.pack("<II", zlib.crc32(plain), len(plain))])


def _keep(key: Hashable, page: Prebuilt) -> None:
    """The oldest make room: those of a wording that was changed, or of a survey that is looked at all the same."""
    with _keeping:
        _kept[key] = page
        left = sum(kept.size for kept in _kept.values()) - MOST
        while left > 0 and len(_kept) > 1:
            left -= _kept.pop(next(iter(_kept))).size


def _cut(holes: Sequence[str], build: Callable[[dict[str, str]], str]) -> Prebuilt:
    marks = {hole: f"hole-{secrets.token_hex(16)}" for hole in holes}
    names = {mark: hole for hole, mark in marks.items()}
    parts = re.split("(hole-[0-9a-f]{32})", build(marks))
    plain = tuple(names.get(part, part.encode()) for part in parts)
    return Prebuilt(plain, tuple(p if isinstance(p, str) else _packed(p) for p in plain))


def _packed(piece: bytes) -> bytes:
    """Blocks that end with a whole byte and are not the last."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1)
    return packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH)


def _stored(value: bytes) -> bytes:
    """A block as it is, its length said twice: up to 65,535 bytes, and a hole holds a few dozen."""
    return struct.pack("<BHH", 0, len(value), len(value) ^ 0xFFFF) + value
