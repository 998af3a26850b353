"""Numbers inside schools, in words that never say more than the test of their order."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from . import wording
from .answers_by_school_words import left_out, p_of
from .comparisons import WARNINGS
from .names import Names
from .numbers_by_school import NumbersWithinSchools
from .sizes import why
from .stats.outcomes import HypothesisTest
from .telling import clear


def words(found: NumbersWithinSchools, k: int, names: Names) -> str:
    """`found` is not withheld."""
    return " ".join(_sentences(found, k, names))


def used(found: NumbersWithinSchools) -> Iterator[str]:
    """The methods of what stands there."""
    if found.order and found.order.p is not None:
        yield found.order.method


def _sentences(found: NumbersWithinSchools, k: int, names: Names) -> Iterator[str]:
    test = found.order
    if test is None or test.p is None:
        yield _("Comparison: %(why)s.") % {"why": why(test) if test else ""}
        return
    yield _in_order(found, test, names)
    yield from (str(WARNINGS[warning]) for warning in test.warnings if warning in WARNINGS)
    yield from left_out(found.grouping, found.left_out, k, names)


def _in_order(found: NumbersWithinSchools, test: HypothesisTest, names: Names) -> str:
    said = {"n": wording.count(found.schools, names.language), "p": p_of(test, names)}
    if test.effect is None:
        words = (
            _(
                "Comparing only people of the same school (%(n)s schools), the groups’ numbers differ (van Elteren "
                "%(p)s)."
            )
            if clear(test.p)
            else _(
                "Comparing only people of the same school (%(n)s schools), there is no clear difference between the "
                "groups’ numbers (van Elteren %(p)s)."
            )
        )
        return words % said
    said["size"] = wording.size(test.effect, names.language)
    larger, smaller = (names.group(found.grouping, code) for code in found.groups)
    if test.effect < 0:
        larger, smaller = smaller, larger
    words = (
        _(
            "Comparing only people of the same school (%(n)s schools), larger numbers were more frequent in the group "
            "‘%(larger)s’ than in the group ‘%(smaller)s’ (van Elteren %(p)s; rank-biserial correlation %(size)s)."
        )
        if clear(test.p)
        else _(
            "Comparing only people of the same school (%(n)s schools), there is no clear difference between the "
            "groups’ numbers (van Elteren %(p)s; rank-biserial correlation %(size)s)."
        )
    )
    return words % (said | {"larger": larger, "smaller": smaller})
