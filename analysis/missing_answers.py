"""How far the answers that are missing could move a yes/no figure of the report. Pure.

Missing are those who were shown the question and left it open, or preferred not to say; who was not shown it is
no missing answer. Nothing where nobody's is: then there is one figure, and it stands already.
"""

from __future__ import annotations

from surveyapp.questionnaire.schema import YES_NO, Question

from .effects import share
from .report import Breakdown, GroupFigures
from .stats.missing import difference_sensitivity, share_sensitivity
from .stats.outcomes import Measure, Sensitivity
from .stats.results import Proportion

BOTH = 2  # yes and no: where a closed survey had to merge them there is no share of yes


def missing(group: GroupFigures) -> int:
    """Nobody, as far as figures go, where it is not known how many were shown the question and did not answer."""
    return (group.left_open or 0) + group.prefer_not


def of_share(question: Question, group: GroupFigures) -> Sensitivity[Proportion] | None:
    """The share of yes: of those who answered, if all others had said no, and if they had said yes."""
    if question.type != YES_NO or len(group.choices) != BOTH or not missing(group):
        return None
    return share_sensitivity(*share(group.choices), missing(group))


def of_difference(breakdown: Breakdown) -> Sensitivity[Measure] | None:
    """Of the first two groups: with all missing answers against the first of them, and with all for it."""
    if breakdown.effects.difference is None or not any(map(missing, breakdown.groups[:2])):
        return None
    first, second = breakdown.groups[:2]
    return difference_sensitivity(
        share(first.choices), share(second.choices), missing(first), missing(second)
    )
