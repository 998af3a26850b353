"""A survey, as it stands -> its report and its listing. The way in for pages and commands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from surveyapp import dataset, participation, store, tallies
from surveyapp.disclosure import Array
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import NUMBER, TEXT, Question

from .breakdowns import breakdown, splits, withheld
from .listing import Row, listing
from .report import SCHOOL, Breakdown, Report, build


def report_of(survey: Survey) -> Report:
    """Every planned figure of what is shown now: from tallies, whether the survey is open or closed."""
    return build(store.questionnaire_of(survey), tallies.atoms(survey), survey.minimum_group)


def listing_of(survey: Survey, whole: bool = False) -> Iterator[Row]:
    """`whole`: of a closed survey, with whoever is too few to show. For the server's command line alone."""
    summary = participation.summary(survey)
    if not survey.is_closed:
        return listing(report_of(survey), summary)
    data = dataset.read(survey)
    data.fetch_all()
    if not whole:
        return listing(
            report_of(survey), summary, other_breakdowns(data, survey.minimum_group, data.in_strata)
        )
    report = build(data.questionnaire, data.everybody_by_stratum(), 1)
    return listing(report, summary, other_breakdowns(data, 1, np.ones(data.n, dtype=bool)))


def other_breakdowns(data: dataset.Dataset, k: int, rows: Array) -> Iterator[tuple[Question, Breakdown]]:
    """Each question by school, and by the questions that groups are merged from, of some of the people."""
    questionnaire = data.questionnaire
    sources = [g.question for g in questionnaire.groupings if g.is_merged]
    schools = [] if questionnaire.live_by_school else [SCHOOL]
    wanted = list(dict.fromkeys([*schools, *sources]))
    allowed = splits(data, wanted, k, rows)
    for question in questionnaire.questions:
        if question.type not in (TEXT, NUMBER):
            for by in wanted:
                if by != question.code:
                    shown = by in allowed
                    yield question, breakdown(data, question, by, k, rows) if shown else withheld(by)
