"""What the page of a piece of long work shows, in plain values for its template."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import import_problems, import_words, job_files
from .actions.imports import needed_columns, word_columns
from .delimited import Problems, read_lines
from .models import Job
from .questionnaire.schema import Questionnaire

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 5
HALF_A_MINUTE = 45  # seconds: what is shorter is 'about half a minute'


@dataclass(frozen=True)
class Preview:
    columns: list[str]
    rows: list[list[str]]


def of(job: Job, questionnaire: Questionnaire) -> dict[str, object]:
    """What the state of a job adds to its page."""
    if job.is_running:
        return _running(job)
    if job.state == Job.State.WRONG:
        return _problems(job, questionnaire)
    if job.state == Job.State.CHECKED:
        return {"preview": _preview(job, questionnaire), "schools": _schools(job, questionnaire)}
    return {}


def _running(job: Job) -> dict[str, object]:
    """Progress, where it can be seen: the process notes it on the machine on which it runs."""
    progress = job_files.progress(job.token)
    if progress is None:
        return {"progress": None}
    left = progress.seconds_left
    return {"progress": progress, "time_left": "" if left is None else _time_left(left)}


def _time_left(seconds: float) -> str:
    if seconds < HALF_A_MINUTE:
        return _("About half a minute more.")
    minutes = round(seconds / 60)
    return ngettext("About %(n)s minute more.", "About %(n)s minutes more.", minutes) % {"n": minutes}


def _problems(job: Job, questionnaire: Questionnaire) -> dict[str, object]:
    say = import_words.words_for(questionnaire)
    shown = [say(found) for found in islice(import_problems.listed(job.token), PROBLEMS_SHOWN)]
    return {"problems": shown, "rest": job.counts["problems"] - len(shown)}


def _schools(job: Job, questionnaire: Questionnaire) -> list[tuple[str, int]]:
    names = {school.code: school.name for school in questionnaire.schools}
    found = [(names.get(code, code), n) for code, n in job.counts["schools"].items()]
    # PostgreSQL keeps no order of keys.
    return sorted(found, key=lambda school: (-school[1], school[0].casefold()))


def _preview(job: Job, questionnaire: Questionnaire) -> Preview | None:
    """The first rows as they stand in the file; None where the file is gone, or is another machine's."""
    file = job_files.path_of(job.token, job_files.FILE)
    needed, words = needed_columns(questionnaire), word_columns(questionnaire)
    possible = [*(grouping.code for grouping in questionnaire.groupings), *words, "blanked"]
    try:
        lines = list(islice(read_lines(file, needed, possible, Problems("")), ROWS_SHOWN))
    except FileNotFoundError:
        return None
    columns = list(lines[0].cells) if lines else []
    return Preview(columns, [list(line.cells.values()) for line in lines])
