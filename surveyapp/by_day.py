"""How many handed in by day, of all schools together: a drawing in whole parts, and a table by month. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import pgettext

MOST_BARS = 168  # beyond so many days a bar is a week
HEIGHT = 64  # of the tallest bar
ROOM = 0.08  # of the width, for a month's name
SPARK_WIDTH, SPARK_HEIGHT = 168, 30  # pixels; a bar is a whole number of them


@dataclass(frozen=True)
class Bar:
    x: str  # per cent, as SVG writes them: with a point in every language
    y: str
    height: str


@dataclass(frozen=True)
class Tick:
    x: str
    says: str


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    width: str
    to_now: str  # where today is; what lies after it is ahead
    ticks: tuple[Tick, ...]
    most: int
    most_on: date
    weekly: bool
    last_week: int
    months: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Spark:
    path: str
    stroke: int
    baseline: int


def chart(days: Mapping[date, int], first: date, last: date, today: date) -> Chart | None:
    """From the day of opening to the last one planned; None where nobody has handed in."""
    if not any(days.values()):
        return None
    first = min(first, *days)
    last = max(last, today, *days)
    span = (last - first).days + 1
    step = 1 if span <= MOST_BARS else 7
    heights = _by_step(days, first, step)
    bars = -(-span // step)
    most_on = max(sorted(days), key=lambda day: days[day])
    return Chart(
        bars=tuple(_bar(at, n, bars, max(heights.values())) for at, n in sorted(heights.items()) if n),
        width=f"{84 / bars:.3f}%",
        to_now=f"{100 * ((min(today, last) - first).days + 1) / span:.2f}%",
        ticks=tuple(_ticks(first, last, span)),
        most=days[most_on],
        most_on=most_on,
        weekly=step == 7,
        last_week=sum(n for day, n in days.items() if today - timedelta(days=7) < day <= today),
        months=tuple(sorted(_by_month(days).items())),
    )


def _by_step(days: Mapping[date, int], first: date, step: int) -> Counter[int]:
    found = Counter[int]()
    for day, n in days.items():
        found[(day - first).days // step] += n
    return found


def _by_month(days: Mapping[date, int]) -> Counter[date]:
    found = Counter[date]()
    for day, n in days.items():
        found[day.replace(day=1)] += n
    return found


def _bar(at: int, n: int, bars: int, most: int) -> Bar:
    height = max(HEIGHT * n / most, 1)
    return Bar(f"{100 * at / bars:.2f}%", f"{HEIGHT - height:.1f}", f"{height:.1f}")


def _ticks(first: date, last: date, span: int) -> list[Tick]:
    """The months, as many as have room; the first day where its month has."""
    starts = [first]
    month = first.replace(day=1)
    while (month := (month + timedelta(days=32)).replace(day=1)) <= last:
        starts.append(month)
    every = -(-len(starts) // 6)
    words = pgettext("date format", "M") if span > 31 else pgettext("date format", "j M")
    ticks: list[Tick] = []
    end = last + timedelta(days=1)
    for day in reversed(starts[::every]):
        if (end - day).days / span >= ROOM or (not ticks and day == first):
            ticks.insert(0, Tick(f"{100 * (day - first).days / span:.2f}%", date_format(day, words)))
            end = day
    return ticks


def spark(days: Mapping[date, int], first: date, last: date) -> Spark | None:
    """A small one for lists: never scaled, a bar a day, or a week where there are too many days."""
    if not any(days.values()):
        return None
    first, last = min(first, *days), max(last, *days)
    span = (last - first).days + 1
    step = 1
    while -(-span // step) > SPARK_WIDTH:
        step *= 7
    bars = -(-span // step)
    pitch = min(SPARK_WIDTH // bars, 6)
    stroke = max(pitch - 1, 1)
    heights = _by_step(days, first, step)
    most = max(heights.values())
    path = "".join(
        f"M{at * pitch + stroke / 2:g} 31v-{max(round(SPARK_HEIGHT * n / most), 1)}"
        for at, n in sorted(heights.items())
        if n
    )
    return Spark(path, stroke, bars * pitch)
