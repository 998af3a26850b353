"""Invited, accepted, sent, handed in: the way from the invitation to the response, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from .models import DayCount, Participation, Survey

State = Participation.State


@dataclass(frozen=True)
class SchoolLine:
    code: str
    name: str
    country: str
    state: str
    reason: str
    enrolled: int | None
    received: int  # while open: handed in before today, rounded down to a multiple of k, and imported


@dataclass(frozen=True)
class Summary:
    """Schools by how far they came, and students: asked (None where it is not known), handed in, imported."""

    invited: int
    accepted: int  # said yes, whether they sent the link or not
    declined: int
    no_response: int
    not_sent: int
    sent: int
    asked: int | None
    handed_in: int
    imported: int
    schools: tuple[SchoolLine, ...]

    @property
    def received(self) -> int:
        return self.handed_in + self.imported


def summary(survey: Survey) -> Summary:
    """In two queries, however many schools there are."""
    rows = list(survey.participations.select_related("school"))
    counts = dict(_handed_in(survey))
    before = counts if survey.is_closed else dict(_handed_in(survey, before_today=True))
    states = Counter(row.state for row in rows)
    return Summary(
        invited=len(rows),
        accepted=states[State.ACCEPTED] + states[State.ACCEPTED_NOT_SENT] + states[State.SENT],
        declined=states[State.DECLINED],
        no_response=states[State.NO_RESPONSE] + states[State.INVITED],
        not_sent=states[State.ACCEPTED] + states[State.ACCEPTED_NOT_SENT],
        sent=states[State.SENT],
        asked=asked(survey, rows),
        handed_in=sum(counts.values()),
        imported=sum(row.imported for row in rows),
        schools=tuple(_line(survey, row, before.get(row.pk, 0)) for row in rows),
    )


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
            "SELECT sum(d.handed_in) FROM surveyapp_daycount d"
            " JOIN surveyapp_participation p ON p.id = d.participation_id WHERE p.survey_id = %s",
            [survey.pk],
        )
        return (
            survey.status,
            survey.asked,
            survey.minimum_group,
            timezone.localdate(),
            *rows,
            *cursor.fetchone(),
        )


def asked(survey: Survey, rows: list[Participation]) -> int | None:
    """Students asked: the sum that was stated, else that of the schools that sent, if each is known."""
    if survey.asked is not None:
        return survey.asked
    known = [row.enrolled for row in rows if row.state == State.SENT]
    return sum(known) if known and None not in known else None  # type: ignore[arg-type]


def with_received(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Each with `received_here`: how many handed in or were imported. All surveys in one query."""
    handed_in = _sum_of(
        DayCount.objects.filter(participation__survey=OuterRef("pk")), "participation__survey", "handed_in"
    )
    imported = _sum_of(Participation.objects.filter(survey=OuterRef("pk")), "survey", "imported")
    return surveys.annotate(received_here=Coalesce(handed_in, Value(0)) + Coalesce(imported, Value(0)))


def _sum_of(rows: QuerySet, of: str, field: str) -> Subquery:
    return Subquery(rows.order_by().values(of).annotate(n=Sum(field)).values("n"))


def handed_in(survey: Survey) -> int:
    return sum(n for _, n in _handed_in(survey))


def _handed_in(survey: Survey, before_today: bool = False) -> list[tuple[int, int]]:
    days = DayCount.objects.filter(participation__survey=survey)
    if before_today:
        days = days.filter(day__lt=timezone.localdate())
    return list(
        days.order_by().values("participation").annotate(n=Sum("handed_in")).values_list("participation", "n")
    )


def pages(survey: Survey) -> dict[str, tuple[int, int]]:
    """Of each school, how many first pages were opened and how many questionnaires started; in one query."""
    rows = DayCount.objects.filter(participation__survey=survey).order_by()
    sums = rows.values("participation__school__code").annotate(o=Sum("opened"), s=Sum("started"))
    return {code: (o, s) for code, o, s in sums.values_list("participation__school__code", "o", "s")}


def _line(survey: Survey, row: Participation, counted: int) -> SchoolLine:
    shown = counted if survey.is_closed else counted - counted % survey.minimum_group
    return SchoolLine(
        code=row.school.code,
        name=row.school.name,
        country=row.school.country,
        state=row.state,
        reason=row.reason,
        enrolled=row.enrolled,
        received=shown + row.imported,
    )


def link(participation: Participation) -> str:
    """A school's public address for one survey, under BASE_URL."""
    path = reverse("respond", args=[participation.survey.code, participation.school.code])
    return settings.BASE_URL + path
