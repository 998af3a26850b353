"""Report -> rows of `question,choice,by,group,statistic,value`: what `analyse` prints and the counts file holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveyapp.participation import Pages, Summary
from surveyapp.questionnaire.months import iso, nearest
from surveyapp.questionnaire.schema import Question

from .effects import YES, Effects
from .missing_answers import of_difference, of_share
from .participation_rows import participation_rows
from .ranks import Places, mean
from .report import Breakdown, GroupFigures, QuestionFigures, Report
from .rows import Row, written
from .stats.outcomes import HypothesisTest, Measure, Stratified
from .stats.outcomes import Summary as Described
from .stats.ranks import MANN_WHITNEY
from .stats.results import Comparison, Proportion

DIFFERENCE = "difference", "difference_low", "difference_high"
NO_ANSWER_COUNTED = "who gave no answer counts as not having ticked: too few to stand alone"
NOT_APART = "too few gave no answer, or were not asked, to be told apart from others"
NO_PAGES: Mapping[str, Pages] = {}
WITHHELD = {
    "too_few": "too few to show",
    "own_groups": "the groups are made from this question",
    "nobody": "nobody was shown this question",
    "after_closing": "after closing",
    "too_large": "too many answers and groups to hold all breakdowns against each other",
}


def listing(
    report: Report,
    summary: Summary,
    others: Iterable[tuple[Question, Breakdown]] = (),
    pages: Mapping[str, Pages] = NO_PAGES,
) -> Iterator[Row]:
    """Every figure, one a row.

    `others`: breakdowns of a closed survey by school and by what groups are made from. `pages`: opened and started.
    """
    yield from participation_rows(report, summary, pages)
    other = list(others)
    for figures in report.questions:
        yield from _question(figures)
        for question, breakdown in other:
            if question.code == figures.question.code:
                yield from _breakdown(question, breakdown)


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
    if breakdown.each and any(group.counted for group in breakdown.groups):
        yield row._replace(statistic="note", value=NO_ANSWER_COUNTED)
    for i, test in enumerate(breakdown.tests):
        here = row._replace(choice=codes[i]) if breakdown.each else row
        yield from _planned(here, test)
        if breakdown.holm:
            yield here._replace(statistic="p_holm", value=written(breakdown.holm[i]))
        if breakdown.effects.differences:
            yield from _measure(here, DIFFERENCE, breakdown.effects.differences[i])
    if corrected := breakdown.effects.corrected_v:
        yield row._replace(statistic="cramers_v_corrected", value=written(corrected.value))
    yield from _effects(row, breakdown.effects)
    if bounds := of_difference(breakdown):
        yield from _bounds(row._replace(choice=YES), "difference_", bounds.lowest.value, bounds.highest.value)


def _group(question: Question, by: str, group: GroupFigures, codes: Sequence[str]) -> Iterator[Row]:
    name = "*".join(group.group)
    people = {"base": group.base, "people": group.people, "shown_to": group.shown_to}
    for statistic, value in (people | {"left_open": group.left_open, "prefer_not": group.prefer_not}).items():
        yield Row(question.code, "", by, name, statistic, written(value))
    if group.left_open is None:
        yield Row(question.code, "", by, name, "note", NOT_APART)
    row = Row(question.code, "", by, name, "", "")
    if group.places:
        for code, people_in in zip(codes, group.places, strict=True):
            yield from _ranks(row._replace(choice=code), people_in, group.base)
    else:
        for code, choice in zip(codes, group.choices, strict=True):
            yield from _proportion(row._replace(choice=code), choice)
    if group.numbers:
        yield from _numbers(row, question, group.numbers.summary, group.numbers.width)
    if bounds := of_share(question, group):
        yield from _bounds(row._replace(choice=YES), "", bounds.lowest.percent, bounds.highest.percent)


def _ranks(row: Row, people: Places, base: int) -> Iterator[Row]:
    """`rank_1`: how many put the choice first."""
    yield row._replace(statistic="base", value=str(base))
    for place, count in enumerate(people, 1):
        yield row._replace(statistic=f"rank_{place}", value=str(count))
    yield row._replace(statistic="mean_rank", value=written(mean(people)))


def _numbers(row: Row, question: Question, summary: Described, width: float) -> Iterator[Row]:
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
        at = question.month and statistic not in ("n", "sd")
        said = written(value) if value is None or not at else iso(nearest(value))
        yield row._replace(statistic=statistic, value=said)
    if width:
        yield row._replace(statistic="bin_width", value=written(width))
    yield from _notes(row, summary)


def _bounds(row: Row, of: str, low: float | None, high: float | None) -> Iterator[Row]:
    """What the figure could be, whatever those whose answer is missing would have said."""
    yield row._replace(statistic=f"{of}sensitivity_low", value=written(low))
    yield row._replace(statistic=f"{of}sensitivity_high", value=written(high))


def _proportion(row: Row, choice: Proportion) -> Iterator[Row]:
    figures = {
        "n": choice.count,
        "base": choice.base,
        "percent": choice.percent,
        "ci_low": choice.low,
        "ci_high": choice.high,
    }
    for statistic, value in figures.items():
        yield row._replace(statistic=statistic, value=written(value))
    if choice.note:
        yield row._replace(statistic="note", value=choice.note)


def _planned(row: Row, test: Comparison | HypothesisTest) -> Iterator[Row]:
    """The test that is planned. `test` names it, `p` is its p, and `p_holm` after it that p adjusted."""
    if isinstance(test, HypothesisTest):
        yield row._replace(statistic="test", value=_rank_test(test) if test.p is not None else "")
        yield row._replace(statistic="p", value=written(test.p))
        return
    for statistic in ("chi2", "df", "chi2_p", "fisher_p", "min_expected", "cramers_v", "test", "p"):
        yield row._replace(statistic=statistic, value=written(getattr(test, statistic)))
    yield from _notes(row, test)


def _rank_test(test: HypothesisTest) -> str:
    return "mann_whitney" if test.method == MANN_WHITNEY else "kruskal_wallis"


def _ranked(test: HypothesisTest) -> dict[str, float | None]:
    """U is that of the first group that has answers, and so is the size's direction."""
    if test.method == MANN_WHITNEY:
        return {
            "mann_whitney_u": test.statistic,
            "mann_whitney_p": test.p,
            "rank_biserial": test.effect,
        }
    return {
        "kruskal_wallis_h": test.statistic,
        "kruskal_wallis_df": test.df,
        "kruskal_wallis_p": test.p,
        "epsilon_squared": test.effect,
    }


def _effects(row: Row, effects: Effects) -> Iterator[Row]:
    """Sizes, each where it fits; of a yes/no question they are of the choice yes."""
    if effects.ranks:
        yield from _test(row, _ranked(effects.ranks), effects.ranks)
    yes = row._replace(choice=YES)
    if effects.odds_ratio:
        yield from _measure(yes, ("odds_ratio", "or_low", "or_high"), effects.odds_ratio)
    if effects.difference:
        yield from _measure(yes, DIFFERENCE, effects.difference)
    if effects.trend:
        figures = {
            "cochran_armitage_chi2": effects.trend.statistic,
            "cochran_armitage_p": effects.trend.p,
            "cochran_armitage_slope": effects.trend.effect,
        }
        yield from _test(yes, figures, effects.trend)
    for inside in effects.inside:
        within = yes._replace(group=inside.group)
        yield from _measure(within, ("odds_ratio", "or_low", "or_high"), inside.odds_ratio)
        yield from _measure(within, DIFFERENCE, inside.difference)
    if effects.strata:
        yield from strata_rows(yes, effects.strata)


def strata_rows(row: Row, strata: Stratified) -> Iterator[Row]:
    yield from _measure(row, ("mh_odds_ratio", "mh_low", "mh_high"), strata.odds_ratio)
    for named, test in (
        ("cmh", strata.common),
        ("breslow_day", strata.homogeneity),
        ("interaction_lrt", strata.interaction),
    ):
        figures = {f"{named}_chi2": test.statistic, f"{named}_df": test.df, f"{named}_p": test.p}
        yield from _test(row, figures, test)


def _measure(row: Row, names: tuple[str, str, str], measure: Measure) -> Iterator[Row]:
    for statistic, value in zip(names, (measure.value, measure.low, measure.high), strict=True):
        yield row._replace(statistic=statistic, value=written(value))
    yield from _notes(row, measure)


def _test(row: Row, figures: dict[str, float | None], test: HypothesisTest) -> Iterator[Row]:
    for statistic, value in figures.items():
        yield row._replace(statistic=statistic, value=written(value))
    yield from _notes(row, test)


def _notes(row: Row, figure: Comparison | Described | Measure | HypothesisTest) -> Iterator[Row]:
    for said in filter(None, (figure.note, *figure.warnings)):
        yield row._replace(statistic="note", value=said)
