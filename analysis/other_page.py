"""Another breakdown of a closed survey on a page: any question with choices by any other, or by school. Values only.

It is exploratory: nobody planned it, and no p on it is adjusted for how many were looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from surveyapp import tallies
from surveyapp.models import Survey
from surveyapp.questionnaire.schema import Question

from . import comparisons, number_breakdowns, other_names, page, sizes, wording
from .breakdowns import Breakdowns
from .live import breakdowns_in
from .names import Names, inside
from .other_choice import Asked
from .report import NOBODY, Breakdown, GroupFigures, QuestionFigures
from .stats.outcomes import MERGED
from .stats.proportions import proportion
from .strips import Chart
from .tables import Table
from .telling import clear


@dataclass(frozen=True)
class Part:
    """Everybody, or one group of the grouping that the page looks inside."""

    id: str
    heading: str
    card: page.Card
    query: str = ""  # in the address of its files


# ----- what is shown


def parts(shown: Breakdowns, question: Question, asked: Asked, names: Names, alone: bool) -> list[Part]:
    """One, or one for each group that the page looks inside. `alone`: whether some count in 'everybody' alone."""
    grouping = names.questionnaire.grouping_by_code.get(asked.within)
    if grouping is None:
        whole = _("Everybody in a group") if alone else _("Everybody")
        of = Inside("all", heading(asked, names), whole)
        return [_part(shown.by(question, asked.by), question, of, shown.k, names)]
    found = []
    for group in grouping.groups:
        name = names.of(group.label)
        breakdown = shown.by(question, asked.by, grouping.code, group.code)
        found.append(_part(breakdown, question, Inside(group.code, name, name), shown.k, names))
    return found


def of_survey(survey: Survey, question: Question, asked: Asked, names: Names) -> list[Part]:
    """What page and files are made of alike. Raises NotClosed, and TooLarge."""
    alone = any(atom.everybody_only for atom in tallies.atoms(survey))
    found = parts(breakdowns_in(survey), question, asked, names, alone)
    query = {name: value for name in ("choice", "within") if (value := getattr(asked, name))}
    return [replace(part, query=urlencode({**query, "part": part.id})) for part in found]


def mark() -> str:
    """What a figure says that leaves the page."""
    return _("Exploratory: not planned, and not adjusted for how much was looked at.")


def heading(asked: Asked, names: Names) -> str:
    """'By ‘Year?’, inside each group by gender'."""
    view = _("By %(view)s") % {"view": inside(other_names.variable(names, asked.by))}
    if not asked.within:
        return view
    return _("%(by)s, inside each group by %(within)s") % {
        "by": view,
        "within": inside(names.grouping(asked.within)),
    }


@dataclass(frozen=True)
class Inside:
    """Of whom one part is: its place on the page, its heading, and what all of them together are called."""

    id: str
    heading: str
    whole: str


def _part(found: Breakdown, question: Question, of: Inside, k: int, names: Names) -> Part:
    number = names.questionnaire.questions.index(question) + 1
    here = other_names.of(names, found)
    if found.withheld:
        return Part(of.id, of.heading, _nothing(found, question, number, k, here))
    answered = other_names.with_answers(question, found.answers, names)
    figures = QuestionFigures(answered, number, added(found), (found,))
    card = page.card(figures, page.Reading(here, found.by, k, True, {}), {})
    view = {"question": card.text, "view": inside(here.view(found.by))}
    return Part(
        of.id,
        of.heading,
        replace(
            card,
            text=_("%(question)s (by %(view)s)") % view,
            chart=_renamed(card.chart, of.whole),
            table=_with_names(card.table, of.whole),
            says=" ".join(filter(None, [card.says, trend_words(found, names)])),
            test=(*card.test, *_trend(found, here)),
            reasons=(*card.reasons, *_reasons(found, question, k, names)),
        ),
    )


def trend_words(found: Breakdown, names: Names) -> str:
    """Whether the share of yes rises or falls along the steps of a question that a grouping is merged from."""
    trend = found.effects.trend
    if trend is None or trend.p is None or trend.effect is None:
        return ""
    p = comparisons.written_p(trend, names.language).replace(" ", wording.NO_BREAK)
    said = {"p": p, "points": wording.decimal(abs(trend.effect), 1, names.language)}
    if not clear(trend.p):
        return _("No clear trend from the first group to the last (Cochran-Armitage %(p)s).") % said
    if trend.effect > 0:
        words = _("From group to group the share of yes rises by %(points)s points (Cochran-Armitage %(p)s).")
    else:
        words = _("From group to group the share of yes falls by %(points)s points (Cochran-Armitage %(p)s).")
    if _leaves_out_a_step(found, names):
        empty = _("Answers that nobody gave count as groups here.")
        return f"{words % said} {empty}"
    return words % said


def _leaves_out_a_step(found: Breakdown, names: Names) -> bool:
    """Whether an answer between the first and the last group makes none, as nobody gave it."""
    order = names.questionnaire.by_code[found.by[0]].counted_codes
    held = [
        order.index(code) for group in found.groups for code in group.group[0].split("+") if code in order
    ]
    return len(held) <= max(held) - min(held)


def _trend(found: Breakdown, names: Names) -> Iterator[tuple[str, str]]:
    if found.effects.trend is not None:
        yield _("Trend (Cochran-Armitage)"), sizes.Sizes(found, names).tested(found.effects.trend)


def _nothing(found: Breakdown, question: Question, number: int, k: int, names: Names) -> page.Card:
    if found.withheld == NOBODY:
        why = _("Nobody in these groups has answered this question.")
    else:
        why = _(
            "Not shown: a group would have fewer than %(k)s people, or so few could be found by comparing this table "
            "with another."
        ) % {"k": wording.count(k, names.language)}
    text = names.question(question)
    return page.Card(question.code, number, text, question.type, (), (why,), None, "", None, (), "", ())


def added(found: Breakdown) -> GroupFigures:
    """All groups together: of the people who are in a group of each grouping."""
    groups = found.groups
    choices = tuple(
        proportion(sum(g.choices[i].count for g in groups), sum(g.choices[i].base for g in groups))
        for i in range(len(groups[0].choices))
    )
    numbers = [group.numbers for group in groups if group.numbers]
    return GroupFigures(
        group=(),
        people=sum(group.people for group in groups),
        shown_to=_added([group.shown_to for group in groups]),
        base=sum(group.base for group in groups),
        left_open=_added([group.left_open for group in groups]),
        prefer_not=0,
        choices=choices,
        numbers=number_breakdowns.added(numbers) if numbers else None,
        counted=any(group.counted for group in groups),
    )


def _added(people: Sequence[int | None]) -> int | None:
    known = [n for n in people if n is not None]
    return sum(known) if len(known) == len(people) else None


def _renamed(chart: Chart | None, whole: str) -> Chart | None:
    """The row of all groups is that of the group which the page looks inside."""
    if chart is None:
        return None
    everybody = _("Everybody")
    bands = (
        replace(b, rows=tuple(replace(r, name=whole) if r.name == everybody else r for r in b.rows))
        for b in chart.bands
    )
    return replace(chart, bands=tuple(bands))


def _with_names(table: Table | None, whole: str) -> Table | None:
    """Who left the question open and who preferred not to say are counted as one here."""
    if table is None:
        return None
    (_name, answered), *columns = table.columns
    others = (
        replace(row, name=_("No answer")) if row.name == _("Left open") else row for row in table.others
    )
    return replace(table, columns=((whole, answered), *columns), others=tuple(others))


def on_choices(found: Breakdown, question: Question, k: int, names: Names) -> Iterator[str]:
    """Of several choices: which are not there, and who is among those that did not tick, and gave no answer."""
    if found.each and len(found.answers) < len(question.counted_choices):
        said = {"k": wording.count(k, names.language)}
        yield _("Answers that fewer than %(k)s people ticked, or did not tick, may be left out.") % said
    if found.each and any(group.counted for group in found.groups):
        said = {"k": wording.count(k, names.language)}
        words = _(
            "Fewer than %(k)s gave no answer or were not shown the question; they count among those who did not "
            "tick."
        )
        yield words % said


def _reasons(found: Breakdown, question: Question, k: int, names: Names) -> Iterator[str]:
    if any(group.numbers and group.numbers.merged for group in found.groups):
        yield str(comparisons.WARNINGS[MERGED])
    yield from on_choices(found, question, k, names)
    if any("+" in code for code in (*found.answers, *(group.group[0] for group in found.groups))):
        yield _("Groups and answers of fewer than %(k)s people are put together with a neighbour.") % {"k": k}
