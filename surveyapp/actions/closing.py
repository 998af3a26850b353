"""Closing a survey: envelopes are opened, and rows written once, in one random order. All or nothing."""

from __future__ import annotations

import json
import secrets
from array import array
from collections.abc import Callable, Iterator

import numpy as np
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import ngettext

from .. import bulk, columns, dataset, envelopes, pairs
from ..disclosure import AtomKey, pool
from ..models import Column, Envelope, FreeText, Response, School, Status, Stratum, Survey, Ticket, random_id
from ..questionnaire import counting
from ..store import questionnaire_of

CHUNK = 2_000
Progress = Callable[[int, int], None]
Kept = tuple[
    int, int, bool, bytes | memoryview
]  # an envelope: its id, its stratum's, whether it was counted, its box


class CannotClose(Exception):
    """Some envelopes cannot be opened: nothing was written."""

    def __init__(self, sealed: int, total: int) -> None:
        super().__init__(sealed, total)
        self.sealed, self.total = sealed, total

    def __str__(self) -> str:
        said = ngettext(
            "%(sealed)s of %(total)s response cannot be opened with the ANSWER_KEY at hand, so nothing was"
            " closed and nothing was written. Put the key under which it was sealed into ANSWER_KEY (several keys"
            " are parted by commas), start the server again and close the survey again.",
            "%(sealed)s of %(total)s responses cannot be opened with the ANSWER_KEY at hand, so nothing was"
            " closed and nothing was written. Put the key under which they were sealed into ANSWER_KEY (several keys"
            " are parted by commas), start the server again and close the survey again.",
            self.total,
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
    _write_texts(survey, _write_rows(survey, atoms, progress))
    Envelope.objects.filter(survey=survey).delete()
    Ticket.objects.filter(survey=survey).delete()
    survey.status, survey.closed_on = Status.CLOSED, timezone.localdate()
    survey.save(update_fields=["status", "closed_on"])
    _write_pairs(survey)


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


def _write_rows(survey: Survey, went: dict[int, Stratum | None], progress: Progress) -> np.ndarray:
    """Rows and columns. Returns the ids of the envelopes that hold own words."""
    questionnaire, order = questionnaire_of(survey), _random_order(survey)
    ids, writer = _ascending_ids(len(order)), columns.Writer(questionnaire, len(order))
    schools = dict(School.objects.filter(participations__survey=survey).values_list("code", "pk"))
    added = {stratum.pk: stratum for stratum in went.values() if stratum}
    tallies = {pk: {q: dict(c) for q, c in s.tally.items()} for pk, s in added.items()}
    with_texts = array("q")
    sealed = row = 0
    for chunk in _chunks(order):
        rows: list[columns.Row] = []
        for pk, stratum_pk, counted, box in chunk:
            atom = stratum_pk if counted else _pk(went[stratum_pk])
            try:
                content = envelopes.read(box)
            except envelopes.CannotOpen:
                sealed += 1
                continue
            rows.append((schools[content.school], atom, content.answers))
            if content.texts:
                with_texts.append(pk)
            if atom and not counted:
                counting.add(tallies[atom], questionnaire, content.answers)
                added[atom].counted += 1
        writer.put(row, rows)
        _insert(survey, ids[row : row + len(rows)].tolist(), rows)
        row += len(rows)
        progress(row + sealed, len(order))
    if sealed:
        raise CannotClose(sealed, len(order))
    for pk, stratum in added.items():
        stratum.tally = counting.in_order(tallies[pk])
        stratum.save(update_fields=["counted", "tally"])
    for name, values in writer.arrays.items():
        Column.objects.create(survey=survey, name=name, dtype=str(values.dtype), data=values.tobytes())
    return np.frombuffer(with_texts, dtype=np.int64)


def _insert(survey: Survey, ids: list[int], rows: list[columns.Row]) -> None:
    names = ("id", "survey", "school", "atom", "answers")
    numbered = zip(ids, rows, strict=True)
    bulk.write(
        Response,
        names,
        ((pk, survey.pk, school, atom, json.dumps(answers)) for pk, (school, atom, answers) in numbered),
    )


def _write_pairs(survey: Survey) -> None:
    """What breakdowns add up, so that nobody waits for it later; where it is too large there are none."""
    try:
        counted = dataset.read(survey).pairs()
    except pairs.TooLarge:
        return
    counts = counted.counts
    Column.objects.create(
        survey=survey, name=counted.shape.name, dtype=str(counts.dtype), data=counts.tobytes()
    )


def _pk(stratum: Stratum | None) -> int | None:
    return stratum.pk if stratum else None


def _write_texts(survey: Survey, with_texts: np.ndarray) -> None:
    """Own words in an order of their own: a second reading, so that it has nothing to do with the rows'."""
    by_hand = set(Stratum.objects.filter(survey=survey, batch=0).values_list("pk", flat=True))
    for chunk in _chunks(_shuffled(with_texts)):
        texts = [
            (random_id(), survey.pk, question, text, stratum not in by_hand)
            for _pk, stratum, _counted, box in chunk
            for question, text in envelopes.read(box).texts.items()
        ]
        envelopes.RANDOM.shuffle(texts)
        bulk.write(FreeText, ("id", "survey", "question", "text", "imported"), texts)


def _random_order(survey: Survey) -> np.ndarray:
    """The ids of a survey's envelopes, in an order that has nothing to do with them."""
    ids = Envelope.objects.filter(survey=survey).values_list("pk", flat=True)
    return _shuffled(np.fromiter(ids.iterator(), dtype=np.int64))


def _shuffled(ids: np.ndarray) -> np.ndarray:
    return ids[np.argsort(np.frombuffer(secrets.token_bytes(8 * len(ids)), dtype=np.uint64))]


def _ascending_ids(n: int) -> np.ndarray:
    """n different random ids as `models.random_id` makes them, smallest first, as rows are written."""
    while True:
        ids = np.frombuffer(secrets.token_bytes(8 * n), dtype=np.uint64) >> np.uint64(2) | np.uint64(1 << 61)
        ids = np.unique(ids).astype(np.int64)
        if len(ids) == n:
            return ids


def _chunks(order: np.ndarray) -> Iterator[list[Kept]]:
    """Envelopes in the order given, some thousand at a time."""
    for start in range(0, len(order), CHUNK):
        wanted = order[start : start + CHUNK].tolist()
        rows = Envelope.objects.filter(pk__in=wanted).values_list("pk", "stratum", "counted", "box")
        found = {row[0]: row for row in rows}
        yield [found[pk] for pk in wanted]
