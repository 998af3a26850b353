"""Handing in to a server that dies with the answers in its hands."""

import os
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

from surveyapp.models import Envelope
from tests.journeys.respondent import (
    PHONE,
    filled,
    left_on_device,
    on_page,
    press_submit,
    thanked,
    ticked,
    try_now,
)
from tests.respond_surveys import link, opened

ROOT = Path(__file__).resolve().parents[2]


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
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }
    processes = []

    def start():
        command = [sys.executable, "manage.py", "runserver", at, "--noreload", "--insecure"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes.append(subprocess.Popen(command, cwd=ROOT, env=environment, **quiet))
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
def test_it_survives_that_the_server_is_killed_while_it_posts(open_page, server):
    address = link(opened())
    url, start = server
    process = start()
    page = open_page(url, viewport=PHONE)
    filled(page, address)
    process.send_signal(signal.SIGSTOP)  # it has the request, and answers nothing
    with page.expect_request("**/send"):
        press_submit(page)
    process.kill()
    on_page(page, "waiting")
    start()
    try_now(page)
    thanked(page)

    assert (Envelope.objects.count(), left_on_device(page)) == (1, [])
    page.go_back(wait_until="commit")
    page.locator("body[data-kept='']").wait_for()
    assert ticked(page) == 0
