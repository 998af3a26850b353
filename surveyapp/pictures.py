"""Pictures of notes: read beside the questionnaire's file, and drawn anew, so that nothing but the picture is left.

A photo says where and when it was taken, by which camera, and sometimes who is its owner. None of it is kept.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from .questionnaire import places
from .questionnaire.problems import Problem, ProblemsError
from .questionnaire.schema import Questionnaire

LARGEST = 10 * 1024 * 1024  # bytes of a file
MOST_PIXELS = 50_000_000  # of a picture, before it is made smaller: a small file may hold a huge one
WIDEST, HIGHEST = 1200, 1600  # what a page needs, twice as fine as it is wide
FORMATS = ("PNG", "JPEG", "WEBP")

# code -> what is wrong, and the way out
SAID = {
    "picture_missing": (
        "There is no file {name} beside the questionnaire.",
        "Put it into the same folder, and import with manage.py import_questionnaire.",
    ),
    "picture_too_large": (
        "{name} has more than {limit} MB, or too many pixels.",
        "Save it smaller: 1200 pixels across are enough.",
    ),
    "picture_unreadable": (
        "{name} cannot be read as a picture.",
        "Save it again as PNG, JPEG or WebP.",
    ),
}


@dataclass(frozen=True)
class Drawn:
    """A picture as it is kept and sent: WebP, without any data about it."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class Unusable(Exception):
    """The code of what is wrong."""


def beside(file: Path, questionnaire: Questionnaire) -> dict[str, Drawn]:
    """Every picture that a questionnaire names, by its name. Raises ProblemsError with all that is wrong."""
    found, problems = dict[str, Drawn](), []
    for place, block in places.blocks(questionnaire):
        if block.picture and block.picture not in found:
            try:
                found[block.picture] = drawn(file.parent / block.picture)
            except Unusable as error:
                problems.append(_problem(str(error), place.words, block.picture, file.name))
    if problems:
        raise ProblemsError(problems)
    return found


def drawn(file: Path) -> Drawn:
    """Raises Unusable."""
    # A link could lead to any file of the server.
    if not file.is_file() or file.is_symlink():
        raise Unusable("picture_missing")
    if file.stat().st_size > LARGEST:
        raise Unusable("picture_too_large")
    return redrawn(file.read_bytes())


def redrawn(raw: bytes) -> Drawn:
    """Turned as the camera says, no larger than a page needs, its pixels written anew. Raises Unusable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Unusable("picture_too_large")
                turned = ImageOps.exif_transpose(opened)
                pixels = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable("picture_too_large") from error
    except Unusable:
        raise
    except Exception as error:  # whatever a broken file makes of the reader: TypeError and struct.error, too
        raise Unusable("picture_unreadable") from error
    pixels.thumbnail((WIDEST, HIGHEST))
    out = io.BytesIO()
    pixels.save(out, "WEBP", quality=82, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return Drawn(out.getvalue(), pixels.width, pixels.height)


def missing(questionnaire: Questionnaire, known: Mapping[str, object]) -> list[Problem]:
    """Pictures that a questionnaire names and nobody has."""
    return [
        _problem("picture_missing", place.words, block.picture, "")
        for place, block in places.blocks(questionnaire)
        if block.picture and block.picture not in known
    ]


def _problem(code: str, place: str, name: str, file: str) -> Problem:
    message, way_out = SAID[code]
    said = {"name": name, "limit": LARGEST // 1024 // 1024}
    return Problem(code, place, message.format(**said), way_out, file)
