"""A school's own page, by its secret link: for a dean, and for the secretary whom the dean passed it on to.

What it shows and what its buttons do. How the link is opened is in dean_link.py.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import dean_page, participation, posters, school_links, store, year_forms, years
from ..actions import enrolment, history, links
from ..actions.surveys import Refused
from ..dean_forms import REASONS, DeclineForm, SentForm
from ..models import Event, Participation, SchoolLink
from ..year_forms import EnrolledForm
from .dean_link import Opened, by_link, render, study
from .respond import from_here, posted

Kind = Event.Kind
Values = MultiValueDict[str, str]  # of a form


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, opened: Opened) -> HttpResponse:
    """To look changes nothing, be it a person or a mail scanner; each button is a post."""
    if opened.row.survey.is_closed:
        status = 410 if request.method == "POST" else 200
        return render(opened, "dean/closed.html", study(opened), status)
    return _act(request, opened) if request.method == "POST" else _shown(opened)


# ----- what is shown


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
