"""Mail addresses: what is wrong with one, in words, and how a mail server knows it. Pure."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from .questionnaire.characters import printable
from .questionnaire.check_survey import LONGEST_ADDRESS


def address_problem(address: str) -> str:
    """Why this cannot be written to, in words; '' where it can. Apostrophes and bücher.example are fine."""
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return _("%(address)s has no @. A mail address looks like dean@school.example.") % _shown(address)
    if any(not character.isprintable() for character in address):
        return _("%(address)s holds a line end or another invisible character.") % _shown(address)
    if strange := next((character for character in local if not character.isascii()), ""):
        return _(
            "%(address)s: before the @ stands ‘%(letter)s’, which hardly any mail server takes. "
            "Ask for an address with letters from a to z."
        ) % {**_shown(address), "letter": strange}
    try:
        validate_email(f"{local}@{punycode(domain)}")
    except (ValidationError, UnicodeError):
        return _("%(address)s is no mail address. Look for a letter or a dot too many.") % _shown(address)
    if len(f"{local}@{punycode(domain)}") > LONGEST_ADDRESS:
        said = _("%(address)s has more than %(limit)s characters, which is more than mail servers take.")
        return said % {**_shown(address), "limit": LONGEST_ADDRESS}
    return ""


def _shown(address: str) -> dict[str, str]:
    return {"address": printable(address.strip(), 254)}


def for_the_wire(address: str) -> str:
    """With the domain as mail servers know it: dean@bücher.example -> dean@xn--bcher-kva.example."""
    if problem := address_problem(address):
        raise ValueError(problem)
    local, _at, domain = address.strip().rpartition("@")
    return f"{local}@{punycode(domain)}"
