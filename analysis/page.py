"""A survey's results in one view: everything that the page's template reads, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.letter_widths import lacks

from . import comparisons, sizes, wording
from .charts import chart
from .corrections import Correction
from .methods import Method, of_card
from .names import MOST_STYLES, Names
from .remarks import notes, split_reasons, whole_reasons
from .report import OWN_GROUPS, Breakdown, QuestionFigures, Report, Views
from .sentences import sentence
from .strips import Chart
from .tables import Table, table

NOBODY_VIEW = "nobody"  # in the address: compared by nothing

Planned = Mapping[tuple[str, ...], sizes.Family]  # by view


@dataclass(frozen=True)
class View:
    """One entry of 'Compare by'."""

    by: tuple[str, ...]
    name: str

    @property
    def address(self) -> str:
        return ",".join(self.by) or NOBODY_VIEW


@dataclass(frozen=True)
class GroupKey:
    """A group in the page's legend."""

    style: int
    name: str
    people: str


@dataclass(frozen=True)
class Reading:
    """What a page is read by: the words, the view, and what decides what may be said."""

    names: Names
    by: tuple[str, ...]
    k: int
    closed: bool
    changes: Mapping[str, Sequence[Correction]]


@dataclass(frozen=True)
class Card:
    """One question. `notes` stand above the chart, `says` and `reasons` under it."""

    code: str
    number: int
    text: str
    kind: str
    notes: tuple[str, ...]
    reasons: tuple[str, ...]
    chart: Chart | None
    says: str
    table: Table | None
    test: tuple[tuple[str, str], ...]
    family: str  # what Holm's p allows for, where the table of tests has one for each choice
    changes: tuple[Correction, ...]
    methods: tuple[Method, ...] = ()  # that its figures were made with, the most important first

    @property
    def lacks_letters(self) -> bool:
        """Whether PNG and PDF need fonts that are not shipped."""
        bands = self.chart.bands if self.chart else ()
        rows = (row.name for band in bands for row in band.rows)
        keys = (key.name for key in self.chart.legend) if self.chart else ()
        return lacks("".join((self.text, *(band.name for band in bands), *rows, *keys)))


@dataclass(frozen=True)
class SectionCards:
    title: str
    cards: tuple[Card, ...]


def views(planned: Iterable[tuple[str, ...]], names: Names) -> list[View]:
    return [View(by, names.view(by)) for by in ((), *planned)]


def view_of(asked: str, planned: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """What `?by=` asks for: the first grouping where it says nothing, None where there is no such view."""
    if not asked:
        return planned[0] if planned else ()
    if asked == NOBODY_VIEW:
        return ()
    wanted = sorted(asked.split(","))
    return next((by for by in planned if sorted(by) == wanted), None)


def first_group(names: Names) -> str:
    """An example of a group, for the page that has nothing to show yet: 'Preclinical, female'."""
    groupings = names.questionnaire.groupings
    if not groupings:
        return ""
    return names.crossed(tuple(g.code for g in groupings), tuple(g.groups[0].code for g in groupings))


def group_keys(report: Report, by: tuple[str, ...], names: Names) -> list[GroupKey]:
    """The page's legend: the groups that have marks; where two groupings are crossed, the second's."""
    if not by or len(names.groups[by[-1]]) > MOST_STYLES:
        return []
    people = report.group_people[by[-1:]]
    return [
        GroupKey(names.styles[by[-1], code], name, wording.count(people[(code,)], names.language))
        for code, name in names.groups[by[-1]].items()
    ]


def sections(report: Report, reading: Reading) -> list[SectionCards]:
    figures, planned = iter(report.questions), comparisons_planned(report)
    return [
        SectionCards(
            reading.names.of(section.title),
            tuple(card(next(figures), reading, planned) for _ in section.questions),
        )
        for section in report.questionnaire.sections
    ]


def comparisons_planned(report: Report) -> Planned:
    """Of each view, how many tests have a p, which is what `report.adjusted` allows for, and how many are planned."""
    tests: dict[tuple[str, ...], int] = {}
    for figures in report.questions:
        for breakdown in figures.breakdowns:
            of_these = sum(p is not None for p in breakdown.holm)
            tests[breakdown.by] = tests.get(breakdown.by, 0) + of_these
    return {by: sizes.Family(n, report.planned.get(by, n)) for by, n in tests.items()}


def card(figures: QuestionFigures, reading: Reading, planned: Planned) -> Card:
    question, names = figures.question, reading.names
    drawn, breakdown = breakdown_of(figures, reading.by)
    shown = breakdown if breakdown and not breakdown.withheld else None
    family = planned.get(drawn, sizes.Family())
    return Card(
        code=question.code,
        number=figures.number,
        text=names.question(question),
        kind=question.type,
        notes=tuple(notes(figures, names)),
        reasons=(
            *whole_reasons(figures, reading.k, reading.closed, names),
            *split_reasons(breakdown if figures.everybody else None, reading.by, drawn, reading.k, names),
        ),
        chart=chart(figures, drawn, names),
        says=sentence(figures, breakdown, names, family),
        table=table(figures, shown, names),
        test=test_lines(shown, names, family) if shown else (),
        family=sizes.family(shown, names, family) if shown and any(shown.holm) else "",
        changes=tuple(reading.changes.get(question.code, ())),
        methods=of_card(figures, shown),
    )


def test_lines(breakdown: Breakdown, names: Names, planned: sizes.Family) -> tuple[tuple[str, str], ...]:
    """The test of a question's whole table or of its numbers, and the sizes beside it."""
    if breakdown.whole:
        tested = comparisons.lines(breakdown.whole, names.language)
        return (*tested, *sizes.lines(breakdown, names, planned))
    if breakdown.numbers:
        return tuple(sizes.number_lines(breakdown.numbers, breakdown, names, planned))
    return ()


def drawn_from(by: tuple[str, ...]) -> Views:
    """The breakdowns that a view needs: its own, and of two crossed each alone (see `breakdown_of`)."""
    return (by, *((one,) for one in by))


def breakdown_of(figures: QuestionFigures, by: tuple[str, ...]) -> tuple[tuple[str, ...], Breakdown | None]:
    """In which view a question is drawn: where two groupings are crossed and it makes one, by the other."""
    breakdown = figures.by(*by) if by else None
    if breakdown is None or breakdown.withheld != OWN_GROUPS or len(by) == 1:
        return by, breakdown
    for one in by:
        alone = figures.by(one)
        if alone is not None and alone.withheld != OWN_GROUPS:
            return (one,), alone
    return by[:1], figures.by(by[0])
