"""Response rates as figures: AAPOR's RR1 and RR2, and CHERRIES' three, each with the schools that it is of. Pure.

AAPOR: Standard Definitions, 10th edition, 2023. RR1 = complete / all asked; RR2 counts partly answered ones too. A
response is handed in whole or not at all here, so the two are the same. CHERRIES: Eysenbach, J Med Internet Res
2004;6:e34, whose rates are of unique visitors; without cookies there are only pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.participation import Pages, SchoolLine, Summary

NONE = Pages()


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`, added up over `schools`; `left_out`: where one of the two is not known, or is wrong.

    `only_sum`: the whole is known for all schools together and not for each.
    """

    part: int
    whole: int
    schools: tuple[SchoolLine, ...] = ()
    left_out: tuple[SchoolLine, ...] = ()
    only_sum: bool = False


def reached(summary: Summary) -> list[SchoolLine]:
    """The schools that a rate can be of: those that sent the link, or whose students answered all the same."""
    return [line for line in summary.schools if line.state == "sent" or line.received]


def response(summary: Summary, schools: Sequence[SchoolLine]) -> Rate:
    """RR1, and RR2."""
    known = [line for line in schools if line.asked is not None]
    if summary.asked is not None and len(known) < len(schools):
        return Rate(summary.received, summary.asked, tuple(schools), only_sum=True)
    both = [line for line in known if not line.too_many]
    asked = sum(line.asked or 0 for line in both)
    return Rate(sum(line.received for line in both), asked, *_apart(schools, both))


def of_pages(schools: Sequence[SchoolLine], pages: Mapping[str, Pages]) -> tuple[Rate, Rate, Rate]:
    """View, participation and completion rate. Only of schools whose pages were counted on all days."""
    counted = [line for line in schools if pages.get(line.code, NONE).complete]
    asked = [line for line in counted if line.asked is not None]
    opened, started, handed_in = (
        sum(getattr(pages[line.code], what) for line in counted)
        for what in ("opened", "started", "handed_in")
    )
    viewed = sum(pages[line.code].opened for line in asked), sum(line.asked or 0 for line in asked)
    return (
        Rate(*viewed, *_apart(schools, asked)),
        Rate(started, opened, *_apart(schools, counted)),
        Rate(handed_in, started, *_apart(schools, counted)),
    )


def _apart(
    schools: Sequence[SchoolLine], some: Sequence[SchoolLine]
) -> tuple[tuple[SchoolLine, ...], tuple[SchoolLine, ...]]:
    codes = {line.code for line in some}
    return tuple(some), tuple(line for line in schools if line.code not in codes)
