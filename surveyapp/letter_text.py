"""A letter's words: named fields, and as much of Markdown as a letter needs (paragraphs, lists, links to this server).

From the same source come a plain part and an HTML part. Nothing that anybody wrote is HTML: it is all escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LINK = "{link}"  # the one field that is filled in when the letter goes out: it is a secret, and is not kept

FIELDS = {
    "school": gettext_lazy("the school’s name"),
    "office": gettext_lazy("whom you write to, as entered with the school"),
    "survey": gettext_lazy("the survey’s title"),
    "about": gettext_lazy("who asks, and what for"),
    "link": gettext_lazy("the dean’s page of this school: a new secret link with each letter"),
    "students_link": gettext_lazy("the address that this school’s students open"),
    "questions": gettext_lazy("how many questions there are, in words: ‘14 questions’"),
    "minutes": gettext_lazy("how long it takes, estimated at twelve seconds a question: ‘3 minutes’"),
    "closes": gettext_lazy("the day on which the survey is planned to close"),
    "contact": gettext_lazy("the address for questions"),
    "ethics": gettext_lazy("the ethics reference"),
    "asked": gettext_lazy("how many students of this school were asked, else enrolled"),
    "responses": gettext_lazy("how many have handed in, at all schools together"),
}
LONGEST_SUBJECT = 200  # characters
LONGEST_BODY = 10_000

FIELD = re.compile(r"\{([^{}\n]*)\}")
# An address somebody's mail program would make a link of, and where a [link](...) leads.
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s<>()\[\]]*", re.IGNORECASE)
TARGET = re.compile(r"\]\(([^)\n]*)")
INLINE = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)|(https?://[^\s<>()\[\]]+)|(\{link\})")
BULLET, NUMBER = re.compile(r"\s*[-*] +(.*)"), re.compile(r"\s*\d{1,3}[.)] +(.*)")
SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # but those that keep a line together, as before a French colon
ENDS = ".,;:!?»\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}'\""  # of a sentence, not of an address


@dataclass(frozen=True)
class Filled:
    """A letter to one school; {link} still stands in it. `unknown`: fields for which there was nothing to say."""

    subject: str
    body: str
    unknown: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """As it is kept: one kind of line end, nothing that cannot be seen but would change what is."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(map(_visible, line)).rstrip() for line in lines).strip()


def problems(text: str, base_url: str) -> list[str]:
    """What is wrong with a text in which fields are not filled in yet, in words."""
    return [*_field_problems(text), *address_problems(text, base_url)]


def _field_problems(text: str) -> Iterator[str]:
    for name in dict.fromkeys(FIELD.findall(text)):
        if name not in FIELDS:
            known = in_braces(FIELDS)
            yield _("There is no field {%(name)s}. There are %(known)s.") % {"name": name, "known": known}
    for brace in dict.fromkeys(re.findall(r"[{}]", FIELD.sub("", text))):
        yield _(
            "A %(brace)s stands alone. A field is written with one before it and one behind: {school}."
        ) % {"brace": brace}


def in_braces(names: Iterable[str]) -> str:
    """As they are written in a letter, each once."""
    return ", ".join(f"{{{name}}}" for name in dict.fromkeys(names))


def address_problems(text: str, base_url: str) -> list[str]:
    """Letters lead to this server and nowhere else, so that nobody has to wonder whether to trust a link."""
    written = [*TARGET.findall(text), *(found.rstrip(ENDS) for found in ADDRESS.findall(text))]
    return [
        _("%(address)s leads elsewhere. A letter leads only to %(base)s.")
        % {"address": address or "()", "base": base_url}
        for address in dict.fromkeys(written)
        if not _ours(address, base_url)
    ]


def _ours(address: str, base_url: str) -> bool:
    if address in (LINK, "{students_link}", base_url):
        return True
    return address.startswith(f"{base_url}/") and not re.search(r"[{}\\]", address)


def fill(subject: str, body: str, values: Mapping[str, str]) -> Filled:
    """Every field but {link}. A line with a field that has nothing to say is left out."""
    said = {name: _value(value) for name, value in values.items()} | {"link": LINK}
    unknown = tuple(name for name in dict.fromkeys(FIELD.findall(subject + body)) if not said.get(name))
    lines = [
        FIELD.sub(lambda field: said[field[1]], line)
        for line in body.split("\n")
        if not any(name in unknown for name in FIELD.findall(line))
    ]
    title = FIELD.sub(lambda field: said.get(field[1], ""), subject)
    return Filled(_cut(_one_line(title)), re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), unknown)


def _value(value: str) -> str:
    """One line, and no braces: a school cannot be called {link}."""
    seen = "".join(map(_visible, value)).replace("{", "(").replace("}", ")")
    return _one_line(seen)


def _one_line(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def _visible(character: str) -> str:
    """Control characters, and those that turn the direction of writing, are left out."""
    if character == "\t":
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cs", "Cf", "Zl", "Zp"} else character


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SUBJECT else text[: LONGEST_SUBJECT - 1].rstrip() + "…"


def to_plain(body: str, link: str) -> str:
    def written(found: re.Match[str]) -> str:
        return f"{found[1]}: {found[2]}" if found[1] else found[0]

    return INLINE.sub(written, body).replace(LINK, link) + "\n"


def to_html(body: str, link: str = "") -> SafeString:
    """Without a link, as in a preview, it is named and leads nowhere."""
    return format_html_join("\n", "{}", ((_block(kind, lines, link),) for kind, lines in _blocks(body)))


def _blocks(body: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one kind: p, ul or ol. An empty line ends a paragraph, and other lines end a list."""
    kind, lines = "", list[str]()
    for line in [*body.split("\n"), ""]:
        bullet, number = BULLET.fullmatch(line), NUMBER.fullmatch(line)
        found = "ul" if bullet else "ol" if number else "p" if line.strip() else ""
        if found != kind and lines:
            yield kind, lines
            lines = []
        if found:
            lines.append(bullet[1] if bullet else number[1] if number else line)
        kind = found


def _block(kind: str, lines: list[str], link: str) -> SafeString:
    parts = [(_inline(line, link),) for line in lines]
    if kind == "p":
        return format_html("<p>{}</p>", format_html_join(SafeString("<br>\n"), "{}", parts))
    return format_html("<{0}>{1}</{0}>", SafeString(kind), format_html_join("", "<li>{}</li>", parts))


def _inline(line: str, link: str) -> SafeString:
    parts, at = [], 0
    for found in INLINE.finditer(line):
        words, target = found[1], found[2] or found[3] or found[4]
        ending = ""
        if found[3]:
            ending = target[len(target.rstrip(ENDS)) :]
            target = target.rstrip(ENDS)
        parts += [(line[at : found.start()],), (_anchor(words or "", target, link),), (ending,)]
        at = found.end()
    return format_html_join("", "{}", [*parts, (line[at:],)])


def _anchor(words: str, target: str, link: str) -> SafeString:
    if target == LINK and not link:
        return (
            format_html("{} <b>[{}]</b>", words, _("link"))
            if words
            else format_html("<b>[{}]</b>", _("link"))
        )
    target = link if target == LINK else target
    return format_html('<a href="{}">{}</a>', target, words or target)
