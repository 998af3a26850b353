"""What follows from tallies alone, kept until the tallies or the words change."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

SECONDS = 24 * 60 * 60

T = TypeVar("T")


def kept(key: object, build: Callable[[], T]) -> T:
    """What `build` makes, from the cache where it was made of the same `key` before.

    The key holds everything that goes in, so what comes out is never old. Another process without this
    cache builds the same.
    """
    name = "kept-" + hashlib.sha256(repr(key).encode()).hexdigest()
    found: T | None = cache.get(name)
    if found is None:
        found = build()
        cache.set(name, found, SECONDS)
    return found


def kept_html(key: object, build: Callable[[], str]) -> str:
    """The same for a page's part, at a tenth of its size."""
    return zlib.decompress(kept(("html", key), lambda: zlib.compress(build().encode(), 6))).decode()
