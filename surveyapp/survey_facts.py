"""What `readiness` asks about a survey, read from the database."""

from __future__ import annotations

from .languages import PageLanguage, base, name_of
from .models import Survey
from .questionnaire.check_groupings import check_strata
from .questionnaire.schema import Questionnaire
from .readiness import Facts
from .store import questionnaire_of


def facts_of(survey: Survey) -> Facts:
    return facts(survey, questionnaire_of(survey), survey.questions.count(), survey.participations.count())


def facts(survey: Survey, questionnaire: Questionnaire | None, questions: int, schools: int) -> Facts:
    """Asks nothing of the database. Without the questionnaire its strata are not looked at."""
    return Facts(
        code=survey.code,
        status=str(survey.get_status_display()),
        is_draft=survey.is_draft,
        questions=questions,
        schools=schools,
        has_about=bool(survey.about),
        has_contact=bool(survey.contact),
        has_ethics=bool(survey.ethics),
        untranslated=tuple(name_of(code) for code in survey.languages if not _is_ours(code)),
        # Schools may have come since the file was read.
        too_many_strata=tuple(str(problem) for problem in check_strata(questionnaire, schools))
        if questionnaire
        else (),
    )


def _is_ours(language: str) -> bool:
    return base(PageLanguage(language, to_student=True).interface) == base(language)
