"""Invited, accepted, sent, handed in: the way from the invitation to the response, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from .history import WENT_OUT
from .models import DayCount, Enrolled, Event, Participation, Survey

State = Participation.State
WRITTEN = (Event.Kind.INVITED, Event.Kind.REMINDED)


@dataclass(frozen=True)
class SchoolLine:
    code: str
    name: str
    country: str
    state: str
    reason: str
    enrolled: int | None
    received: int  # while open: handed in before today, rounded down to a multiple of k, and imported
    listed: bool = False  # nobody wrote to it yet
    # How many the link went to; how many there are, where it went out and nobody said.
    asked: int | None = None

    @property
    def too_many(self) -> bool:
        """More responses than students asked: one of the two is wrong."""
        return self.asked is not None and self.received > self.asked


class _Row(NamedTuple):
    """What the database says of one school: with hundreds of them, whole models cost more than all the rest."""

    pk: int
    state: str
    reason: str
    enrolled: int | None
    imported: int
    code: str
    name: str
    country: str
    written_to: bool
    reached: int | None


@dataclass(frozen=True)
class Summary:
    """Schools by how far they came, and students: asked (None where it is not known), handed in, imported."""

    invited: int  # somebody wrote to them, or they answered all the same
    accepted: int  # said yes, whether they sent the link or not
    declined: int
    no_response: int
    not_sent: int
    sent: int
    asked: int | None
    handed_in: int
    imported: int
    schools: tuple[SchoolLine, ...]
    listed: int = 0  # nobody wrote to them yet: in `schools`, and in no other figure here

    @property
    def received(self) -> int:
        return self.handed_in + self.imported


def summary(survey: Survey) -> Summary:
    """In two queries, however many schools there are."""
    rows = [_Row(*values) for values in _rows(survey)]
    counts = _handed_in(survey)
    known = 0 if survey.is_closed else 1  # while open, without today
    lines = {row.pk: _received(survey, row, counts.get(row.pk, (0, 0))[known]) for row in rows}
    listed = {row.pk for row in rows if _is_merely_listed(row, lines[row.pk])}
    invited = [row for row in rows if row.pk not in listed]
    states = Counter(row.state for row in invited)
    return Summary(
        invited=len(invited),
        accepted=states[State.ACCEPTED] + states[State.ACCEPTED_NOT_SENT] + states[State.SENT],
        declined=states[State.DECLINED],
        no_response=states[State.NO_RESPONSE] + states[State.INVITED],
        not_sent=states[State.ACCEPTED] + states[State.ACCEPTED_NOT_SENT],
        sent=states[State.SENT],
        asked=asked(survey, rows),
        handed_in=sum(n for n, _before in counts.values()),
        imported=sum(row.imported for row in rows),
        schools=tuple(_line(row, lines[row.pk], row.pk in listed) for row in rows),
        listed=len(listed),
    )


def _rows(survey: Survey) -> Iterable[tuple[Any, ...]]:
    school = ("school__code", "school__name", "school__country")
    own = ("pk", "state", "reason", "enrolled", "imported")
    known = survey.participations.annotate(written_to=Exists(_letters()), reached=Subquery(_reached()))
    return known.values_list(*own, *school, "written_to", "reached")


def _letters() -> QuerySet[Event]:
    """Letters to a dean that went out and were not corrected away."""
    return Event.objects.filter(
        participation=OuterRef("pk"), kind__in=WRITTEN, corrected_by__isnull=True
    ).order_by()


def _reached() -> QuerySet:
    """As `history.reached`: the last number that was said with a mail to students."""
    said = Event.objects.filter(participation=OuterRef("pk"), kind__in=WENT_OUT, corrected_by__isnull=True)
    return said.exclude(students=None).order_by("-day", "-pk").values("students")[:1]


def _is_merely_listed(row: _Row, received: int) -> bool:
    """By what is shown of it alone: else it would tell of the first who hands in, and when."""
    return row.state == State.INVITED and not row.written_to and not received


def as_it_stands(survey: Survey) -> tuple[object, ...]:
    """Another one as soon as `summary` is, in two short queries (see `tallies.as_they_stand`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.state, p.reason, p.enrolled, p.imported, s.code, s.name, s.country"
            " FROM surveyapp_participation p JOIN surveyapp_school s ON s.id = p.school_id"
            " WHERE p.survey_id = %s ORDER BY p.id",
            [survey.pk],
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT sum(d.handed_in), (SELECT count(*) FROM surveyapp_event e"
            " JOIN surveyapp_participation q ON q.id = e.participation_id WHERE q.survey_id = %s)"
            " FROM surveyapp_daycount d"
            " JOIN surveyapp_participation p ON p.id = d.participation_id WHERE p.survey_id = %s",
            [survey.pk, survey.pk],
        )
        return (
            survey.status,
            survey.asked,
            survey.minimum_group,
            timezone.localdate(),
            *rows,
            *cursor.fetchone(),
        )


def asked(survey: Survey, rows: Sequence[_Row]) -> int | None:
    """Students asked: the sum that was stated, else that of the schools that sent, if each is known.

    Of a school, how many the mails reached; where nobody said, how many there are.
    """
    if survey.asked is not None:
        return survey.asked
    known = [_asked(row) for row in rows if row.state == State.SENT]
    return sum(known) if known and None not in known else None  # type: ignore[arg-type]


def _asked(row: _Row) -> int | None:
    if row.reached is not None:
        return row.reached
    return row.enrolled if row.state == State.SENT else None


def with_received(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Each with `received_here`: how many handed in or were imported. All surveys in one query."""
    handed_in = _sum_of(
        DayCount.objects.filter(participation__survey=OuterRef("pk")), "participation__survey", "handed_in"
    )
    imported = _sum_of(Participation.objects.filter(survey=OuterRef("pk")), "survey", "imported")
    return surveys.annotate(received_here=Coalesce(handed_in, Value(0)) + Coalesce(imported, Value(0)))


def _sum_of(rows: QuerySet, of: str, field: str) -> Subquery:
    return Subquery(rows.order_by().values(of).annotate(n=Sum(field)).values("n"))


def by_day(surveys: QuerySet | Sequence[int]) -> dict[int, dict[date, int]]:
    """Survey's key -> day -> how many handed in, at all its schools together; of all these keys in one query."""
    rows = DayCount.objects.filter(participation__survey__in=surveys, handed_in__gt=0).order_by()
    found: dict[int, dict[date, int]] = {}
    sums = rows.values("participation__survey", "day").annotate(n=Sum("handed_in"))
    for survey, day, n in sums.values_list("participation__survey", "day", "n"):
        found.setdefault(survey, {})[day] = n
    return found


def handed_in(survey: Survey) -> int:
    return sum(n for n, _before in _handed_in(survey).values())


def _handed_in(survey: Survey) -> dict[int, tuple[int, int]]:
    """Participation -> how many handed in, and of these before today."""
    days = DayCount.objects.filter(participation__survey=survey).order_by().values("participation")
    before = Coalesce(Sum("handed_in", filter=Q(day__lt=timezone.localdate())), 0)
    sums = days.annotate(n=Sum("handed_in"), before=before).values_list("participation", "n", "before")
    return {pk: (n, before) for pk, n, before in sums}


@dataclass(frozen=True)
class Pages:
    """First pages opened, questionnaires started and handed in at a school: pages and not people, but for the last."""

    opened: int = 0
    started: int = 0
    handed_in: int = 0

    @property
    def complete(self) -> bool:
        """Whether pages were counted on all days: whoever hands in has started."""
        return self.opened > 0 and self.started >= self.handed_in


def pages(survey: Survey) -> dict[str, Pages]:
    """Of each school; in one query. While open: before today, and rounded down to multiples of k."""
    rows = DayCount.objects.filter(participation__survey=survey).order_by()
    if not survey.is_closed:
        rows = rows.filter(day__lt=timezone.localdate())
    school = "participation__school__code"
    sums = rows.values(school).annotate(o=Sum("opened"), s=Sum("started"), h=Sum("handed_in"))
    step = 1 if survey.is_closed else survey.minimum_group
    named = sums.values_list(school, "o", "s", "h")
    return {code: Pages(*(n - n % step for n in counts)) for code, *counts in named}


def _received(survey: Survey, row: _Row, counted: int) -> int:
    """Handed in, rounded down to a multiple of k while it is open, and imported."""
    step = 1 if survey.is_closed else survey.minimum_group
    return counted - counted % step + row.imported


def _line(row: _Row, received: int, listed: bool) -> SchoolLine:
    return SchoolLine(
        code=row.code,
        name=row.name,
        country=row.country,
        state=row.state,
        reason=row.reason,
        enrolled=row.enrolled,
        received=received,
        listed=listed,
        asked=_asked(row),
    )


def sources(survey: Survey) -> dict[str, tuple[str, date]]:
    """By school: where the number of students comes from, and of which day; the last that was told."""
    rows = Enrolled.objects.filter(participation__survey=survey).order_by("day", "pk")
    told = rows.values_list("participation__school__code", "source", "day")
    return {code: (source, day) for code, source, day in told}


def enrolled_by_year(survey: Survey) -> dict[str, dict[str, int]]:
    """School -> year -> students, as far as known."""
    found: dict[str, dict[str, int]] = {}
    rows = Enrolled.objects.filter(participation__survey=survey)
    for code, year, students in rows.values_list("participation__school__code", "year", "students"):
        found.setdefault(code, {})[year] = students
    return found


def link(participation: Participation) -> str:
    """A school's public address for one survey, under BASE_URL."""
    path = reverse("respond", args=[participation.survey.code, participation.school.code])
    return settings.BASE_URL + path
