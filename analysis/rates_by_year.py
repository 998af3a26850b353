"""Response rate by year of study, of all schools together: only after closing, and where each school says how many.

Who answered comes from the question on the year, as it stands in the results; students asked by year from the mails
to them, else from those enrolled. A school that gave no year would make every rate too high, so there is none then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp import history, years
from surveyapp.models import Event, Participation, Survey
from surveyapp.participation import Summary

from . import wording
from .board import Asked, said_rate
from .live import report_of
from .names import Names


@dataclass(frozen=True)
class YearLine:
    name: str
    asked: str
    received: str
    rate: str


@dataclass(frozen=True)
class YearRates:
    lines: tuple[YearLine, ...]
    missing: tuple[str, ...]  # names of schools that sent the link and of which some year is not known
    says: str = ""


def rates_by_year(survey: Survey, summary: Summary, asked: Asked, names: Names) -> YearRates | None:
    """None where no question makes years, or no school has said anything of them."""
    question = years.question_of(names.questionnaire)
    if question is None:
        return None
    codes = [choice.code for choice in question.counted_choices]
    known = _students(survey, asked, codes)
    sent = [line for line in summary.schools if line.state == Participation.State.SENT or line.received]
    if not any(known.get(line.code) for line in sent):
        return None
    missing = tuple(line.name for line in sent if set(known.get(line.code, {})) != set(codes))
    if missing:
        return YearRates((), missing)
    if not survey.is_closed:
        return YearRates((), (), _("Rates by year of study stand here once the survey is closed."))
    figures = next(found for found in report_of(survey).questions if found.question.code == question.code)
    if figures.everybody is None:
        return YearRates((), (), _("Too few have said their year of study."))
    students: Counter[str] = Counter()
    for line in sent:
        students.update(known[line.code])
    return YearRates(
        tuple(
            YearLine(
                names.choice(choice),
                wording.count(students[choice.code], names.language),
                wording.count(share.count, names.language),
                said_rate(share.count, students[choice.code], names.language),
            )
            for choice, share in zip(question.counted_choices, figures.everybody.choices, strict=True)
        ),
        (),
    )


def _students(survey: Survey, asked: Asked, codes: Sequence[str]) -> dict[str, dict[str, int]]:
    """School -> year -> students asked, as far as known; in one query beside that which `asked` took."""
    rows = survey.participations.select_related("school").prefetch_related("enrolled_by_year")
    return {
        row.school.code: _told(asked.events.get(row.school.code, ()), codes)
        or {line.year: line.students for line in row.enrolled_by_year.all() if line.year in codes}
        for row in rows
    }


def _told(events: Sequence[Event], codes: Sequence[str]) -> dict[str, int]:
    """The last that was said with a mail to students, if it was said of each year."""
    said = [e.by_year for e in history.standing(events) if e.kind in history.WENT_OUT and e.by_year]
    return dict(said[-1]) if said and set(said[-1]) == set(codes) else {}
