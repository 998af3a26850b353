"""The questionnaire as students see it, a draft's too: for staff, and by a school's own link (`dean_preview.py`).

It hands in, keeps and counts nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import access, languages, rules_sheet, store, stored_pictures
from ..answer_form import AnswerForm
from ..languages import PageLanguage
from ..models import Survey
from ..questionnaire.schema import words

NO_STORE = {"Cache-Control": "private, no-store"}


@login_required
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """`?lang=` chooses one of its languages; else the reader's, if it is in it."""
    survey = access.survey_for(request.user, code, to="results")
    asked = store.questionnaire_of(survey)
    if not asked.questions:
        return redirect("survey", code)
    content = languages.choose(asked.languages, request.GET.get("lang"), get_language() or "")
    home = Home(reverse("survey", args=[code]), _("Back to the overview"))
    return pages(survey, content, reverse("preview", args=[code]), home)


class Home(NamedTuple):
    """The way back."""

    address: str
    words: str


def pages(survey: Survey, content: str, link: str, home: Home) -> HttpResponse:
    """All pages in one of the survey's languages; what marks them as a preview, in the reader's own."""
    language = PageLanguage(content, to_student=True)
    around = {"link": link.rstrip("/"), "home": home, **_marked()}
    with translation.override(language.interface):
        html = render_to_string("surveys/preview.html", {**_context(survey, language), **around})
    return HttpResponse(html, headers={"Content-Language": content, **NO_STORE})


def _marked() -> dict[str, str]:
    return {
        "reader": get_language() or "en",
        "marked": pgettext("questionnaire", "Preview"),
        "as_seen": _("As students see it. Nothing can be handed in here, and nothing is kept."),
        "no_submit": _(
            "Here students press ‘Submit’. In this preview there is no such button: nothing can be handed in."
        ),
    }


def _context(survey: Survey, language: PageLanguage) -> dict[str, object]:
    """No request goes into the template: it is the students' own."""
    asked = store.questionnaire_of(survey)
    return {
        "form": AnswerForm(asked, language.content, pictures=stored_pictures.pictures_of(survey)),
        "title": words(asked.title, language.content, asked.languages[0]),
        "language": language,
        "languages": [PageLanguage(code) for code in asked.languages],
        "contact": asked.contact,
        "rules": rules_sheet.name(survey),
    }


@login_required
@require_safe
def rules(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The skip logic as a style sheet, of an open survey and of a draft."""
    return style_sheet(access.survey_for(request.user, code, to="results"))


@login_required
@require_safe
def picture(request: HttpRequest, code: str, sha256: str) -> HttpResponse:
    return picture_file(access.survey_for(request.user, code, to="results"), sha256)


def style_sheet(survey: Survey) -> HttpResponse:
    return HttpResponse(rules_sheet.sheet(survey), content_type="text/css; charset=utf-8", headers=NO_STORE)


def picture_file(survey: Survey, sha256: str) -> HttpResponse:
    found = survey.pictures.filter(sha256=sha256).first()
    if found is None:
        raise Http404("no such picture")
    return HttpResponse(bytes(found.data), content_type="image/webp", headers=NO_STORE)
