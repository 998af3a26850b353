"""Report -> rows of `question,choice,by,group,statistic,value`: what `analyse` prints and the counts file holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from surveyapp.participation import Summary
from surveyapp.questionnaire.schema import Question

from .effects import YES, Effects
from .missing_answers import of_difference, of_share
from .ranks import Places, mean
from .report import Breakdown, GroupFigures, QuestionFigures, Report
from .stats.outcomes import HypothesisTest, Measure, Stratified
from .stats.outcomes import Summary as Described
from .stats.proportions import proportion
from .stats.ranks import MANN_WHITNEY
from .stats.results import Comparison, Proportion

HEADER = ("question", "choice", "by", "group", "statistic", "value")
WITHHELD = {
    "too_few": "too few to show",
    "own_groups": "the groups are made from this question",
    "nobody": "nobody was shown this question",
    "after_closing": "after closing",
    "too_large": "too many answers and groups to hold all breakdowns against each other",
}


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
    row = Row(question.code, "", by, "", "", "")
    for i, test in enumerate(breakdown.tests):
        here = row._replace(choice=codes[i]) if breakdown.each else row
        yield from _planned(here, test)
        if breakdown.holm:
            yield here._replace(statistic="p_holm", value=_value(breakdown.holm[i]))
    if corrected := breakdown.effects.corrected_v:
        yield row._replace(statistic="cramers_v_corrected", value=_value(corrected.value))
    yield from _effects(row, breakdown.effects)
    if bounds := of_difference(breakdown):
        yield from _bounds(row._replace(choice=YES), "difference_", bounds.lowest.value, bounds.highest.value)


def _group(question: Question, by: str, group: GroupFigures, codes: Sequence[str]) -> Iterator[Row]:
    name = "*".join(group.group)
    people = {"base": group.base, "people": group.people, "shown_to": group.shown_to}
    for statistic, value in (people | {"left_open": group.left_open, "prefer_not": group.prefer_not}).items():
        yield Row(question.code, "", by, name, statistic, str(value))
    row = Row(question.code, "", by, name, "", "")
    if group.places:
        for code, people_in in zip(codes, group.places, strict=True):
            yield from _ranks(row._replace(choice=code), people_in, group.base)
    else:
        for code, choice in zip(codes, group.choices, strict=True):
            yield from _proportion(row._replace(choice=code), choice)
    if group.numbers:
        yield from _numbers(row, group.numbers.summary, group.numbers.width)
    if bounds := of_share(question, group):
        yield from _bounds(row._replace(choice=YES), "", bounds.lowest.percent, bounds.highest.percent)


def _ranks(row: Row, people: Places, base: int) -> Iterator[Row]:
    """`rank_1`: how many put the choice first."""
    yield row._replace(statistic="base", value=str(base))
    for place, count in enumerate(people, 1):
        yield row._replace(statistic=f"rank_{place}", value=str(count))
    yield row._replace(statistic="mean_rank", value=_value(mean(people)))


def _numbers(row: Row, summary: Described, width: float) -> Iterator[Row]:
    """No least and no largest: each is one person's answer. `width`: of bins, 0 where each value is known."""
    figures = {
        "n": summary.n,
        "mean": summary.mean,
        "sd": summary.sd,
        "median": summary.median,
        "q1": summary.lower_quartile,
        "q3": summary.upper_quartile,
    }
    for statistic, value in figures.items():
        yield row._replace(statistic=statistic, value=_value(value))
    if width:
        yield row._replace(statistic="bin_width", value=_value(width))
    yield from _notes(row, summary)


def _bounds(row: Row, of: str, low: float | None, high: float | None) -> Iterator[Row]:
    """What the figure could be, whatever those whose answer is missing would have said."""
    yield row._replace(statistic=f"{of}sensitivity_low", value=_value(low))
    yield row._replace(statistic=f"{of}sensitivity_high", value=_value(high))


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


def _planned(row: Row, test: Comparison | HypothesisTest) -> Iterator[Row]:
    """The test that is planned. `test` names it, `p` is its p, and `p_holm` after it that p adjusted."""
    if isinstance(test, HypothesisTest):
        yield row._replace(statistic="test", value=_rank_test(test) if test.p is not None else "")
        yield row._replace(statistic="p", value=_value(test.p))
        return
    for statistic in ("chi2", "df", "chi2_p", "fisher_p", "min_expected", "cramers_v", "test", "p"):
        yield row._replace(statistic=statistic, value=_value(getattr(test, statistic)))
    yield from _notes(row, test)


def _rank_test(test: HypothesisTest) -> str:
    return "mann_whitney" if test.method == MANN_WHITNEY else "kruskal_wallis"


def _effects(row: Row, effects: Effects) -> Iterator[Row]:
    """Sizes, each where it fits; of a yes/no question they are of the choice yes."""
    if effects.ranks:
        test = _rank_test(effects.ranks)
        size = "rank_biserial" if test == "mann_whitney" else "epsilon_squared"
        yield from _test(row, {f"{test}_p": effects.ranks.p, size: effects.ranks.effect}, effects.ranks)
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
        yield from strata_rows(yes, effects.strata)


def strata_rows(row: Row, strata: Stratified) -> Iterator[Row]:
    yield from _measure(row, ("mh_odds_ratio", "mh_low", "mh_high"), strata.odds_ratio)
    for named, test in (
        ("cmh", strata.common),
        ("breslow_day", strata.homogeneity),
        ("interaction_lrt", strata.interaction),
    ):
        yield from _test(row, {f"{named}_chi2": test.statistic, f"{named}_p": test.p}, test)


def _measure(row: Row, names: tuple[str, str, str], measure: Measure) -> Iterator[Row]:
    for statistic, value in zip(names, (measure.value, measure.low, measure.high), strict=True):
        yield row._replace(statistic=statistic, value=_value(value))
    yield from _notes(row, measure)


def _test(row: Row, figures: dict[str, float | None], test: HypothesisTest) -> Iterator[Row]:
    for statistic, value in figures.items():
        yield row._replace(statistic=statistic, value=_value(value))
    yield from _notes(row, test)


def _notes(row: Row, figure: Comparison | Described | Measure | HypothesisTest) -> Iterator[Row]:
    for said in filter(None, (figure.note, *figure.warnings)):
        yield row._replace(statistic="note", value=said)


def _value(value: object) -> str:
    """Full precision; empty where there is no such figure."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)
