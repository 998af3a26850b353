"""Wordings that were corrected after the structure was frozen: shown with the results, old beside new."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveyapp.languages import name_of
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import Questionnaire

ELSEWHERE = ""  # the key of corrections that belong to no question


@dataclass(frozen=True)
class Correction:
    old: str
    new: str
    who_and_when: str


def corrections(survey: Survey, questionnaire: Questionnaire) -> dict[str, list[Correction]]:
    """Question -> its corrections, in one query; those of titles and labels of groups under ELSEWHERE."""
    found: dict[str, list[Correction]] = {}
    for row in survey.wording_changes.all():
        code, comma, _rest = row.place.partition(",")
        of = code if comma and code in questionnaire.by_code else ELSEWHERE
        said = {"by": row.by, "day": date_format(row.made_on, "j F Y"), "language": name_of(row.language)}
        words = (
            _("Corrected on %(day)s by %(by)s (%(language)s)")
            if row.language
            else _("Corrected on %(day)s by %(by)s")
        )
        found.setdefault(of, []).append(Correction(row.old, row.new, words % said))
    return found
