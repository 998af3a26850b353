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
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import dean_page, participation, posters, school_links, store, tries, year_forms, years
from ..actions import enrolment, history, links
from ..actions.surveys import Refused
from ..dean_forms import REASONS, DeclineForm, SentForm
from ..languages import PageLanguage
from ..models import Event, Participation, SchoolLink
from ..year_forms import EnrolledForm
from . import refusals
from .respond import from_here, posted
from .visit import discreet

log = logging.getLogger(__name__)
Kind = Event.Kind
Values = MultiValueDict[str, str]  # of a form

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


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, opened: Opened) -> HttpResponse:
    """To look changes nothing, be it a person or a mail scanner; each button is a post."""
    if opened.row.survey.is_closed:
        status = 410 if request.method == "POST" else 200
        return render(opened, "dean/closed.html", study(opened), status)
    return _act(request, opened) if request.method == "POST" else _shown(opened)


# ----- what is shown


def study(opened: Opened) -> dict[str, object]:
    return dean_page.study(opened.row, opened.language.content)


def _shown(opened: Opened, status: int = 200, **more: object) -> HttpResponse:
    """The invitation, or what a school that takes part needs. `more`: a form that was not right, or what is refused."""
    context = {"decline": DeclineForm(), "reasons": REASONS, **study(opened)}
    if not opened.takes_part:
        return render(opened, "dean/invited.html", {**context, **more}, status)
    forwarding, known_years = dean_page.forwarding(opened.row), _years(opened)
    first = {"kind": forwarding.tell, "day": timezone.localdate(), "students": forwarding.reached}
    known = {
        "page": forwarding,
        "students_link": participation.link(opened.row),
        "sheets": posters.offered(opened.row),
        "tell": SentForm(initial=first, years=known_years),
        "enrolled": EnrolledForm(initial=year_forms.initial(opened.row, known_years), years=known_years),
        "today": timezone.localdate(),
    }
    return render(opened, "dean/taking_part.html", {**context, **known, **more}, status)


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


def _said(opened: Opened, status: int, heading: str, *paragraphs: str) -> HttpResponse:
    context = {"heading": heading, "paragraphs": paragraphs, **study(opened)}
    return render(opened, "dean/message.html", context, status)


# ----- what is done


def _act(request: HttpRequest, opened: Opened) -> HttpResponse:
    nothing = _("Nothing has changed.")
    if not from_here(request):
        heading = _("This was sent from another site")
        return _said(opened, 403, heading, nothing, _("Open your link anew and press the button again."))
    try:
        values: Values = MultiValueDict(posted(request))
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


def _accept(opened: Opened, values: Values) -> HttpResponse:
    if not opened.takes_part:  # a second click changes nothing
        history.record(participation=opened.row, kind=Kind.ACCEPTED, by=opened.by)
    return _back(opened)


def _decline(opened: Opened, values: Values) -> HttpResponse:
    form = DeclineForm(values)
    if not form.is_valid():
        return _shown(opened, 422, decline=form)
    reason = form.told(settings.LANGUAGE_CODE)
    if (opened.row.state, opened.row.reason) != (Participation.State.DECLINED, reason):
        history.record(participation=opened.row, kind=Kind.DECLINED, by=opened.by, reason=reason)
    return _back(opened)


def _sent(opened: Opened, values: Values) -> HttpResponse:
    _refuse_unless_taking_part(opened)
    if opened.row.survey.is_draft:
        raise Refused(_("The survey is not open yet, so the link does not work for students so far."))
    form = SentForm(values, opened_on=opened.row.survey.opened_on, years=_years(opened))
    if not form.is_valid():
        return _shown(opened, 422, tell=form)
    told = form.told()
    known = opened.row.events.filter(**told, corrected_by__isnull=True)
    if not known.exists():
        history.record(participation=opened.row, by=opened.by, **told)
    return _back(opened)


def _enrolled(opened: Opened, values: Values) -> HttpResponse:
    _refuse_unless_taking_part(opened)
    form = EnrolledForm(values, years=_years(opened))
    if not form.is_valid():
        return _shown(opened, 422, enrolled=form)
    told = form.cleaned_data
    enrolment.put(
        participation=opened.row,
        total=told["students_in_all"],
        by_year=form.known_years(),
        source=told["source"],
        day=told["of_day"],
        by=opened.by,
    )
    return _back(opened)


def _years(opened: Opened) -> tuple[years.Year, ...]:
    asked = store.questionnaire_of(opened.row.survey)
    return years.years(asked, dean_page.spoken_in(asked, opened.language.content).content)


def _share(opened: Opened, values: Values) -> HttpResponse:
    """The secretary's link, shown this once."""
    _refuse_unless_taking_part(opened)
    token = links.make(participation=opened.row, holder=SchoolLink.Holder.SECRETARY, by=opened.by)
    address, known = school_links.address(token), study(opened)
    mail = dean_page.to_secretary(opened.row, str(known["survey_title"]), address, opened.language)
    return render(opened, "dean/shared.html", {"address": address, "mail": mail, **known})


def _revoke(opened: Opened, values: Values) -> HttpResponse:
    links.revoke(participation=opened.row, holder=SchoolLink.Holder.SECRETARY, by=opened.by)
    return _back(opened)


def _refuse_unless_taking_part(opened: Opened) -> None:
    if not opened.takes_part:
        raise Refused(_("Your school does not take part so far. That comes first."))


Act = Callable[[Opened, Values], HttpResponse]
# What a button does, and whether a secretary has it not.
ACTS: dict[str, tuple[Act, bool]] = {
    "accept": (_accept, True),
    "decline": (_decline, True),
    "sent": (_sent, False),
    "enrolled": (_enrolled, False),
    "share": (_share, True),
    "revoke": (_revoke, True),
}
