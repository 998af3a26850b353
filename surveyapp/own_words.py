"""What the program itself wrote into a history or a log, in the reader's language. What people wrote stays."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .models import SchoolLink

COMMAND_LINE = "command line"  # as actions are told who, where nobody is signed in
DAY_NOT_SAID = gettext_noop("The day is that of this entry: when it happened was not said.")
OTHER_STATE = gettext_noop("Another state was entered.")


def who(by: str) -> str:
    """Whoever did it. Deans and secretaries stand there by their office, in the server's language."""
    if by == COMMAND_LINE:
        return _("command line")
    holder = _offices().get(by)
    return str(holder.label) if holder else by


def note(words: str) -> str:
    return _(words) if words in (DAY_NOT_SAID, OTHER_STATE) else words


@cache
def _offices() -> dict[str, SchoolLink.Holder]:
    with translation.override(settings.LANGUAGE_CODE):
        return {str(holder.label): holder for holder in SchoolLink.Holder}
