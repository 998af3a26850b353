"""The plan of comparisons, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp.questionnaire.plan import (
    EACH_CHOICE,
    RANKS,
    SCALED,
    SCHOOL,
    TABLE,
    By,
    Comparison,
    Family,
    Plan,
    makes,
)
from surveyapp.questionnaire.schema import CONSENT, RANKING, TEXT, YES_NO

from . import wording
from .names import Names, inside


@dataclass(frozen=True)
class Line:
    """One question in one family."""

    code: str
    number: int
    text: str
    test: str
    remark: str
    tests: str


@dataclass(frozen=True)
class FamilyTable:
    id: str
    heading: str
    says: str
    notes: str
    lines: tuple[Line, ...]


def size(plan: Plan, names: Names) -> str:
    """'63 tests in 3 families'."""
    tests = ngettext("%(n)s test", "%(n)s tests", plan.tests)
    families = ngettext("%(n)s family", "%(n)s families", len(plan.families))
    said = {
        "tests": tests % {"n": wording.count(plan.tests, names.language)},
        "families": families % {"n": wording.count(len(plan.families), names.language)},
    }
    return _("%(tests)s in %(families)s") % said


def families(plan: Plan, names: Names) -> list[FamilyTable]:
    return [_family(family, names) for family in plan.families]


def _family(family: Family, names: Names) -> FamilyTable:
    view = {"view": inside(names.view(family.by))}
    return FamilyTable(
        id="by-" + "-".join(family.by),
        heading=_("By %(view)s") % view,
        says=_says(family, names),
        notes=" ".join(_notes(family, names)),
        lines=tuple(_lines(family, names)),
    )


def _says(family: Family, names: Names) -> str:
    groups = _("Groups: %(groups)s.") % {"groups": "; ".join(_groups(family.by, names))}
    if not family.tests:
        return f"{groups} {nothing_to_compare()}"
    allows = ngettext(
        "One family of %(n)s test: its p is adjusted for no other.",
        "One family: Holm’s p allows for its %(n)s tests together.",
        family.tests,
    )
    return f"{groups} {allows % {'n': wording.count(family.tests, names.language)}}"


def nothing_to_compare() -> str:
    return _("Nothing to compare by these groups.")


def _notes(family: Family, names: Names) -> Iterator[str]:
    if len(family.by) == 2:
        yield _("Each test asks whether any of them differ, not which of the two groupings it comes from.")
    types = {names.questionnaire.by_code[one.question].type for one in family.comparisons}
    if len(family.by) == 2 and YES_NO in types:
        outer, inner = (inside(names.grouping(code)) for code in family.by)
        beside = _(
            "Beside each yes/no question, not adjusted: the odds ratio by %(inner)s inside each group of %(outer)s, "
            "what they have in common (Mantel-Haenszel), and whether they differ (Breslow-Day, likelihood ratio)."
        )
        yield beside % {"outer": outer, "inner": inner}
    yield from _left_out(family.by, names)


def _groups(by: By, names: Names) -> Iterator[str]:
    if by == (SCHOOL,):
        yield _("the schools that take part")
        return
    first, *rest = ([(group,) for group in names.groups[code]] for code in by)
    for group in (a + b for a in first for b in rest[0]) if rest else first:
        yield names.crossed(by, group)


def _lines(family: Family, names: Names) -> Iterator[Line]:
    numbers = {question.code: n for n, question in enumerate(names.questionnaire.questions, 1)}
    for one in family.comparisons:
        yield Line(
            code=one.question,
            number=numbers[one.question],
            text=names.question(names.questionnaire.by_code[one.question]),
            test=_test(one),
            remark=" ".join(_remarks(one, names)),
            tests=wording.count(len(one.choices), names.language),
        )


def _test(one: Comparison) -> str:
    """Which of two is not chosen by anybody, but follows from the counts."""
    return {
        TABLE: _("Chi-square or Fisher"),
        SCALED: _("Chi-square or Fisher"),
        EACH_CHOICE: _("Chi-square or Fisher, of each choice"),
        RANKS: _("Mann-Whitney or Kruskal-Wallis"),
    }[one.test]


def _remarks(one: Comparison, names: Names) -> Iterator[str]:
    if names.questionnaire.by_code[one.question].shown_if:
        yield _("Of those who were shown the question.")
    if one.test == SCALED:
        yield _("Beside it, not adjusted: Mann-Whitney or Kruskal-Wallis, along the scale.")


def _left_out(by: By, names: Names) -> Iterator[str]:
    """What is not compared in this view, and why."""
    asked = list(enumerate(names.questionnaire.questions, 1))
    own = [str(n) for n, question in asked if makes(names.questionnaire, question, by)]
    texts = [str(n) for n, question in asked if question.type == TEXT]
    others = [str(n) for n, question in asked if question.type in (CONSENT, RANKING)]
    counted_only = ngettext(
        "Not compared, but counted: question %(numbers)s.",
        "Not compared, but counted: questions %(numbers)s.",
        len(others),
    )
    makes_groups = ngettext(
        "Not compared, as it makes the groups: question %(numbers)s.",
        "Not compared, as they make the groups: questions %(numbers)s.",
        len(own),
    )
    in_own_words = ngettext(
        "Not compared, as it is answered in own words: question %(numbers)s.",
        "Not compared, as they are answered in own words: questions %(numbers)s.",
        len(texts),
    )
    for numbers, why in ((own, makes_groups), (texts, in_own_words), (others, counted_only)):
        if numbers:
            yield why % {"numbers": ", ".join(numbers)}
