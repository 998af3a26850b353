"""Drawings as files for print: a stand-alone SVG in, PNG or PDF out, by Typst, with nothing fetched.

Sizes are the SVG's own (`width` and `height` in mm). Fonts are those in surveyapp/fonts, so that a file looks
the same wherever it was made: SVGs name 'DejaVu Sans' after Arial and Helvetica.
Where these lack letters of a text (Chinese, Japanese, Korean, Hindi, Thai), fonts of the server stand in for those
letters; without such fonts they are boxes in PNG and PDF. The SVG keeps them as text.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from .letter_widths import lacks

FONTS = Path(__file__).parent / "fonts"
DRAWING = """#set page(width: auto, height: auto, margin: 0pt)
#set document(title: sys.inputs.title, date: none)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""
INCH = 0.0254  # m
BEFORE_PIXELS = 33  # bytes of a PNG: its signature and IHDR, which must come first


def png(svg: str, dpi: int = 300) -> bytes:
    """Raises ValueError where `svg` is not a drawing. The file says its resolution (pHYs, pixels per metre)."""
    made = typeset(DRAWING, {"svg": _in_our_font(svg), "title": "", "alt": ""}, "png", dpi)
    return _with_resolution(made, dpi)


def pdf(svg: str, title: str = "", alt: str = "") -> bytes:
    """One page as large as the drawing, its text still text. `alt`: the drawing in words, for screen readers.

    Raises ValueError where `svg` is not a drawing.
    """
    return typeset(DRAWING, {"svg": _in_our_font(svg), "title": title, "alt": alt})


def _in_our_font(svg: str) -> str:
    """Where fonts of the server may come in: all other letters stay in the font that widths were measured in."""
    return re.sub('font-family="[^"]*"', 'font-family="DejaVu Sans"', svg) if lacks(svg) else svg


def typeset(
    source: str, data: Mapping[str, str], kind: Literal["png", "pdf"] = "pdf", dpi: int = 300
) -> bytes:
    """What a Typst source makes of `data`, which it reads as `sys.inputs` (text, never source).

    Raises ValueError where it cannot be made, and for a PNG of more than one page.
    """
    import typst  # takes its time to load, and most processes never draw

    others = any(map(lacks, data.values()))
    try:
        compiler = typst.Compiler(
            source.encode(),
            root=str(FONTS),  # no other files can be read
            font_paths=typst.Fonts(include_system_fonts=others, font_paths=[str(FONTS)]),
            sys_inputs=dict(data),
        )
        made = compiler.compile(format=kind, ppi=float(dpi))
    except typst.TypstError as error:
        raise ValueError(f"this cannot be drawn: {error}") from error
    if not isinstance(made, bytes):
        raise ValueError("this makes more than one page")
    return made


def _with_resolution(made: bytes, dpi: int) -> bytes:
    """The PNG with a pHYs chunk, in place of one that it may have."""
    per_metre = round(dpi / INCH)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    kept, at = [], BEFORE_PIXELS
    while at < len(made):
        size = struct.unpack_from(">I", made, at)[0] + 12
        if made[at + 4 : at + 8] != b"pHYs":
            kept.append(made[at : at + size])
        at += size
    return made[:BEFORE_PIXELS] + chunk + b"".join(kept)
