"""Long work: an import or a closing, done by a process of its own, so that whoever asked may leave the page.

One at a time for a survey. The process does its work in one transaction and says 'done' in the same one, so a job
that is not done has changed nothing, however it ended.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import import_problems, job_files, job_lock
from ..delimited import Problems
from ..models import Job, Survey
from . import imports, log, surveys
from .surveys import CannotClose, Refused

BEGINS_WITHIN = timedelta(minutes=1)  # a process needs a second or two
FORGOTTEN_AFTER = timedelta(days=7)
RUNNING = (Job.State.CHECKING, Job.State.WORKING)
LOOKS_AGAIN_AFTER = 0.1  # seconds


class Busy(Exception):
    """Something is being done with this survey already: one at a time."""

    def __init__(self, job: Job | None) -> None:
        super().__init__(job)
        self.job = job

    def __str__(self) -> str:
        if self.job and self.job.kind == Job.Kind.CLOSE:
            return _("%(by)s is closing this survey at this moment.") % {"by": self.job.by}
        by = self.job.by if self.job else ""
        return _("%(by)s is importing into this survey at this moment. Wait until that has ended.") % {
            "by": by
        }


# ----- set going ----------------------------------------------------------------------------------------


def check_file(*, survey: Survey, token: str, digest: str, file_name: str, by: str, language: str) -> Job:
    """Check a file that was uploaded under this token; writes nothing into the survey. Raises Busy."""
    sweep()
    for old in Job.objects.filter(survey=survey, by=by, state__in=["wrong", "checked", "stopped", "refused"]):
        drop(job=old)
    job = _begin(
        Job(
            survey=survey,
            kind=Job.Kind.IMPORT,
            state=Job.State.CHECKING,
            by=by,
            token=token,
            digest=digest,
            file_name=file_name[:200],
            revision=survey.revision,
        )
    )
    launch(job, language)
    return job


def import_file(*, job: Job, language: str) -> None:
    """Import what was checked and seen; does nothing if that was asked for before. Raises Busy."""
    job_files.delete(job.token, job_files.PROGRESS)
    try:
        with transaction.atomic():
            checked = Job.objects.filter(pk=job.pk, state=Job.State.CHECKED)
            begun = checked.update(state=Job.State.WORKING, asked_at=timezone.now())
    except IntegrityError as error:
        raise Busy(running_of(job.survey)) from error
    if begun:
        launch(job, language)


def close(*, survey: Survey, by: str, language: str) -> Job:
    """Close a survey for good. Raises Refused where that can be seen at once, Busy, and else says it in the job."""
    if reasons := surveys.why_not_close(survey):
        raise Refused("\n".join(reasons))
    sweep()
    job = _begin(
        Job(
            survey=survey,
            kind=Job.Kind.CLOSE,
            state=Job.State.WORKING,
            by=by,
            token=job_files.new_token(),
        )
    )
    launch(job, language)
    return job


def _begin(job: Job) -> Job:
    found = running_of(job.survey)  # also clears away one whose process is gone
    if found:
        raise Busy(found)
    job.asked_at = timezone.now()
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:  # somebody was faster
        raise Busy(running_of(job.survey)) from error
    return job


def launch(job: Job, language: str) -> None:
    """A process that no request and no worker's end takes with it; a thread waits, so that it leaves nothing behind."""
    command = [sys.executable, "manage.py", "run_job", str(job.pk), "--language", language]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command, a number and a language's code
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:  # no memory for another process
        _end(job, Job.State.STOPPED)
        job_files.delete(job.token)
        raise
    threading.Thread(target=process.wait, daemon=True).start()


def drop(*, job: Job) -> None:
    """Give it up: its file is deleted. What runs is left to itself."""
    deleted, _rows = Job.objects.filter(pk=job.pk).exclude(state__in=RUNNING).delete()
    if deleted:
        job_files.delete(job.token)


def sweep() -> int:
    """Delete files that nobody needs any more, and jobs of last week. Returns how many files went."""
    old = timezone.now() - FORGOTTEN_AFTER
    Job.objects.filter(asked_at__lt=old).exclude(state__in=RUNNING).delete()
    return job_files.sweep(Job.objects.exclude(state=Job.State.DONE).values_list("token", flat=True))


# ----- how it is ----------------------------------------------------------------------------------------


def running_of(survey: Survey) -> Job | None:
    """What is being done with a survey at this moment."""
    job = Job.objects.filter(survey=survey, state__in=RUNNING).first()
    return job if job and looked_after(job).is_running else None


def looked_after(job: Job) -> Job:
    """The job as it stands; if its process is gone, it is marked as stopped, and its files are deleted."""
    if job.is_running and not _is_alive(job):
        stopped = Job.objects.filter(pk=job.pk, state__in=RUNNING)  # unless it has just ended
        if stopped.update(state=Job.State.STOPPED):
            progress = job_files.progress(job.token)
            if progress and progress.done:
                Job.objects.filter(pk=job.pk).update(counts={**job.counts, "stopped_at": progress.done})
            job_files.delete(job.token)
        job.refresh_from_db()
    return job


def _is_alive(job: Job) -> bool:
    if job_lock.is_held(job):
        return True
    has_begun = job_files.progress(job.token) is not None
    return not has_begun and timezone.now() - job.asked_at < BEGINS_WITHIN


def waited_for(job: Job, seconds: float) -> Job:
    """The job when it has ended, or after so many seconds: what is short need not be looked at again."""
    until = time.monotonic() + seconds
    while True:
        job.refresh_from_db()
        if not job.is_running or time.monotonic() > until:
            return job
        time.sleep(LOOKS_AGAIN_AFTER)


# ----- in the process of its own --------------------------------------------------------------------------


def run(pk: int, language: str) -> None:
    """Do what a job asks for, once; how it ended is in its row. Raises what nobody foresaw."""
    job = Job.objects.select_related("survey").get(pk=pk)
    with job_lock.held(job), translation.override(language):
        job.refresh_from_db()
        if not job.is_running:
            return
        try:
            if job.kind == Job.Kind.CLOSE:
                _close(job)
            elif job.state == Job.State.CHECKING:
                _check(job)
            else:
                _import(job)
        except (Refused, CannotClose) as error:
            _end(job, Job.State.REFUSED, reason=str(error))
        except BaseException:
            _end(job, Job.State.STOPPED)
            raise
        job.refresh_from_db()
        kept = job.state in (Job.State.CHECKED, Job.State.WRONG)
        job_files.delete(job.token, *([job_files.PROGRESS] if kept else []))


def _end(job: Job, state: str, **fields: object) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, **fields)


def _check(job: Job) -> None:
    survey, file = job.survey, job_files.path_of(job.token, job_files.FILE)
    _refuse_another(job)
    meter = job_files.Meter(job.token, "check")
    with import_problems.Listed(job.token, job.file_name) as problems:
        checked = imports.check(survey=survey, file=file, problems=problems, progress=meter)
    if problems.any:
        job_files.delete(job.token, job_files.FILE)
        return _end(job, Job.State.WRONG, counts={"problems": problems.n, "lines": problems.lines})
    job_files.delete(job.token, job_files.PROBLEMS)
    found: dict[str, object] = {
        "responses": checked.responses,
        "last_line": checked.last_line,
        "schools": dict(checked.schools.most_common()),
        "hidden": checked.hidden,
        "left_open": checked.left_open,
        "not_shown": checked.not_shown(survey.minimum_group),
    }
    _end(job, Job.State.CHECKED, counts=found)


def _import(job: Job) -> None:
    survey, file = job.survey, job_files.path_of(job.token, job_files.FILE)
    _refuse_another(job)
    problems = Problems(job.file_name)
    checked = imports.check(
        survey=survey, file=file, problems=problems, progress=job_files.Meter(job.token, "check")
    )
    problems.raise_any()  # never: it is the file that was checked, and for the same questionnaire
    with transaction.atomic():
        done = imports.write(
            survey=survey, file=file, checked=checked, progress=job_files.Meter(job.token, "write")
        )
        log.note("responses_imported", by=job.by, survey=survey, responses=done.responses)
        _end(job, Job.State.DONE, counts=asdict(done))


def _refuse_another(job: Job) -> None:
    """What is imported is what was checked: the same bytes for the same questionnaire."""
    if job_files.digest(job.token) != job.digest:
        raise Refused(_("The file is no longer the one that was uploaded. Import it again."))
    if job.survey.revision != job.revision:
        raise Refused(_("The survey was changed after the file was uploaded. Import the file again."))


def _close(job: Job) -> None:
    with transaction.atomic():
        surveys.close(survey=job.survey, by=job.by, progress=job_files.Meter(job.token, "write"))
        log.note("closed", by=job.by, survey=job.survey)
        _end(job, Job.State.DONE)
