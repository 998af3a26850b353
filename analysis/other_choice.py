"""What another breakdown may be asked for: by which question, inside which groups; and why some are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveyapp.columns import column_name
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.plan import makes
from surveyapp.questionnaire.schema import COMPARED, MULTIPLE, NUMBER, Question

from .names import Names, inside

BROKEN_DOWN = (*COMPARED, NUMBER)  # kinds of questions that other breakdowns are made of


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `choice`: which answer, where the other question has several."""

    other: str = ""
    choice: str = ""
    within: str = ""

    @property
    def by(self) -> str:
        return column_name(self.other, self.choice)


def chosen(value: str, within: str) -> Asked:
    """What the form asks for: a value of one of `chooser`'s options. One without a question stands as it is."""
    other, _slash, choice = value.partition("/")
    return Asked(other, choice, within) if other else Asked(value, "", within)


@dataclass(frozen=True)
class Option:
    """An entry of a list to choose from."""

    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True)
class Options:
    """A list under a heading; without one where `name` is empty."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Notice:
    title: str
    words: str
    status: int = 200  # of the page that says so
    view: tuple[str, ...] = ()  # the planned comparison to look at instead


@dataclass(frozen=True)
class Chooser:
    by: tuple[Options, ...]
    within: tuple[Option, ...]


def candidates(question: Question, names: Names) -> list[str]:
    """What a question may be broken down by: the school, and every other question with choices."""
    planned = set(_planned_sources(names))
    live = names.questionnaire.live_by_school
    others = [q.code for q in names.questionnaire.questions if q.type in COMPARED]
    found = [code for code in others if code != question.code and code not in planned]
    schools = [SCHOOL] if len(names.questionnaire.schools) > 1 and names.by_school and not live else []
    return [*schools, *found]


def _planned_sources(names: Names) -> Iterator[str]:
    """Questions whose choices are the groups of a grouping: by them everything is compared anyway."""
    for question in names.questionnaire.questions:
        groupings = names.questionnaire.groupings_from(question.code)
        if groupings and not any(grouping.is_merged for grouping in groupings):
            yield question.code


def chooser(question: Question, names: Names, asked: Asked | None = None) -> Chooser | None:
    """None where there is nothing to choose from."""
    asked = asked or Asked()
    found = candidates(question, names) if question.type in BROKEN_DOWN else []
    if not found:
        return None
    plain: list[Option] = []
    several: list[Options] = []
    for code in found:
        other = names.questionnaire.by_code.get(code)
        if other is not None and other.type == MULTIPLE:
            options = tuple(
                _option(column_name(code, c.code), names.choice(c), asked) for c in other.counted_choices
            )
            several.append(Options(_numbered(other, names), options))
        else:
            named = _("School") if other is None else _numbered(other, names)
            plain.append(_option(code, named, asked))
    within = [
        Option(g.code, names.of(g.label), g.code == asked.within)
        for g in names.questionnaire.groupings
        if g.question != question.code
    ]
    return Chooser((Options("", tuple(plain)), *several), tuple(within))


def turned(question: Question, asked: Asked, names: Names) -> Asked | None:
    """The same table from the other side, where the other question can be asked about."""
    other = names.questionnaire.by_code.get(asked.other)
    if other is None or question.code not in candidates(other, names) or question.type == MULTIPLE:
        return None
    return Asked(question.code, "", asked.within)


def _option(value: str, name: str, asked: Asked) -> Option:
    return Option(value, name, value == asked.by)


def _numbered(question: Question, names: Names) -> str:
    return f"{names.questionnaire.questions.index(question) + 1} {names.question(question)}"


# ----- what cannot be shown, and why


def after_closing() -> Notice:
    return Notice(
        _("After closing"),
        _(
            "By school, by year where years make the groups, by any other question, and whether a share rises from "
            "year to year: while a survey is open, answers are counted in the planned groups alone, some at a time, "
            "so that nobody can see what the person who came last has said. Everything else is made once it is "
            "closed, when nothing changes any more."
        ),
    )


def too_large() -> Notice:
    return Notice(
        _("Not available"),
        _("This survey has too many answers and groups to hold all of its breakdowns against each other."),
    )


def _no_such(words: str) -> Notice:
    return Notice(_("There is no such breakdown"), words, status=404)


def problem(question: Question, asked: Asked, names: Names) -> Notice | None:
    """What is wrong with what an address asks for."""
    if question.type not in BROKEN_DOWN:
        words = _("This question has neither choices nor numbers, so there is nothing to compare.")
        return Notice(_("No other breakdowns"), words)
    if not candidates(question, names):
        words = _("This survey has no other question with choices, and no schools to compare.")
        return Notice(_("No other breakdowns"), words)
    if not asked.other:
        return None
    return _wrong_other(question, asked, names) or _wrong_within(question, asked, names)


def _wrong_other(question: Question, asked: Asked, names: Names) -> Notice | None:
    said = {"other": asked.other[:60], "choice": asked.choice[:60]}
    if asked.other == question.code:
        return _no_such(_("A question cannot be compared by itself."))
    other = names.questionnaire.by_code.get(asked.other)
    if asked.other == SCHOOL and not names.by_school:
        return Notice(
            _("All schools together"),
            _(
                "You see the figures of your own school and those of all schools together, not school by school."
            ),
            status=404,
        )
    if asked.other == SCHOOL and SCHOOL not in candidates(question, names):
        if names.questionnaire.live_by_school:
            return Notice(
                _("This comparison is planned"), _("Its results by school stand on the question’s page.")
            )
        return _no_such(_("This survey has one school."))
    if other is None and asked.other in names.questionnaire.grouping_by_code:
        return _grouping(question, asked.other, names)
    if other is None and asked.other != SCHOOL:
        return _no_such(_("This survey has no question ‘%(other)s’.") % said)
    if other is None:
        return None
    said["question"] = names.question(other)
    if asked.other in set(_planned_sources(names)):
        words = _("The groups are made from ‘%(question)s’, so this stands on the question’s page.") % said
        return Notice(_("This comparison is planned"), words)
    if other.type not in COMPARED:
        return _no_such(_("‘%(question)s’ has no choices, so it makes no groups.") % said)
    if other.type == MULTIPLE and asked.choice not in [c.code for c in other.counted_choices]:
        if asked.choice:
            return _no_such(_("‘%(question)s’ has no answer ‘%(choice)s’.") % said)
        words = _("‘%(question)s’ allows several answers: choose one of them.") % said
        return Notice(_("Choose an answer"), words)
    if other.type != MULTIPLE and asked.choice:
        return _no_such(_("‘%(question)s’ allows one answer, so it is compared as a whole.") % said)
    return None


def _grouping(question: Question, code: str, names: Names) -> Notice:
    """A grouping is no question, but everything is compared by it anyway."""
    said = {"drawn": inside(names.grouping(code))}
    if makes(names.questionnaire, question, (code,)):
        return _no_such(
            _("The groups by %(drawn)s are made from this question, so it is not compared by them.") % said
        )
    words = _("By %(drawn)s all questions are compared as planned.") % said
    return Notice(_("This comparison is planned"), words, view=(code,))


def _wrong_within(question: Question, asked: Asked, names: Names) -> Notice | None:
    if not asked.within:
        return None
    grouping = names.questionnaire.grouping_by_code.get(asked.within)
    if grouping is None:
        return _no_such(_("This survey has no grouping ‘%(within)s’.") % {"within": asked.within[:60]})
    if grouping.question in (question.code, asked.other):
        source = names.question(names.questionnaire.by_code[grouping.question])
        said = {"within": inside(names.of(grouping.label)), "question": source}
        words = _("The groups by %(within)s are made from ‘%(question)s’: look inside another grouping.")
        return _no_such(words % said)
    return None
