"""Closing a survey: envelopes are opened, and rows written once, in one random order. All or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import numpy as np
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import columns, envelopes
from ..disclosure import AtomKey, pool
from ..models import Column, Envelope, FreeText, Response, School, Status, Stratum, Survey, Ticket
from ..questionnaire import counting
from ..store import questionnaire_of

CHUNK = 2_000
Progress = Callable[[int, int], None]


class CannotClose(Exception):
    """Some envelopes cannot be opened: nothing was written."""

    def __init__(self, sealed: int, total: int) -> None:
        super().__init__(sealed, total)
        self.sealed, self.total = sealed, total

    def __str__(self) -> str:
        said = _(
            "%(sealed)s of %(total)s responses cannot be opened with the ANSWER_KEY at hand, so nothing was"
            " closed and nothing was written. Put the key under which they were sealed into ANSWER_KEY (several keys"
            " are parted by commas), start the server again and close the survey again."
        )
        return said % {"sealed": self.sealed, "total": self.total}


@transaction.atomic
def close(survey_pk: int, progress: Progress) -> None:
    """Open every envelope of a survey, write its rows, columns and texts, and delete envelopes and tickets.

    Memory: some dozen bytes a response for the order and the columns, and one chunk of responses.
    """
    _keep_others_out(survey_pk)
    survey = Survey.objects.select_for_update().get(pk=survey_pk)
    if survey.is_closed:  # by somebody else, while we waited
        return
    atoms = _atoms(survey)
    _write_rows(survey, atoms, progress)
    _write_texts(survey)
    Envelope.objects.filter(survey=survey).delete()
    Ticket.objects.filter(survey=survey).delete()
    survey.status, survey.closed_on = Status.CLOSED, timezone.localdate()
    survey.save(update_fields=["status", "closed_on"])


def _keep_others_out(survey_pk: int) -> None:
    """Wait for hand-ins that have begun; no other begins before the closing has ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [envelopes.SURVEY_LOCK, survey_pk])


def _atoms(survey: Survey) -> dict[int, Stratum | None]:
    """Stratum's key -> the atom in which those who still wait there are counted; pools are made where needed."""
    rows = Envelope.objects.filter(survey=survey, counted=False).order_by()
    waiting = dict(rows.values_list("stratum").annotate(n=Count("pk")))
    strata = {s.pk: s for s in Stratum.objects.filter(survey=survey).select_related("school")}
    went: dict[int, Stratum | None] = {}
    for batch in {strata[pk].batch for pk in waiting}:
        keys = {pk: key_of(strata[pk]) for pk in waiting if strata[pk].batch == batch}
        targets = pool({key: waiting[pk] for pk, key in keys.items()}, survey.minimum_group)
        went |= {pk: _atom(survey, batch, targets[key]) for pk, key in keys.items()}
    return went


def key_of(stratum: Stratum) -> AtomKey:
    return AtomKey(
        tuple(stratum.groups), stratum.school.code if stratum.school else "", stratum.everybody_only
    )


def _atom(survey: Survey, batch: int, key: AtomKey | None) -> Stratum | None:
    return get_atom(survey, batch, key) if key else None


def get_atom(survey: Survey, batch: int, key: AtomKey) -> Stratum:
    """The stratum or pool that an atom's key names; made where it is not there yet."""
    row, _made = Stratum.objects.get_or_create(
        survey=survey,
        key=envelopes.stratum_key(batch, key.groups, key.school, key.everybody_only),
        defaults={
            "batch": batch,
            "groups": list(key.groups),
            "school": School.objects.get(code=key.school) if key.school else None,
            "everybody_only": key.everybody_only,
        },
    )
    return row


def _write_rows(survey: Survey, went: dict[int, Stratum | None], progress: Progress) -> None:
    questionnaire, order = questionnaire_of(survey), _random_order(survey)
    ids, writer = _ascending_ids(len(order)), columns.Writer(questionnaire, len(order))
    schools = dict(School.objects.filter(participations__survey=survey).values_list("code", "pk"))
    added = {stratum.pk: stratum for stratum in went.values() if stratum}
    tallies = {pk: {q: dict(c) for q, c in s.tally.items()} for pk, s in added.items()}
    sealed = row = 0
    for chunk in _chunks(order):
        responses = []
        for envelope in chunk:
            atom = envelope.stratum_id if envelope.counted else _pk(went[envelope.stratum_id])
            try:
                content = envelopes.read(envelope.box)
            except envelopes.CannotOpen:
                sealed += 1
                continue
            writer.put(row, content.answers, schools[content.school], atom)
            responses.append(
                Response(
                    id=int(ids[row]),
                    survey=survey,
                    school_id=schools[content.school],
                    atom_id=atom,
                    answers=content.answers,
                )
            )
            if atom and not envelope.counted:
                counting.add(tallies[atom], questionnaire, content.answers)
                added[atom].counted += 1
            row += 1
        Response.objects.bulk_create(responses)
        progress(row + sealed, len(order))
    if sealed:
        raise CannotClose(sealed, len(order))
    for pk, stratum in added.items():
        stratum.tally = counting.in_order(tallies[pk])
        stratum.save(update_fields=["counted", "tally"])
    Column.objects.bulk_create(
        Column(survey=survey, name=name, dtype=str(array.dtype), data=array.tobytes())
        for name, array in writer.arrays.items()
    )


def _pk(stratum: Stratum | None) -> int | None:
    return stratum.pk if stratum else None


def _write_texts(survey: Survey) -> None:
    """Own words in an order of their own: a second reading, so that it has nothing to do with the rows'."""
    questionnaire = questionnaire_of(survey)
    if not questionnaire.has_texts:
        return
    by_hand = set(Stratum.objects.filter(survey=survey, batch=0).values_list("pk", flat=True))
    for chunk in _chunks(_random_order(survey)):
        texts = [
            FreeText(survey=survey, question=question, text=text, imported=e.stratum_id not in by_hand)
            for e in chunk
            for question, text in envelopes.read(e.box).texts.items()
        ]
        envelopes.RANDOM.shuffle(texts)
        FreeText.objects.bulk_create(texts)


def _random_order(survey: Survey) -> np.ndarray:
    """The ids of a survey's envelopes, in an order that has nothing to do with them."""
    ids = np.fromiter(
        Envelope.objects.filter(survey=survey).values_list("pk", flat=True).iterator(), dtype=np.int64
    )
    return ids[np.argsort(np.frombuffer(secrets.token_bytes(8 * len(ids)), dtype=np.uint64))]


def _ascending_ids(n: int) -> np.ndarray:
    """n different random ids as `models.random_id` makes them, smallest first, as rows are written."""
    while True:
        ids = np.frombuffer(secrets.token_bytes(8 * n), dtype=np.uint64) >> np.uint64(2) | np.uint64(1 << 61)
        ids = np.unique(ids).astype(np.int64)
        if len(ids) == n:
            return ids


def _chunks(order: np.ndarray) -> Iterator[list[Envelope]]:
    """Envelopes in the order given, some thousand at a time."""
    for start in range(0, len(order), CHUNK):
        wanted = [int(pk) for pk in order[start : start + CHUNK]]
        found = Envelope.objects.in_bulk(wanted)
        yield [found[pk] for pk in wanted]
