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

from .schema import MULTIPLE, NUMBER, SCALE, UNCOMPARED, Grouping, Question, Questionnaire

SCHOOL = "school"  # in `by`, beside the codes of groupings
# How a comparison is tested; which of the two of a pair follows from the counts alone.
TABLE = "table"  # the whole table: chi-square, or Fisher where an expected count is below 5
EACH_CHOICE = "each_choice"  # the same, once for each choice: ticked or not
SCALED = "scaled"  # as TABLE; Mann-Whitney or Kruskal-Wallis stands beside it, outside the family
RANKS = "ranks"  # Mann-Whitney of two groups, Kruskal-Wallis of more

By = tuple[str, ...]
Views = tuple[By, ...]  # each by one grouping, or by two crossed


@dataclass(frozen=True)
class Comparison:
    """One question in one view. `answers`: what is counted of it, by code, in order; () of a number."""

    question: str
    test: str
    answers: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """What each of its tests is of: '' for the whole table."""
        return self.answers if self.test == EACH_CHOICE else ("",)


@dataclass(frozen=True)
class Family:
    by: By
    comparisons: tuple[Comparison, ...]

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Each test that Holm's adjustment allows for: of which question, and of which choice."""
        return tuple((one.question, choice) for one in self.comparisons for choice in one.choices)

    @property
    def tests(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Split:
    """A grouping without its words: which answers to `question` make which group."""

    code: str
    question: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Plan:
    """Codes alone: a corrected typo changes no plan, nor does a school that joins."""

    groupings: tuple[Split, ...]
    families: tuple[Family, ...]

    @property
    def views(self) -> Views:
        return tuple(family.by for family in self.families)

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
        groupings=tuple(_split(grouping) for grouping in questionnaire.groupings),
        families=tuple(_family(questionnaire, by) for by in views_of(questionnaire)),
    )


def _split(grouping: Grouping) -> Split:
    return Split(grouping.code, grouping.question, tuple((g.code, g.choices) for g in grouping.groups))


def _family(questionnaire: Questionnaire, by: By) -> Family:
    asked = [q for q in questionnaire.questions if q.type not in UNCOMPARED]
    compared = [q for q in asked if not makes(questionnaire, q, by)]
    return Family(by, tuple(_comparison(question) for question in compared))


def makes(questionnaire: Questionnaire, question: Question, by: By) -> bool:
    """A question is never compared by the groups that are made from it."""
    return any(grouping.code in by for grouping in questionnaire.groupings_from(question.code))


def _comparison(question: Question) -> Comparison:
    tests = {MULTIPLE: EACH_CHOICE, NUMBER: RANKS, SCALE: SCALED}
    answers = tuple(choice.code for choice in question.counted_choices)
    return Comparison(question.code, tests.get(question.type, TABLE), answers)


def as_json(plan: Plan) -> dict[str, Any]:
    """As it is kept with a survey whose structure is frozen."""
    kept: dict[str, Any] = json.loads(canonical(plan))
    return kept


def canonical(plan: Plan) -> str:
    """The one way to write it: keys sorted, no spaces."""
    return json.dumps(asdict(plan), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(plan: Plan) -> str:
    """SHA-256 of its canonical JSON."""
    return hashlib.sha256(canonical(plan).encode()).hexdigest()


def from_json(kept: dict[str, Any]) -> Plan:
    return Plan(
        groupings=tuple(_split_from(split) for split in kept["groupings"]),
        families=tuple(_family_from(family) for family in kept["families"]),
    )


def _split_from(kept: dict[str, Any]) -> Split:
    groups = tuple((code, tuple(choices)) for code, choices in kept["groups"])
    return Split(kept["code"], kept["question"], groups)


def _family_from(kept: dict[str, Any]) -> Family:
    comparisons = (Comparison(c["question"], c["test"], tuple(c["answers"])) for c in kept["comparisons"])
    return Family(tuple(kept["by"]), tuple(comparisons))
