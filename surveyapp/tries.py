"""Wrong passwords, counted per user name and by no address: after a few, that name has to wait."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

MOST = 5
SECONDS = 5 * 60


def must_wait(name: str) -> bool:
    return int(cache.get(_key(name), 0)) >= MOST


def note_wrong(name: str) -> None:
    """The wait begins anew with each wrong try that is looked at; those made while waiting are not."""
    key = _key(name)
    if not cache.add(key, 1, SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # ran out in between
            cache.set(key, 1, SECONDS)
        cache.touch(key, SECONDS)


def forget(name: str) -> None:
    cache.delete(_key(name))


def _key(name: str) -> str:
    """A digest, since what is typed here may be a password in the wrong field.

    Of the name as a database compares it: some take a dotless i for an i, and each spelling would have its own tries.
    """
    return "tries-" + salted_hmac("wrong tries", name.strip().upper().casefold()).hexdigest()
