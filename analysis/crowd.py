"""A drawing of people: a block for each group as wide as the group, so that the height of the yes is its rate. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

CELL = 6  # a mark and the space around it
LEAST, GAP = 41, 3  # cells: how wide a drawing is at least, and the space between two blocks
HIGH_TO_WIDE = 20 / 38
WIDE_ENOUGH = 8  # cells: a narrower block has no room for its rate under it
MOST_MARKS = 2000  # beyond, one mark is ten people, or a hundred
WORDS = 24  # below the ground, for the rates

# What stands for a yes in each style, around the middle of its cell.
SHAPES = (
    "M{x} {y}m-1-2.5h2v5h-2z",
    "M{x} {y}m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0z",
    "M{x} {y}m0-2.4l2.4 4.4h-4.8z",
    "M{x} {y}m-2-2h4v4h-4z",
    "M{x} {y}m0-2.7l2.7 2.7-2.7 2.7-2.7-2.7z",
)


@dataclass(frozen=True)
class Group:
    """Who is drawn: how many said yes, of how many, and the rate in words."""

    style: int
    rate: str
    yes: int
    base: int


@dataclass(frozen=True)
class Block:
    """One group. `yes` and `no` are paths, `x` where it begins, `end` where it ends."""

    style: int
    rate: str
    x: int
    end: int
    yes: str
    no: str


@dataclass(frozen=True)
class Crowd:
    blocks: tuple[Block, ...]
    width: int
    height: int

    @property
    def ground(self) -> int:
        """A whole number, as all that the template writes: in French, 2.5 would come out as 2,5."""
        return self.height - WORDS + 3

    @property
    def baseline(self) -> int:
        return self.height - 5


def people_a_mark(people: int) -> int:
    """1, 10, 100 ...: the smallest with which all have room."""
    unit = 1
    while people > MOST_MARKS * unit:
        unit *= 10
    return unit


def crowds(drawings: Sequence[Sequence[Group]]) -> list[Crowd]:
    """Several at one scale."""
    unit = people_a_mark(sum(group.base for groups in drawings for group in groups))
    most = max(sum(_marks(group.base, unit) for group in groups) for groups in drawings)
    high = max(1, round(math.sqrt(most * HIGH_TO_WIDE)))
    columns = [[max(1, round(_marks(group.base, unit) / high)) for group in groups] for groups in drawings]
    rows = max(
        math.ceil(_marks(group.base, unit) / wide)
        for groups, widths in zip(drawings, columns, strict=True)
        for group, wide in zip(groups, widths, strict=True)
    )
    width = max(LEAST, *(sum(widths) + GAP * (len(widths) - 1) for widths in columns)) * CELL
    height = max(rows, 1) * CELL + WORDS
    return [
        Crowd(_blocks(groups, widths, unit, height), width, height)
        for groups, widths in zip(drawings, columns, strict=True)
    ]


def _marks(people: int, unit: int) -> int:
    return round(people / unit)


def _blocks(groups: Sequence[Group], columns: Sequence[int], unit: int, height: int) -> tuple[Block, ...]:
    blocks, start = [], 0
    for group, wide in zip(groups, columns, strict=True):
        blocks.append(_block(group, wide, start, unit, height))
        start += (wide + GAP) * CELL
    return tuple(blocks)


def _block(group: Group, wide: int, start: int, unit: int, height: int) -> Block:
    """The yes lie at the bottom, row by row."""
    low = height - WORDS - CELL // 2 + 1
    places = [
        (start + CELL * (i % wide) + CELL // 2, low - CELL * (i // wide))
        for i in range(_marks(group.base, unit))
    ]
    said = _marks(group.yes, unit)
    return Block(
        style=group.style,
        rate=group.rate if wide >= WIDE_ENOUGH else "",
        x=start,
        end=start + wide * CELL,
        yes="".join(SHAPES[group.style].format(x=x, y=y) for x, y in places[:said]),
        no="".join(f"M{x} {y}h0" for x, y in places[said:]),
    )
