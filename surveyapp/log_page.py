"""The staff log, a page at a time, the newest first. Plain values for the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from . import own_words
from .log_words import KINDS, WORDS, sentence
from .models import LogEntry, School

A_PAGE = 50
MOST_NAMES = 40  # to filter by, as links


@dataclass(frozen=True)
class Entry:
    time: str
    by: str
    says: str
    survey: str  # its code, where the log is of all surveys


@dataclass(frozen=True)
class Day:
    name: str
    iso: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    name: str
    query: str
    chosen: bool = False


@dataclass(frozen=True)
class LogPage:
    days: tuple[Day, ...]
    kinds: tuple[Link, ...]
    names: tuple[Link, ...]
    newer: str  # a query, '' for none
    older: str
    number: int
    pages: int
    n: int


def page(entries: QuerySet[LogEntry], asked: Mapping[str, str]) -> LogPage:
    """`asked`: kind, by and page of the address; what makes no sense in it is left aside. In four queries."""
    kind = asked.get("kind", "") if asked.get("kind", "") in KINDS else ""
    by = asked.get("by", "").replace("\x00", "")
    some = entries.filter(did__in=WORDS[kind]) if kind else entries
    some = some.filter(by=by) if by else some
    here = Paginator(some.select_related("survey"), A_PAGE).get_page(asked.get("page", "1"))
    names = list(entries.order_by("by").values_list("by", flat=True).distinct()[:MOST_NAMES])
    schools = dict(School.objects.values_list("code", "name"))
    return LogPage(
        days=tuple(_days(list(here), schools)),
        kinds=(
            Link(pgettext("log", "Everything"), _query("", by), not kind),
            *(Link(str(name), _query(code, by), code == kind) for code, name in KINDS.items()),
        ),
        names=(
            Link(pgettext("people", "Everybody"), _query(kind, ""), not by),
            *(Link(own_words.who(name), _query(kind, name), name == by) for name in names),
        ),
        newer=_query(kind, by, here.previous_page_number()) if here.has_previous() else "",
        older=_query(kind, by, here.next_page_number()) if here.has_next() else "",
        number=here.number,
        pages=here.paginator.num_pages,
        n=here.paginator.count,
    )


def _query(kind: str, by: str, number: int = 1) -> str:
    asked = {"kind": kind, "by": by, "page": str(number) if number > 1 else ""}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _days(entries: list[LogEntry], schools: Mapping[str, str]) -> list[Day]:
    days: list[Day] = []
    for entry in entries:
        at = timezone.localtime(entry.at)
        line = Entry(
            time=date_format(at, "H:i"),
            by=own_words.who(entry.by),
            says=sentence(entry.did, entry.detail, schools),
            survey=entry.survey.code if entry.survey else "",
        )
        iso = at.date().isoformat()
        if days and days[-1].iso == iso:
            days[-1] = Day(days[-1].name, iso, (*days[-1].entries, line))
        else:
            days.append(Day(date_format(at, "j F Y"), iso, (line,)))
    return days
