"""Long work: by a process of its own that outlives pages, and nothing half done when it is killed."""

import os
import signal
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from surveyapp import job_files
from surveyapp.actions import imports, jobs, surveys
from surveyapp.logs import DiscreetFormatter
from surveyapp.models import Envelope, Job, Response, Survey
from surveyapp.views import imports as pages
from tests.build import hand_in, handed_in
from tests.surveyapp.import_pages import GOOD, file_of, files, state, upload, words
from tests.surveyapp.jobs_at_work import another, at_work
from tests.waiting import until

MANY = 3_000  # rows: more than are written at once
PATIENCE = 60  # seconds
HALTING = "tests.halting_settings"  # a process waits half way until it is killed


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
