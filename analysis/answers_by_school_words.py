"""Several answers, or a scale, inside schools, in words that never say more than the tests."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from . import wording
from .answers_by_school import AnswersWithinSchools
from .comparisons import written_p
from .names import Names
from .other_names import merged
from .school_strata import Codes
from .sizes import why
from .stats.outcomes import HypothesisTest, Measure
from .telling import clear

BOTH = 2  # answers given: then there is but one gap
MOST_POINTS = 100.0


def words(found: AnswersWithinSchools, k: int, names: Names) -> str:
    """`found` is not withheld."""
    return " ".join(_sentences(found, k, names))


def used(found: AnswersWithinSchools) -> Iterator[str]:
    """The methods of what stands there."""
    yield from (test.method for test in (found.general, found.order) if test and test.p is not None)
    yield from (size.method for size in found.differences[:1] if _of_two(found) and size.value is not None)


def _of_two(found: AnswersWithinSchools) -> bool:
    return bool(found.general and found.general.p is not None and len(found.groups) == 2)


def _sentences(found: AnswersWithinSchools, k: int, names: Names) -> Iterator[str]:
    general, order = found.general, found.order
    if general is None or general.p is None or general.statistic is None:
        yield _("Comparison: %(why)s.") % {"why": why(general) if general else ""}
        return
    schools = wording.count(len(found.schools), names.language)
    said = {"n": schools, "chi2": wording.statistic(general.statistic, names.language), "df": general.df}
    said |= {"p": p_of(general, names)}
    if order and order.p is not None:
        yield _in_order(found, order, schools, names)
        yield (
            _("The answers as a whole differ (Cochran-Mantel-Haenszel χ² = %(chi2)s, %(df)s df, %(p)s).")
            % said
            if clear(general.p)
            else _(
                "Of the answers as a whole, no clear difference (Cochran-Mantel-Haenszel χ² = %(chi2)s, %(df)s df, "
                "%(p)s)."
            )
            % said
        )
    elif clear(general.p):
        yield (
            _(
                "Comparing only people of the same school (%(n)s schools), the groups answered differently "
                "(Cochran-Mantel-Haenszel χ² = %(chi2)s, %(df)s df, %(p)s)."
            )
            % said
        )
    else:
        yield (
            _(
                "Comparing only people of the same school (%(n)s schools), there is no clear difference between the "
                "groups (Cochran-Mantel-Haenszel χ² = %(chi2)s, %(df)s df, %(p)s)."
            )
            % said
        )
    yield from _largest_gap(found, names)
    yield from left_out(found.grouping, found.left_out, k, names)


def _in_order(found: AnswersWithinSchools, test: HypothesisTest, schools: str, names: Names) -> str:
    said = {"n": schools, "p": p_of(test, names)}
    if test.effect is None:
        if clear(test.p):
            return (
                _(
                    "Comparing only people of the same school (%(n)s schools), the groups’ answers differ in their "
                    "order (van Elteren %(p)s)."
                )
                % said
            )
        return (
            _(
                "Comparing only people of the same school (%(n)s schools), there is no clear difference in the order "
                "of the answers (van Elteren %(p)s)."
            )
            % said
        )
    said |= {"size": wording.size(test.effect, names.language)}
    if not clear(test.p):
        return (
            _(
                "Comparing only people of the same school (%(n)s schools), there is no clear difference in the order "
                "of the answers (van Elteren %(p)s; rank-biserial correlation %(size)s)."
            )
            % said
        )
    first, second = (names.group(found.grouping, code) for code in found.groups)
    nearer, other = (second, first) if test.effect > 0 else (first, second)
    end = _answer(found, 0, names)
    return _(
        "Comparing only people of the same school (%(n)s schools), answers nearer to ‘%(end)s’ were more frequent in "
        "the group ‘%(nearer)s’ than in the group ‘%(other)s’ (van Elteren %(p)s; rank-biserial correlation %(size)s)."
    ) % (said | {"end": end, "nearer": nearer, "other": other})


def _largest_gap(found: AnswersWithinSchools, names: Names) -> Iterator[str]:
    """Of two groups: how large it is, and of which answer. As in other sentences (`telling.Telling.of_two`), the
    largest of several is too large on average, so its interval is called that of such a one.
    """
    known = [(abs(size.value), at) for at, size in enumerate(found.differences) if size.value is not None]
    if not _of_two(found) or not known or not max(known)[0]:
        return
    at = max(known, key=lambda of: of[0])[1]
    value, low, high = above_zero(found.differences[at])
    given = sum(bool(size.value) or size.low is not None for size in found.differences)
    groups = [names.group(found.grouping, code) for code in found.groups]
    higher, lower = groups if (found.differences[at].value or 0) > 0 else reversed(groups)
    said = {
        "answer": _answer(found, at, names),
        "higher": higher,
        "lower": lower,
        "points": wording.decimal(value, 1, names.language),
        "interval": _limits(low, high, names),
    }
    if not said["interval"]:
        words = _(
            "The largest gap inside schools: ‘%(answer)s’, %(points)s points more in the group ‘%(higher)s’ than in "
            "the group ‘%(lower)s’."
        )
    elif given > BOTH:
        words = _(
            "The largest gap inside schools: ‘%(answer)s’, %(points)s points more in the group ‘%(higher)s’ than in "
            "the group ‘%(lower)s’ (95 %% CI %(interval)s, of a gap picked as the largest)."
        )
    else:
        words = _(
            "The largest gap inside schools: ‘%(answer)s’, %(points)s points more in the group ‘%(higher)s’ than in "
            "the group ‘%(lower)s’ (95 %% CI %(interval)s)."
        )
    yield words % said


def _limits(low: float | None, high: float | None, names: Names) -> str:
    """The normal interval can pass 100 points, which no difference does: cut there in words, as R's prop.test does."""
    if low is None or high is None:
        return ""
    return wording.interval(max(low, -MOST_POINTS), min(high, MOST_POINTS), names.language)


def above_zero(size: Measure) -> tuple[float, float | None, float | None]:
    value = size.value or 0.0
    if value >= 0 or size.low is None or size.high is None:
        return abs(value), size.low, size.high
    return -value, -size.high, -size.low


def left_out(grouping: str, groups: Codes, k: int, names: Names) -> Iterator[str]:
    if groups:
        named = ", ".join(_("‘%(question)s’") % {"question": names.group(grouping, code)} for code in groups)
        said = {"groups": named, "k": wording.count(k, names.language)}
        yield _("Left out: %(groups)s, of whom a table by school would show fewer than %(k)s.") % said


def _answer(found: AnswersWithinSchools, at: int, names: Names) -> str:
    return merged(names, found.question.code, "+".join(found.answers[at]))


def p_of(test: HypothesisTest, names: Names) -> str:
    return written_p(test, names.language).replace(" ", wording.NO_BREAK)
