"""Accounts of staff: by which name, by which address, and the secret link that leads to a password."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

LONGEST_NAME = 150


def named(user: User) -> str:
    """As histories and the staff log name a person: they hold no more of a very long first and last name."""
    return (user.get_full_name() or user.get_username())[:LONGEST_NAME]


def has_joined(user: User) -> bool:
    """Whoever was invited has no password until they choose one."""
    return user.has_usable_password()


def tidy_address(address: str) -> str:
    """As it is kept: a domain has no capitals, and umlauts as people write them."""
    local, _at, domain = address.strip().rpartition("@")
    domain = domain.lower()
    if "xn--" in domain:
        with suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
    return f"{local}@{domain}"


def with_address(address: str) -> list[User]:
    """Those whose mail address or user name it is: one, unless somebody made two."""
    tidy = tidy_address(address)
    return list(User.objects.filter(Q(email__iexact=tidy) | Q(username__iexact=tidy)).order_by("pk"))


def user_name_of(typed: str) -> str:
    """What somebody typed to sign in: a user name, or the mail address of one person."""
    if "@" not in typed or "\x00" in typed:
        return typed
    found = with_address(typed)
    return found[0].username if len(found) == 1 else typed


# ----- the link to a password: Django's token, which dies with its use, with a new one and after some days


def address_of_link(user: User) -> str:
    """Under BASE_URL, as it stands in a mail."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.BASE_URL + reverse("password", args=[number, default_token_generator.make_token(user)])


def of_link(number: str, token: str) -> User | None:
    """Whose link it is. Whether it is wrong, was used, is too old or of somebody shut out is not told apart."""
    try:
        key = int(urlsafe_base64_decode(number))
        user = User.objects.filter(pk=key, is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None
