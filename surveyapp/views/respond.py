"""What a student sees at a school's link: first page, questionnaire, thanks. Only `send` writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import answer_form, rules_sheet, stored_pictures, tickets
from ..actions import pages, responses
from ..answer_field import Errors, Given
from ..answer_form import AnswerForm
from ..answer_rules import said
from ..questionnaire import answers
from . import refusals
from .refusals import HANDED_IN
from .visit import WITHIN, Visit, public

FOR_EVER = "public, max-age=31536000, immutable"
# For Back and for a tab that is opened again, and for nothing else: where a page may not be kept at all, browsers keep
# no answers in it either, and without a script there is no other place for them.
FOR_BACK = "private, no-cache"
SPENT = "!"  # behind a ticket that the script gives up
EMPTY: Mapping[str, str] = MappingProxyType({})
UNREADABLE = (BadRequest, MultiPartParserError, TooManyFieldsSent, TooManyFilesSent)
# What fetches a link to show what is behind it, or to find it again, by its own word. Cubot makes telephones.
ROBOT = re.compile(r"(?<!cu)bot\b|crawler|spider|preview|externalhit|whatsapp/", re.IGNORECASE)


@public
@require_safe
def intro(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who asks, what happens to the answers, and Start."""
    if not visit.survey.is_open:
        return refusals.not_open(visit)
    page = visit.prebuilt(
        key=("intro", visit.survey.revision, visit.survey.example, visit.language),
        holes=("school", "link", "query", "day"),
        build=lambda marks: visit.render("respond/intro.html", {**about(visit), **marks}),
        values={**common(visit), "school": visit.participation.school.name},
    )
    if looked_at(request) and not from_our_pages(request):
        pages.opened(participation=visit.participation)
    return page


@public
@require_safe
def form(request: HttpRequest, visit: Visit, *, begins: bool = False) -> HttpResponse:
    """The whole questionnaire: the same for everybody but for the ticket and the link.

    'Start' leads to an address of its own, and the script to this one: so what is loaded again is no new start.
    """
    if not visit.survey.is_open:
        return refusals.not_open(visit)
    page = visit.prebuilt(
        key=("form", visit.survey.revision, visit.language, visit.order),
        holes=("ticket", "link", "query", "day"),
        build=lambda marks: form_html(visit, marks),
        values={**common(visit), "ticket": tickets.issue(visit.participation)},
    )
    page.headers["Cache-Control"] = FOR_BACK
    again = WITHIN in request.GET or from_our_pages(request)
    if looked_at(request) and (begins or not again):
        pages.started(participation=visit.participation)
    return page


@public
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take one response. Posted to an address of its own, or Back after a failure loses the answers."""
    if request.method != "POST":
        return HttpResponseRedirect(f"{visit.link}/form{visit.query}")
    if not visit.survey.is_open:
        return refusals.not_open(visit, sent=sent_too_late(request, visit))
    if not from_here(request):
        return refusals.from_elsewhere(visit)
    try:
        values = posted(request)
    except RequestDataTooBig:
        return refusals.too_large(visit)
    except UNREADABLE:
        return refusals.unreadable(visit)
    return hand_in(request, visit, values)


def hand_in(request: HttpRequest, visit: Visit, values: dict[str, list[str]]) -> HttpResponse:
    given = answer_form.posted(visit.questionnaire, values)
    cleaned = answers.clean(visit.questionnaire, given)
    ticket = values.get("ticket", [""])[-1]
    digest = tickets.check(ticket, visit.participation)
    if digest is None or not cleaned.ok:
        errors = {name: said(error.code, **error.params) for name, error in cleaned.errors.items()}
        page = sent_back(visit, given, errors, "" if digest is None else ticket, spent=ticket.endswith(SPENT))
        if "no-script" in values:  # else the script keeps the answers, and they are to be found nowhere else
            page.headers["Cache-Control"] = FOR_BACK
        return page
    try:
        first = responses.hand_in(participation=visit.participation, ticket=digest, cleaned=cleaned)
    except responses.NotOpen:
        visit = visit.again()
        # Being closed at this moment: should that fail, it goes on, and so may the student.
        return refusals.try_again(request) if visit.survey.is_open else refusals.closed(visit, sent=given)
    again = "" if first else f"{'&' if visit.query else '?'}again"
    onward = HttpResponseRedirect(f"{visit.link}/thanks{visit.query}{again}#done")
    onward.status_code = 303
    onward.headers[HANDED_IN] = "yes"
    return onward


def sent_too_late(request: HttpRequest, visit: Visit) -> Given:
    """What our own page posted to a survey that takes nothing more, as far as it can be read."""
    try:
        return answer_form.posted(visit.questionnaire, posted(request)) if from_here(request) else EMPTY
    except (RequestDataTooBig, *UNREADABLE):
        return EMPTY


def sent_back(visit: Visit, given: Given, errors: Errors, ticket: str, *, spent: bool) -> HttpResponse:
    """The form with everything kept, open at what needs a look; a fresh ticket if its own is no good.

    `spent`: the script has heard that its ticket was handed in before, not by itself.
    """
    refused = "" if ticket else _("This page was not complete, so your answers were not taken yet.")
    if spent:
        refused = _(
            "Answers from this page had come before, and count once. If they were yours, you are done: you can "
            "close this page. If they were somebody else’s, press Submit once more."
        )
    marks = {**common(visit), "ticket": ticket or tickets.issue(visit.participation)}
    html = form_html(visit, marks, given, errors, refused, spent=spent)
    return refusals.refusing(visit.respond(html, 403 if refused else 422))


@public
@require_safe
def thanks(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.survey.is_draft:
        return refusals.not_open(visit)
    again = "again" in request.GET
    page = visit.prebuilt(
        key=("thanks", visit.survey.revision, visit.language, again),
        holes=("link", "query", "day"),
        build=lambda marks: visit.render("respond/thanks.html", {**thanking(visit), "again": again, **marks}),
        values=common(visit),
    )
    # To the script, which knows whether it is its own retry that comes again, or a page whose answers were another's.
    page.headers[HANDED_IN] = "again" if again else "yes"
    return page


@public
@require_safe
def rules(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """The skip logic as a style sheet. A page of an earlier wording or version asks the same, and gets these."""
    if not visit.survey.is_open:
        return refusals.not_open(visit)
    response = visit.packed(rules_sheet.sheet(visit.survey, gzip=visit.gzip))
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    if name == rules_sheet.name(visit.survey):
        response.headers["Cache-Control"] = FOR_EVER
    return response


@public
@require_safe
def picture(request: HttpRequest, visit: Visit, sha256: str) -> HttpResponse:
    """A note's picture. Its address is its content's, so it may be kept for ever."""
    if not visit.survey.is_open:
        return refusals.not_open(visit)
    found = visit.survey.pictures.filter(sha256=sha256).first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": FOR_EVER, "Content-Disposition": "inline"}
    return HttpResponse(bytes(found.data), content_type="image/webp", headers=headers)


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that our own page sent this. Under `no-referrer` its Origin is 'null'."""
    site = request.META.get("HTTP_SEC_FETCH_SITE", "none")
    origin = request.META.get("HTTP_ORIGIN", "null")
    hosts = {url.partition("://")[2] for url in settings.CSRF_TRUSTED_ORIGINS} | {request.get_host()}
    return site in {"same-origin", "none"} and (origin == "null" or origin.partition("://")[2] in hosts)


def looked_at(request: HttpRequest) -> bool:
    """Whether a page is asked for to be shown: not ahead of time, by a script, by a robot or for its head alone."""
    said = request.META
    ahead = "prefetch" in said.get("HTTP_SEC_PURPOSE", said.get("HTTP_PURPOSE", ""))
    shown = said.get("HTTP_SEC_FETCH_DEST", "document") == "document"
    return (
        request.method == "GET" and shown and not ahead and not ROBOT.search(said.get("HTTP_USER_AGENT", ""))
    )


def from_our_pages(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages led here: a first page in another language is no new visit."""
    return request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin"


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of the form, in a plain dict; files are thrown away unread, without touching the disk."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise RequestDataTooBig
    if request.content_type != "application/x-www-form-urlencoded":
        request.upload_handlers = []
        return dict(request.POST.lists())
    fields: dict[str, list[str]] = {}
    for name, value in sent_pairs(request.body):
        fields.setdefault(name, []).append(value)
    return fields


def sent_pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("iso-8859-1")
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=most)
    except ValueError as error:  # its own word for too many
        raise TooManyFieldsSent from error


def form_html(
    visit: Visit,
    marks: Mapping[str, str],
    given: Given = EMPTY,
    errors: Errors = EMPTY,
    refused: str = "",
    *,
    spent: bool = False,
) -> str:
    form = AnswerForm(
        visit.questionnaire,
        visit.language.content,
        given,
        errors,
        visit.order,
        stored_pictures.pictures_of(visit.survey),
    )
    survey = visit.survey
    context = {
        "form": form,
        "rules": rules_sheet.name(survey),
        "version": survey.structure[:16],
        "refused": refused,
        "spent": spent,
        "order": visit.order,
    }
    return visit.render("respond/form.html", {**context, **marks})


def common(visit: Visit) -> dict[str, str]:
    """What fills the holes that each page has."""
    return {"link": visit.link, "query": visit.query, "day": visit.day}


def about(visit: Visit) -> dict[str, object]:
    questionnaire = visit.questionnaire
    return {
        "introduction": visit.words(questionnaire.introduction),
        "about": visit.words(questionnaire.about),
        "example": visit.survey.example,
        "questions": len(questionnaire.questions),
        "pages": len(questionnaire.sections),
        "conditional": any(question.shown_if for question in questionnaire.questions),
        "optional": any(not question.required for question in questionnaire.questions),
        "smallest": questionnaire.minimum_group,
        "groupings": [visit.words(grouping.label) for grouping in questionnaire.groupings],
    }


def thanking(visit: Visit) -> dict[str, object]:
    """The survey's own thanks: a short first paragraph is the heading."""
    paragraphs = visit.words(visit.questionnaire.thanks).strip().split("\n\n")
    short = len(paragraphs[0]) <= 80
    return {
        "thanks": paragraphs[0] if short else "",
        "more": paragraphs[1:] if short else paragraphs,
        "smallest": visit.questionnaire.minimum_group,
    }
