"""The schools of a survey: where each stands, what is next, whose turn it is and since when. Plain values for pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveyapp import history
from surveyapp.history import Next
from surveyapp.models import Event, Letter, LetterKind, Participation, Survey
from surveyapp.participation import SchoolLine, Summary

from . import wording
from .stats.proportions import proportion

State, Kind = Participation.State, Event.Kind
TAGS = {
    State.SENT: "tag-on",
    State.ACCEPTED: "tag-half",
    State.ACCEPTED_NOT_SENT: "tag-half",
    State.DECLINED: "tag-over",
}
TURNS = ("you", "dean", "nobody")
# Of mails to students, where there is little room.
SHORT = {
    Kind.SENT: gettext_lazy("First mail"),
    Kind.FIRST_REMINDER: gettext_lazy("First reminder"),
    Kind.SECOND_REMINDER: gettext_lazy("Second reminder"),
}
# Which letter a step is taken by.
LETTERS = {
    "invite": LetterKind.INVITATION,
    "remind": LetterKind.REMINDER,
    "ask_to_send": LetterKind.FORWARD,
    "send": LetterKind.FORWARD,
    "thank": LetterKind.THANKS,
}
MAILS = (Kind.INVITED, Kind.REMINDED, *history.WENT_OUT, Kind.THANKED)


@dataclass(frozen=True)
class Row:
    """One school on the board."""

    line: SchoolLine
    next: Next
    state: str
    tag: str
    since: str
    reason: str
    students: int | None  # to how many the link went
    asked: str  # the same in words; '' where it is not known
    in_sum: bool  # asked is known of all together only
    received: str
    rate: str
    too_many: bool
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

    events: dict[str, list[Event]]  # by school
    failed: dict[str, Letter]


def fetch(survey: Survey) -> Asked:
    """In two queries, however many schools there are."""
    events: dict[str, list[Event]] = defaultdict(list)
    code = F("participation__school__code")
    for event in Event.objects.filter(participation__survey=survey).annotate(of=code):
        events[event.of].append(event)
    letters = Letter.objects.filter(participation__survey=survey).annotate(of=code).defer("body")
    last = {letter.of: letter for letter in letters.order_by("pk")}
    wrong = (Letter.State.FAILED, Letter.State.UNCERTAIN)
    return Asked(dict(events), {code: letter for code, letter in last.items() if letter.state in wrong})


def board(
    survey: Survey, summary: Summary, asked: Asked, language: str, today: date, only: str = ""
) -> Board:
    rows = [_row(survey, line, asked, language, today) for line in summary.schools]
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
            if row.too_many
        ),
        n=len(rows),
    )


def _row(survey: Survey, line: SchoolLine, asked: Asked, language: str, today: date) -> Row:
    events = asked.events.get(line.code, [])
    happened = history.standing(events)
    failed = asked.failed.get(line.code)
    failed_on = failed.tried_at.date() if failed and failed.tried_at else None
    coming = history.next_step(events, today, closed=survey.is_closed, mail_failed=failed_on)
    behind = [event for event in happened if event.kind in history.ANSWERS or event.kind in history.WENT_OUT]
    first = [event for event in behind if history.state_of([event]) == line.state]
    mails = [event for event in happened if event.kind in MAILS]
    students = students_asked(line, events)
    return Row(
        line=line,
        next=coming,
        state=_("Not written to yet") if line.listed else str(State(line.state).label),
        tag=TAGS.get(State(line.state), ""),
        since=day(first[0].day) if first else "",
        reason=line.reason,
        students=students,
        asked=wording.count(students, language) if students is not None else "",
        in_sum=students is None and survey.asked is not None and line.state == State.SENT,
        received=wording.count(line.received, language) if line.received or line.state == State.SENT else "",
        rate=said_rate(line.received, students, language),
        too_many=students is not None and line.received > students,
        mail=str(Kind(mails[-1].kind).label) if mails else "",
        mail_short=short(mails[-1]) if mails else "",
        mail_day=day(mails[-1].day) if mails else "",
        mail_failed=failed is not None,
        step=step_words(coming),
        letter=LETTERS.get(coming.step, ""),
        waits=waits(coming, today),
    )


def short(mail: Event) -> str:
    kind = Kind(mail.kind)
    return str(SHORT.get(kind, kind.label))


def students_asked(line: SchoolLine, events: Sequence[Event]) -> int | None:
    """To how many the link went; else how many there are, if it went out at all."""
    reached = history.reached(events)
    if reached is not None:
        return reached
    return line.enrolled if line.state == State.SENT else None


def said_rate(received: int, students: int | None, language: str) -> str:
    """'17.3 % (16.2 to 18.5)'; '' where it has no meaning."""
    if not students or received > students:
        return ""
    rate = proportion(received, students)
    interval = wording.interval(rate.low or 0, rate.high or 0, language)
    return f"{wording.percent(received, students, language)} ({interval})"


def day(when: date) -> str:
    return _day(when, get_language() or "")


@lru_cache(maxsize=2000)
def _day(when: date, language: str) -> str:
    """A board has the same few days again and again."""
    return date_format(when, "j F Y")


# What is next, in words for the researcher.
STEPS = {
    "invite": gettext_lazy("Send the invitation"),
    "answer": gettext_lazy("Answer the invitation"),
    "remind": gettext_lazy("Remind the dean"),
    "ask_again": gettext_lazy("Enter the answer, or that there was none"),
    "send": gettext_lazy("Send the link to the students"),
    "ask_to_send": gettext_lazy("Remind the dean to send the link"),
    "first_reminder": gettext_lazy("First reminder to the students may go"),
    "second_reminder": gettext_lazy("Second reminder to the students may go"),
    "both_went": gettext_lazy("Both reminders went"),
    "declined": gettext_lazy("Declined"),
    "no_response": gettext_lazy("No more mail"),
    "mail_failed": gettext_lazy("The last letter did not go out"),
    "thank": gettext_lazy("Thank the school, with the results"),
    "over": gettext_lazy("Nothing more to do"),
}


def step_words(coming: Next) -> str:
    return str(STEPS[coming.step])


def waits(coming: Next, today: date) -> str:
    if coming.since is None:
        return ""
    said: dict[str, object] = {"day": day(coming.since)}
    if coming.since > today:
        return _("from %(day)s on") % said
    if coming.turn == "nobody":
        return _("since %(day)s") % said
    said["n"] = n = (today - coming.since).days
    if not n:
        return _("waiting since today")
    return ngettext("waiting %(n)s day, since %(day)s", "waiting %(n)s days, since %(day)s", n) % said


def longest_first(row: Row) -> tuple[date, list[str | int]]:
    """Those that wait equally long by name, school 9 before school 10."""
    parts = re.split(r"(\d+)", row.line.name.casefold())
    return row.next.since or date.min, [int(part) if i % 2 else part for i, part in enumerate(parts)]


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
        yield (
            _("of %(n)s students asked (95 %% CI %(interval)s)") % said,
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
    both = [row for row in rows if row.students and not row.too_many]
    if len(both) < 2:
        return ""
    received = sum(row.line.received for row in both)
    students = sum(row.students or 0 for row in both)
    said = {
        "n": len(both),
        "received": wording.count(received, language),
        "students": wording.count(students, language),
        "rate": said_rate(received, students, language),
    }
    return _("The %(n)s schools with both figures: %(received)s of %(students)s, %(rate)s.") % said
