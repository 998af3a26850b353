"""Which methods a card's figures were made with, each with its place in docs/statistics.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from .missing_answers import of_difference, of_share
from .report import Breakdown, GroupFigures, QuestionFigures
from .stats import effect, generalised, missing, multiple, numbers, ranks, strata, trend, two_by_two
from .stats.outcomes import Stratified
from .stats.results import FISHER, METHODS, Comparison

WILSON = "Wilson's interval"  # what each percentage has; a Proportion does not name it
WHICH = "the test that the counts allow"
V = "Cramer's V"
# Headings that several figures at once lead to.
AAPOR, CHERRIES = "aapors-rates", "cherries-rates"

# Heading on the page of methods, by the name that a figure carries.
ANCHORS = {
    WILSON: "wilsons-interval",
    WHICH: "which-test-chi-square-or-fishers",
    METHODS["chi2"]: "pearsons-chi-square",
    FISHER: "fishers-exact-test",
    V: "cramers-v",
    effect.CORRECTED: "bias-corrected-v",
    two_by_two.ODDS_RATIO: "odds-ratio-with-woolfs-interval",
    two_by_two.EXACT: "odds-ratio-where-a-cell-is-0",
    two_by_two.DIFFERENCE: "difference-with-newcombes-interval",
    ranks.MANN_WHITNEY: "mann-whitney",
    ranks.KRUSKAL_WALLIS: "kruskal-wallis",
    trend.COCHRAN_ARMITAGE: "cochran-armitage",
    strata.MANTEL_HAENSZEL: "mantel-haenszel",
    strata.CMH: "cochran-mantel-haenszel",
    strata.BRESLOW_DAY: "breslow-day-with-tarones-adjustment",
    strata.INTERACTION: "interaction-by-likelihood-ratio",
    generalised.GENERAL: "generalised-cochran-mantel-haenszel",
    generalised.ORDER: "van-elteren",
    generalised.DIFFERENCE: "mantel-haenszel-difference",
    multiple.HOLM: "holms-adjustment",
    numbers.QUARTILES: "median-quartiles-mean",
    missing.CASES: "missing-answers",
}
NAMES = {
    WILSON: gettext_lazy("Wilson’s interval"),
    WHICH: gettext_lazy("Chi-square or Fisher"),
    METHODS["chi2"]: gettext_lazy("Pearson’s chi-square"),
    FISHER: gettext_lazy("Fisher’s exact test"),
    V: gettext_lazy("Cramér’s V"),
    effect.CORRECTED: gettext_lazy("Bias-corrected V"),
    two_by_two.ODDS_RATIO: gettext_lazy("Woolf’s interval"),
    two_by_two.EXACT: gettext_lazy("Exact interval of an odds ratio"),
    two_by_two.DIFFERENCE: gettext_lazy("Newcombe’s interval"),
    ranks.MANN_WHITNEY: gettext_lazy("Mann-Whitney"),
    ranks.KRUSKAL_WALLIS: gettext_lazy("Kruskal-Wallis"),
    trend.COCHRAN_ARMITAGE: gettext_lazy("Cochran-Armitage"),
    strata.MANTEL_HAENSZEL: gettext_lazy("Mantel-Haenszel"),
    strata.CMH: gettext_lazy("Cochran-Mantel-Haenszel"),
    strata.BRESLOW_DAY: gettext_lazy("Breslow-Day"),
    strata.INTERACTION: gettext_lazy("Interaction, likelihood ratio"),
    generalised.GENERAL: gettext_lazy("Generalised Cochran-Mantel-Haenszel"),
    generalised.ORDER: gettext_lazy("Van Elteren"),
    generalised.DIFFERENCE: gettext_lazy("Mantel-Haenszel difference"),
    multiple.HOLM: gettext_lazy("Holm’s adjustment"),
    numbers.QUARTILES: gettext_lazy("Median, quartiles, mean"),
    missing.CASES: gettext_lazy("Missing answers"),
}


@dataclass(frozen=True)
class Method:
    """A link: its words, and the heading that it leads to."""

    name: str
    anchor: str


def known(method: str) -> str:
    """The name without what varies: 'Fisher's exact test, Monte Carlo with ...' is Fisher's."""
    return FISHER if method.startswith(FISHER) else method


def links(used: Iterable[str]) -> tuple[Method, ...]:
    """Each once, in the order given. A name that has no heading is a mistake, and tests say so."""
    names = dict.fromkeys(known(method) for method in used if method)
    return tuple(Method(str(NAMES[name]), ANCHORS[name]) for name in names)


def of_card(figures: QuestionFigures, shown: Breakdown | None) -> tuple[Method, ...]:
    """The first is the one that matters most: the test where groups are compared, else that of the figures."""
    return links(_of_card(figures, shown)) if figures.everybody else ()


def _of_card(figures: QuestionFigures, shown: Breakdown | None) -> Iterator[str]:
    everybody = figures.everybody
    if everybody is None or not everybody.base:
        return
    if shown:
        yield from _tests(shown)
    if everybody.numbers:
        yield everybody.numbers.summary.method
    if everybody.numbers or everybody.choices:
        yield WILSON
    if shown:
        yield from _sizes(shown)
    groups = (everybody, *(shown.groups if shown else ()))
    if _answers_are_missing(figures, groups) or (shown and of_difference(shown)):
        yield missing.CASES


def _answers_are_missing(figures: QuestionFigures, groups: Iterable[GroupFigures]) -> bool:
    return any(of_share(figures.question, group) for group in groups)


def _tests(shown: Breakdown) -> Iterator[str]:
    methods = [test.method for test in shown.tests if test.p is not None]
    if len({known(method) for method in methods}) > 1:
        yield WHICH
    yield from methods
    yield from (FISHER for test in shown.tests if isinstance(test, Comparison) and test.fisher_p is not None)
    if any(p is not None for p in shown.holm):
        yield multiple.HOLM


def _sizes(shown: Breakdown) -> Iterator[str]:
    """What stands beside the test, where there is a figure of it."""
    found = shown.effects
    if shown.whole and shown.whole.cramers_v is not None:
        yield V
    if shown.each and not found.differences and any(test.cramers_v is not None for test in shown.each):
        yield V
    for measure in (found.corrected_v, found.difference, found.odds_ratio, *found.differences):
        if measure and (measure.value is not None or measure.low is not None):
            yield measure.method
    for inside in found.inside:
        yield from (m.method for m in (inside.difference, inside.odds_ratio) if m.low is not None)
    for test in (found.ranks, found.trend):
        if test and test.p is not None:
            yield test.method
    if found.strata:
        yield from of_strata(found.strata)


def of_strata(found: Stratified) -> Iterator[str]:
    if found.odds_ratio.low is not None:
        yield found.odds_ratio.method
    yield from (t.method for t in (found.common, found.homogeneity, found.interaction) if t.p is not None)
