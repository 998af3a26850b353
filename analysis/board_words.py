"""What is said of schools again and again: days, rates, states, steps and waits, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveyapp.history import Next
from surveyapp.models import Event, Participation

from . import wording
from .stats.proportions import proportion

Kind = Event.Kind
KEPT = 4_000  # of each kind of words; a board of hundreds of schools has the same ones many times
# Of mails to students, where there is little room.
SHORT = {
    Kind.SENT: gettext_lazy("First mail"),
    Kind.FIRST_REMINDER: gettext_lazy("First reminder"),
    Kind.SECOND_REMINDER: gettext_lazy("Second reminder"),
}
# What is next, in words for the researcher.
STEPS = {
    "invite": gettext_lazy("Send the invitation"),
    "answer": gettext_lazy("Answer the invitation"),
    "remind": gettext_lazy("Remind the dean"),
    "ask_again": gettext_lazy("Enter the answer, or that there was none"),
    "send": gettext_lazy("Send the link to the students"),
    "ask_to_send": gettext_lazy("Remind the dean to send the link"),
    "first_reminder": gettext_lazy("First reminder to the students may go"),
    "second_reminder": gettext_lazy("Second reminder to the students may go"),
    "both_went": gettext_lazy("Both reminders went"),
    "declined": gettext_lazy("Declined"),
    "no_response": gettext_lazy("No more mail"),
    "mail_failed": gettext_lazy("The last letter did not go out"),
    "thank": gettext_lazy("Thank the school, with the results"),
    "over": gettext_lazy("Nothing more to do"),
}


@dataclass(frozen=True)
class Words:
    """In one language, which those who ask hundreds of times name themselves: to find it takes longer than a word."""

    language: str
    listed: str
    states: dict[str, str]
    kinds: dict[str, str]  # of events
    short: dict[str, str]
    steps: dict[str, str]


def words() -> Words:
    return _words(get_language() or "")


@cache  # as many as there are languages
def _words(language: str) -> Words:
    kinds: dict[str, str] = {kind: str(kind.label) for kind in Kind}
    return Words(
        language=language,
        listed=_("Not written to yet"),
        states={state: str(state.label) for state in Participation.State},
        kinds=kinds,
        short=kinds | {kind: str(said) for kind, said in SHORT.items()},
        steps={step: str(said) for step, said in STEPS.items()},
    )


def day(when: date, language: str = "") -> str:
    return _day(when, language or get_language() or "")


@lru_cache(maxsize=KEPT)
def _day(when: date, _language: str) -> str:
    return date_format(when, "j F Y")


@lru_cache(maxsize=KEPT)
def said_rate(received: int, students: int | None, language: str) -> str:
    """'17.3 % (16.2 to 18.5)'; '' where it has no meaning."""
    if not students or received > students:
        return ""
    rate = proportion(received, students)
    interval = wording.interval(rate.low or 0, rate.high or 0, language)
    return f"{wording.percent(received, students, language)} ({interval})"


def waits(coming: Next, today: date, language: str = "") -> str:
    if coming.since is None:
        return ""
    return _waits(coming.since, coming.turn, today, language or get_language() or "")


@lru_cache(maxsize=KEPT)
def _waits(since: date, turn: str, today: date, _language: str) -> str:
    said: dict[str, object] = {"day": day(since)}
    if since > today:
        return _("from %(day)s on") % said
    if turn == "nobody":
        return _("since %(day)s") % said
    said["n"] = n = (today - since).days
    if not n:
        return _("waiting since today")
    return ngettext("waiting %(n)s day, since %(day)s", "waiting %(n)s days, since %(day)s", n) % said


def step_waited(coming: Next, today: date, language: str) -> str:
    """'Remind the dean, 20 days'."""
    since = None if coming.turn == "nobody" else coming.since
    return _step_waited(coming.step, since, today, language)


@lru_cache(maxsize=KEPT)
def _step_waited(step: str, since: date | None, today: date, _language: str) -> str:
    next_is = str(STEPS[step])
    if since is None or since > today:
        return next_is
    n = (today - since).days
    said = {"step": next_is, "n": n}
    if not n:
        return _("%(step)s, since today") % said
    return ngettext("%(step)s, %(n)s day", "%(step)s, %(n)s days", n) % said
