"""Seal, count, open: the only door between a handed-in answer and a number (docs/privacy.md).

A response is sealed on arrival and stays so until its survey closes. Half of those waiting in a stratum, chosen at
random, are added to its tally in one step, and all of them are sealed anew, so that not even which ones were
counted can be seen.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
from functools import lru_cache

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Count

from . import bulk, hand_ins, looks
from .boxes import CannotOpen, Sealed, fingerprints, lock, parse, read, seal, size_for, unlock
from .disclosure import enough_waiting
from .models import Envelope, Participation, Status, Stratum, Survey, random_id
from .one_writer import one_writer
from .questionnaire import counting
from .questionnaire.schema import Questionnaire
from .store import questionnaire_of
from .tickets import Digest

__all__ = [
    "CannotOpen",
    "Sealed",
    "fingerprints",
    "read",
    "seal",
    "size_for",
]  # of `boxes`, behind this one door

RANDOM = secrets.SystemRandom()
SURVEY_LOCK, STRATUM_LOCK = 7301, 7302  # classes of PostgreSQL's advisory locks


class NotOpen(Exception):
    """The survey does not take responses: not yet, no longer, or it is being closed at this moment."""


# ----- keys -------------------------------------------------------------------------------------------


def note_key(survey: Survey) -> None:
    """Remember under which key this survey's envelopes are sealed from now on; after a rotation that is another."""
    if fingerprints()[0] in survey.sealed_with:
        return
    with transaction.atomic():
        row = Survey.objects.select_for_update(no_key=True).only("sealed_with").get(pk=survey.pk)
        row.sealed_with = list(dict.fromkeys([*row.sealed_with, fingerprints()[0]]))
        row.save(update_fields=["sealed_with"])
    survey.sealed_with = row.sealed_with


def missing_keys() -> list[Survey]:
    """Surveys with envelopes that were sealed under a key which is not at hand."""
    at_hand = set(fingerprints())
    needing = [s for s in Survey.objects.exclude(sealed_with=[]) if not set(s.sealed_with) <= at_hand]
    return [survey for survey in needing if Envelope.objects.filter(survey=survey).exists()]


def refuse_missing_keys() -> None:
    """Asked by the server before it takes a request. Raises ImproperlyConfigured, which says what to do."""
    if Survey._meta.db_table not in connection.introspection.table_names():
        return  # a database that is still empty
    if surveys := missing_keys():
        codes = ", ".join(survey.code for survey in surveys)
        raise ImproperlyConfigured(
            f"Anamnesis does not start: responses to {codes} were sealed under another ANSWER_KEY and cannot be"
            " opened. Nothing is lost yet. Put that key back into ANSWER_KEY, from the copy that is kept apart from"
            " the database. To seal under a new key from now on, name both, the new one first: ANSWER_KEY=new,old"
            " (see docs/running.md)."
        )


@lru_cache(maxsize=64)
def box_size(questionnaire_revision: int, survey_pk: int) -> int:
    """Enough bytes for the longest response that a survey's questionnaire allows, in whole blocks."""
    survey = Survey.objects.get(pk=survey_pk)
    return size_for(questionnaire_of(survey))


# ----- hand in ------------------------------------------------------------------------------------------


class Put(Enum):
    STORED = auto()
    ENOUGH_WAIT = auto()  # it was stored, and a step of its stratum may be counted
    BEFORE = auto()  # its ticket was handed in before: nothing was changed


def put(participation: Participation, digest: Digest, content: Sealed, day: date) -> Put:
    """Store one response under its ticket. Raises NotOpen.

    One transaction: the ticket's digest, the envelope and the day's count. Nothing in it leads from one to another.
    """
    survey = participation.survey
    questionnaire = questionnaire_of(survey)
    stratum = stratum_id(survey, questionnaire.stratum_of(content.answers), content.school)
    box = seal(content, box_size(survey.revision, survey.pk))
    note_key(survey)
    look = looks.due((stratum, survey.revision))
    new = hand_ins.HandIn(
        survey.pk, digest, random_id(), stratum, box, participation.pk, day.isoformat(), look
    )
    outcome = hand_ins.store(new)
    if outcome.said == hand_ins.NOT_OPEN:
        raise NotOpen
    if outcome.said == hand_ins.BEFORE:
        return Put.BEFORE
    if outcome.waiting is None or outcome.counted is None:
        return Put.STORED
    lacking = enough_waiting(outcome.counted, survey.minimum_group) - outcome.waiting
    looks.seen((stratum, survey.revision), lacking)
    return Put.STORED if lacking > 0 else Put.ENOUGH_WAIT


def _open_for_writing(cursor: object, survey_pk: int) -> bool:
    """Whether the survey is open now and stays so until this transaction ends.

    On PostgreSQL a shared lock keeps the closing out; whoever meets the closing at work does not wait for it.
    SQLite has one writer at a time. The status is read by a statement of its own, after the lock: a statement sees
    the database as it was when it began, and the closing may have ended between that and the lock.
    """
    if _postgres():
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s, %s)", [SURVEY_LOCK, survey_pk])  # type: ignore[attr-defined]
        if not cursor.fetchone()[0]:  # type: ignore[attr-defined]
            return False
    cursor.execute("SELECT status FROM surveyapp_survey WHERE id = %s", [survey_pk])  # type: ignore[attr-defined]
    return cursor.fetchone() == (Status.OPEN,)  # type: ignore[attr-defined]


def keep_closing_out(survey_pk: int) -> None:
    """Until this transaction ends, the survey is not closed; waits where the closing is at work."""
    if _postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [SURVEY_LOCK, survey_pk])


def _postgres() -> bool:
    return connection.vendor == "postgresql"


# ----- strata -------------------------------------------------------------------------------------------


def stratum_key(batch: int, groups: Iterable[str], school: str = "", everybody_only: bool = False) -> str:
    """No group's code has a star: one may well be called 'everybody'."""
    return "/".join([str(batch), "*" if everybody_only else ".".join(groups), school])


def make_strata(survey: Survey, questionnaire: Questionnaire) -> None:
    """All strata at once, before anybody comes: a row made later would tell when."""
    schools = (
        [p.school for p in survey.participations.select_related("school")]
        if survey.live_by_school
        else [None]
    )
    rows = [
        Stratum(
            survey=survey,
            key=stratum_key(0, groups, school.code if school else ""),
            groups=list(groups),
            school=school,
        )
        for groups in questionnaire.strata()
        for school in schools
    ]
    # Where schools come later, the others have theirs.
    Stratum.objects.bulk_create(rows, ignore_conflicts=True)


def stratum_id(survey: Survey, groups: tuple[str, ...], school: str) -> int:
    ids = _stratum_ids(survey.pk, survey.revision)
    return ids[stratum_key(0, groups, school if survey.live_by_school else "")]


@lru_cache(maxsize=64)
def _stratum_ids(survey_pk: int, revision: int) -> dict[str, int]:
    return dict(Stratum.objects.filter(survey=survey_pk, batch=0).values_list("key", "pk"))


# ----- count --------------------------------------------------------------------------------------------


def count_if_enough(survey: Survey, stratum: int) -> bool:
    """Count a step of this stratum if enough wait. Whoever finds somebody at it leaves it: the next finds the rest."""
    k = survey.minimum_group
    waiting, counted = hand_ins.waiting_in(stratum)
    if waiting < enough_waiting(counted, k):
        return False
    with one_writer(), transaction.atomic(), connection.cursor() as cursor:
        if not _open_for_writing(cursor, survey.pk) or not _lock_stratum(cursor, stratum):
            return False
        rows = list(Envelope.objects.filter(stratum=stratum, counted=False).values_list("pk", "box"))
        row = Stratum.objects.get(pk=stratum)
        if len(rows) < enough_waiting(row.counted, k):
            return False
        _count_step(survey, row, rows)
    return True


def count_after(participation: Participation, content: Sealed) -> None:
    """Count a step of the stratum into which a response has just come, if enough wait."""
    survey = participation.survey
    groups = questionnaire_of(survey).stratum_of(content.answers)
    count_if_enough(survey, stratum_id(survey, groups, content.school))


def _lock_stratum(cursor: object, stratum: int) -> bool:
    if not _postgres():
        return True
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [STRATUM_LOCK, stratum])  # type: ignore[attr-defined]
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _count_step(survey: Survey, stratum: Stratum, rows: Sequence[tuple[int, bytes | memoryview]]) -> None:
    """Half of those waiting, chosen at random, into the tally; all of them sealed anew, in a new order."""
    boxes = [unlock(bytes(box)) for _, box in rows]
    RANDOM.shuffle(boxes)
    take = len(boxes) // 2  # k or more, and k or more stay waiting
    tally = {question: dict(counts) for question, counts in stratum.tally.items()}
    questionnaire = questionnaire_of(survey)
    for box in boxes[:take]:
        counting.add(tally, questionnaire, parse(box).answers)
    stratum.counted += take
    stratum.tally = counting.in_order(tally)
    stratum.save(update_fields=["counted", "tally"])
    names = ["id", "survey", "stratum", "counted", "box"]
    fresh = [(random_id(), survey.pk, stratum.pk, i < take, lock(box)) for i, box in enumerate(boxes)]
    RANDOM.shuffle(fresh)
    Envelope.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    bulk.write(Envelope, names, fresh)


def count_all(survey: Survey) -> None:
    """Every step that a missed lock may have left, of an open survey. One query where none was left."""
    # By their strata, not by their survey: so the database reads the index of those who wait, and nobody else.
    waiting = Envelope.objects.filter(stratum__survey=survey, stratum__batch=0, counted=False)
    found = waiting.order_by().values_list("stratum").annotate(n=Count("pk"))
    for stratum, n in found:
        while n >= 2 * survey.minimum_group and count_if_enough(survey, stratum):
            pass
