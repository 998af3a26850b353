"""Response rate by year of study, of all schools together: only after closing, and where each school says how many.

Who answered comes from the question on the year, as it stands in the results; students asked by year from the mails
to them, else from those enrolled. A school that gave no year would make every rate too high, so there is none then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp import history, participation, years
from surveyapp.models import Event, Survey
from surveyapp.participation import Summary

from . import wording
from .board_words import said_rate
from .live import report_of
from .names import Names
from .response_rates import reached


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


def rates_by_year(survey: Survey, summary: Summary, names: Names) -> YearRates | None:
    """None where no question makes years, or, once closed, no school has said anything of them."""
    question = years.question_of(names.questionnaire)
    if question is None:
        return None
    codes = [choice.code for choice in question.counted_choices]
    known = _students(survey, codes)
    sent = reached(summary)
    nothing_known = not any(known.get(line.code) for line in sent)
    missing = tuple(line.name for line in sent if set(known.get(line.code, {})) != set(codes))
    if not survey.is_closed:
        return YearRates((), () if nothing_known else missing, _open(nothing_known))
    if nothing_known:
        return None
    if missing:
        return YearRates((), missing)
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


def _open(nothing_known: bool) -> str:
    """The year is finer than what is counted while a survey is open."""
    says = [
        _(
            "Rates by year of study stand here once the survey is closed: until then answers are counted by"
            " wider groups."
        )
    ]
    if nothing_known:
        says.append(
            _("They need how many students each school has in each year: enter it on the school’s page.")
        )
    return " ".join(says)


def _students(survey: Survey, codes: Sequence[str]) -> dict[str, dict[str, int]]:
    """School -> year -> students asked, as far as known: what was said last with a mail to students, if it was said
    of each year; else those enrolled. In two queries."""
    known = {
        school: {year: n for year, n in numbers.items() if year in codes}
        for school, numbers in participation.enrolled_by_year(survey).items()
    }
    mails = Event.objects.filter(
        participation__survey=survey, kind__in=history.WENT_OUT, corrected_by__isnull=True
    ).exclude(by_year={})
    last = dict(mails.values_list("participation__school__code", "by_year"))
    return known | {code: by_year for code, by_year in last.items() if set(by_year) == set(codes)}
