"""Long work: by a process of its own that outlives pages, one at a time, and nothing half done however it ends."""

import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from surveyapp import job_files
from surveyapp.actions import imports, jobs, surveys
from surveyapp.logs import DiscreetFormatter
from surveyapp.models import Envelope, Job, Response, Survey
from surveyapp.views import imports as pages
from tests.build import a_survey, hand_in, handed_in
from tests.surveyapp.import_pages import GOOD, file_of, files, signed_in, state, upload, words
from tests.waiting import until

MANY = 3_000  # rows: more than are written at once
PATIENCE = 60  # seconds
HALTING = "tests.halting_settings"  # a process waits half way until it is killed
LAUNCH = jobs.launch  # before tests put another in its place


@pytest.fixture
def survey(db):
    return a_survey(opened=False)


@pytest.fixture
def root(survey):
    return signed_in(User.objects.create_superuser("root"))


def another(name="second"):
    return signed_in(User.objects.create_superuser(name))


def at_work(state="working", **more):
    """A job of somebody else, as if its process had just been started."""
    return Job.objects.create(
        survey=Survey.objects.get(),
        kind="import",
        state=state,
        by="somebody",
        token="t" * 32,
        **{"asked_at": timezone.now(), **more},
    )


def in_this_process(job, language):
    """What is not what a test is about: each process reads all modules anew."""
    jobs.run(job.pk, language)


def is_writing():
    job = Job.objects.filter(state="working").first()
    progress = job and job_files.progress(job.token)
    return job if progress and progress.step == "write" and 0 < progress.done < progress.total else None


# ----- real processes


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_goes_on_when_the_page_is_left_and_can_be_found_again(survey, root, real_jobs, monkeypatch):
    monkeypatch.setattr(pages, "WAITS", 0)  # as for a file that takes longer
    page = upload(root, survey, file_of(*[GOOD] * 50))
    address = page.redirect_chain[-1][0]
    assert ("Checking rows.csv" in words(page), "Look again" in words(page)) == (True, True)

    until(lambda: "Import 50 responses?" in words(root.get(address)))
    running = root.post(address, {"go": "import"}, follow=True)
    assert "Importing 50 responses" in words(running)
    assert address in root.get("/surveys/rounds/data/").content.decode()
    root.logout()

    elsewhere = another()
    until(lambda: "50 responses imported" in words(elsewhere.get(address)))
    assert (Envelope.objects.count(), files()) == (50, [])
    assert [process.wait() for process in real_jobs] == [0, 0]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_has_changed_nothing_when_it_is_killed_half_way(survey, root, real_jobs, monkeypatch):
    with monkeypatch.context() as checking:
        checking.setattr(jobs, "launch", in_this_process)
        page = upload(root, survey, file_of(*[GOOD] * MANY))
    address = page.redirect_chain[-1][0]
    assert "Import 3,000 responses?" in words(root.get(address))
    before = state()
    monkeypatch.setattr(pages, "WAITS", 0)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", HALTING)
    root.post(address, {"go": "import"})
    until(is_writing)
    page = words(root.get(address))
    assert ("of 3,000 written" in page, "You can leave this page" in page) == (True, True)
    os.kill(real_jobs[-1].pid, signal.SIGKILL)
    real_jobs[-1].wait()

    until(lambda: "Not imported: the server stopped in between" in words(root.get(address)))
    assert "Nothing was written, and the file is no longer here." in words(root.get(address))
    assert (state(), files(), Job.objects.get().state) == (before, [], "stopped")

    monkeypatch.setattr(jobs, "launch", in_this_process)
    again = upload(root, survey, file_of(*[GOOD] * 6))
    assert "6 responses imported" in words(
        root.post(again.redirect_chain[-1][0], {"go": "import"}, follow=True)
    )


@pytest.mark.django_db(transaction=True)
def test_it_leaves_a_survey_open_when_closing_is_killed_half_way(
    survey, root, real_jobs, monkeypatch, tmp_path
):
    file = tmp_path / "many.csv"
    file.write_bytes(file_of(*[GOOD] * MANY))
    imports.import_responses(survey=survey, file=file)
    surveys.open_survey(survey=Survey.objects.get())
    before = state()
    monkeypatch.setattr("surveyapp.admin.WAITS", 0)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", HALTING)
    close = f"/admin/surveyapp/survey/{survey.pk}/close/"
    address = root.post(close, {"sure": "True"}).headers["Location"]
    assert "Closing the survey" in words(root.get(address))
    until(is_writing)
    os.kill(real_jobs[-1].pid, signal.SIGKILL)
    real_jobs[-1].wait()

    until(lambda: "The server stopped in between." in words(root.get(address)))
    assert (state(), Response.objects.count(), Survey.objects.get().status) == (before, 0, "open")

    monkeypatch.setattr(jobs, "launch", in_this_process)
    assert root.post(close, {"sure": "True"}).headers["Location"].endswith("/change/")
    assert (Survey.objects.get().status, Response.objects.count()) == ("closed", MANY)


@pytest.mark.django_db(transaction=True)
def test_it_says_why_it_refuses_in_the_language_of_whoever_asked(survey, root, real_jobs, monkeypatch):
    """The process knows nothing of whoever asked: the language is handed over."""
    surveys.open_survey(survey=survey)
    hand_in(survey)
    monkeypatch.setattr("surveyapp.admin.WAITS", 30)
    Envelope.objects.update(box=b"no box")
    answer = root.post(
        f"/admin/surveyapp/survey/{survey.pk}/close/", {"sure": "True"}, headers={"accept-language": "fr"}
    )
    assert (answer.status_code, Survey.objects.get().status) == (422, "open")
    assert "1 réponse sur 1 ne peut pas être ouverte" in words(answer)


def test_it_writes_nothing_of_an_answer_to_the_server_s_log(survey, root, caplog, monkeypatch):
    """An error of a library may quote what it was working on: our own formatter leaves its words out."""
    job = at_work()

    def fail(job):
        raise ValueError("secret word")

    monkeypatch.setattr(jobs, "_import", fail)
    with pytest.raises(SystemExit):
        call_command("run_job", str(job.pk))
    said = "".join(map(DiscreetFormatter().format, caplog.records))
    assert ("ended by an error" in said, "ValueError" in said, "secret" in said) == (True, True, False)
    assert Job.objects.get().state == "stopped"


@pytest.mark.django_db(transaction=True)
def test_it_answers_while_the_closing_writes_and_does_not_wait_for_it(survey, root, monkeypatch):
    """On SQLite one writer holds the database: no page of long work may write anything then."""
    surveys.open_survey(survey=survey)
    handed_in(survey, 6)
    hold, let_go = threading.Event(), threading.Event()

    def writing():
        with transaction.atomic():
            Survey.objects.update(asked=1)
            hold.set()
            let_go.wait(PATIENCE)
        connection.close()

    writer = threading.Thread(target=writing)

    def begun(job, language):
        job_files.Meter(job.token, "write")
        writer.start()
        hold.wait(PATIENCE)

    monkeypatch.setattr(jobs, "launch", begun)
    monkeypatch.setattr(jobs.job_lock, "is_held", lambda job: True)
    monkeypatch.setattr("surveyapp.admin.WAITS", 0)
    try:
        answer = root.post(f"/admin/surveyapp/survey/{survey.pk}/close/", {"sure": "True"})
        shown = [root.get(path).status_code for path in (answer.headers["Location"], "/surveys/rounds/data/")]
        assert (not let_go.is_set(), writer.is_alive(), shown) == (True, True, [200, 200])
    finally:
        let_go.set()
        writer.join()


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


def test_it_closes_nothing_while_an_import_is_at_work(root):
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
