"""A survey, as it stands -> its report and its listing. The way in for pages and commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from django.utils import timezone

from surveyapp import dataset, participation, store, tallies
from surveyapp.disclosure import Atom
from surveyapp.models import Survey
from surveyapp.pairs import Pairs, TooLarge
from surveyapp.questionnaire.schema import UNCOMPARED, Question, Questionnaire

from . import within_schools
from .breakdowns import Breakdowns, breakdowns_of
from .kept import kept
from .listing import listing
from .report import AFTER_CLOSING, SCHOOL, TOO_LARGE, Breakdown, Report, build
from .rows import Row
from .school_strata import Tallies
from .splits import allowed_splits


def report_of(survey: Survey) -> Report:
    """Every planned figure of what is shown now: from tallies, whether the survey is open or closed."""
    plan = store.plan_of(survey).plan
    return build(store.questionnaire_of(survey), tallies.atoms(survey), survey.minimum_group, plan=plan)


def breakdowns_in(survey: Survey) -> Breakdowns:
    """Of a closed survey. Raises NotClosed, and TooLarge where there are too many answers to hold all in mind."""
    pairs, k = dataset.pairs_of(survey), survey.minimum_group
    allowed = kept(("splits", survey.pk, k, pairs.shape.name), lambda: allowed_splits(pairs, k))
    return Breakdowns(pairs, k, allowed)


def listing_of(survey: Survey, whole: bool = False) -> Iterator[Row]:
    """`whole`: of a closed survey, with whoever is too few to show. For the server's command line alone."""
    return chain(_plan_rows(survey), _figures(survey, whole))


def _plan_rows(survey: Survey) -> Iterator[Row]:
    """What was planned before anybody looked, by its fingerprint: all else is exploratory."""
    kept = store.plan_of(survey)
    yield Row("plan", "", "", "", "sha256", kept.sha256)
    yield Row("plan", "", "", "", "comparisons", str(kept.plan.comparisons))
    yield Row("plan", "", "", "", "tests", str(kept.plan.tests))


def _figures(survey: Survey, whole: bool) -> Iterator[Row]:
    summary = participation.summary(survey)
    if not survey.is_closed:
        return _from_tallies(survey, summary, AFTER_CLOSING)
    try:
        pairs = _everybody(survey) if whole else dataset.pairs_of(survey)
    except TooLarge:
        return _from_tallies(survey, summary, TOO_LARGE)
    if not whole:
        return _from_pairs(survey, report_of(survey), summary, breakdowns_in(survey), tallies.atoms(survey))
    atoms, plan = dataset.read(survey).everybody_by_stratum(), store.plan_of(survey).plan
    report = build(pairs.questionnaire, atoms, 1, plan=plan)
    return _from_pairs(survey, report, summary, breakdowns_of(pairs, 1), atoms)


def _everybody(survey: Survey) -> Pairs:
    data = dataset.read(survey)
    return data.pairs(np.ones(data.n, dtype=bool))


def _from_pairs(
    survey: Survey,
    report: Report,
    summary: participation.Summary,
    shown: Breakdowns,
    atoms: Sequence[Atom],
) -> Iterator[Row]:
    """What is said inside schools comes from tallies where they know schools, as on the pages."""
    others = listing(report, summary, other_breakdowns(shown), participation.pages(survey))
    inside = within_schools.views(report.questionnaire)
    beyond = dict.fromkeys((*(by for _question, by in _others(report.questionnaire)), *inside))
    figures = chain(_exploratory(beyond), others)
    if report.questionnaire.live_by_school:
        return chain(figures, _within_schools(report, atoms, shown.k))
    return chain(figures, within_schools.rows(within_schools.from_pairs(shown)))


def _within_schools(report: Report, atoms: Sequence[Atom], k: int, withheld: str = "") -> Iterator[Row]:
    return within_schools.rows(within_schools.from_tallies(Tallies(report.questionnaire, atoms, k, withheld)))


def _from_tallies(survey: Survey, summary: participation.Summary, withheld: str) -> Iterator[Row]:
    """`withheld`: why that which tallies do not hold is not there."""
    report, atoms = report_of(survey), tallies.atoms(survey)
    others = ((q, Breakdown((by,), (), withheld=withheld)) for q, by in _others(report.questionnaire))
    figures = listing(report, summary, others, participation.pages(survey))
    live = report.questionnaire.live_by_school
    return chain(
        _interim(survey, summary, report),
        _exploratory(within_schools.views(report.questionnaire) if live else ()),
        figures,
        _within_schools(report, atoms, survey.minimum_group, withheld),
    )


def _interim(survey: Survey, summary: participation.Summary, report: Report) -> Iterator[Row]:
    if survey.is_open:
        said = f"{report.people} of {summary.received} responses are shown, and every figure can still change"
        yield Row("participation", "", "", "", "note", f"interim, {timezone.localdate().isoformat()}: {said}")


def _exploratory(views: Iterable[str]) -> Iterator[Row]:
    """One a view, by which a script tells p of what was planned from all others."""
    for by in views:
        yield Row("plan", "", by, "", "note", "exploratory: not planned, adjusted for nothing")


def other_breakdowns(shown: Breakdowns) -> Iterator[tuple[Question, Breakdown]]:
    """Each question by school, and by the questions that groups are merged from."""
    for question, by in _others(shown.pairs.questionnaire):
        yield question, shown.by(question, by)


def _others(questionnaire: Questionnaire) -> Iterator[tuple[Question, str]]:
    sources = [g.question for g in questionnaire.groupings if g.is_merged]
    schools = [] if questionnaire.live_by_school else [SCHOOL]
    for question in questionnaire.questions:
        if question.type not in UNCOMPARED:
            for by in dict.fromkeys([*schools, *sources]):
                if by != question.code:
                    yield question, by
