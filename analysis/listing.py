"""Report -> rows of `question,choice,by,group,statistic,value`: what `analyse` prints and the counts file holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from surveyapp.participation import Summary
from surveyapp.questionnaire.schema import Question

from .effects import YES, Effects
from .report import Breakdown, GroupFigures, QuestionFigures, Report
from .stats.outcomes import HypothesisTest, Measure, Stratified
from .stats.proportions import proportion
from .stats.ranks import MANN_WHITNEY
from .stats.results import Comparison, Proportion

HEADER = ("question", "choice", "by", "group", "statistic", "value")
WITHHELD = {
    "too_few": "too few to show",
    "own_groups": "the groups are made from this question",
    "nobody": "nobody was shown this question",
}
AFTER_CLOSING = "after closing"


class Row(NamedTuple):
    question: str
    choice: str
    by: str
    group: str
    statistic: str
    value: str


def listing(
    report: Report, summary: Summary, others: Iterable[tuple[Question, Breakdown]] = ()
) -> Iterator[Row]:
    """Every figure, one a row. `others`: breakdowns of a closed survey by school and by what groups are made from."""
    yield from _participation(report, summary)
    other = list(others)
    for figures in report.questions:
        yield from _question(figures)
        for question, breakdown in other:
            if question.code == figures.question.code:
                yield from _breakdown(question, breakdown)


def _participation(report: Report, summary: Summary) -> Iterator[Row]:
    counts = {
        "invited": summary.invited,
        "accepted": summary.accepted,
        "declined": summary.declined,
        "no_response": summary.no_response,
        "not_sent": summary.not_sent,
        "sent": summary.sent,
        "asked": summary.asked,
        "handed_in": summary.handed_in,
        "imported": summary.imported,
        "received": summary.received,
        "shown": report.people,
        "shown_in_everybody_alone": report.everybody_only,
        "not_shown": summary.received - report.people,
    }
    for statistic, value in counts.items():
        yield Row("participation", "", "", "", statistic, _value(value))
    yield from _rate(summary)


def _rate(summary: Summary) -> Iterator[Row]:
    rate = proportion(summary.received, summary.asked or 0)
    figures = {"response_rate": rate.percent, "response_rate_low": rate.low, "response_rate_high": rate.high}
    for statistic, value in figures.items():
        yield Row("participation", "", "", "", statistic, _value(value))
    if summary.asked is None:
        yield Row("participation", "", "", "", "note", "how many students were asked is not known")
    elif rate.percent is None:
        yield Row("participation", "", "", "", "note", rate.note)


def _question(figures: QuestionFigures) -> Iterator[Row]:
    question = figures.question
    if figures.everybody is None:
        yield Row(question.code, "", "", "", "note", WITHHELD[figures.withheld])
        return
    yield from _group(question, "", figures.everybody, _codes(question, ()))
    for breakdown in figures.breakdowns:
        yield from _breakdown(question, breakdown)


def _codes(question: Question, answers: Sequence[str]) -> Sequence[str]:
    return answers or [choice.code for choice in question.counted_choices]


def _breakdown(question: Question, breakdown: Breakdown) -> Iterator[Row]:
    by = "*".join(breakdown.by)
    if breakdown.withheld:
        yield Row(question.code, "", by, "", "note", WITHHELD[breakdown.withheld])
        return
    codes = _codes(question, breakdown.answers)
    for group in breakdown.groups:
        yield from _group(question, by, group, codes)
    for i, comparison in enumerate(breakdown.tests):
        code = "" if breakdown.whole else codes[i]
        yield from _comparison(question.code, code, by, comparison)
        if breakdown.holm:
            yield Row(question.code, code, by, "", "p_holm", _value(breakdown.holm[i]))
    yield from _effects(Row(question.code, "", by, "", "", ""), breakdown.effects)


def _group(question: Question, by: str, group: GroupFigures, codes: Sequence[str]) -> Iterator[Row]:
    name = "*".join(group.group)
    people = {"base": group.base, "people": group.people, "shown_to": group.shown_to}
    for statistic, value in (people | {"left_open": group.left_open, "prefer_not": group.prefer_not}).items():
        yield Row(question.code, "", by, name, statistic, str(value))
    for code, choice in zip(codes, group.choices, strict=True):
        yield from _proportion(Row(question.code, code, by, name, "", ""), choice)


def _proportion(row: Row, choice: Proportion) -> Iterator[Row]:
    figures = {
        "n": choice.count,
        "base": choice.base,
        "percent": choice.percent,
        "ci_low": choice.low,
        "ci_high": choice.high,
    }
    for statistic, value in figures.items():
        yield row._replace(statistic=statistic, value=_value(value))
    if choice.note:
        yield row._replace(statistic="note", value=choice.note)


def _comparison(question: str, choice: str, by: str, comparison: Comparison) -> Iterator[Row]:
    for statistic in ("chi2", "df", "chi2_p", "fisher_p", "min_expected", "cramers_v", "test", "p"):
        yield Row(question, choice, by, "", statistic, _value(getattr(comparison, statistic)))
    for said in filter(None, (comparison.note, *comparison.warnings)):
        yield Row(question, choice, by, "", "note", said)


def _effects(row: Row, effects: Effects) -> Iterator[Row]:
    """Sizes, each where it fits; of a yes/no question they are of the choice yes."""
    if effects.ranks:
        named = "mann_whitney_p" if effects.ranks.method == MANN_WHITNEY else "kruskal_wallis_p"
        yield from _test(row, {named: effects.ranks.p}, effects.ranks)
    yes = row._replace(choice=YES)
    if effects.odds_ratio:
        yield from _measure(yes, ("odds_ratio", "or_low", "or_high"), effects.odds_ratio)
    if effects.difference:
        names = ("difference", "difference_low", "difference_high")
        yield from _measure(yes, names, effects.difference)
    if effects.trend:
        figures = {"cochran_armitage_chi2": effects.trend.statistic, "cochran_armitage_p": effects.trend.p}
        yield from _test(yes, figures, effects.trend)
    for inside in effects.inside:
        within = yes._replace(group=inside.group)
        yield from _measure(within, ("odds_ratio", "or_low", "or_high"), inside.odds_ratio)
        names = ("difference", "difference_low", "difference_high")
        yield from _measure(within, names, inside.difference)
    if effects.strata:
        yield from _strata(yes, effects.strata)


def _strata(row: Row, strata: Stratified) -> Iterator[Row]:
    yield from _measure(row, ("mh_odds_ratio", "mh_low", "mh_high"), strata.odds_ratio)
    for named, test in (
        ("cmh_p", strata.common),
        ("breslow_day_p", strata.homogeneity),
        ("interaction_lrt_p", strata.interaction),
    ):
        yield from _test(row, {named: test.p}, test)


def _measure(row: Row, names: tuple[str, str, str], measure: Measure) -> Iterator[Row]:
    for statistic, value in zip(names, (measure.value, measure.low, measure.high), strict=True):
        yield row._replace(statistic=statistic, value=_value(value))
    yield from _notes(row, measure)


def _test(row: Row, figures: dict[str, float | None], test: HypothesisTest) -> Iterator[Row]:
    for statistic, value in figures.items():
        yield row._replace(statistic=statistic, value=_value(value))
    yield from _notes(row, test)


def _notes(row: Row, figure: Measure | HypothesisTest) -> Iterator[Row]:
    for said in filter(None, (figure.note, *figure.warnings)):
        yield row._replace(statistic="note", value=said)


def _value(value: object) -> str:
    """Full precision; empty where there is no such figure."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)
