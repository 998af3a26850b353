"""What stands beside a question's chart: who answered it, and why something expected is not there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import CONSENT, MULTIPLE, NUMBER, RANKING, TEXT

from . import wording
from .asked_of import asked_of
from .names import Names, inside
from .number_words import NumberWords
from .report import NOBODY, OWN_GROUPS, TOO_FEW, Breakdown, GroupFigures, QuestionFigures


def notes(figures: QuestionFigures, names: Names) -> Iterator[str]:
    """Who answered, of whom."""
    everybody, question = figures.everybody, figures.question
    if block := names.questionnaire.asked_under.get(question.code):
        yield _("Asked under ‘%(question)s’") % {"question": names.of(block.text)}
    if everybody is not None:
        yield _answered(everybody, names.language)
    if condition := asked_of(question, names):
        yield condition
    if question.type == MULTIPLE:
        yield _("Several answers possible.")
    if question.type == RANKING and everybody is not None:
        yield _("All choices were put in order; the bars say how many put each first.")


def _answered(everybody: GroupFigures, language: str) -> str:
    """Nobody is said to have answered, or to have been shown it, who may not."""
    n = {"base": wording.count(everybody.base, language), "people": wording.count(everybody.people, language)}
    if everybody.shown_to is None and everybody.counted:
        return (
            _("%(base)s counted of %(people)s, among them some who gave no answer or were not shown it.") % n
        )
    if everybody.shown_to is None:
        return _("%(base)s answered of %(people)s; the others gave no answer or were not shown it.") % n
    n["shown"] = wording.count(everybody.shown_to, language)
    if everybody.counted:
        return _("%(base)s counted of %(shown)s who were shown it, among them some who gave no answer.") % n
    return _("%(base)s answered of %(shown)s who were shown it.") % n


def of_base(group: GroupFigures, language: str) -> str:
    """Of how many a share is: '1,459 answered'."""
    words = _("%(n)s counted") if group.counted else _("%(n)s answered")
    return words % {"n": wording.count(group.base, language)}


def whole_reasons(figures: QuestionFigures, k: int, closed: bool, names: Names) -> Iterator[str]:
    """Why nothing, or no chart, is shown of the question at all; how far its figures are off."""
    if figures.withheld == TOO_FEW:
        yield _("Fewer than %(k)s people answered this question. Nothing is shown of so few.") % {"k": k}
    elif figures.withheld == NOBODY:
        yield _("Nobody of those who are counted has answered this question.")
    elif figures.question.type == NUMBER:
        if bins := NumberWords(figures.question, names).bins():
            yield bins
    elif figures.question.type == CONSENT:
        yield _("Everybody who was shown it agreed: without that nobody can hand in.")
    elif figures.question.type == TEXT and closed:
        yield _(
            "What people wrote is kept apart from all other answers. From %(k)s texts on it is a file, for "
            "administrators and the researchers of this survey."
        ) % {"k": k}
    elif figures.question.type == TEXT:
        yield _("What people write can be read after closing, in no order and apart from all other answers.")


def split_reasons(
    breakdown: Breakdown | None, by: tuple[str, ...], drawn: tuple[str, ...], k: int, names: Names
) -> Iterator[str]:
    """Why it is not compared as the page's view says. `drawn` is what it is compared by instead."""
    if breakdown is None:
        return
    said = {"drawn": inside(names.view(drawn)), "k": k}
    if breakdown.withheld == OWN_GROUPS:
        yield _("The groups by %(drawn)s are made from this question, so it is not compared by them.") % said
    elif drawn != by:
        yield (
            _("One of the groupings is made from this question, so it is compared by %(drawn)s only.") % said
        )
    if breakdown.withheld == TOO_FEW:
        yield _("Not split by %(drawn)s: in a group fewer than %(k)s people answered this question.") % said
