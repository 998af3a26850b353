"""Handing in to a server that dies with the answers in its hands, and comes up again as a new version."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from surveyapp import one_sheet
from surveyapp.models import Envelope
from tests.journeys.respondent import (
    PHONE,
    another_tab,
    filled,
    kept,
    on_page,
    open_form,
    press_submit,
    saved,
    tap,
    thanked,
    ticked,
    ticket,
    try_now,
)
from tests.respond_surveys import link, opened

ROOT = Path(__file__).resolve().parents[2]


SCRIPT = "[...document.scripts].map(script => script.src)[0]"


def collected(folder, change=""):
    """A version's files as `collectstatic` leaves them: under hashed names, with the list of these."""
    shutil.copytree(ROOT / "static", folder)
    (folder / one_sheet.SHEET).write_text(one_sheet.small(one_sheet.together()))
    with (folder / "js/draft.js").open("a") as script:
        script.write(change)
    storage = CompressedManifestStaticFilesStorage(location=folder, base_url="/static/")
    files = [str(file.relative_to(folder)) for file in folder.rglob("*.*")]
    for _, _, done in storage.post_process({file: (storage, file) for file in files}):
        assert not isinstance(done, Exception)
    return folder


@pytest.fixture
def server():
    """Starts and ends a server of its own on the tests' database: `server()` at the same address each time."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        url = f"sqlite:///{database['NAME']}"
    else:
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "surveyapp.settings"}
    processes = []

    def start(files):
        """The product's own settings, with the files of one version."""
        command = [sys.executable, "manage.py", "runserver", at, "--noreload", "--nostatic", "--skip-checks"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        env = {**environment, "STATIC_ROOT": str(files)}
        processes.append(subprocess.Popen(command, cwd=ROOT, env=env, **quiet))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urlopen(f"http://{at}/healthz", timeout=5).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return processes[-1]
        raise AssertionError("the server did not come up")

    yield f"http://{at}", start
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_answers_outlive_a_server_that_is_killed_while_it_posts_and_comes_up_as_a_new_version(
    open_page, server, tmp_path
):
    survey, (url, start) = opened(), server
    process = start(collected(tmp_path / "old"))
    page = open_page(url, viewport=PHONE)
    page.allow("404 /static/js/draft.")
    open_form(page, link(survey, "south"))
    tap(page, "shift_1")
    page.fill("#id_hours_0", "42")
    saved(page)
    first, script = ticket(page), page.evaluate(SCRIPT)
    left = another_tab(page)  # left open meanwhile
    filled(left, link(survey))
    process.send_signal(signal.SIGSTOP)  # it has the request, and answers nothing
    with left.expect_request("**/send"):
        press_submit(left)
    process.kill()
    on_page(left, "waiting")
    start(collected(tmp_path / "new", "say.later = true;\n"))

    gone = f"fetch('{script}', {{ cache: 'no-store' }}).then(answer => answer.status)"
    assert left.evaluate(gone) == 404
    try_now(left)
    thanked(left)
    assert (Envelope.objects.count(), kept(left)) == (1, None)
    left.go_back(wait_until="commit")
    left.locator("body[data-kept='']").wait_for()
    assert ticked(left) == 0

    page.reload()
    page.locator("body[data-later]").wait_for()
    assert page.evaluate(SCRIPT) != script
    assert (ticked(page), page.locator("#id_hours_0").input_value(), ticket(page)) == (1, "42", first)
