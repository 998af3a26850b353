"""A multiple choice inside schools: which of its answers differs most clearly, and a table of the tests of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import methods, wording
from .answers_by_school_words import left_out, p_of
from .by_school_words import differs
from .choices_by_school import ChoicesWithinSchools, ChoiceWithinSchools
from .comparisons import bare_p
from .names import Names
from .sizes import why
from .stats.outcomes import HypothesisTest, Measure
from .telling import clear


@dataclass(frozen=True)
class Line:
    """One choice. Without a test, `why` stands in their place."""

    name: str
    ratio: str = ""
    interval: str = ""
    p: str = ""
    differs: str = ""
    why: str = ""


@dataclass(frozen=True)
class Tests:
    """`groups`: whose odds are compared, where two groups are; else there are no ratios."""

    groups: str
    lines: tuple[Line, ...]


def words(found: ChoicesWithinSchools, k: int, names: Names) -> str:
    """`found` is not withheld."""
    return " ".join(_sentences(found, k, names))


def used(found: ChoicesWithinSchools) -> Iterator[str]:
    """The methods of what stands there."""
    for choice in found.shown:
        if choice.ratio:
            yield from methods.of_strata(choice.ratio)
        elif choice.test and choice.test.p is not None:
            yield choice.test.method


def _sentences(found: ChoicesWithinSchools, k: int, names: Names) -> Iterator[str]:
    tested = [(choice, test) for choice in found.shown if (test := choice.test) and test.p is not None]
    if not tested:
        first = found.shown[0].test
        yield _("Comparison: %(why)s.") % {"why": why(first) if first else ""}
        return
    choice, test = min(tested, key=lambda of: of[1].p or 0)
    yield _clearest(found, choice, test, len(tested), names)
    if choice.ratio and clear(test.p) and clear(choice.ratio.homogeneity.p):
        yield differs(choice.ratio.homogeneity, choice.ratio.interaction, names)
    if any(choice.no_answer for choice in found.shown):
        said = {"k": wording.count(k, names.language)}
        yield _("Fewer than %(k)s gave no answer; they count among those who did not tick it.") % said
    for groups in dict.fromkeys(choice.left_out for choice in found.shown):
        yield from left_out(found.grouping, groups, k, names)


def _clearest(
    found: ChoicesWithinSchools, choice: ChoiceWithinSchools, test: HypothesisTest, answers: int, names: Names
) -> str:
    """Picked for its p, which favours what is large by chance: its interval says so."""
    said = {
        "n": wording.count(choice.schools, names.language),
        "answers": wording.count(answers, names.language),
        "answer": _name(found, choice.choice, names),
        "p": p_of(test, names),
    }
    if answers == 1:
        return _only(found, choice, test, said, names)
    if not clear(test.p):
        return (
            _(
                "Comparing only people of the same school (%(n)s schools), there is no clear difference in any of the "
                "%(answers)s answers. The smallest of their tests has %(p)s (Cochran-Mantel-Haenszel)."
            )
            % said
        )
    ratio = choice.ratio.odds_ratio if choice.ratio else None
    if ratio is None or ratio.value is None:
        return (
            _(
                "Comparing only people of the same school (%(n)s schools), of %(answers)s answers ‘%(answer)s’ differs "
                "most clearly between the groups (Cochran-Mantel-Haenszel %(p)s)."
            )
            % said
        )
    return _(
        "Comparing only people of the same school (%(n)s schools), of %(answers)s answers ‘%(answer)s’ differs most "
        "clearly: the odds of ticking it were %(ratio)s times as high in the group ‘%(higher)s’ as in the group "
        "‘%(lower)s’ (Mantel-Haenszel, 95 %% CI %(interval)s, of an answer picked as the clearest, %(p)s)."
    ) % (said | _times(found.grouping, choice, ratio, names))


def _only(
    found: ChoicesWithinSchools,
    choice: ChoiceWithinSchools,
    test: HypothesisTest,
    said: dict[str, str],
    names: Names,
) -> str:
    """Of one answer that can be tested, none is picked."""
    ratio = choice.ratio.odds_ratio if choice.ratio else None
    if not clear(test.p):
        words = _(
            "Comparing only people of the same school (%(n)s schools), there is no clear difference in how many ticked "
            "‘%(answer)s’ (Cochran-Mantel-Haenszel %(p)s)."
        )
    elif ratio is None or ratio.value is None:
        words = _(
            "Comparing only people of the same school (%(n)s schools), the groups differ in how many ticked "
            "‘%(answer)s’ (Cochran-Mantel-Haenszel %(p)s)."
        )
    else:
        said = said | _times(found.grouping, choice, ratio, names)
        words = _(
            "Comparing only people of the same school (%(n)s schools), the odds of ticking ‘%(answer)s’ were %(ratio)s "
            "times as high in the group ‘%(higher)s’ as in the group ‘%(lower)s’ (Mantel-Haenszel, 95 %% CI "
            "%(interval)s, %(p)s)."
        )
    return words % said


def _times(grouping: str, choice: ChoiceWithinSchools, ratio: Measure, names: Names) -> dict[str, str]:
    """The larger odds to the smaller."""
    groups = [names.group(grouping, code) for code in choice.groups]
    limits = [ratio.value or 1, ratio.low or 0, ratio.high or 0]
    if limits[0] < 1:
        groups.reverse()
        limits = [1 / limits[0], 1 / limits[2], 1 / limits[1]]
    value, low, high = (wording.statistic(number, names.language) for number in limits)
    interval = f"{low} {wording.style(names.language).to} {high}"
    return {"higher": groups[0], "lower": groups[1], "ratio": value, "interval": interval}


def tests(found: ChoicesWithinSchools, names: Names) -> Tests:
    """Of each choice, in the questionnaire's order. Ratios are the first group's to the second's, as in files."""
    both = {choice.groups for choice in found.shown if choice.ratio}
    groups = ""
    if len(both) == 1:
        first, second = (names.group(found.grouping, code) for code in next(iter(both)))
        groups = _("‘%(first)s’ to ‘%(second)s’") % {"first": first, "second": second}
    return Tests(groups, tuple(_line(found, choice, names) for choice in found.choices))


def _line(found: ChoicesWithinSchools, choice: ChoiceWithinSchools, names: Names) -> Line:
    name, test = _name(found, choice.choice, names), choice.test
    if test is None:
        return Line(name, why=_("too few to show"))
    if test.p is None:
        return Line(name, why=why(test))
    p = bare_p(test.p, names.language)
    if choice.ratio is None:
        return Line(name, p=p)
    ratio, interval = _ratio(choice.ratio.odds_ratio, names)
    gap = choice.ratio.homogeneity
    return Line(name, ratio, interval, p, differs="–" if gap.p is None else bare_p(gap.p, names.language))


def _ratio(ratio: Measure, names: Names) -> tuple[str, str]:
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return "–", ""
    value, low, high = (
        wording.statistic(number, names.language) for number in (ratio.value, ratio.low, ratio.high)
    )
    return value, f"{low} {wording.style(names.language).to} {high}"


def _name(found: ChoicesWithinSchools, code: str, names: Names) -> str:
    return names.choice(next(choice for choice in found.question.choices if choice.code == code))
