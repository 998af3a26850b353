"""How large a difference is, beside whether there is one: measures of one question's breakdown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.questionnaire.schema import MULTIPLE, SCALE, SINGLE, YES_NO, Question

from .number_bins import Numbers
from .stats.effect import corrected_cramers_v
from .stats.numbers import compare_numbers
from .stats.outcomes import HypothesisTest, Measure, Stratified
from .stats.ranks import compare_ranks
from .stats.results import Proportion
from .stats.strata import stratified
from .stats.trend import cochran_armitage
from .stats.two_by_two import difference, odds_ratio

YES = "yes"
Share = tuple[int, int]
Groups = Sequence[tuple[tuple[str, ...], Sequence[Proportion]]]  # each group's code(s), and its choices


@dataclass(frozen=True)
class Inside:
    """The second grouping's first two groups compared inside one group of the first."""

    group: str
    odds_ratio: Measure
    difference: Measure


@dataclass(frozen=True)
class Effects:
    """What fits the kind of question and of breakdown; None where it does not fit.

    Odds ratio and difference (percentage points) are of yes, the first group of a grouping against the second.
    `ranks` is the test of a number question, and stands beside the whole table's of a scale.
    """

    odds_ratio: Measure | None = None
    difference: Measure | None = None
    corrected_v: Measure | None = None
    ranks: HypothesisTest | None = None
    trend: HypothesisTest | None = None
    inside: tuple[Inside, ...] = ()
    strata: Stratified | None = None
    differences: tuple[Measure, ...] = ()  # of each choice of several, by the two groups that have answers


NO_EFFECTS = Effects()


def effects(
    question: Question, by: tuple[str, ...], groups: Groups, ordered: bool = False, first_two: bool = False
) -> Effects:
    """Of one breakdown. `ordered`: the groups are steps, as the years of study that a grouping is merged from.

    `first_two`: these are compared where there are more groups too, as they are inside another grouping.
    """
    if question.type in (SINGLE, SCALE):
        counts = [[choice.count for choice in choices] for _, choices in groups]
        ranks = compare_ranks(counts) if question.type == SCALE else None
        return Effects(corrected_v=corrected_cramers_v(counts), ranks=ranks)
    if question.type == MULTIPLE:
        return Effects(differences=_of_each(groups))
    if question.type != YES_NO:
        return NO_EFFECTS
    shares = [(group, share(choices)) for group, choices in groups]
    if len(by) == 2:
        return _crossed(shares)
    if ordered:
        return Effects(trend=cochran_armitage([of for _, of in shares]))
    if len(shares) != 2 and not (first_two and len(shares) > 2):
        return NO_EFFECTS
    (_, first), (_, second) = shares[:2]
    return Effects(odds_ratio=odds_ratio(first, second), difference=difference(first, second))


def number_effects(groups: Sequence[Numbers]) -> Effects:
    """Of two groupings crossed, the cells are groups like others: whether any of them differ, not by which grouping."""
    width = max((group.width for group in groups), default=0.0)
    return Effects(ranks=compare_numbers([group.bins for group in groups], width))


def share(choices: Sequence[Proportion]) -> Share:
    """How many said yes, of how many: yes is the first choice of a yes/no question."""
    return choices[0].count, choices[0].base


def _of_each(groups: Groups) -> tuple[Measure, ...]:
    """Who ticked a choice: the first group that has answers less the second. Of more than two there is Cramer's V."""
    answered = [choices for _, choices in groups if choices and choices[0].base]
    if len(answered) != 2:
        return ()
    return tuple(
        difference((one.count, one.base), (other.count, other.base))
        for one, other in zip(*answered, strict=True)
    )


def _crossed(shares: Sequence[tuple[tuple[str, ...], Share]]) -> Effects:
    """Inside each group of the first grouping, and over them: the first two groups of the second."""
    outer = list(dict.fromkeys(group[0] for group, _ in shares))
    inner = list(dict.fromkeys(group[1] for group, _ in shares))[:2]
    if len(inner) < 2:
        return NO_EFFECTS
    found = dict(shares)
    pairs = [(found[group, inner[0]], found[group, inner[1]]) for group in outer]
    inside = tuple(
        Inside(group, odds_ratio(*pair), difference(*pair)) for group, pair in zip(outer, pairs, strict=True)
    )
    return Effects(inside=inside, strata=stratified(pairs))
