"""How many had handed in, day by day, with the days on which mails went to students. Pure but for the words of dates.

While a survey is open its days end with yesterday. Of one school the sums are rounded down to multiples of k, and the
line begins with a mail or with the first k: a day on which the first few came is nobody's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log10

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import wording
from .board_words import day

TOP, BOTTOM = 48, 210  # of the drawing, in pixels; above it the names of mails, below it days
NAMES_AT = (13, 28)
# Where the line of a mail without a name begins: many are short, or they hide the answers.
UP_TO, SHORT = 34, 189
LETTER = 2.3  # per cent of a phone's width that a letter takes
MOST_NAMES = 6  # more would only be a heap
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mail:
    """What went to students on a day: in the drawing, and in full."""

    name: str
    says: str

    @staticmethod
    def together(some: Sequence[Mail]) -> Mail:
        return Mail(", ".join(mail.name for mail in some), "; ".join(mail.says for mail in some))


NOTHING = Mail("", "")


@dataclass(frozen=True)
class Day:
    when: date
    total: int
    mail: Mail


@dataclass(frozen=True)
class Place:
    """A line across the drawing, or up it; with words where there is room for them."""

    at: str
    words: str = ""
    anchor: str = "start"
    y: int = 0


@dataclass(frozen=True)
class Chart:
    path: str
    says: str
    grid: tuple[Place, ...]
    mails: tuple[Place, ...]
    days: tuple[Place, ...]
    rows: tuple[tuple[str, str, str], ...]  # day, handed in so far, mail


def days(counts: Mapping[date, int], mails: Mapping[date, Mail], last: date, step: int = 1) -> list[Day]:
    """The sums up to each day, rounded down to a multiple of `step`; none where nothing can be shown."""
    total, sums = 0, {}
    for when in sorted(counts):
        total += counts[when]
        sums[when] = total - total % step
    shown = [when for when, n in sums.items() if n and when <= last]
    if not shown:
        return []
    when, total, found = min([*shown, *(day for day in mails if day <= last)]), 0, []
    while when <= last:
        total = sums.get(when, total)
        found.append(Day(when, total, mails.get(when, NOTHING)))
        when += ONE_DAY
    return found


def chart(found: Sequence[Day], language: str) -> Chart | None:
    if not found:
        return None
    step = _step(found[-1].total)
    top = step * ceil(found[-1].total / step)
    across = max(len(found) - 1, 1)
    points = [(100 * i / across, 100 - 100 * day.total / top) for i, day in enumerate(found)]
    points += [(100.0, points[0][1])] if len(points) == 1 else []
    said = {"n": wording.count(found[-1].total, language), "day": day(found[-1].when)}
    return Chart(
        path="M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points),
        says=_("Line of how many had handed in by each day: %(n)s by %(day)s. The table has all days.")
        % said,
        grid=tuple(_grid(step, top, language)),
        mails=tuple(
            _mails((x, day.mail.name) for (x, _y), day in zip(points, found, strict=False) if day.mail.name)
        ),
        days=tuple(_ends_and_between(found)),
        rows=tuple((day(one.when), wording.count(one.total, language), one.mail.says) for one in found),
    )


def _step(most: int) -> int:
    """1, 2 or 5, with noughts: two to four lines up to the most."""
    ten = 10 ** int(log10(most))
    return next(
        max(part, 1) for part in (ten // 5, ten // 2, ten, 2 * ten, 5 * ten) if most <= 4 * max(part, 1)
    )


def _grid(step: int, top: int, language: str) -> Iterator[Place]:
    for n in range(step, top + 1, step):
        yield Place(f"{BOTTOM - (BOTTOM - TOP) * n / top:.1f}", wording.count(n, language))


def _mails(marks: Iterable[tuple[float, str]]) -> Iterator[Place]:
    """Names in two rows, as many as a phone has room for; the table has all of them."""
    some = list(marks)
    few = len(some) <= MOST_NAMES
    free = [0.0 if few else 200.0 for _row in NAMES_AT]
    for x, words in some:
        width = LETTER * len(words)
        anchor = "start" if x + width <= 100 else "end"
        begins = x if anchor == "start" else x - width
        row = next((i for i, end in enumerate(free) if begins >= end), None)
        if row is None:
            yield Place(f"{x:.2f}%", y=UP_TO if few else SHORT)
            continue
        free[row] = begins + width + LETTER
        yield Place(f"{x:.2f}%", words, anchor, NAMES_AT[row])


def _ends_and_between(found: Sequence[Day]) -> Iterator[Place]:
    last = len(found) - 1
    for i in sorted({0, last, *((last * part // 3) for part in (1, 2) if last > 5)}):
        anchor = "start" if i == 0 else "end" if i == last else "middle"
        yield Place(
            f"{100 * i / max(last, 1):.2f}%",
            date_format(found[i].when, pgettext("date format", "j M")),
            anchor,
        )
