"""Responses collected elsewhere: checked whole first, then sealed and counted at once, all or nothing.

Whoever imports them knows them, so they are atoms of their own and never counted together with handed-in ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from .. import envelopes
from ..delimited import Problems, read_lines
from ..disclosure import AtomKey, pool
from ..envelopes import Sealed
from ..models import Envelope, Participation, Stratum, Survey, random_id
from ..questionnaire import counting
from ..questionnaire.answers import from_row
from ..questionnaire.schema import OTHER_SUFFIX, TEXT, Questionnaire
from ..store import questionnaire_of
from .closing import Progress, get_atom
from .surveys import Refused, freeze

CHUNK = 2_000


@dataclass
class Checked:
    """What a file would bring, if there is nothing wrong with it. Strata, schools: how many responses each."""

    sizes: Counter[AtomKey] = field(default_factory=Counter)
    schools: Counter[str] = field(default_factory=Counter)
    hidden: int = 0  # empty cells of questions that were not shown
    left_open: int = 0  # and of those that were: nothing said, or nothing ticked
    last_line: int = 1

    @property
    def responses(self) -> int:
        return sum(self.sizes.values())

    def not_shown(self, k: int) -> int:
        """How many would be left over: fewer than k, kept and not shown."""
        return sum(self.sizes[key] for key, to in pool(self.sizes, k).items() if to is None)

    def add(self, asked: Sequence[str], key: AtomKey, content: Sealed) -> None:
        """One row; `asked`: the questions that have a column in every file."""
        self.sizes[key] += 1
        self.schools[content.school] += 1
        self.hidden += sum(code not in content.answers for code in asked)
        self.left_open += sum(content.answers.get(code, "") in (None, []) for code in asked)


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
    problems = Problems(file.name)
    checked = check(survey=survey, file=file, problems=problems)
    problems.raise_any()
    return write(survey=survey, file=file, checked=checked, progress=progress)


def check(
    *, survey: Survey, file: Path, problems: Problems, progress: Progress = lambda done, total: None
) -> Checked:
    """How many would come from each school and to each stratum. Writes nothing. Raises Refused if closed."""
    if survey.is_closed:
        raise Refused(_("%(code)s is closed: nothing in it changes any more.") % {"code": survey.code})
    questionnaire, checked, total = questionnaire_of(survey), Checked(), _lines(file)
    asked = needed_columns(questionnaire)[1:]
    for number, content in _rows(questionnaire, file, problems, lambda done: progress(done, total)):
        checked.add(asked, _key(questionnaire, survey, content), content)
        checked.last_line = number
    if not problems.any and not checked.sizes:
        problems.add(None, "", "no_rows", "")
    return checked


def write(*, survey: Survey, file: Path, checked: Checked, progress: Progress) -> Imported:
    """Write all of a file that was checked, or nothing. Raises Refused if the survey was changed meanwhile."""
    total, sizes = checked.responses, checked.sizes
    questionnaire = questionnaire_of(survey)
    with transaction.atomic():
        envelopes.keep_closing_out(survey.pk)
        _lock(survey)
        freeze(survey)
        batch = 1 + (Stratum.objects.filter(survey=survey).aggregate(last=Max("batch"))["last"] or 0)
        went = pool(sizes, survey.minimum_group)
        _write(survey, questionnaire, file, batch, went, lambda done: progress(done, total))
        for code, n in checked.schools.items():
            Participation.objects.filter(survey=survey, school__code=code).update(imported=F("imported") + n)
    return Imported(total, dict(checked.schools), checked.not_shown(survey.minimum_group))


def _lines(file: Path) -> int:
    """How many lines a file has, counted as fast as it is read."""
    with file.open("rb") as raw:
        return sum(piece.count(b"\n") for piece in iter(lambda: raw.read(1 << 20), b""))


def _lock(survey: Survey) -> None:
    """One import at a time, since each has a number of its own; hand-ins go on. Raises Refused."""
    now = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    if now.is_closed:
        raise Refused(_("%(code)s was closed meanwhile: nothing was imported.") % {"code": survey.code})
    if now.revision != survey.revision:
        changed = _("%(code)s was changed meanwhile: nothing was imported. Import the file again.")
        raise Refused(changed % {"code": survey.code})
    survey.refresh_from_db()


def _key(questionnaire: Questionnaire, survey: Survey, content: Sealed) -> AtomKey:
    return AtomKey(questionnaire.stratum_of(content.answers), content.school if survey.live_by_school else "")


def needed_columns(questionnaire: Questionnaire) -> list[str]:
    return ["school", *(question.code for question in questionnaire.questions if question.type != TEXT)]


def word_columns(questionnaire: Questionnaire) -> list[str]:
    """Columns of own words, which may be left out."""
    texts = [q.code for q in questionnaire.questions if q.type == TEXT]
    return [
        *texts,
        *(q.code + OTHER_SUFFIX for q in questionnaire.questions if any(c.other for c in q.choices)),
    ]


def _rows(
    questionnaire: Questionnaire,
    file: Path,
    problems: Problems,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[tuple[int, Sealed]]:
    """Each row's line and content; rows with something wrong are left out and told."""
    schools = [school.code for school in questionnaire.schools]
    # What an export has besides, and what it has not: it can be read again.
    extra = [*(g.code for g in questionnaire.groupings), *word_columns(questionnaire), "blanked"]
    for line in read_lines(file, needed_columns(questionnaire), extra, problems):
        progress(line.number)
        cleaned = from_row(questionnaire, line.cells)
        for question, error in cleaned.errors.items():
            problems.add_answer(line, question, error)
        school = line.cells["school"]
        if school not in schools:
            problems.add(line, "school", "unknown_school", school, schools)
        elif not cleaned.errors:
            yield line.number, Sealed(cleaned.answers, cleaned.texts, school, "")


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
    for _line, content in _rows(questionnaire, file, Problems(file.name)):
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
