"""A closed survey's results as a dean sees them: the own school beside all schools, question by question.

A part of what is shown to researchers and to faculty as 'by school' (`breakdowns`), and nothing beside it: the own
group of each table, if the school is a group of its own there, and all groups of that table together. So whatever
deans tell each other, together they know no more than that table, which `splits` holds against all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.models import Survey
from surveyapp.pairs import SCHOOL, TooLarge
from surveyapp.questionnaire.schema import CONSENT, MULTIPLE, NUMBER, RANKING, TEXT, UNCOMPARED, Question

from . import other_names, wording
from .breakdowns import Breakdowns
from .comparisons import WARNINGS
from .live import breakdowns_in, report_of
from .names import Names
from .number_words import NumberWords
from .other_page import added, on_choices
from .report import NOBODY, Breakdown, GroupFigures, QuestionFigures
from .stats.outcomes import MERGED, Summary
from .stats.results import Proportion


@dataclass(frozen=True)
class Cell:
    """'45.2 %', '19 of 42', '31.2 to 60.1'."""

    percent: str
    of: str
    interval: str


@dataclass(frozen=True)
class Line:
    answer: str
    own: Cell | None
    everybody: Cell


@dataclass(frozen=True)
class Answered:
    """One question. `own` is whether the school stands beside all schools; `says`, why not, or why nothing is shown.

    `note`: what the shares are of, where that is not plain.
    """

    code: str
    number: int
    text: str
    note: str
    lines: tuple[Line, ...]
    own: bool
    says: tuple[str, ...]


@dataclass(frozen=True)
class Asking:
    """Whose dean asks. `too_large`: there is no table by school of this survey at all."""

    school: str
    k: int
    too_large: bool


def answered(survey: Survey, school: str, names: Names) -> list[Answered]:
    shown, k = _breakdowns(survey), survey.minimum_group
    return [
        _answered(figures, _by_school(shown, figures.question), Asking(school, k, shown is None), names)
        for figures in report_of(survey).questions
    ]


def _breakdowns(survey: Survey) -> Breakdowns | None:
    try:
        return breakdowns_in(survey)
    except TooLarge:
        return None


def _by_school(shown: Breakdowns | None, question: Question) -> Breakdown | None:
    if shown is None or question.type in UNCOMPARED:
        return None
    found = shown.by(question, SCHOOL)
    return None if found.withheld else found


def _answered(figures: QuestionFigures, found: Breakdown | None, asking: Asking, names: Names) -> Answered:
    question, lines, own, says = figures.question, tuple[Line, ...](), None, list[str]()
    if found is not None:
        own = next((group for group in found.groups if group.group == (asking.school,) and group.base), None)
        if question.type == NUMBER:
            lines = tuple(_median(own, added(found), question, names))
            says += _of_numbers(added(found), question, names)
            if own is None:
                says.append(_not_alone(question, asking, names))
            return _with(figures, lines, own, says, names)
        as_shown = other_names.with_answers(question, found.answers, names)
        labels = [names.choice(choice) for choice in as_shown.counted_choices]
        lines = tuple(_lines(labels, own, added(found), names.language))
        if any("+" in code for code in found.answers):
            said = {"k": wording.count(asking.k, names.language)}
            says.append(_("Answers of fewer than %(k)s people are put together with a neighbour.") % said)
        says += on_choices(found, question, asking.k, names)
        if own is None:
            says.append(_not_alone(question, asking, names))
    elif question.type == TEXT:
        says.append(_("Own words are not shown here."))
    elif figures.everybody is None:
        says.append(_nothing(figures, asking.k, names))
    elif question.type == NUMBER:
        lines = tuple(_median(None, figures.everybody, question, names))
        says += _of_numbers(figures.everybody, question, names)
        says.append(_not_alone(question, asking, names))
    else:
        labels = [names.choice(choice) for choice in question.counted_choices]
        lines = tuple(_lines(labels, None, figures.everybody, names.language))
        says.append(_not_alone(question, asking, names))
    return _with(figures, lines, own, says, names)


def _with(
    figures: QuestionFigures,
    lines: tuple[Line, ...],
    own: GroupFigures | None,
    says: Sequence[str],
    names: Names,
) -> Answered:
    question, text = figures.question, names.question(figures.question)
    note = _note(question) if lines else ""
    return Answered(question.code, figures.number, text, note, lines, own is not None, tuple(says))


def _note(question: Question) -> str:
    if question.type == MULTIPLE:
        return _("Several answers could be given.")
    if question.type == RANKING:
        return _("All choices were put in order; the shares say how many put each first.")
    return ""


def _lines(
    labels: Sequence[str], own: GroupFigures | None, everybody: GroupFigures, language: str
) -> Iterator[Line]:
    for i, label in enumerate(labels):
        beside = _cell(own.choices[i], language) if own else None
        yield Line(label, beside, _cell(everybody.choices[i], language))


def _cell(share: Proportion, language: str) -> Cell:
    """Nobody has answered: no percentage of it."""
    if not share.base or share.low is None or share.high is None:
        return Cell("–", "", "")
    said = {"n": wording.count(share.count, language), "base": wording.count(share.base, language)}
    return Cell(
        wording.percent(share.count, share.base, language),
        _("%(n)s of %(base)s") % said,
        wording.interval(share.low, share.high, language),
    )


def _median(
    own: GroupFigures | None, everybody: GroupFigures, question: Question, names: Names
) -> Iterator[Line]:
    """One line: a number has no shares to set side by side."""
    written = NumberWords(question, names)

    def cell(group: GroupFigures) -> Cell:
        found = group.numbers.summary if group.numbers else Summary()
        if found.median is None:
            return Cell("–", "", "")
        said = {"n": wording.count(group.base, names.language)}
        return Cell(written.size(found.median), _("%(n)s answered") % said, written.middle_half(found))

    if everybody.numbers is not None:
        yield Line(_("Median"), cell(own) if own else None, cell(everybody))


def _of_numbers(everybody: GroupFigures, question: Question, names: Names) -> Iterator[str]:
    if everybody.numbers is None:
        return
    yield _("In brackets here: the middle half of the answers.")
    if everybody.numbers.merged:
        yield str(WARNINGS[MERGED])
    if bins := NumberWords(question, names).bins():
        yield bins


def _not_alone(question: Question, asking: Asking, names: Names) -> str:
    """Why all schools stand together: never that people are few where nothing is compared anyway."""
    if question.type == CONSENT:
        return _("Everybody who was shown it agreed: without that nobody can hand in.")
    if question.type == RANKING:
        return _("Rankings are not compared between schools.")
    if len(names.questionnaire.schools) < 2:
        return _("Only one school was asked, so there is nothing to compare it with.")
    if asking.too_large:
        return _(
            "No school is shown alone: this survey has too many answers and groups to hold all tables by school "
            "against each other."
        )
    return _(
        "Your school is not shown alone here: fewer than %(k)s people would stand in a group, or could be found by"
        " comparing tables."
    ) % {"k": wording.count(asking.k, names.language)}


def _nothing(figures: QuestionFigures, k: int, names: Names) -> str:
    if figures.withheld == NOBODY:
        return _("Nobody has answered this question.")
    said = {"k": wording.count(k, names.language)}
    return _("Not shown: fewer than %(k)s people have answered it.") % said
