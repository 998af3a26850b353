"""The door of a school's secret link: who opened which page by it, and how such a page is made.

No account, no cookie. The address is the secret, so nobody who does not have it can forge a post to it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from .. import dean_page, school_links, tries
from ..languages import PageLanguage
from ..models import Participation, SchoolLink
from . import refusals
from .visit import discreet

log = logging.getLogger(__name__)

# All wrong links count together: no address is kept that they could be told apart by.
WRONG = "a school's link"
PAUSE = 0.5  # seconds
_pausing = threading.Lock()


@dataclass(frozen=True)
class Opened:
    """One look at the page: by whose link, in which language."""

    link: SchoolLink
    token: str
    language: PageLanguage
    query: str  # ?lang=fr where it was asked for

    @property
    def row(self) -> Participation:
        return self.link.participation

    @property
    def is_dean(self) -> bool:
        return self.link.holder == SchoolLink.Holder.DEAN

    @property
    def takes_part(self) -> bool:
        return self.row.state in dean_page.TAKES_PART

    @property
    def address(self) -> str:
        return reverse("dean", args=[self.token])

    @property
    def by(self) -> str:
        """Whoever has no account goes into the history by the office, in the server's language."""
        with translation.override(settings.LANGUAGE_CODE):
            return str(SchoolLink.Holder(self.link.holder).label)


View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """A view of `(request, opened)`. Exempt from Django's CSRF check, which needs a cookie."""

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, token: str, **more: object) -> HttpResponse:
        request.encoding = "utf-8"
        with refusals.speaking(request, to_student=False) as language:
            try:
                link = school_links.find(token)
                if link is None:
                    return discreet(no_such_page(language))
                asked = request.GET.get("lang") == language.content
                query = f"?lang={language.content}" if asked else ""
                return discreet(view(request, Opened(link, token, language, query), **more))
            except (OperationalError, InterfaceError):
                log.exception("the database does not answer")
                advice = _("Please wait a minute and load this page again.")
                return discreet(
                    refusals.plain(language, 503, _("We cannot reach our records just now"), advice)
                )

    return answering


def no_such_page(language: PageLanguage) -> HttpResponse:
    """The same for a link that is wrong, was revoked or never was; after a few, it takes longer.

    Who has the right link never waits. One a process waits at a time, so that students' pages go on.
    """
    if tries.must_wait(WRONG) and _pausing.acquire(blocking=False):
        try:
            time.sleep(PAUSE)
        finally:
            _pausing.release()
    tries.note_wrong(WRONG)
    return refusals.plain(
        language,
        404,
        _("There is no page here"),
        _("The address may be cut off or mistyped, or a newer link has taken its place."),
        _("Please use the link in our last letter, or ask the researchers for a new one."),
    )


def study(opened: Opened) -> dict[str, object]:
    return dean_page.study(opened.row, opened.language.content)


def render(opened: Opened, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """No request goes into a template, so that none can ask for a session or a user."""
    frame = {
        "title": context.get("survey_title", ""),
        "language": opened.language,
        "languages": [PageLanguage(code) for code, _name in settings.LANGUAGES],
        "contact": opened.row.survey.contact,
        "link": opened.address,
        "query": opened.query,
        "row": opened.row,
        "survey": opened.row.survey,
        "school": opened.row.school.name,
        "is_dean": opened.is_dean,
        "takes_part": opened.takes_part,
        "sent": opened.row.state == Participation.State.SENT,
        "declined": opened.row.state == Participation.State.DECLINED,
        "k": opened.row.survey.minimum_group,
    }
    html = render_to_string(template, {**frame, **context})
    return HttpResponse(html, status=status, headers={"Content-Language": opened.language.content})
