"""Long work, one at a time: who has to wait, what ends it, and what is left behind."""

import os
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from surveyapp import job_files
from surveyapp.actions import jobs, surveys
from surveyapp.models import Envelope, Job, Survey
from tests.build import handed_in
from tests.surveyapp.import_pages import GOOD, file_of, files, state, upload, words
from tests.surveyapp.jobs_at_work import another, at_work

LAUNCH = jobs.launch  # before tests put another in its place


# ----- one at a time


@pytest.mark.django_db(transaction=True)
def test_it_begins_once_when_two_press_at_the_same_moment(survey, monkeypatch):
    launched, both = [], threading.Barrier(2)
    monkeypatch.setattr(jobs, "launch", lambda job, language: launched.append(job.pk))
    found = []

    def press(by):
        try:
            both.wait()
            token = job_files.new_token()
            jobs.check_file(survey=survey, token=token, digest="", file_name="", by=by, language="en")
            found.append("begun")
        except jobs.Busy as busy:
            found.append(type(str(busy)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[name]) for name in ("ada", "bea")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(map(str, found)), len(launched)) == (["<class 'str'>", "begun"], 1)


def test_it_refuses_a_second_import_and_says_who_is_at_work(survey, root):
    at_work()
    page = upload(root, survey, file_of(GOOD))
    assert (page.status_code, "somebody is importing" in words(page)) == (409, True)
    assert (Job.objects.count(), files()) == (1, [])
    assert "A file is being imported at this moment." in words(root.get("/surveys/rounds/import/"))


def test_it_closes_nothing_while_an_import_is_at_work(survey, root):
    survey = handed_in(open_one(), 6)
    at_work()
    page = root.post(f"/admin/surveyapp/survey/{survey.pk}/close/", {"sure": "True"})
    assert (page.status_code, "somebody is importing" in words(page)) == (422, True)
    assert Survey.objects.get().status == "open"


def open_one():
    surveys.open_survey(survey=Survey.objects.get())
    return Survey.objects.get()


def test_it_imports_once_when_the_button_is_pressed_twice(survey, root):
    address = upload(root, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    pages = [root.post(address, {"go": "import"}, follow=True) for _ in range(2)]
    assert ["6 responses imported" in words(page) for page in pages] == [True, True]
    assert Envelope.objects.count() == 6


def test_two_may_look_at_a_file_each_and_import_one_after_the_other(survey, root):
    second = another()
    mine = upload(root, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    theirs = upload(second, survey, file_of(*[GOOD] * 7)).redirect_chain[-1][0]
    done = [who.post(at, {"go": "import"}, follow=True) for who, at in ((root, mine), (second, theirs))]
    assert ["responses imported" in words(page) for page in done] == [True, True]
    assert Envelope.objects.count() == 13


# ----- what ends it


def test_it_gives_a_process_a_minute_to_begin_and_no_longer(survey, root):
    job = at_work()
    assert jobs.looked_after(job).state == "working"
    Job.objects.update(asked_at=timezone.now() - timedelta(seconds=61))
    job.refresh_from_db()
    assert jobs.looked_after(job).state == "stopped"
    assert "Import 1 response?" in words(upload(root, survey, file_of(GOOD)))


def test_it_notices_at_once_that_a_process_that_had_begun_is_gone(survey):
    job = at_work()
    job_files.Meter(job.token, "write")
    assert jobs.looked_after(job).state == "stopped"


def test_it_is_done_only_if_the_import_is(survey, root, monkeypatch):
    """Both are written by one transaction: no crash between the two can tell a lie."""
    address = upload(root, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    before, end = state(), jobs._end

    def crash(job, to, **fields):
        if to == "done":
            raise MemoryError
        end(job, to, **fields)

    monkeypatch.setattr(jobs, "_end", crash)
    with pytest.raises(MemoryError):
        root.post(address, {"go": "import"})
    assert (state(), Job.objects.get().state) == (before, "stopped")
    assert "Not imported: the server stopped in between" in words(root.get(address))


def test_it_imports_no_other_file_than_was_checked(survey, root):
    address = upload(root, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    path = job_files.path_of(Job.objects.get().token, job_files.FILE)
    path.write_bytes(file_of(*[GOOD] * 7))
    before = state()
    page = root.post(address, {"go": "import"}, follow=True)
    assert "The file is no longer the one that was uploaded." in words(page)
    assert (state(), files()) == (before, [])


def test_it_does_a_job_once_however_often_it_is_started(survey, root):
    address = upload(root, survey, file_of(*[GOOD] * 6)).redirect_chain[-1][0]
    root.post(address, {"go": "import"})
    jobs.run(Job.objects.get().pk, "en")
    assert Envelope.objects.count() == 6


def test_it_says_that_it_stopped_where_no_process_can_be_started(survey, root, monkeypatch):
    monkeypatch.setattr(jobs, "launch", LAUNCH)

    def none_left(*args, **options):
        raise OSError("no memory")

    monkeypatch.setattr(jobs.subprocess, "Popen", none_left)
    root.raise_request_exception = False
    assert upload(root, survey, file_of(GOOD)).status_code == 500
    assert Job.objects.get().state == "stopped"


# ----- what is left behind


def test_it_deletes_files_that_belong_to_nothing_and_all_that_are_a_day_old(survey, root):
    upload(root, survey, file_of(GOOD))
    mine = Job.objects.get().token
    for token in ("young", "orphan", mine):
        job_files.path_of(token, job_files.FILE).write_text("school")
    age("orphan", hours=2)
    age(mine, hours=23)
    assert (jobs.sweep(), kept()) == (1, {"young", mine})
    age(mine, hours=25)
    jobs.sweep()
    assert kept() == {"young"}


def age(token, hours):
    then = time.time() - hours * 3600
    os.utime(job_files.path_of(token, job_files.FILE), (then, then))


def kept():
    return {path.stem for path in job_files.folder().glob("*.csv")}


def test_it_forgets_what_was_done_a_week_ago(survey):
    at_work("done", asked_at=timezone.now() - timedelta(days=8))
    jobs.sweep()
    assert Job.objects.count() == 0


def test_it_closes_the_folder_to_everybody_else_even_if_it_was_open(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "open"
    settings.UPLOADS_DIR.mkdir(mode=0o755)
    assert oct(job_files.folder().stat().st_mode)[-3:] == "700"


def test_it_keeps_no_answer_in_the_database(survey, root):
    """Rows of jobs hold counts: what stands in cells, right or wrong, is in the folder alone."""
    upload(root, survey, file_of(GOOD.replace("tea", "secret word")))
    upload(another(), survey, file_of(GOOD.replace("good", "secretmood")))
    rows = [" ".join(map(str, row.values())) for row in Job.objects.values()]
    assert [("secret" in row, "talk" in row) for row in rows] == [(False, False)] * 2
    found = b"".join(path.read_bytes() for path in job_files.folder().iterdir())
    assert (b"secret word" in found, b"secretmood" in found) == (True, True)


def test_it_says_how_long_it_still_takes():
    half, unknown = job_files.Progress("write", 500, 1000, 120), job_files.Progress("write", 0, 1000, 5)
    assert (half.seconds_left, unknown.seconds_left) == (120, None)
