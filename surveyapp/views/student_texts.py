"""The mails that schools send to their students, as a list; each is changed as a letter is (`letter_texts.py`)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .. import access, student_texts
from ..languages import PageLanguage
from .letters import page


@login_required
@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All of them: three mails, in each of the survey's languages."""
    survey = access.survey_for(request.user, code, to="schools")
    known = student_texts.texts(survey)
    mails = [
        {
            "kind": kind,
            "name": name,
            "texts": [
                (PageLanguage(code), PageLanguage(words.language), words)
                for code in survey.languages
                if (words := known[kind, code])
            ],
        }
        for kind, name in student_texts.NAMES.items()
    ]
    return page(request, survey, "student_texts", {"mails": mails})
