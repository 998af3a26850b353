"""The staff log in words: for each code that `actions/log.py` is given, a sentence with its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .languages import name_of
from .models import Event, LetterKind, Role
from .questionnaire.characters import printable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS = {
    "survey": gettext_lazy("Survey"),
    "schools": gettext_lazy("Schools"),
    "letters": gettext_lazy("Letters"),
    "people": gettext_lazy("People"),
}
_AT_SCHOOL = gettext_lazy("%(school)s: %(what)s")  # the words of the school's own history

WORDS: dict[str, dict[str, StrOrPromise]] = {
    "survey": {
        "opened": gettext_lazy("Survey opened"),
        "closed": gettext_lazy("Survey closed"),
        "settings_changed": gettext_lazy("Settings changed"),
        "responses_imported": gettext_lazy("Responses imported: %(responses)s"),
    },
    "schools": {
        "school_added": gettext_lazy("%(school)s: added to the survey"),
        "school_removed": gettext_lazy("%(school)s: removed from the survey"),
        "school_enrolled": gettext_lazy("%(school)s: entered how many students it has"),
        "school_changed": gettext_lazy("%(school)s: changed what is known of it"),
        **{f"school_{kind.value}": _AT_SCHOOL for kind in Event.Kind},
        "school_corrected": gettext_lazy("%(school)s: corrected an entry of its history"),
        "link_made_dean": gettext_lazy("%(school)s: made a link for the dean"),
        "link_made_secretary": gettext_lazy("%(school)s: made a link for the secretary"),
        "link_revoked_dean": gettext_lazy("%(school)s: revoked the dean’s link"),
        "link_revoked_secretary": gettext_lazy("%(school)s: revoked the secretary’s link"),
    },
    "letters": {
        "letter_text_changed": gettext_lazy("Changed the text of ‘%(kind)s’ (%(language)s)"),
        "letters_queued": gettext_lazy("Letters to be sent: ‘%(kind)s’, %(letters)s"),
        "letter_sent": gettext_lazy("%(school)s: ‘%(kind)s’ was sent"),
        "letter_failed": gettext_lazy("%(school)s: ‘%(kind)s’ was not taken by the mail server"),
        "letter_uncertain": gettext_lazy("%(school)s: ‘%(kind)s’ was perhaps sent"),
        "letter_dropped": gettext_lazy("%(school)s: ‘%(kind)s’ was taken back"),
        "letter_again": gettext_lazy("%(school)s: ‘%(kind)s’ to be sent again"),
        "letter_arrived": gettext_lazy("%(school)s: ‘%(kind)s’ has arrived after all"),
    },
    "people": {
        "person_invited": gettext_lazy("%(person)s: invited, as %(role)s"),
        "role_given": gettext_lazy("%(person)s: given access, as %(role)s"),
        "role_changed": gettext_lazy("%(person)s: is %(role)s from now on"),
        "role_taken": gettext_lazy("%(person)s: removed from the survey"),
        "invitation_sent": gettext_lazy("%(person)s: mail sent"),
        "invitation_failed": gettext_lazy("%(person)s: mail not taken by the mail server"),
        "invitation_uncertain": gettext_lazy("%(person)s: mail perhaps sent"),
        "password_link_made": gettext_lazy("%(person)s: made a link to choose a password"),
        "person_joined": gettext_lazy("Chose a password for the first time"),
        "password_chosen": gettext_lazy("Chose a new password"),
        "person_shut_out": gettext_lazy("%(person)s: shut out"),
        "person_let_in": gettext_lazy("%(person)s: let in again"),
    },
}
KIND_OF = {code: kind for kind, codes in WORDS.items() for code in codes}


class _Said(dict[str, str]):
    """A field that an old entry does not have is a dash, and no error."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(did: str, detail: Mapping[str, object], schools: Mapping[str, str]) -> str:
    """`schools`: names by code. A code without words is shown as it is."""
    words = WORDS.get(KIND_OF.get(did, ""), {}).get(did)
    if words is None:
        return printable(did)
    said = _Said({name: printable(str(value), 200) for name, value in detail.items()})
    code = str(detail.get("school") or "")
    said["school"] = schools.get(code, code) or "–"
    if "kind" in detail:
        said["kind"] = _label(LetterKind, str(detail["kind"]))
    if "language" in detail:
        said["language"] = name_of(str(detail["language"]))
    if "role" in detail:
        said["role"] = _role(str(detail["role"]), code and said["school"])
    said["what"] = _label(Event.Kind, did.removeprefix("school_"))
    return str(words) % said


def _label(choices: type[Event.Kind] | type[LetterKind] | type[Role], value: str) -> str:
    return str(choices(value).label) if value in choices.values else printable(value, 60)


def _role(value: str, school: str) -> str:
    role = _label(Role, value).lower()
    return _("%(role)s of %(school)s") % {"role": role, "school": school} if school else role
