"""What a chart consists of: bands of rows, rows of strips, and the places of marks along them. Values only.

A template (templates/analysis/chart.html) turns them into words and small SVGs. Places are percentages, so
that a strip fits any width, text never shrinks and no inline style is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from . import wording

LONG_LABEL = 28  # characters; longer ones get a wider column
SEGMENT_WITH_FIGURE = 8  # per cent; a narrower one has no room for its figure
SCALE_COLOURS = 5


@dataclass(frozen=True)
class Mark:
    """One percentage in a strip: a dot or a bar, with its interval. No figure: `at` is empty."""

    style: int
    name: str  # of the group, for whoever cannot see the mark
    percent: str
    of: str  # '494 of 1,459'
    at: str = ""
    low: str = ""
    high: str = ""
    y: str = "50%"


@dataclass(frozen=True)
class Segment:
    """One answer's part of a 100 % bar; `step` is its colour, `inside` its figure where there is room."""

    x: str
    width: str
    middle: str
    step: int
    inside: str


@dataclass(frozen=True)
class Column:
    """One bar of a histogram, upright."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Histogram:
    """How one group's numbers spread. `lower`, `median` and `upper` are places of the quartiles.

    `base` is where bars stand, `line` a height that the legend names, `under` where the middle half is drawn.
    """

    columns: tuple[Column, ...]
    lower: str
    median: str
    upper: str
    base: str
    line: str
    under: str
    middle: str  # the median in words
    half: str  # '5 to 8', the quartiles


@dataclass(frozen=True)
class Tick:
    """A figure under the strips, where they have an axis of their own."""

    x: str
    text: str
    anchor: str  # start, middle or end


@dataclass(frozen=True)
class Row:
    """A name, one or more strips, and the figures at their ends.

    `kind`: dot, bar, many (a bar for each group), pair (the dots of one grouping in one strip), stack
    (100 %), histogram, none (not shown: `says` tells so at the row's end).
    """

    kind: str
    name: str
    style: int | None = None  # the group's own mark before the name
    marks: tuple[Mark, ...] = ()
    segments: tuple[Segment, ...] = ()
    says: str = ""  # stack, histogram: all figures, for a screen reader
    of: str = ""  # stack, histogram: how many answered
    histogram: Histogram | None = None


@dataclass(frozen=True)
class Band:
    rows: tuple[Row, ...]
    name: str = ""


@dataclass(frozen=True)
class Key:
    """An entry of a chart's legend: a mark for dots, a fill for bars, a step of the scale's colours, a line."""

    kind: str  # dot, bar, step, median, half or line
    style: int
    name: str


@dataclass(frozen=True)
class Chart:
    bands: tuple[Band, ...]
    legend: tuple[Key, ...] = ()
    ticks: tuple[Tick, ...] | None = None  # of a number's axis; None: the axis is 0 to 100 %
    unit: str = ""  # what the ticks count

    @property
    def wide_labels(self) -> bool:
        return any(len(row.name) > LONG_LABEL for band in self.bands for row in band.rows)

    @property
    def axis(self) -> str:
        """Which columns the axis lines up with: those of the last strip above it."""
        return "row-many" if self.bands[-1].rows[-1].kind == "many" else ""


def segment(before: int, count: int, base: int, colour: int) -> Segment:
    start, width = wording.share(before, base), wording.share(count, base)
    inside = wording.whole_percent(count, base) if width >= SEGMENT_WITH_FIGURE else ""
    return Segment(place(start), place(width), place(start + width / 2), colour, inside)


def step(i: int, choices: int) -> int:
    """The colour of a scale's choice, from 5 for the first to 1 for the last; three choices take 5, 3, 1."""
    if choices < 2:
        return SCALE_COLOURS
    part = Decimal(i * (SCALE_COLOURS - 1)) / Decimal(choices - 1)
    return SCALE_COLOURS - int(part.quantize(Decimal(1), ROUND_HALF_UP))


def place(percent: float | Decimal) -> str:
    """A place along a strip: '33.86%'."""
    rounded = Decimal(str(percent)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{rounded:f}%"
