"""What will be compared with what, decided before anybody has seen an answer. Pure.

One view (a grouping, two crossed, or the school where it is live) is one family for Holm's adjustment: all questions
compared by the same groups are read together. The plan is frozen with the structure, and its fingerprint stands in
the report, so that a reader can tell a planned comparison from one that somebody looked for.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from .schema import MULTIPLE, NUMBER, SCALE, TEXT, Question, Questionnaire

SCHOOL = "school"
# How a comparison is tested; the report decides between the two of a pair by the expected counts alone.
TABLE, EACH_CHOICE, SCALED, RANKS = "table", "each_choice", "scaled", "ranks"

Views = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """One question in one view. `tests`: how many p-values it adds to the view's family."""

    question: str
    test: str
    tests: int


@dataclass(frozen=True)
class Family:
    by: tuple[str, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def tests(self) -> int:
        return sum(comparison.tests for comparison in self.comparisons)


@dataclass(frozen=True)
class Plan:
    families: tuple[Family, ...]

    @property
    def comparisons(self) -> int:
        return sum(len(family.comparisons) for family in self.families)

    @property
    def tests(self) -> int:
        return sum(family.tests for family in self.families)


def views_of(questionnaire: Questionnaire) -> Views:
    """Each grouping, the first two crossed, and the school where results by school are shown live."""
    codes = [grouping.code for grouping in questionnaire.groupings]
    views = [*((code,) for code in codes), *combinations(codes[:2], 2)]
    return (*views, *([(SCHOOL,)] if questionnaire.live_by_school else []))


def plan_of(questionnaire: Questionnaire) -> Plan:
    """Every comparison that the questionnaire and its groupings ask for, in their order."""
    return Plan(
        tuple(
            Family(
                by,
                tuple(
                    _comparison(question)
                    for question in questionnaire.questions
                    if question.type != TEXT and not _makes(questionnaire, question, by)
                ),
            )
            for by in views_of(questionnaire)
        )
    )


def _makes(questionnaire: Questionnaire, question: Question, by: tuple[str, ...]) -> bool:
    """A question is never compared by the groups that are made from it."""
    return any(grouping.code in by for grouping in questionnaire.groupings_from(question.code))


def _comparison(question: Question) -> Comparison:
    if question.type == MULTIPLE:
        return Comparison(question.code, EACH_CHOICE, len(question.counted_choices))
    tests = {NUMBER: RANKS, SCALE: SCALED}
    return Comparison(question.code, tests.get(question.type, TABLE), 1)


def as_json(plan: Plan) -> list[dict[str, Any]]:
    """As it is kept with a survey whose structure is frozen."""
    kept: list[dict[str, Any]] = json.loads(json.dumps([asdict(family) for family in plan.families]))
    return kept


def from_json(kept: list[dict[str, Any]]) -> Plan:
    return Plan(
        tuple(
            Family(tuple(family["by"]), tuple(Comparison(**one) for one in family["comparisons"]))
            for family in kept
        )
    )


def fingerprint(plan: Plan) -> str:
    """SHA-256 over its canonical JSON: keys sorted, no spaces."""
    text = json.dumps(as_json(plan), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
