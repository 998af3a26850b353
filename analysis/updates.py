"""How a page of an open survey brings itself up to date: what it is sent, and when there is nothing to send.

The page asks every few seconds (`templates/analysis/live_poll.html`, `static/js/live.js`) and says what it has. The
answer is 304 where nothing that it shows has changed, found out before anything is made; else the head, and the
figures too if these are others. All of it follows from tallies and from what is shown at once anyway.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, ngettext

from surveyapp.models import Survey
from surveyapp.views import frame

from . import wording
from .standing import Standing, as_it_stands, settled
from .turns import latest, made

SECONDS = 20  # between two questions of one page
SHARED = 1.0  # seconds for which what was found is given to others too, while students hand in all the time
STOP = 286  # to htmx: take this, and ask no more


@dataclass(frozen=True)
class Page:
    """A page that brings itself up to date.

    `view`: what tells its figures from those of other pages of the survey. `head` and `body`: templates of its two
    parts, filled with `context`; the body is what `figures` makes and keeps.
    """

    view: tuple[object, ...]
    address: str  # where the page is
    asks: str  # where it asks
    head: str
    body: str
    context: Callable[[Standing], Mapping[str, Any]]
    figures: Callable[[Standing], object]

    def poll(self, now: Standing) -> dict[str, object]:
        """For `live_poll.html`: where and how often to ask, and what the page has then."""
        return {
            "asks": self.asks,
            "seconds": SECONDS,
            "have": now.figures_mark(self.view),
            "mark": now.page_mark(self.view),
        }

    def name(self, now: Standing) -> tuple[object, ...]:
        """Of its figures among those that this process makes."""
        return now.survey.pk, now.names.language, self.view

    def make(self, now: Standing) -> None:
        """Its figures, before anybody asks for them."""
        self.figures(now)
        self.remember(now)

    def remember(self, now: Standing) -> None:
        """That its figures are made: whoever asks later may be given them."""
        if now.survey.is_open:
            made(self.name(now), now.atoms)

    def fill(self, now: Standing) -> dict[str, object]:
        """Everything for the templates of the whole page and for those of an answer."""
        return {
            **frame.of_survey(now.survey, "results"),
            **self.context(now),
            "head": self.head,
            "body": self.body,
            "live": self.poll(now) if now.survey.is_open else None,
        }


def whole(request: HttpRequest, template: str, page: Page, now: Standing, **more: object) -> HttpResponse:
    """The page itself, as somebody opens it, which makes its figures."""
    response = render(request, template, page.fill(now) | more)
    page.remember(now)
    return response


def limits(seen: frozenset[str] | None) -> tuple[object, ...]:
    """What tells the page of faculty of one school from everybody's, in its `view`."""
    return () if seen is None else (tuple(sorted(seen)),)


def answer(request: HttpRequest, survey: Survey, page: Page) -> HttpResponse:
    if not survey.is_open:
        return discreet(render(request, "analysis/live_over.html", {"address": page.address}, status=STOP))
    return discreet(_what_is_new(request, page, _moment_of(survey), request.GET.get("have", "")))


@dataclass(frozen=True)
class Moment:
    """A survey as it was found, and what was answered since to pages that have the same: all viewers get the same."""

    found: object
    now: Standing
    until: float  # of `time.monotonic`
    answers: dict[tuple[str, bool], str]  # by the page's mark, and whether the figures are to be sent


@dataclass
class Memory:
    last: Moment | None = None  # set as one, since threads share it


@lru_cache(maxsize=512)
def _memory(survey: int, language: str) -> Memory:
    return Memory()


def _moment_of(survey: Survey) -> Moment:
    """What was found last, where that is still so or only a moment ago; else found anew.

    Where it is still so, nobody has handed in, and no step can have been left behind that waits to be counted.
    """
    memory, found = _memory(survey.pk, get_language() or ""), as_it_stands(survey)
    last = memory.last
    if last is not None and (last.found == found or time.monotonic() < last.until):
        return last
    now, still = settled(survey, found)
    memory.last = Moment(found if still else None, now, time.monotonic() + SHARED, {})
    return memory.last


def _what_is_new(request: HttpRequest, page: Page, moment: Moment, have: str) -> HttpResponse:
    now = moment.now
    if now.figures_mark(page.view) != have:
        atoms = latest(page.name(now), now.atoms, lambda atoms: page.figures(replace(now, atoms=atoms)))
        if atoms is None or sum(atom.people for atom in atoms) < people_of(have):
            return HttpResponse(status=204)  # it is not our turn, or another process was ahead
        if atoms != now.atoms:
            now = replace(now, atoms=atoms)
    etag = f'"{now.page_mark(page.view)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        # Never by what the page says that it has: anybody can say anything.
        key = etag, now.figures_mark(page.view) != have
        if key not in moment.answers:
            moment.answers[key] = _answer(page, now, have)
        response = HttpResponse(moment.answers[key])
    response["ETag"] = etag
    return response


def _answer(page: Page, now: Standing, have: str) -> str:
    context = page.fill(now)
    if now.figures_mark(page.view) != have:
        context |= {"said": said(now)}
    return render_to_string("analysis/live_answer.html", context)


def people_of(have: str) -> int:
    """How many people the figures are of that a page has; 0 where it says something else."""
    people = have.partition("-")[0]
    return int(people) if people.isdecimal() and len(people) < 12 else 0


def said(now: Standing) -> str:
    """To whoever listens to the page: that its numbers are others now."""
    words = ngettext(
        "Numbers brought up to date: %(n)s response shown.",
        "Numbers brought up to date: %(n)s responses shown.",
        now.people,
    )
    return words % {"n": wording.count(now.people, now.names.language)}


def discreet(response: HttpResponse) -> HttpResponse:
    """For this reader alone, in this language, and asked for again each time."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
