"""Pages for a student who cannot be asked, or whose answers cannot be taken; each says what to do then."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import languages, sent_words
from ..languages import PageLanguage

if TYPE_CHECKING:
    from ..answer_field import Given
    from .visit import Visit

log = logging.getLogger(__name__)

HANDED_IN = "X-Handed-In"  # the server's own word: no other answer on the way may be taken for ours


def not_open(visit: Visit, *, sent: Given | None = None) -> HttpResponse:
    return closed(visit, sent=sent) if visit.survey.is_closed else not_open_yet(visit)


def closed(visit: Visit, *, sent: Given | None = None) -> HttpResponse:
    """`sent`: what somebody has just handed in; the page gives it back, since their device may keep nothing.

    Their ticket may have come before, but this we no longer know.
    """
    until = visit.survey.closed_on if visit.survey.opened_on else None  # an imported study was never open
    thanks = _("Thank you for coming by.")
    if until:
        thanks = _("It took answers until %(day)s.") % {"day": written(until)} + " " + thanks
    late = [_("What you have just sent came too late and was not recorded.")] if sent is not None else []
    words = sent_words.in_words(visit.questionnaire, sent, visit.language) if sent else ""
    return page(visit, 410, _("This survey is closed"), *late, thanks, draft=visit.link, sent=words)


def not_open_yet(visit: Visit) -> HttpResponse:
    advice = _("Please try again later: the link stays the same.")
    return page(visit, 404, _("This survey is not open yet"), advice)


def from_elsewhere(visit: Visit) -> HttpResponse:
    return not_taken(
        visit,
        403,
        _("Your answers were not taken"),
        _("They came from another site than this one, or your browser said so. Nothing has been recorded."),
        _(
            "Your answers are still there: go back with your browser's Back button. If it happens again, "
            "open the link of your school anew."
        ),
    )


def too_large(visit: Visit) -> HttpResponse:
    return not_taken(
        visit,
        413,
        _("This is more than we can take"),
        _("What was sent is larger than this questionnaire can be. Nothing has been recorded."),
        _(
            "Your answers are still there: go back with your browser's Back button, shorten what you "
            "wrote, and submit again."
        ),
    )


def unreadable(visit: Visit) -> HttpResponse:
    return not_taken(
        visit,
        400,
        _("We cannot read what was sent"),
        _("It is not what this questionnaire sends. Nothing has been recorded."),
        _("Your answers are still there: go back with your browser's Back button, and submit again."),
    )


def no_such_link(request: HttpRequest) -> HttpResponse:
    with speaking(request, to_student=True) as language:
        return plain(
            language,
            404,
            _("There is no survey here"),
            _("The address may be cut off or mistyped. Please use the link that your school sent you."),
        )


def database_gone(request: HttpRequest) -> HttpResponse:
    """Also said where the survey cannot be read, so it names none."""
    log.exception("the database does not answer")
    return try_again(request)


def try_again(request: HttpRequest) -> HttpResponse:
    with speaking(request, to_student=True) as language:
        if request.method == "POST":
            advice = _(
                "Your answers are still there: go back with your browser's Back button, wait a minute, "
                "and press Submit again. However often you do, they count once."
            )
        else:
            advice = _("Please wait a minute and load this page again.")
        response = plain(language, 503, _("We cannot reach our records just now"), advice)
    response.headers["Retry-After"] = "60"
    return response


def not_taken(visit: Visit, status: int, heading: str, *paragraphs: str) -> HttpResponse:
    """Without a link to other languages: it would lead away from the answers that Back gives back."""
    return page(visit, status, heading, *paragraphs, languages=())


def page(visit: Visit, status: int, heading: str, *paragraphs: str, **more: object) -> HttpResponse:
    link = visit.link if visit.survey.is_open else ""  # else the first page would only say the same again
    context = {"heading": heading, "paragraphs": paragraphs, "link": link, **more}
    html = visit.render("respond/message.html", context)
    return refusing(visit.respond(html, status))


def plain(language: PageLanguage, status: int, heading: str, *paragraphs: str) -> HttpResponse:
    """Without a survey: in the reader's language if it is one of ours."""
    context = {"heading": heading, "paragraphs": paragraphs, "language": language}
    html = render_to_string("respond/message.html", context)
    return refusing(HttpResponse(html, status=status, headers={"Content-Language": language.content}))


def written(day: date) -> str:
    """As the page's language writes a day. Django's English is American, and it gives some months a capital."""
    language = languages.base(translation.get_language() or "en")
    said = date_format(day, "j F Y" if language in {"en", "it"} else "DATE_FORMAT")
    return said.lower() if language in {"it", "pt"} else said


def refusing(response: HttpResponse) -> HttpResponse:
    response.headers[HANDED_IN] = "no"
    return response


@contextmanager
def speaking(request: HttpRequest, *, to_student: bool) -> Iterator[PageLanguage]:
    """In the language of ours that the reader asks for or prefers."""
    offered = [code for code, _name in (settings.STUDENT_LANGUAGES if to_student else settings.LANGUAGES)]
    accepted = request.headers.get("Accept-Language", "")
    chosen = PageLanguage(languages.choose(offered, request.GET.get("lang"), accepted), to_student)
    with translation.override(chosen.interface):
        yield chosen
