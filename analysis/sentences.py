"""One question's figures in one view -> the sentence under its chart, which never says more than the test."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import MULTIPLE, RANKING

from . import wording
from .comparisons import why_not
from .most_frequent import most_frequent
from .names import Names
from .number_sentences import ComparedNumbers
from .report import TOO_FEW, Breakdown, QuestionFigures
from .sizes import Family
from .stats.outcomes import HypothesisTest, Measure
from .stats.results import Comparison
from .strata_sentences import Crossed
from .telling import Gap, Telling, clear


def sentence(figures: QuestionFigures, breakdown: Breakdown | None, names: Names, planned: Family) -> str:
    """`planned`: how many comparisons by the same groups Holm's p allows for. Empty where a reason stands instead."""
    if figures.everybody is None or (breakdown and breakdown.withheld == TOO_FEW):
        return ""
    if breakdown is None or breakdown.withheld or figures.question.type == RANKING:
        return most_frequent(figures.question, figures.everybody, names)
    return " ".join(Compared(figures.question, breakdown, names, planned).sentences())


class Compared(Telling):
    """By kind of question and number of groups."""

    def sentences(self) -> list[str]:
        tests = self.breakdown.tests
        if not tests:
            return []
        if all(test.p is None for test in tests):
            return [_("Comparison: %(why)s.") % {"why": why_not(tests[0])}]
        if self.question.type == MULTIPLE:
            return self.several()
        if isinstance(tests[0], HypothesisTest):
            return ComparedNumbers(self.question, self.breakdown, self.names, self.planned).sentences(
                tests[0]
            )
        return self.one(tests[0])

    def one(self, whole: Comparison) -> list[str]:
        sizes = self.breakdown.effects
        if sizes.strata and sizes.strata.odds_ratio.value and sizes.strata.common.p is not None:
            return Crossed(self.question, self.breakdown, self.names, self.planned).sentences(sizes.strata)
        if sizes.difference and sizes.difference.value is not None and len(self.groups) == 2:
            return [self.yes(sizes.difference, whole), *self.by_chance(whole.p)]
        if sizes.ranks and sizes.ranks.p is not None:
            return self.scale(sizes.ranks, whole)
        return [self.overall(whole), *self.largest_gap(self.gaps()), *self.by_chance(whole.p)]

    # ----- yes and no, two groups

    def yes(self, difference: Measure, whole: Comparison) -> str:
        said = self.gap_words(self.gap(0)) | self.points(difference) | {"p": self.p(whole.p)}
        if clear(whole.p):
            return (
                _(
                    "The group ‘%(higher)s’ said yes more often than the group ‘%(lower)s’: %(high)s against "
                    "%(low)s. Difference %(difference)s points (95 %% CI %(interval)s), %(p)s."
                )
                % said
            )
        return (
            _(
                "No clear difference: %(high)s of the group ‘%(higher)s’ and %(low)s of the group ‘%(lower)s’ said "
                "yes. Difference %(difference)s points (95 %% CI %(interval)s), %(p)s."
            )
            % said
        )

    # ----- any answers, any groups

    def overall(self, whole: Comparison) -> str:
        said = {"p": self.p(whole.p), "v": self.equals(whole.cramers_v)}
        if clear(whole.p):
            return _("The groups answered differently (%(p)s; Cramér’s V %(v)s).") % said
        return _("No clear difference (%(p)s; Cramér’s V %(v)s).") % said

    # ----- answers in an order

    def scale(self, ranks: HypothesisTest, whole: Comparison) -> list[str]:
        """Differently spread answers can have the same middle, so the test of the whole table may say more.

        It is the one that is planned: Holm's p is its own, never that of the order beside it.
        """
        spread = [self.overall(whole)] if clear(whole.p) and not clear(ranks.p) else []
        found = [self.direction(ranks), *spread, *self.largest_gap(self.gaps())]
        smaller = min((p for p in (ranks.p, whole.p) if p is not None), default=None)
        return [*found, *self.by_chance_of_table(smaller, whole.p)]

    def direction(self, ranks: HypothesisTest) -> str:
        if len(self.groups) > 2:
            return self.order_overall(ranks.p, {"p": self.p(ranks.p), "size": self.equals(ranks.effect)})
        said = {"p": self.p(ranks.p), "size": self.size(ranks.effect)}
        if not clear(ranks.p):
            return (
                _(
                    "No clear difference in the order of the answers (Mann-Whitney %(p)s; rank-biserial "
                    "correlation %(size)s)."
                )
                % said
            )
        first, second = map(self.group, self.groups)
        nearer, other = (second, first) if (ranks.effect or 0) > 0 else (first, second)
        end = self.names.choice(self.question.counted_choices[0])
        return _(
            "Answers nearer to ‘%(end)s’ were more frequent in the group ‘%(nearer)s’ than in the group "
            "‘%(other)s’ (Mann-Whitney %(p)s; rank-biserial correlation %(size)s)."
        ) % (said | {"end": end, "nearer": nearer, "other": other})

    def order_overall(self, p: float | None, said: dict[str, str]) -> str:
        if clear(p):
            return _("The groups’ answers differ in their order (Kruskal-Wallis %(p)s; ε² %(size)s).") % said
        return (
            _("No clear difference in the order of the answers (Kruskal-Wallis %(p)s; ε² %(size)s).") % said
        )

    # ----- several answers

    def several(self) -> list[str]:
        tests = self.breakdown.each
        tested = [gap for gap in self.gaps() if tests[gap.answer].p is not None]
        clearest = min(tested, key=lambda gap: (tests[gap.answer].p or 0, -gap.size))
        p = tests[clearest.answer].p
        if clear(p):
            return [self.clearest(clearest, tests), *self.by_chance(p, clearest.answer)]
        said = {"n": wording.count(len(tests), self.names.language)}
        return [
            _("No clear difference in any of the %(n)s answers.") % said,
            *self.largest_gap(tested),
            _("The smallest of their tests has %(p)s.") % {"p": self.p(p)},
        ]

    def clearest(self, gap: Gap, tests: Sequence[Comparison]) -> str:
        """Picked for its p, which favours what is large by chance: its interval says so."""
        test = tests[gap.answer]
        said = self.gap_words(gap) | {
            "p": self.p(test.p),
            "n": wording.count(len(tests), self.names.language),
        }
        if len(self.groups) > 2:
            return _(
                "Of %(n)s answers, ‘%(answer)s’ differs most clearly between the groups (%(p)s; Cramér’s V %(v)s): "
                "from %(low)s of the group ‘%(lower)s’ (%(low_n)s) to %(high)s of the group ‘%(higher)s’ (%(high_n)s)."
            ) % (said | self.people(gap) | {"v": self.equals(test.cramers_v)})
        return _(
            "Of %(n)s answers, ‘%(answer)s’ differs most clearly: %(high)s of the group ‘%(higher)s’ against "
            "%(low)s of the group ‘%(lower)s’. Difference %(difference)s points (95 %% CI %(interval)s, of an answer "
            "picked as the clearest), %(p)s."
        ) % (said | self.points(gap.difference))
