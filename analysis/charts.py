"""Report -> charts. Which kind: yes/no has dots, choices have bars, a scale a bar of 100 %, a number a histogram."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import CONSENT, MULTIPLE, NUMBER, RANKING, SCALE, TEXT, YES_NO

from . import wording
from .histograms import Histograms
from .names import EVERYBODY, MOST_STYLES, Names
from .remarks import of_base
from .report import OWN_GROUPS, TOO_FEW, Breakdown, GroupFigures, QuestionFigures
from .strips import Band, Chart, Key, Mark, Row, Segment, place, segment, step

BY_ROW = (YES_NO, SCALE, NUMBER)  # a row a group; the others have one a choice
PAIR_AT = {1: ("50%",), 2: ("32%", "68%")}  # where the marks of one or two groups stand in one strip


def chart(figures: QuestionFigures, by: tuple[str, ...], names: Names) -> Chart | None:
    """One question's chart in a view; None for texts and consent, which have none."""
    if figures.question.type in (TEXT, CONSENT):
        return None
    drawing = Drawing(figures, by, names)
    if figures.everybody is None:
        ticks = () if figures.question.type == NUMBER else None
        nothing = drawing.not_shown([*_everybody_name(), *drawing.group_names()])
        return Chart((Band(nothing),), ticks=ticks)
    breakdown = figures.by(*by) if by else None
    if breakdown is None:
        return drawing.everybody()
    if breakdown.withheld == OWN_GROUPS:
        return drawing.own_groups()
    if breakdown.withheld == TOO_FEW:
        alone = drawing.everybody()
        return replace(alone, bands=(*alone.bands, Band(drawing.not_shown(drawing.group_names()))))
    return drawing.compared(breakdown)


def _everybody_name() -> list[tuple[str, int]]:
    return [(_("Everybody"), EVERYBODY)]


@dataclass(frozen=True)
class Drawing:
    """One question in one view, while it is being drawn."""

    figures: QuestionFigures
    by: tuple[str, ...]
    names: Names

    @property
    def type(self) -> str:
        return self.figures.question.type

    @property
    def whole(self) -> GroupFigures:
        if self.figures.everybody is None:
            raise ValueError("a withheld question has no figures to draw")
        return self.figures.everybody

    @cached_property
    def histograms(self) -> Histograms:
        breakdown = self.figures.by(*self.by) if self.by else None
        return Histograms(
            self.figures.question, self.whole, breakdown.groups if breakdown else (), self.names
        )

    # ----- for everybody

    def everybody(self) -> Chart:
        if self.type in BY_ROW:
            return self.by_row((Band((self.group_row(self.whole, _("Everybody"), EVERYBODY),)),))
        return Chart((Band(tuple(self.bar(i, EVERYBODY) for i in self.order())),))

    def own_groups(self) -> Chart:
        """The question that the groups are made from: never compared by them, but drawn in their fills."""
        if self.type in BY_ROW:
            return self.everybody()
        fills = self.fills()
        return Chart((Band(tuple(self.bar(i, fills.get(self.codes[i], EVERYBODY)) for i in self.order())),))

    def bar(self, i: int, style: int) -> Row:
        return Row("bar", self.choice_names[i], marks=(self.mark(self.whole, i, style, ""),))

    def fills(self) -> dict[str, int]:
        """Choice -> the style of the group it falls into."""
        groupings = self.names.questionnaire.groupings_from(self.figures.question.code)
        for grouping in groupings:
            if grouping.code in self.by:
                return {
                    choice: self.names.styles[grouping.code, group.code]
                    for group in grouping.groups
                    for choice in group.choices
                }
        return {}

    # ----- compared

    def compared(self, breakdown: Breakdown) -> Chart:
        if self.type in BY_ROW:
            return self.by_row(self.by_group(breakdown) if len(self.by) == 1 else self.by_two(breakdown))
        if len(self.by) == 1:
            return self.choices_by_group(breakdown)
        return self.choices_by_two(breakdown)

    def by_row(self, bands: tuple[Band, ...]) -> Chart:
        if self.type != NUMBER:
            return Chart(bands, self.scale_legend())
        return Chart(bands, self.histograms.legend(), self.histograms.ticks(), self.histograms.words.unit)

    def by_group(self, breakdown: Breakdown) -> tuple[Band, ...]:
        everybody = self.group_row(self.whole, _("Everybody"), EVERYBODY)
        return (Band((everybody, *(self.named_row(group) for group in breakdown.groups))),)

    def by_two(self, breakdown: Breakdown) -> tuple[Band, ...]:
        return tuple(
            Band(tuple(self.named_row(group) for group in groups), name)
            for name, groups in self.halves(breakdown)
        )

    def named_row(self, group: GroupFigures) -> Row:
        grouping, code = self.by[-1], group.group[-1]
        return self.group_row(group, self.names.group(grouping, code), self.names.styles[grouping, code])

    def group_row(self, group: GroupFigures, name: str, style: int) -> Row:
        if not group.base:
            return Row("none", name, style, says=_("nobody answered"))
        if self.type == SCALE:
            return self.stack(group, name, style)
        if self.type == NUMBER:
            return self.histograms.row(group, name, style)
        return Row("dot", name, style, (self.mark(group, 0, style, ""),))

    def choices_by_group(self, breakdown: Breakdown) -> Chart:
        if len(breakdown.groups) > MOST_STYLES:  # too many to tell apart: a band for each choice, with names
            return Chart(
                tuple(self.named_bars(i, breakdown.groups, self.choice_names[i]) for i in self.order())
            )
        rows = tuple(
            Row("many", self.choice_names[i], marks=self.marks(i, breakdown.groups)) for i in self.order()
        )
        return Chart((Band(rows),), self.group_legend("bar"))

    def choices_by_two(self, breakdown: Breakdown) -> Chart:
        seconds = len(self.names.groups[self.by[1]])
        if seconds > MOST_STYLES:
            return Chart(
                tuple(
                    self.named_bars(i, groups, f"{self.choice_names[i]} · {name}")
                    for i in self.order()
                    for name, groups in self.halves(breakdown)
                )
            )
        kind = "pair" if seconds in PAIR_AT else "many"
        bands = tuple(
            Band(
                tuple(
                    Row(kind, name, marks=self.marks(i, groups, PAIR_AT.get(seconds)))
                    for name, groups in self.halves(breakdown)
                ),
                self.choice_names[i],
            )
            for i in self.order()
        )
        return Chart(bands, self.group_legend("dot" if kind == "pair" else "bar"))

    def named_bars(self, i: int, groups: Iterable[GroupFigures], name: str) -> Band:
        grouping = self.by[-1]
        rows = tuple(
            Row(
                "bar",
                self.names.group(grouping, group.group[-1]),
                marks=(self.mark(group, i, self.names.styles[grouping, group.group[-1]], ""),),
            )
            for group in groups
        )
        return Band(rows, name)

    def halves(self, breakdown: Breakdown) -> list[tuple[str, list[GroupFigures]]]:
        """The groups of the first grouping, each with the crossed ones inside it."""
        return [
            (name, [group for group in breakdown.groups if group.group[0] == code])
            for code, name in self.names.groups[self.by[0]].items()
        ]

    # ----- not shown

    def group_names(self) -> list[tuple[str, int]]:
        if not self.by:
            return []
        grouping = self.by[0]
        return [
            (name, self.names.styles[grouping, code]) for code, name in self.names.groups[grouping].items()
        ]

    def not_shown(self, rows: list[tuple[str, int]]) -> tuple[Row, ...]:
        few = self.figures.withheld in (TOO_FEW, "")
        says = _("Too few to show") if few else _("not yet")
        return tuple(Row("none", name, style, says=says) for name, style in rows)

    # ----- marks

    @property
    def codes(self) -> list[str]:
        return [choice.code for choice in self.figures.question.counted_choices]

    @property
    def choice_names(self) -> list[str]:
        return [self.names.choice(choice) for choice in self.figures.question.counted_choices]

    def order(self) -> list[int]:
        """As in the questionnaire; a multiple choice and a ranking by everybody's count, the same in each view."""
        order = list(range(len(self.codes)))
        if self.type in (MULTIPLE, RANKING):
            order.sort(key=lambda i: -self.whole.choices[i].count)
        return order

    def marks(
        self, i: int, groups: Iterable[GroupFigures], places: tuple[str, ...] | None = None
    ) -> tuple[Mark, ...]:
        grouping = self.by[-1]
        return tuple(
            self.mark(
                group,
                i,
                self.names.styles[grouping, group.group[-1]],
                self.names.group(grouping, group.group[-1]),
                places[place] if places else "50%",
            )
            for place, group in enumerate(groups)
        )

    def mark(self, group: GroupFigures, i: int, style: int, name: str, y: str = "50%") -> Mark:
        figure, language = group.choices[i], self.names.language
        if not figure.base or figure.low is None or figure.high is None:
            return Mark(style, name, "", _("nobody answered"), y=y)
        of = {"n": wording.count(figure.count, language), "base": wording.count(figure.base, language)}
        return Mark(
            style=style,
            name=name,
            percent=wording.percent(figure.count, figure.base, language),
            of=_("%(n)s of %(base)s") % of,
            at=place(wording.share(figure.count, figure.base)),
            low=place(figure.low),
            high=place(figure.high),
            y=y,
        )

    def stack(self, group: GroupFigures, name: str, style: int) -> Row:
        language, base = self.names.language, group.base
        segments: list[Segment] = []
        before = 0
        for i, figure in enumerate(group.choices):
            if figure.count:
                segments.append(segment(before, figure.count, base, step(i, len(group.choices))))
            before += figure.count
        says = ", ".join(
            f"{name} {wording.percent(figure.count, base, language)}"
            for name, figure in zip(self.choice_names, group.choices, strict=True)
        )
        of = of_base(group, language)
        return Row("stack", name, style, segments=tuple(segments), says=says, of=of)

    # ----- legends

    def scale_legend(self) -> tuple[Key, ...]:
        if self.type != SCALE:
            return ()
        return tuple(Key("step", step(i, len(self.codes)), name) for i, name in enumerate(self.choice_names))

    def group_legend(self, kind: str) -> tuple[Key, ...]:
        grouping = self.by[-1]
        groups = self.names.groups[grouping]
        return tuple(Key(kind, self.names.styles[grouping, code], name) for code, name in groups.items())
