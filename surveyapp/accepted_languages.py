"""Which of several languages a browser prefers, by its Accept-Language header, however that is written. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

LONGEST = 500  # characters of the header that are read
LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*|\*")
WEIGHT = re.compile(r"q\s*=\s*(\d*\.?\d*)\s*")
# Codes of one language, and regions that tell which script is read: written so that what is alike begins alike.
SAME = {
    "nb": "no-nb",
    "nn": "no-nn",
    "iw": "he",
    "in": "id",
    "zh-cn": "zh-hans-cn",
    "zh-sg": "zh-hans-sg",
    "zh-tw": "zh-hant-tw",
    "zh-hk": "zh-hant-hk",
    "zh-mo": "zh-hant-mo",
}


def best(offered: Sequence[str], accepted: str) -> str:
    """The first that is liked best and not refused; the first of all where the header says nothing of them."""
    if len(accepted) > LONGEST:  # as much of it as ends with a whole language
        accepted = accepted[:LONGEST].rpartition(",")[0]
    return _best(tuple(offered), accepted)


@lru_cache(maxsize=1000)
def _best(offered: tuple[str, ...], accepted: str) -> str:
    weights = sorted(_weights(accepted), key=lambda pair: -pair[1])  # else in their order
    refused = [language for language, weight in weights if not weight and language != "*"]
    left = [one for one in offered if not any(_within(one, language) for language in refused)]
    named = [language for language, weight in weights if weight and language != "*"]
    for language, weight in weights:
        if language == "*" and weight:
            found = [one for one in left if not any(_alike(one, other)[0] for other in named)]
        elif weight:
            likeness = {one: _alike(one, language) for one in left}
            found = [one for one in left if likeness[one][0] and likeness[one] == max(likeness.values())]
        else:
            continue
        if found:
            return found[0]
    return (left or offered)[0]


def _weights(accepted: str) -> Iterator[tuple[str, float]]:
    """Each language with its weight. A piece that is broken says nothing, and spoils no other."""
    for piece in accepted.lower().split(","):
        language, *parameters = (part.strip() for part in piece.replace("_", "-").split(";"))
        weights = [WEIGHT.fullmatch(parameter) for parameter in parameters if parameter.startswith("q")]
        try:
            weight = float(weights[0][1]) if weights and weights[0] else 1.0
        except ValueError:
            continue
        if LANGUAGE.fullmatch(language) and None not in weights:
            yield language, min(weight, 1.0)


def _parts(language: str) -> list[str]:
    """zh, hant and tw of zh-TW."""
    code = language.lower()
    for same, written in SAME.items():
        if code == same or code.startswith(f"{same}-"):
            return (written + code[len(same) :]).split("-")
    return code.split("-")


def _within(language: str, wider: str) -> bool:
    """fr-CA in fr."""
    parts = _parts(wider)
    return _parts(language)[: len(parts)] == parts


def _alike(one: str, other: str) -> tuple[int, bool]:
    """How much of the two is the same from the beginning on; and whether that is all that the first one says."""
    left, right = _parts(one), _parts(other)
    same = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    return same, same == len(left)
