"""A school's own page, by its secret link: for a dean, and for the secretary whom the dean passed it on to.

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
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from .. import dean_page, participation, school_links, tries
from ..actions import history, links
from ..actions.surveys import Refused
from ..dean_forms import REASONS, DeclineForm, SentForm
from ..languages import PageLanguage
from ..models import Event, Participation, SchoolLink
from . import refusals, schools
from .respond import from_here, posted
from .visit import discreet

log = logging.getLogger(__name__)
Kind = Event.Kind

WRONG = (
    "a school's link"  # all wrong links count together: no address is kept that they could be told apart by
)
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
        with refusals.speaking(request) as language:
            try:
                link = school_links.find(token)
                if link is None:
                    return discreet(_no_such_page(language))
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


def _no_such_page(language: PageLanguage) -> HttpResponse:
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


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, opened: Opened) -> HttpResponse:
    """To look changes nothing, be it a person or a mail scanner; each button is a post."""
    if opened.row.survey.is_closed:
        status = 410 if request.method == "POST" else 200
        return _render(opened, "dean/closed.html", _study(opened), status)
    return _act(request, opened) if request.method == "POST" else _shown(opened)


@by_link
@require_safe
def anonymity(request: HttpRequest, opened: Opened) -> HttpResponse:
    """How answers stay anonymous, to print for a data protection officer."""
    return _render(opened, "dean/anonymity.html", _study(opened))


@by_link
@require_safe
def qr(request: HttpRequest, opened: Opened, kind: str) -> HttpResponse:
    """The students' link as a QR code, for a school that takes part."""
    usable = opened.takes_part and not opened.row.survey.is_closed and kind in ("svg", "png")
    return schools.qr_file(opened.row, kind) if usable else _no_such_page(opened.language)


# ----- what is shown


def _study(opened: Opened) -> dict[str, object]:
    return dean_page.study(opened.row, opened.language.content)


def _shown(opened: Opened, status: int = 200, **more: object) -> HttpResponse:
    """The invitation, or what a school that takes part needs. `more`: a form that was not right, or what is refused."""
    context = {"decline": DeclineForm(), "reasons": REASONS, **_study(opened)}
    if not opened.takes_part:
        return _render(opened, "dean/invited.html", {**context, **more}, status)
    forwarding = dean_page.forwarding(opened.row)
    first = {"kind": forwarding.tell, "day": timezone.localdate(), "students": forwarding.reached}
    known = {
        "page": forwarding,
        "students_link": participation.link(opened.row),
        "tell": SentForm(initial=first),
        "today": timezone.localdate(),
    }
    return _render(opened, "dean/taking_part.html", {**context, **known, **more}, status)


def _render(opened: Opened, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
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
        "sent": opened.row.state == Participation.State.SENT,
        "declined": opened.row.state == Participation.State.DECLINED,
        "k": opened.row.survey.minimum_group,
    }
    html = render_to_string(template, {**frame, **context})
    return HttpResponse(html, status=status, headers={"Content-Language": opened.language.content})


def _said(opened: Opened, status: int, heading: str, *paragraphs: str) -> HttpResponse:
    context = {"heading": heading, "paragraphs": paragraphs, **_study(opened)}
    return _render(opened, "dean/message.html", context, status)


# ----- what is done


def _act(request: HttpRequest, opened: Opened) -> HttpResponse:
    nothing = _("Nothing has changed.")
    if not from_here(request):
        heading = _("This was sent from another site")
        return _said(opened, 403, heading, nothing, _("Open your link anew and press the button again."))
    try:
        values = posted(request)
    except (BadRequest, RequestDataTooBig, MultiPartParserError, TooManyFieldsSent, TooManyFilesSent):
        return _said(opened, 400, _("We cannot read what was sent"), nothing)
    go = values.get("go", "")
    if go not in ACTS:
        return _said(opened, 400, _("We cannot read what was sent"), nothing)
    act, for_deans_only = ACTS[go]
    if for_deans_only and not opened.is_dean:
        return _said(opened, 403, _("Only the dean can do this"), nothing)
    try:
        return act(opened, values)
    except Refused as error:
        return _shown(opened, 409, refused=str(error))


def _back(opened: Opened) -> HttpResponse:
    onward = HttpResponseRedirect(opened.address + opened.query)
    onward.status_code = 303
    return onward


def _accept(opened: Opened, values: QueryDict) -> HttpResponse:
    if not opened.takes_part:  # a second click changes nothing
        history.record(participation=opened.row, kind=Kind.ACCEPTED, by=opened.by)
    return _back(opened)


def _decline(opened: Opened, values: QueryDict) -> HttpResponse:
    form = DeclineForm(values)
    if not form.is_valid():
        return _shown(opened, 422, decline=form)
    reason = form.told(settings.LANGUAGE_CODE)
    if (opened.row.state, opened.row.reason) != (Participation.State.DECLINED, reason):
        history.record(participation=opened.row, kind=Kind.DECLINED, by=opened.by, reason=reason)
    return _back(opened)


def _sent(opened: Opened, values: QueryDict) -> HttpResponse:
    _refuse_unless_taking_part(opened)
    if opened.row.survey.is_draft:
        raise Refused(_("The survey is not open yet, so the link does not work for students so far."))
    form = SentForm(values, opened_on=opened.row.survey.opened_on)
    if not form.is_valid():
        return _shown(opened, 422, tell=form)
    told = form.cleaned_data
    known = opened.row.events.filter(**told, corrected_by__isnull=True)
    if not known.exists():
        history.record(participation=opened.row, by=opened.by, **told)
    return _back(opened)


def _share(opened: Opened, values: QueryDict) -> HttpResponse:
    """The secretary's link, shown this once."""
    _refuse_unless_taking_part(opened)
    token = links.make(participation=opened.row, holder=SchoolLink.Holder.SECRETARY, by=opened.by)
    context = {"address": school_links.address(token), **_study(opened)}
    return _render(opened, "dean/shared.html", context)


def _revoke(opened: Opened, values: QueryDict) -> HttpResponse:
    links.revoke(participation=opened.row, holder=SchoolLink.Holder.SECRETARY, by=opened.by)
    return _back(opened)


def _refuse_unless_taking_part(opened: Opened) -> None:
    if not opened.takes_part:
        raise Refused(_("Your school does not take part so far. That comes first."))


Act = Callable[[Opened, QueryDict], HttpResponse]
# What a button does, and whether a secretary has it not.
ACTS: dict[str, tuple[Act, bool]] = {
    "accept": (_accept, True),
    "decline": (_decline, True),
    "sent": (_sent, False),
    "share": (_share, True),
    "revoke": (_revoke, True),
}
