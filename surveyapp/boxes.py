"""Boxes: what is in an envelope, sealed under ANSWER_KEY with AES-GCM and padded to one length. Knows no database."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .questionnaire.schema import NUMBER, TEXT, TEXT_LIMIT, Questionnaire

BLOCK = 512  # a box is a multiple of this, the same for every response of a questionnaire


class CannotOpen(Exception):
    """An envelope was sealed under a key that is not at hand, or is damaged."""


@dataclass(frozen=True)
class Sealed:
    """What an envelope holds: answers, own words, the school, and the questionnaire's structure."""

    answers: dict[str, object]
    texts: dict[str, str]
    school: str
    structure: str


@lru_cache(maxsize=4)
def _ciphers(keys: str) -> dict[str, AESGCM]:
    """Fingerprint -> cipher, of ANSWER_KEY: one key, or several parted by commas, the first of which seals."""
    derived = [
        hashlib.sha256(f"anamnesis answers:{key.strip()}".encode()).digest() for key in keys.split(",")
    ]
    return {hmac.digest(key, b"fingerprint", hashlib.sha256).hex()[:16]: AESGCM(key) for key in derived}


def fingerprints() -> list[str]:
    """Of the keys at hand, the sealing one first. A fingerprint says which key it was, and nothing of the key."""
    return list(_ciphers(settings.ANSWER_KEY))


def seal(content: Sealed, size: int) -> bytes:
    """A box of `size` bytes and 28 of AES-GCM, whatever is in it."""
    document = {"a": content.answers, "t": content.texts, "s": content.school, "q": content.structure}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return lock(text.ljust(max(size, -(-len(text) // BLOCK) * BLOCK)))


def lock(padded: bytes) -> bytes:
    """What `unlock` gave, sealed anew: nobody sees that it is the same."""
    nonce = secrets.token_bytes(12)
    cipher = next(iter(_ciphers(settings.ANSWER_KEY).values()))
    return nonce + cipher.encrypt(nonce, padded, None)


def unlock(box: bytes) -> bytes:
    """The padded content. Raises CannotOpen."""
    for cipher in _ciphers(settings.ANSWER_KEY).values():
        try:
            return cipher.decrypt(box[:12], box[12:], None)
        except (InvalidTag, ValueError):  # ValueError: cut short
            continue
    raise CannotOpen


def read(box: bytes | memoryview) -> Sealed:
    """What is in a box. Raises CannotOpen."""
    return parse(unlock(bytes(box)))


def parse(padded: bytes) -> Sealed:
    document = json.loads(padded)
    return Sealed(document["a"], document["t"], document["s"], document["q"])


def size_for(questionnaire: Questionnaire) -> int:
    """The longest answer to each question, four bytes to a character of own words, in whole blocks."""
    size = 120 + 64  # the frame, and the school's code
    for question in questionnaire.questions:
        size += len(question.code) + 6
        size += 24 if question.type == NUMBER else sum(len(code) + 3 for code in question.choice_codes) + 8
        limits = [TEXT_LIMIT for choice in question.choices if choice.other]
        limits += [question.limit] if question.type == TEXT else []
        size += sum(4 * limit + len(question.code) + 20 for limit in limits)
    return -(-size // BLOCK) * BLOCK
