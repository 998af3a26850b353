"""The secret links of deans and secretaries: 128 bits at random, of which only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from .models import SchoolLink


def new_token() -> str:
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    """Unkeyed: 128 random bits cannot be guessed from their digest."""
    return hashlib.sha256(f"school link:{token}".encode()).hexdigest()


def find(token: str) -> SchoolLink | None:
    """The link of a token, unless it was revoked. Whether it is wrong, revoked or never was is not told apart."""
    links = SchoolLink.objects.select_related("participation__survey", "participation__school")
    return links.filter(digest=digest(token), revoked_on__isnull=True).first()


def address(token: str) -> str:
    """Under BASE_URL, as it stands in letters."""
    return settings.BASE_URL + reverse("dean", args=[token])
