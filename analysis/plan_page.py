"""The plan of comparisons, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp.questionnaire.plan import EACH_CHOICE, RANKS, SCALED, TABLE, Comparison, Family, Plan

from .names import Names


@dataclass(frozen=True)
class Line:
    code: str
    number: int
    text: str
    test: str
    tests: int


@dataclass(frozen=True)
class FamilyTable:
    name: str
    lines: tuple[Line, ...]
    says: str


def families(plan: Plan, names: Names) -> list[FamilyTable]:
    return [_family(family, names) for family in plan.families]


def _family(family: Family, names: Names) -> FamilyTable:
    said = {"n": family.tests}
    says = ngettext(
        "%(n)s test: Holm’s p allows for it.",
        "%(n)s tests: Holm’s p allows for all of them together.",
        family.tests,
    )
    return FamilyTable(names.view(family.by), tuple(_lines(family, names)), says % said)


def _lines(family: Family, names: Names) -> Iterator[Line]:
    order = [question.code for question in names.questionnaire.questions]
    for one in family.comparisons:
        question = names.questionnaire.by_code[one.question]
        yield Line(
            one.question, order.index(one.question) + 1, names.question(question), _test(one), one.tests
        )


def _test(one: Comparison) -> str:
    """Which of two is not chosen by anybody, but follows from the expected counts."""
    return {
        TABLE: _("Pearson’s chi-square; Fisher’s exact test where an expected count is below 5"),
        EACH_CHOICE: _(
            "for each choice: Pearson’s chi-square; Fisher’s exact test where an expected count is below 5"
        ),
        SCALED: _(
            "Pearson’s chi-square or Fisher’s exact test of the whole table; beside it, outside the family,"
            " Mann-Whitney or Kruskal-Wallis along the scale"
        ),
        RANKS: _("Mann-Whitney for two groups, Kruskal-Wallis for more"),
    }[one.test]
