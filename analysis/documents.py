"""A document of docs/ -> HTML for a page: headings to link to, tables that fit a phone, and no HTML of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS = Path(__file__).resolve().parent.parent / "docs"
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Heading:
    anchor: str
    words: str
    level: int


@dataclass(frozen=True)
class Document:
    title: str
    headings: tuple[Heading, ...]  # below the title
    html: SafeString

    @property
    def anchors(self) -> tuple[str, ...]:
        return tuple(heading.anchor for heading in self.headings)

    @property
    def levels(self) -> tuple[int, ...]:
        return tuple(heading.level for heading in self.headings)


def document(text: str, same: Document | None = None) -> Document:
    """The title is left to the page. Links to other files are words: those files are not served.

    `same`: the document in the language it was written in. Its anchors are taken over, heading by heading, so that a
    link holds in both.
    """
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        if token.children:
            token.children = list(_without_links_to_files(token.children))
    given = iter(same.anchors if same else ())
    found = [_headed(tokens, i, given) for i, token in enumerate(tokens) if token.type == "heading_open"]
    _fitted(tokens)
    title = [i for i, token in enumerate(tokens) if token.tag == "h1"]
    body = tokens[title[-1] + 1 :] if title else tokens
    html = MARKDOWN.renderer.render(body, MARKDOWN.options, {})
    return Document(
        title=next((heading.words for heading in found if heading.level == 1), ""),
        headings=tuple(heading for heading in found if heading.level > 1),
        html=mark_safe(html),  # noqa: S308  the parser escaped what is in it, and lets no HTML through
    )


def anchor(words: str) -> str:
    """As the sites make it that show the same file, so that a link holds in both."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _headed(tokens: Sequence[Token], at: int, given: Iterator[str]) -> Heading:
    words = "".join(child.content for child in tokens[at + 1].children or [])
    level = int(tokens[at].tag[1:])
    heading = Heading((level > 1 and next(given, "")) or anchor(words), words, level)
    tokens[at].attrSet("id", heading.anchor)
    return heading


def _without_links_to_files(children: Sequence[Token]) -> Iterator[Token]:
    leads = [str(child.attrs["href"]) for child in children if child.type == "link_open"]
    opened = iter(leads)
    here = ""
    for child in children:
        if child.type == "link_open":
            here = next(opened)
        kept = here.startswith(("#", "https://"))
        if child.type not in ("link_open", "link_close") or kept:
            yield child
        elif child.type == "link_close":
            yield Token("text", "", 0, content=f" (docs/{here})")


def _fitted(tokens: Sequence[Token]) -> None:
    """Each cell says what its column is, for where a phone shows a row as a list."""
    heads: list[str] = []
    column = 0
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            heads = []
            token.attrSet("class", "table table-stack")
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            heads.append(tokens[at + 1].content)
            token.attrSet("scope", "col")
        elif token.type == "td_open":
            _fitted_cell(tokens, at, heads[column], first=column == 0)
            column += 1
        token.attrs.pop("style", None)


def _fitted_cell(tokens: Sequence[Token], at: int, head: str, first: bool) -> None:
    """The first names the row. What is in a cell is one thing, whatever it is made of."""
    if first:
        end = next(i for i in range(at, len(tokens)) if tokens[i].type == "td_close")
        tokens[at].tag = tokens[end].tag = "th"
        tokens[at].attrSet("scope", "row")
    else:
        tokens[at].attrSet("data-label", head)
    cell = tokens[at + 1]
    if cell.children:
        cell.children = [Token("span_open", "span", 1), *cell.children, Token("span_close", "span", -1)]
