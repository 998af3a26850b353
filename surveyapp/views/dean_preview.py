"""The questionnaire by a school's own link: the pages that students see, and all questions on one page to print.

As in the preview for staff nothing is handed in, kept or counted.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import dean_page, languages, store
from ..languages import PageLanguage
from . import preview
from .dean_link import Opened, by_link, no_such_page, render


@by_link
@require_safe
def pages(request: HttpRequest, opened: Opened) -> HttpResponse:
    """`?lang=` chooses one of the survey's languages, which may be more than those of the school's page."""
    asked = store.questionnaire_of(opened.row.survey)
    if not asked.questions:
        return HttpResponseRedirect(opened.address + opened.query)
    home = preview.Home(opened.address + opened.query, _("Back to your school’s page"))
    link = reverse("dean_preview", args=[opened.token])
    return preview.pages(opened.row.survey, _wanted(request, opened), link, home)


@by_link
@require_safe
def rules(request: HttpRequest, opened: Opened, name: str) -> HttpResponse:
    return preview.style_sheet(opened.row.survey)


@by_link
@require_safe
def picture(request: HttpRequest, opened: Opened, sha256: str) -> HttpResponse:
    try:
        return preview.picture_file(opened.row.survey, sha256)
    except Http404:
        return no_such_page(opened.language)


@by_link
@require_safe
def questions(request: HttpRequest, opened: Opened) -> HttpResponse:
    """All of them as a list, with the choices and who is asked what."""
    content = _wanted(request, opened)
    asked = store.questionnaire_of(opened.row.survey)
    context = {
        **dean_page.study(opened.row, content),
        "parts": dean_page.parts(asked, content),
        "asked_in": _asked_in(asked.languages),
    }
    return render(opened, "dean/questions.html", context)


def _asked_in(codes: tuple[str, ...]) -> list[PageLanguage]:
    """To choose from, where the page itself has not all of them at its head."""
    ours = dict(settings.LANGUAGES)
    return [PageLanguage(code) for code in codes] if any(code not in ours for code in codes) else []


def _wanted(request: HttpRequest, opened: Opened) -> str:
    asked = store.questionnaire_of(opened.row.survey)
    return languages.choose(asked.languages, request.GET.get("lang"), opened.language.content)
