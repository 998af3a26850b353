"""How wide a line of text is, measured in the fonts that are shipped (DejaVu Sans), so that drawings can break lines.

Whoever opens a drawing may have Arial or Helvetica instead. Their letters are narrower, but for capitals, which
are up to a ninth wider than DejaVu's: capitals are therefore counted as if they were.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
CAPITALS = 1.11  # P is 0.667 em in Arial and 0.603 in DejaVu Sans, the largest difference
FULL_WIDTH = 0x2E80  # from here on letters of other fonts, as wide as high: Chinese, Japanese, Korean
NO_FONT = 0.64  # em; of letters that the font lacks


def width(text: str, size: float = 12, bold: bool = False) -> float:
    """At most how many px a line takes, in letters of `size` px. Letters that join are counted unjoined."""
    ems = _advances(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))
    return sum(_em(c, ems) for c in text) * size


def lacks(text: str) -> bool:
    """Whether the shipped fonts lack a letter of it (Chinese, Japanese, Korean, Hindi, Thai, emoji)."""
    ems = _advances(FONTS / "DejaVuSans.ttf")
    return any(ord(c) not in ems and unicodedata.category(c)[0] not in "CZ" for c in text)


def _em(letter: str, ems: dict[int, float]) -> float:
    if unicodedata.category(letter) == "Cf":  # marks of direction, joiners: not seen
        return 0.0
    found = ems.get(ord(letter))
    if found is None:
        return 1.0 if ord(letter) >= FULL_WIDTH else NO_FONT
    return found * CAPITALS if letter.isupper() else found


@lru_cache(maxsize=2)
def _advances(font: Path) -> dict[int, float]:
    """Code point -> em, from the font's tables cmap and hmtx (OpenType specification)."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    at = {tag: offset for tag, _, offset, _ in struct.iter_unpack(">4sIII", data[12 : 12 + 16 * tables])}
    (per_em,) = struct.unpack_from(">H", data, at[b"head"] + 18)
    (measured,) = struct.unpack_from(">H", data, at[b"hhea"] + 34)
    widths = [w for w, _ in struct.iter_unpack(">Hh", data[at[b"hmtx"] : at[b"hmtx"] + 4 * measured])]
    last = len(widths) - 1  # glyphs beyond it are as wide as it is
    glyphs = _glyphs(data, at[b"cmap"])
    return {code: widths[min(glyph, last)] / per_em for code, glyph in glyphs.items()}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Code point -> glyph, from the subtable of format 12: ranges of code points, all of Unicode."""
    (number,) = struct.unpack_from(">H", data, cmap + 2)
    for i in range(number):
        _, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)
        kind, _, _, _, ranges = struct.unpack_from(">HHIII", data, cmap + offset)
        if kind == 12:
            start = cmap + offset + 16
            found = struct.iter_unpack(">III", data[start : start + 12 * ranges])
            return {c: glyph + c - first for first, end, glyph in found for c in range(first, end + 1)}
    raise ValueError("the font has no table of all its letters")
