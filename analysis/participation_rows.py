"""The way from the invitation to the response, a figure a row of what `analyse` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.participation import Pages, Summary

from . import response_rates
from .report import Report
from .response_rates import Rate
from .rows import Row, written
from .stats.proportions import proportion

OF = Row("participation", "", "", "", "", "")
NOT_COUNTED = "pages opened and started: not counted, or not yet (while a survey is open, whole days are)"
WHY_NO_RATE = "{of}: not computable, because {why}"


def participation_rows(report: Report, summary: Summary, pages: Mapping[str, Pages]) -> Iterator[Row]:
    """`pages`: by school, as they may be shown. Notes name no school."""
    counts = {
        "invited": summary.invited,
        "accepted": summary.accepted,
        "declined": summary.declined,
        "no_response": summary.no_response,
        "not_sent": summary.not_sent,
        "sent": summary.sent,
        "asked": summary.asked,
        **_pages(summary, pages),
        "handed_in": summary.handed_in,
        "imported": summary.imported,
        "received": summary.received,
        "shown": report.people,
        "shown_in_everybody_alone": report.everybody_only,
        "not_shown": summary.received - report.people,
    }
    yield from _rows(counts)
    if counts["opened"] is None:
        yield _note(NOT_COUNTED)
    yield from _rate(summary)
    yield from _standard_rates(summary, pages)


def _pages(summary: Summary, pages: Mapping[str, Pages]) -> dict[str, int | None]:
    """Of all schools. Nobody hands in without pages: where there are none, they were not counted."""
    opened, started = (
        sum(getattr(found, what) for found in pages.values()) for what in ("opened", "started")
    )
    if not opened and summary.received:
        return {"opened": None, "started": None}
    return {"opened": opened, "started": started}


def _rate(summary: Summary) -> Iterator[Row]:
    rate = proportion(summary.received, summary.asked or 0)
    yield from _rows(
        {"response_rate": rate.percent, "response_rate_low": rate.low, "response_rate_high": rate.high}
    )
    if summary.asked is None:
        yield _note("how many students were asked is not known")
    elif rate.percent is None:
        yield _note(rate.note)


def _standard_rates(summary: Summary, pages: Mapping[str, Pages]) -> Iterator[Row]:
    schools = response_rates.reached(summary)
    rate = response_rates.response(summary, schools)
    for named in ("aapor_rr1", "aapor_rr2"):  # the same: nobody hands in a part
        yield from _of_people(named, rate)
    of_pages = response_rates.of_pages(schools, pages)
    for named, of in zip(("view_rate", "participation_rate", "completion_rate"), of_pages, strict=True):
        yield from _of_pages(named, of)


def _of_people(named: str, rate: Rate) -> Iterator[Row]:
    share = proportion(rate.part, rate.whole) if rate.whole >= rate.part else proportion(0, 0)
    yield from _rows({named: share.percent, f"{named}_low": share.low, f"{named}_high": share.high})
    if not rate.whole:
        yield _note(WHY_NO_RATE.format(of=named, why="how many students were asked is not known"))
    elif rate.part > rate.whole:
        yield _note(WHY_NO_RATE.format(of=named, why="more handed in than were asked"))
    yield from _left_out(named, rate)


def _of_pages(named: str, rate: Rate) -> Iterator[Row]:
    """Of pages and not of people, so there is no interval, and more than 100 is possible."""
    yield from _rows({named: 100 * rate.part / rate.whole if rate.whole else None})
    if not rate.whole:
        why = "pages were not counted on all days, or the students asked are not known"
        yield _note(WHY_NO_RATE.format(of=named, why=why))
        return
    if rate.part > rate.whole:
        yield _note(f"{named}: more than the whole, since whoever opens a page twice counts twice")
    yield from _left_out(named, rate)


def _left_out(named: str, rate: Rate) -> Iterator[Row]:
    if rate.left_out and rate.whole:
        of, among = len(rate.schools), len(rate.schools) + len(rate.left_out)
        yield _note(f"{named}: of {of} of {among} schools, for which both figures are known and can be right")


def _rows(figures: Mapping[str, float | None]) -> Iterator[Row]:
    for statistic, value in figures.items():
        yield OF._replace(statistic=statistic, value=written(value))


def _note(words: str) -> Row:
    return OF._replace(statistic="note", value=words)
