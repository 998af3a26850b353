"""A number question in other breakdowns: the classes that may be shown, and what describes each group by them. Pure.

A class counts as the mean of all who are in it and in a group of each grouping, so that all groups together have the
mean of all. Classes of fewer than k are put together, as answers are: a rare number would mark its person in every
breakdown, as its decimals would in an exact mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from surveyapp.pairs import Pairs
from surveyapp.questionnaire.counting import bin_width
from surveyapp.questionnaire.schema import Question

from .effects import Effects, number_effects
from .number_bins import Numbers
from .stats.numbers import summary
from .stats.outcomes import BINNED, MERGED


@dataclass(frozen=True)
class Shown:
    """The classes of one breakdown in ascending order: from which value to which, and as what each counts."""

    width: float
    spans: tuple[tuple[float, float], ...]
    means: tuple[float, ...]

    def numbers(self, people: Iterable[int]) -> Numbers:
        """One group's: `people` of each class."""
        bins = tuple((mean, n) for mean, n in zip(self.means, people, strict=True) if n)
        return numbers_of(bins, self.width, self.spans)


def shown(pairs: Pairs, question: Question, parts: Sequence[Sequence[str]]) -> Shown:
    """`parts`: codes of the variable, as they are put together."""
    variable, classes = pairs.by_name[question.code], pairs.shape.classes[question.code]
    people = pairs.inside().diagonal(axis1=1, axis2=2).sum(axis=0)[variable.places].tolist()
    some = [[int(code) for code in codes] for codes in parts]
    return Shown(
        bin_width(question),
        tuple((classes[at[0]].low, classes[at[-1]].high) for at in some),
        tuple(fsum(classes[i].mean * people[i] for i in at) / sum(people[i] for i in at) for at in some),
    )


def numbers_of(
    bins: tuple[tuple[float, int], ...], width: float, spans: tuple[tuple[float, float], ...]
) -> Numbers:
    found = summary(bins)
    numbers = Numbers(bins, width, found, spans)
    warnings = (*((BINNED,) if width else ()), *((MERGED,) if numbers.merged else ()))
    return replace(numbers, summary=replace(found, warnings=(*found.warnings, *warnings)))


def added(groups: Sequence[Numbers]) -> Numbers:
    """All groups of one breakdown together."""
    people: Counter[float] = Counter()
    for group in groups:
        people.update(dict(group.bins))
    return numbers_of(tuple(sorted(people.items())), groups[0].width, groups[0].spans)


def compared(groups: Sequence[Numbers]) -> Effects:
    found = number_effects(groups)
    if found.ranks is None or found.ranks.note or not groups[0].merged:
        return found
    return replace(found, ranks=replace(found.ranks, warnings=(*found.ranks.warnings, MERGED)))
