"""One request of a student: by which school's link, in which language. No session, user or cookie."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from .. import languages, mistyped, store
from ..languages import PageLanguage
from ..models import Participation, Survey
from ..prebuilt import filled
from ..questionnaire.schema import Questionnaire, Text, words
from . import refusals

SECONDS_OF_A_DAY = 24 * 60 * 60


LANGUAGE = re.compile(r"[A-Za-z0-9-]{2,12}")
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
# Instead of `lang`, where the questionnaire leads to itself in another language: so this is seen to be no new start.
WITHIN = "to"
ORDERS = 12  # documents of one questionnaire and language that differ in the order of choices alone


@dataclass(frozen=True)
class Visit:
    participation: Participation
    questionnaire: Questionnaire
    language: PageLanguage
    query: str  # ?lang=fr where it was asked for, and ?order=7; it stays so from page to page
    order: int = 0  # which of the random orders of choices; 0 where none is random
    gzip: bool = False  # whether the browser can unpack

    @property
    def survey(self) -> Survey:
        return self.participation.survey

    @property
    def link(self) -> str:
        return link_of(self.survey.code, self.participation.school.code)

    @property
    def day(self) -> str:
        """Today's number. What a device keeps is dated by it, since the device's own clock may be wrong."""
        return str(int(time.time()) // SECONDS_OF_A_DAY)

    def again(self) -> Visit:
        """The same visit to the survey as it stands now."""
        codes = self.survey.code, self.participation.school.code
        return replace(self, participation=store.participation_for_link(*codes))

    def words(self, text: Text) -> str:
        return words(text, self.language.content, self.questionnaire.languages[0])

    def render(self, template: str, context: Mapping[str, object]) -> str:
        """No request goes into a template, so that none can ask for a session or a user."""
        frame = {
            "title": self.words(self.questionnaire.title),
            "language": self.language,
            "languages": [PageLanguage(code) for code in self.questionnaire.languages],
            "contact": self.questionnaire.contact,
            "link": self.link,
            "query": self.query,
            "day": self.day,
        }
        return render_to_string(template, {**frame, **context})

    def respond(self, page: bytes | str, status: int = 200) -> HttpResponse:
        return HttpResponse(page, status=status, headers={"Content-Language": self.language.content})

    def prebuilt(
        self,
        key: Hashable,
        holes: Sequence[str],
        build: Callable[[dict[str, str]], str],
        values: Mapping[str, str],
    ) -> HttpResponse:
        """A page that was built once, with these values, and packed where the browser can unpack it."""
        return self.packed(filled(key, holes, build, values, gzip=self.gzip))

    def packed(self, page: bytes) -> HttpResponse:
        """With a page that is packed where the browser can unpack it."""
        response = self.respond(page)
        if self.gzip:
            response.headers["Content-Encoding"] = "gzip"
        return response


View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A view of `(request, visit)` at a school's link; what keeps it from answering gets a page too.

    Exempt from Django's CSRF check, which needs a cookie: the ticket and the Origin header stand in for it.
    """

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, survey: str, school: str, **more: object) -> HttpResponse:
        if request.encoding not in {None, "utf-8"}:
            # Whatever the sender says: some codecs make texts that nothing can write.
            request.encoding = "utf-8"
        try:
            visit = find(request, survey, school)
            with translation.override(visit.language.interface):
                response = view(request, visit, **more)
        except Http404:
            return lost(request)
        except (OperationalError, InterfaceError):
            response = refusals.database_gone(request)
        return discreet(response)

    return answering


@csrf_exempt
def lost(request: HttpRequest) -> HttpResponse:
    """An address at which there is nothing: on to the link that it means, if it means one."""
    try:
        meant = mistyped.codes_meant(request.path_info) if request.method in ("GET", "HEAD") else None
    except (OperationalError, InterfaceError):
        return discreet(refusals.database_gone(request))
    link = link_of(*meant) if meant else request.path_info
    if link == request.path_info:
        return discreet(refusals.no_such_link(request))
    language = LANGUAGE.fullmatch(request.GET.get("lang", ""))
    return discreet(HttpResponseRedirect(f"{link}?lang={language[0]}" if language else link))


@lru_cache(maxsize=1024)
def link_of(survey: str, school: str) -> str:
    return reverse("respond", args=(survey, school))


def find(request: HttpRequest, survey: str, school: str) -> Visit:
    participation = store.participation_for_link(survey, school)
    questionnaire = store.questionnaire_of(participation.survey)
    wanted = request.GET.get(WITHIN) or request.GET.get("lang")
    content = languages.choose(questionnaire.languages, wanted, request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    order = order_of(request, questionnaire)
    asked = {"lang": content if content.lower() == (wanted or "").lower() else "", "order": order or ""}
    query = urlencode({key: value for key, value in asked.items() if value})
    spoken = PageLanguage(content, to_student=True)
    gzip = GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
    return Visit(participation, questionnaire, spoken, f"?{query}" if query else "", order, gzip)


def order_of(request: HttpRequest, questionnaire: Questionnaire) -> int:
    """One of a few orders, drawn with the first page and kept in the address: the same after a reload, or sent back.

    It is said to nobody but the student's own browser, and kept with nothing.
    """
    if not questionnaire.has_random_order:
        return 0
    asked = request.GET.get("order", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) < 3 and 1 <= int(asked) <= ORDERS
    return int(asked) if known else 1 + secrets.randbelow(ORDERS)


def discreet(response: HttpResponse) -> HttpResponse:
    """Kept nowhere, found by no search engine, and the next site does not hear where the reader came from."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    return response
