"""Tickets: the random, signed, unstored value under which one response is handed in.

A ticket is `nonce.signature`. Only a keyed digest of it is ever stored, and only once it was handed in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import NewType

from django.conf import settings

from .models import Participation

Digest = NewType("Digest", int)  # 63 bits: the primary key of a Ticket row


def issue(participation: Participation) -> str:
    """A fresh ticket for one school's link of one survey."""
    nonce = _text(secrets.token_bytes(16))
    return f"{nonce}.{_signature(nonce, participation)}"


def check(ticket: str, participation: Participation) -> Digest | None:
    """The digest to store, or None where the ticket is forged, damaged or another link's."""
    nonce, _, signature = ticket.partition(".")
    expected = _signature(nonce, participation)
    if not hmac.compare_digest(signature.encode(errors="replace"), expected.encode()):
        return None
    return Digest(int.from_bytes(_mac("digest", ticket)[:8]) >> 1)


def _signature(nonce: str, participation: Participation) -> str:
    return _text(_mac("ticket", f"{participation.survey_id}.{participation.school_id}.{nonce}")[:16])


def _mac(purpose: str, message: str) -> bytes:
    """Each purpose has its own: a signature is never a digest."""
    text = f"{purpose}:{message}".encode(errors="replace")
    return hmac.digest(settings.TICKET_KEY.encode(), text, hashlib.sha256)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
