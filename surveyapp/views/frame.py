"""What the frame of a survey's staff pages needs: title, source of the answers, chosen tab."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from ..accounts import named
from ..languages import PageLanguage
from ..models import Survey
from ..questionnaire.schema import words

TAGS = {"open": "tag-on", "closed": "tag-over"}  # the shape before a status; a draft has a ring


def of_survey(survey: Survey, tab: str) -> dict[str, object]:
    """For a template that extends `base_staff.html`. Asks nothing of the database."""
    reader, first = get_language() or "", survey.languages[0]
    content = PageLanguage(reader if reader in survey.languages else first)
    return {
        "survey": survey,
        "tab": tab,
        "title": words(survey.title, reader, first),
        "source": words(survey.source, reader, first),
        "words_language": content.content,
        "words_direction": content.direction,
        "tag": TAGS.get(survey.status, ""),
    }


def who(request: HttpRequest) -> str:
    """Whoever is signed in, as histories and the staff log name them."""
    return named(request.user)  # type: ignore[arg-type]
