"""Responses collected elsewhere: checked whole first, then sealed and counted at once, all or nothing.

Whoever imports them knows them, so they are atoms of their own and never counted together with handed-in ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import F, Max

from .. import envelopes
from ..delimited import Line, Problems, read_lines
from ..disclosure import AtomKey, pool
from ..envelopes import Sealed
from ..models import Envelope, Participation, Stratum, Survey, random_id
from ..questionnaire import counting
from ..questionnaire.answers import from_row
from ..questionnaire.problems import Problem
from ..questionnaire.schema import OTHER_SUFFIX, TEXT, Questionnaire
from ..store import questionnaire_of
from .closing import Progress, get_atom
from .surveys import Refused, freeze

CHUNK = 2_000


@dataclass(frozen=True)
class Imported:
    responses: int
    schools: dict[str, int]
    not_shown: int  # fewer than k of the import were left, and are kept and not shown


def import_responses(
    *, survey: Survey, file: Path, progress: Progress = lambda done, total: None
) -> Imported:
    """Import a CSV file: `school` and one column a question. Raises Refused, or ProblemsError with all that is wrong.

    The file is read twice, so that a million rows need no more memory than one.
    """
    if survey.is_closed:
        raise Refused(f"{survey.code} is closed: nothing in it changes any more.")
    questionnaire = questionnaire_of(survey)
    sizes, schools = _check(questionnaire, file, survey)
    total = sum(schools.values())
    with transaction.atomic():
        envelopes.keep_closing_out(survey.pk)
        _lock(survey)
        freeze(survey)
        batch = 1 + (Stratum.objects.filter(survey=survey).aggregate(last=Max("batch"))["last"] or 0)
        went = pool(sizes, survey.minimum_group)
        _write(survey, questionnaire, file, batch, went, lambda done: progress(done, total))
        for code, n in schools.items():
            Participation.objects.filter(survey=survey, school__code=code).update(imported=F("imported") + n)
    return Imported(total, dict(schools), sum(sizes[key] for key, to in went.items() if to is None))


def _lock(survey: Survey) -> None:
    """One import at a time, since each has a number of its own; hand-ins go on. Raises Refused."""
    now = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    if now.is_closed:
        raise Refused(f"{survey.code} was closed meanwhile: nothing was imported.")
    if now.revision != survey.revision:
        raise Refused(f"{survey.code} was changed meanwhile: nothing was imported. Import the file again.")
    survey.refresh_from_db()


def _check(questionnaire: Questionnaire, file: Path, survey: Survey) -> tuple[Counter[AtomKey], Counter[str]]:
    """How many come to each stratum and from each school, if there is nothing wrong."""
    problems, sizes, schools = Problems(file.name), Counter[AtomKey](), Counter[str]()
    for content in _rows(questionnaire, file, problems):
        sizes[_key(questionnaire, survey, content)] += 1
        schools[content.school] += 1
    if not problems.found and not sizes:
        problems.add(None, "", "no_rows", "")
    problems.raise_any()
    return sizes, schools


def _key(questionnaire: Questionnaire, survey: Survey, content: Sealed) -> AtomKey:
    return AtomKey(questionnaire.stratum_of(content.answers), content.school if survey.live_by_school else "")


def _rows(questionnaire: Questionnaire, file: Path, problems: Problems) -> Iterator[Sealed]:
    """Each row's content; rows with something wrong are left out and told."""
    schools = [school.code for school in questionnaire.schools]
    needed = ["school", *(question.code for question in questionnaire.questions if question.type != TEXT)]
    # What an export has besides, and what it has not: it can be read again.
    texts = [q.code for q in questionnaire.questions if q.type == TEXT]
    others = [q.code + OTHER_SUFFIX for q in questionnaire.questions if any(c.other for c in q.choices)]
    extra = [*(g.code for g in questionnaire.groupings), *texts, *others, "blanked"]
    for line in read_lines(file, needed, extra, problems):
        cleaned = from_row(questionnaire, line.cells)
        for question, error in cleaned.errors.items():
            problems.append(_answer_problem(file.name, line, question, error))
        school = line.cells["school"]
        if school not in schools:
            problems.add(line, "school", "unknown_school", school, schools)
        elif not cleaned.errors:
            yield Sealed(cleaned.answers, cleaned.texts, school, "")


def _answer_problem(file: str, line: Line, question: str, error: object) -> Problem:
    return Problem(getattr(error, "code", "answer"), f"column {question}", str(error), "", file, line.number)


def _write(
    survey: Survey,
    questionnaire: Questionnaire,
    file: Path,
    batch: int,
    went: dict[AtomKey, AtomKey | None],
    progress: Callable[[int], None],
) -> None:
    # Whoever is too few to be counted keeps the stratum that is theirs.
    rows = {key: get_atom(survey, batch, to or key) for key, to in went.items()}
    tallies: dict[int, dict[str, dict[str, int]]] = {row.pk: {} for row in rows.values()}
    counted, waiting, done = Counter[int](), [], 0
    for content in _rows(questionnaire, file, Problems(file.name)):
        key = _key(questionnaire, survey, content)
        stratum, is_counted = rows[key], went[key] is not None
        waiting.append(_envelope(survey, stratum, is_counted, content))
        if is_counted:
            counting.add(tallies[stratum.pk], questionnaire, content.answers)
            counted[stratum.pk] += 1
        if len(waiting) >= CHUNK:
            done += _flush(waiting)
            progress(done)
    progress(done + _flush(waiting))
    for pk, n in counted.items():
        Stratum.objects.filter(pk=pk).update(counted=n, tally=counting.in_order(tallies[pk]))


def _envelope(survey: Survey, stratum: Stratum, counted: bool, content: Sealed) -> Envelope:
    sealed = Sealed(content.answers, content.texts, content.school, survey.structure)
    box = envelopes.seal(sealed, envelopes.box_size(survey.revision, survey.pk))
    return Envelope(id=random_id(), survey=survey, stratum=stratum, counted=counted, box=box)


def _flush(waiting: list[Envelope]) -> int:
    n = len(waiting)
    Envelope.objects.bulk_create(waiting)
    waiting.clear()
    return n
