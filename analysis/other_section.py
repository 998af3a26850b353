"""The end of a question's page: what holds inside schools, and where to go for any other breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.disclosure import Atom
from surveyapp.models import Survey
from surveyapp.pairs import TooLarge
from surveyapp.questionnaire.schema import Question

from . import answers_by_school, answers_by_school_words, by_school, methods, other_choice, wording
from .answers_by_school import AnswersWithinSchools
from .by_school import WithinSchools
from .comparisons import written_p
from .live import breakdowns_in
from .methods import Method
from .names import Names, inside
from .other_choice import Chooser, Notice
from .report import AFTER_CLOSING
from .sizes import why
from .stats.outcomes import HypothesisTest, Stratified
from .telling import clear

Within = WithinSchools | AnswersWithinSchools


@dataclass(frozen=True)
class Section:
    """`schools`: by which grouping, and in words. `later` stands in place of the chooser before closing."""

    schools: tuple[tuple[str, str], ...]
    chooser: Chooser | None
    later: Notice | None
    methods: tuple[Method, ...] = ()  # of what stands in `schools`

    def __bool__(self) -> bool:
        return bool(self.schools or self.chooser or self.later)


def section(survey: Survey, atoms: Sequence[Atom], question: Question, names: Names) -> Section:
    if question.type not in other_choice.BROKEN_DOWN:
        return Section((), None, None)
    chooser = other_choice.chooser(question, names)
    found = [w for w in _found(survey, atoms, question, names) if w.withheld != AFTER_CLOSING]
    said = tuple(
        (_("By %(view)s") % {"view": inside(names.grouping(w.grouping))}, _words(w, survey, names))
        for w in found
    )
    used = methods.links(name for within in found for name in _used(within))
    if survey.is_closed:
        return Section(said, chooser, None, used)
    return Section(said, None, other_choice.after_closing() if chooser else None, used)


def _found(survey: Survey, atoms: Sequence[Atom], question: Question, names: Names) -> list[Within]:
    """Of yes and no, or of several answers: a question is of one of the two kinds, or of none."""
    if names.questionnaire.live_by_school or not survey.is_closed:
        tallied = names.questionnaire, atoms, survey.minimum_group, AFTER_CLOSING, question
        return [*by_school.from_atoms(*tallied), *answers_by_school.from_atoms(*tallied)]
    try:
        shown = breakdowns_in(survey)
    except TooLarge:
        return []
    return [*by_school.from_pairs(shown, question), *answers_by_school.from_pairs(shown, question)]


def _words(found: Within, survey: Survey, names: Names) -> str:
    if isinstance(found, WithinSchools):
        return words(found, survey.minimum_group, names)
    if found.general is None:
        return not_shown(survey.minimum_group, names)
    return answers_by_school_words.words(found, survey.minimum_group, names)


def _used(found: Within) -> Iterator[str]:
    if isinstance(found, WithinSchools):
        return methods.of_strata(found.found) if found.found else iter(())
    return answers_by_school_words.used(found)


def not_shown(k: int, names: Names) -> str:
    said = {"k": wording.count(k, names.language)}
    return (
        _("Not shown: fewer than two schools can be told apart, or one has fewer than %(k)s of a group.")
        % said
    )


def words(found: WithinSchools, k: int, names: Names) -> str:
    """Never more than the tests say."""
    if found.found is None:
        return not_shown(k, names)
    strata = found.found
    if strata.odds_ratio.value is None or strata.common.p is None:
        return _("Comparison: %(why)s.") % {"why": why(strata.odds_ratio)}
    return " ".join([_common(found, strata, names), _differs(strata.homogeneity, strata.interaction, names)])


def _common(found: WithinSchools, strata: Stratified, names: Names) -> str:
    groups = [group.code for group in names.questionnaire.grouping_by_code[found.grouping].groups[:2]]
    ratio = [strata.odds_ratio.value or 1, strata.odds_ratio.low or 0, strata.odds_ratio.high or 0]
    if ratio[0] < 1:
        groups.reverse()
        ratio = [1 / ratio[0], 1 / ratio[2], 1 / ratio[1]]
    value, low, high = (wording.statistic(number, names.language) for number in ratio)
    said = {
        "higher": names.group(found.grouping, groups[0]),
        "lower": names.group(found.grouping, groups[1]),
        "ratio": value,
        "interval": f"{low} {wording.style(names.language).to} {high}",
        "p": _p(strata.common, names),
        "n": wording.count(found.schools, names.language),
    }
    if clear(strata.common.p):
        return (
            _(
                "Comparing only people of the same school (%(n)s schools), the odds of a yes were %(ratio)s times as "
                "high in the group ‘%(higher)s’ as in the group ‘%(lower)s’ (Mantel-Haenszel, 95 %% CI %(interval)s, "
                "%(p)s)."
            )
            % said
        )
    return (
        _(
            "Comparing only people of the same school (%(n)s schools), there is no clear difference between the "
            "groups ‘%(higher)s’ and ‘%(lower)s’ (Mantel-Haenszel odds ratio %(ratio)s, 95 %% CI %(interval)s, %(p)s)."
        )
        % said
    )


def _differs(homogeneity: HypothesisTest, interaction: HypothesisTest, names: Names) -> str:
    if homogeneity.p is None:
        return ""
    said = {"p": _p(homogeneity, names), "lrt": _p(interaction, names)}
    if clear(homogeneity.p):
        return (
            _("This odds ratio differs between schools (Breslow-Day %(p)s; likelihood ratio %(lrt)s).") % said
        )
    return (
        _(
            "Whether this odds ratio differs between schools is not clear (Breslow-Day %(p)s; likelihood ratio "
            "%(lrt)s)."
        )
        % said
    )


def _p(test: HypothesisTest, names: Names) -> str:
    return "–" if test.p is None else written_p(test, names.language).replace(" ", wording.NO_BREAK)
