"""The schools of a survey: where each stands, what is next, whose turn it is and since when. Plain values for pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp import history
from surveyapp.history import Next, Standing, Told
from surveyapp.models import Event, Letter, LetterKind, Participation, Survey
from surveyapp.participation import SchoolLine, Summary

from . import wording
from .board_words import Words, day, said_rate, waits, words
from .stats.proportions import proportion

State, Kind = Participation.State, Event.Kind
TAGS: dict[str, str] = {
    State.SENT: "tag-on",
    State.ACCEPTED: "tag-half",
    State.ACCEPTED_NOT_SENT: "tag-half",
    State.DECLINED: "tag-over",
}
TURNS = ("you", "dean", "nobody")
# Which letter a step is taken by.
LETTERS = {
    "invite": LetterKind.INVITATION,
    "remind": LetterKind.REMINDER,
    "ask_to_send": LetterKind.FORWARD,
    "send": LetterKind.FORWARD,
    "thank": LetterKind.THANKS,
}
MAILS = (Kind.INVITED, Kind.REMINDED, *history.WENT_OUT, Kind.THANKED)
# The state that each event makes; the first of those is since when it stands.
MAKES: dict[str, str] = {**dict(history.ANSWERS.items()), **dict.fromkeys(history.WENT_OUT, State.SENT)}
NOTHING: Standing[Told] = Standing()


@dataclass(frozen=True)
class Row:
    """One school on the board."""

    line: SchoolLine
    next: Next
    state: str
    tag: str
    since: str
    reason: str
    asked: str  # the same in words; '' where it is not known
    in_sum: bool  # asked is known of all together only
    received: str
    rate: str
    mail: str
    mail_short: str
    mail_day: str
    mail_failed: bool
    step: str
    letter: str  # the kind that the step is taken by, if any
    waits: str


@dataclass(frozen=True)
class Turn:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class StateLink:
    state: str
    name: str
    count: int


@dataclass(frozen=True)
class Board:
    turns: tuple[Turn, ...]
    states: tuple[StateLink, ...]
    headline: tuple[tuple[str, str], ...]
    total: str  # over the schools with both figures, saying which
    alarms: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Asked:
    """What the database was asked for, once for all schools."""

    events: dict[str, Standing[Told]]  # by school
    failed: dict[str, datetime | None]  # where the last letter did not go out: when that was tried


def fetch(survey: Survey) -> Asked:
    """In two queries, however many schools there are."""
    told: dict[str, list[Told]] = defaultdict(list)
    code = "participation__school__code"
    for school, *event in Event.objects.filter(participation__survey=survey).values_list(code, *Told._fields):
        told[school].append(Told(*event))
    letters = Letter.objects.filter(participation__survey=survey).order_by("pk")
    last = {school: rest for school, *rest in letters.values_list(code, "state", "tried_at")}
    wrong = (Letter.State.FAILED, Letter.State.UNCERTAIN)
    return Asked(
        {school: history.standing(events) for school, events in told.items()},
        {school: tried for school, (state, tried) in last.items() if state in wrong},
    )


def board(
    survey: Survey, summary: Summary, asked: Asked, language: str, today: date, only: str = ""
) -> Board:
    said = words()
    rows = [_row(survey, line, asked, said, language, today) for line in summary.schools]
    shown = [row for row in rows if not only or row.line.state == only]
    return Board(
        turns=tuple(_turns(shown, today)),
        states=_states(rows),
        headline=tuple(_headline(survey, summary, rows, language, today)),
        total=_total(rows, language),
        alarms=tuple(
            _("%(school)s: more responses than students asked. One of the two is wrong.")
            % {"school": row.line.name}
            for row in rows
            if row.line.too_many
        ),
        n=len(rows),
    )


def _row(survey: Survey, line: SchoolLine, asked: Asked, words: Words, language: str, today: date) -> Row:
    happened = asked.events.get(line.code, NOTHING)
    failed_on = failed.date() if (failed := asked.failed.get(line.code)) else None
    coming = history.next_step(happened, today, closed=survey.is_closed, mail_failed=failed_on)
    first = next((event.day for event in happened if MAKES.get(event.kind) == line.state), None)
    mail = next((event for event in reversed(happened) if event.kind in MAILS), None)
    return Row(
        line=line,
        next=coming,
        state=words.listed if line.listed else words.states[line.state],
        tag=TAGS.get(line.state, ""),
        since=day(first, words.language) if first else "",
        reason=line.reason,
        asked=wording.count(line.asked, language) if line.asked is not None else "",
        in_sum=line.asked is None and survey.asked is not None and line.state == State.SENT,
        received=wording.count(line.received, language) if line.received or line.state == State.SENT else "",
        rate=said_rate(line.received, line.asked, language),
        mail=words.kinds[mail.kind] if mail else "",
        mail_short=words.short[mail.kind] if mail else "",
        mail_day=day(mail.day, words.language) if mail else "",
        mail_failed=line.code in asked.failed,
        step=words.steps[coming.step],
        letter=LETTERS.get(coming.step, ""),
        waits=waits(coming, today, words.language),
    )


def longest_first(row: Row) -> tuple[date, list[str | int]]:
    """Those that wait equally long by name, school 9 before school 10."""
    return row.next.since or date.min, _in_order(row.line.name)


@lru_cache(maxsize=4_000)
def _in_order(name: str) -> list[str | int]:
    parts = re.split(r"(\d+)", name.casefold())
    return [int(part) if i % 2 else part for i, part in enumerate(parts)]


def _turns(rows: Iterable[Row], today: date) -> Iterable[Turn]:
    """By whose turn it is, the longest wait first; who waits since nobody knows when comes before all."""
    names = {"you": _("Your turn"), "dean": _("The dean’s turn"), "nobody": _("Nothing to do now")}
    some = list(rows)
    for turn in TURNS:
        mine = [row for row in some if row.next.turn == turn]
        if mine:
            yield Turn(names[turn], tuple(sorted(mine, key=longest_first)))


def _states(rows: Sequence[Row]) -> tuple[StateLink, ...]:
    counts = {state: sum(row.line.state == state for row in rows) for state in State}
    links = tuple(StateLink(state, str(state.label), n) for state, n in counts.items() if n)
    return (StateLink("", _("All"), len(rows)), *links)


def _headline(
    survey: Survey, summary: Summary, rows: Sequence[Row], language: str, today: date
) -> Iterable[tuple[str, str]]:
    """What it is, and how much."""
    you, dean = (sum(row.next.turn == turn for row in rows) for turn in ("you", "dean"))
    yield ngettext("school waits for you", "schools wait for you", you), str(you)
    yield ngettext("waits for its dean", "wait for their dean", dean), str(dean)
    if summary.invited:
        yield _("of %(n)s have sent the link") % {"n": summary.invited}, str(summary.sent)
    if summary.asked and summary.received <= summary.asked:
        rate = proportion(summary.received, summary.asked)
        said = {
            "n": wording.count(summary.asked, language),
            "interval": wording.interval(rate.low or 0, rate.high or 0, language),
        }
        label = ngettext(
            "of %(n)s student asked (95 %% CI %(interval)s)",
            "of %(n)s students asked (95 %% CI %(interval)s)",
            summary.asked,
        )
        yield (
            label % said,
            wording.percent(summary.received, summary.asked, language),
        )
    if survey.closes_on and survey.is_open:
        ahead = (survey.closes_on - today).days
        yield (
            ngettext("closes, in %(n)s day", "closes, in %(n)s days", ahead) % {"n": ahead},
            day(survey.closes_on),
        )


def _total(rows: Sequence[Row], language: str) -> str:
    """Only over schools of which both figures are known, saying how many those are."""
    both = [row for row in rows if row.line.asked and not row.line.too_many]
    if len(both) < 2:
        return ""
    received = sum(row.line.received for row in both)
    students = sum(row.line.asked or 0 for row in both)
    said = {
        "n": len(both),
        "received": wording.count(received, language),
        "students": wording.count(students, language),
        "rate": said_rate(received, students, language),
    }
    return _("The %(n)s schools with both figures: %(received)s of %(students)s, %(rate)s.") % said
