"""The lines of the board of many schools as HTML: a template takes twenty times as long for them.

So what a template does of itself is done by hand here: `escape` is around everything that is not an address of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveyapp.countries import name_of
from surveyapp.models import Survey

from .board import Row


class Lines:
    """Each school's line. What all of them say is translated once, and so are the addresses."""

    def __init__(self, survey: Survey, manages: bool) -> None:
        self.manages, self.language = manages, get_language() or ""
        self.schools, self.letters = (
            escape(reverse(name, args=[survey.code])) for name in ("analysis:board", "letters")
        )
        self.not_known, self.not_yet, self.no_mail = (
            _empty(words) for words in (_("not known"), _("not yet"), _("none"))
        )
        in_sum, handed_in, came_back = _("in the sum"), _("handed in"), _("Did not go out")
        self.in_sum = f'<span class="in-sum">{escape(in_sum)}</span>'
        self.handed_in = f'<span class="who-phone"> {escape(handed_in)}</span>'
        self.came_back = f'<span class="tag tag-warn came-back">{escape(came_back)}</span>'
        you, your_turn, deans_turn = _("you"), _("You:"), _("The dean:")
        self.who = {
            "you": f'<span class="you">{escape(you)}</span>',
            "dean": escape(_("the dean")),
            "nobody": _empty(_("nobody")),
        }
        self.turn = {
            "you": f'<span class="who-phone">{escape(your_turn)} </span>',
            "dean": f'<span class="who-phone">{escape(deans_turn)} </span>',
            "nobody": "",
        }
        self.write, self.see, self.enter = (
            escape(words) for words in (_("Write"), _("See the letter"), _("Enter"))
        )

    def of(self, rows: Iterable[tuple[Row, str]]) -> SafeString:
        """`rows`: each with what is next and for how long it has waited."""
        return mark_safe("\n  ".join(self._line(row, waited) for row, waited in rows))  # noqa: S308  escaped below

    def _line(self, row: Row, waited: str) -> str:
        line, turn = row.line, row.next.turn
        code, name = escape(line.code), escape(line.name)
        country = (
            f' <span class="count wide-only">{escape(name_of(line.country, self.language))}</span>'
            if line.country
            else ""
        )
        asked = escape(row.asked) or (self.in_sum if row.in_sum else self.not_known)
        received = f"{escape(row.received)}{self.handed_in}" if row.received else self.not_yet
        reason = f'<span class="sub">{escape(row.reason)}</span>' if row.reason else ""
        return (
            f'<tr><th scope="row"><a href="{self.schools}{code}/">{name}</a>{country}</th>'
            f'<td class="num wide-only{_none(row.asked or row.in_sum)}">{asked}</td>'
            f'<td class="num hand-cell{_none(row.received)}">{received}</td>'
            f'<td class="num wide-only">{escape(row.rate)}</td>'
            f'<td class="wraps wide-only{_none(row.mail)}">{self._mail(row)}</td>'
            f'<td class="who-cell">{self.who[turn]}</td>'
            f'<td class="wait-cell wraps">{self.turn[turn]}{escape(waited)}{reason}</td>'
            f"{self._step(row, code, name) if self.manages else ''}</tr>"
        )

    def _mail(self, row: Row) -> str:
        if row.mail_failed:
            return self.came_back
        return escape(f"{row.mail_short}, {row.mail_day}") if row.mail else self.no_mail

    def _step(self, row: Row, code: str, name: str) -> str:
        """The link, if there is anything to do. `code`, `name`: escaped."""
        if row.next.turn == "nobody":
            return '<td class="do-cell"></td>'
        if row.next.turn == "you" and row.letter:
            address, words = f"{self.letters}send/{row.letter}/?school={code}", self.write
        elif row.next.step == "mail_failed":
            address, words = f"{self.schools}{code}/#letters", self.see
        else:
            address, words = f"{self.schools}{code}/#next", self.enter
        hidden = f'<span class="visually-hidden">: {name}</span>'
        return f'<td class="do-cell"><a href="{address}">{words}{hidden}</a></td>'


def _none(value: object) -> str:
    """What a cell's class is told where there is nothing in it."""
    return "" if value else " none"


def _empty(words: str) -> str:
    """A dash for the eye, words for the ear."""
    return f'<span aria-hidden="true">–</span><span class="visually-hidden">{escape(words)}</span>'
