"""Opened and started pages: counted in memory, added up without a request's help, by threads and by processes."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.db import OperationalError, connection
from django.db.models import Sum
from django.test import Client

from surveyapp.actions import pages, surveys
from surveyapp.models import DayCount
from tests.build import a_school, a_survey, hand_in
from tests.job_processes import database_url
from tests.respond_surveys import EVERY_TYPE, link, opened
from tests.surveyapp.test_counting_parallel import at_once

ROOT = Path(__file__).resolve().parents[2]


def sums():
    pages.flush()
    return tuple(DayCount.objects.aggregate(o=Sum("opened"), s=Sum("started"), h=Sum("handed_in")).values())


@pytest.mark.django_db
def test_a_page_is_counted_where_it_is_shown_and_asks_the_database_nothing(django_assert_num_queries):
    address = link(a_survey())
    Client().get(address), Client().get(f"{address}/form")  # made once, and kept
    with django_assert_num_queries(2):  # as before they were counted: one each says how the survey stands
        assert Client().get(address).status_code == Client().get(f"{address}/form").status_code == 200
    for ahead in (
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"Sec-Fetch-Dest": "empty"},
        {"User-Agent": "facebookexternalhit/1.1 Facebot Twitterbot/1.0"},
        {"User-Agent": "WhatsApp/2.23.20.0"},
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0) Chrome/116.0 Safari/537.36"},
        {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5"},
    ):
        Client().get(address, headers=ahead)
        Client().get(f"{address}/form", headers=ahead)
    Client().head(address), Client().head(f"{address}/form"), Client().get(f"{address}/thanks")
    assert Client().get(address, {"lang": "fr"}, headers={"Sec-Fetch-Dest": "document"}).cookies == {}
    clicked = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"}  # another language, and Start
    Client().get(address, {"lang": "fr"}, headers=clicked), Client().get(f"{address}/start", headers=clicked)
    Client().get(f"{address}/form", headers=clicked)  # loaded again, gone on with, another language
    phone = "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36"
    for site in ("none", "cross-site"):  # typed or scanned, from a mail
        Client().get(address, headers={"User-Agent": phone, "Sec-Fetch-Site": site})

    assert sums() == (5, 3, 0)
    assert sums() == (5, 3, 0), "each once"


@pytest.mark.django_db
@pytest.mark.parametrize("spoken", [("en", "fr"), ("en", "fr", "de")])
def test_another_language_inside_the_questionnaire_is_no_new_start_whatever_the_browser_says(spoken):
    survey = a_survey(languages=spoken)
    address = link(survey, a_school(survey).school.code)
    started = Client().get(f"{address}/form?lang=EN").content.decode()
    assert 'data-fresh="form?lang=en"' in started, "typed from paper in capitals"
    [there] = re.findall(r'href="(form\?[^"]*)" hreflang="fr"', started)
    french = Client().get(f"{address}/{there}").content.decode()
    [back] = re.findall(r'href="(form\?[^"]*)" hreflang="en"', french)
    Client().get(f"{address}/{back}", headers={"Sec-Fetch-Site": "same-origin"})

    assert 'action="send?lang=fr#mend"' in french
    assert 'data-fresh="form?lang=fr"' in french, "passed on or loaded again, it is an address like any other"
    assert sums() == (0, 1, 0)


@pytest.mark.django_db
def test_a_survey_that_is_not_open_counts_nothing():
    survey = a_survey()
    surveys.close(survey=survey)
    Client().get(link(survey)), Client().get(f"{link(survey)}/form")
    assert sums() == (None, None, None)


@pytest.mark.django_db
def test_what_cannot_be_written_waits_and_a_school_that_is_gone_takes_nobody_with_it(monkeypatch):
    survey = a_survey()
    kept, gone = a_school(survey), a_school(a_survey("other"))
    pages.opened(participation=kept)
    pages.started(participation=gone)
    with monkeypatch.context() as broken:
        broken.setattr(pages, "_write", lambda rows: (_ for _ in ()).throw(OperationalError("gone")))
        pages.flush()
    pages.opened(participation=kept)
    gone.delete()

    assert sums() == (2, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_many_threads_lose_no_page_and_no_answer():
    survey = a_survey()
    row = a_school(survey)
    look = [lambda: pages.opened(participation=row), lambda: pages.started(participation=row)]
    at_once([*look, *look, pages.flush, lambda: hand_in(survey, year="3", gender="male")] * 48)

    assert sums() == (96, 96, 48)


@pytest.mark.django_db(transaction=True)
def test_two_processes_of_a_server_add_up_and_the_end_of_them_loses_none():
    survey = a_survey()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "surveyapp.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(BIND=at, WEB_WORKERS="2"))
    try:
        wait_for(f"http://{at}/healthz")
        for _ in range(12):  # a connection each, so that both processes get some
            for page in ("", "/form"):
                urlopen(Request(f"http://{at}{link(survey)}{page}"), timeout=30).close()
        assert DayCount.objects.count() == 0, "nothing is written yet"
    finally:
        server.terminate()
        server.wait(60)
    assert sums() == (12, 12, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("every", "many"), [(0.01, 500), (60, 3)])
def test_pages_are_written_after_a_while_or_when_they_are_many(monkeypatch, every, many):
    row, flush = a_school(a_survey()), pages.flush

    def once():
        flush()
        connection.close()
        raise Enough

    monkeypatch.setattr(pages, "EVERY", every)
    monkeypatch.setattr(pages, "MANY", many)
    monkeypatch.setattr(pages, "flush", once)
    for _ in range(3):
        pages.opened(participation=row)
    writer = threading.Thread(target=until_enough)
    writer.start()
    writer.join(10)

    assert (writer.is_alive(), DayCount.objects.get().opened) == (False, 3)


@pytest.mark.django_db
def test_a_link_that_is_shared_says_what_it_is_and_can_be_put_into_no_frame():
    address = link(opened(EVERY_TYPE.replace("About your week.", 'Is it "hard" & <b>long</b>?')))
    answer = Client().get(address)
    head = answer.content.decode().partition("</head>")[0]

    assert '<meta property="og:title" content="Life on the ward">' in head
    told = "Is it &quot;hard&quot; &amp; &lt;b&gt;long&lt;/b&gt;?"
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="{told}">' in head
    # As headers: in each page's head they would be sent twice.
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "no-referrer")
    without = opened(EVERY_TYPE.replace("code: ward", "code: other").replace("introduction:", "thanks:"))
    assert (
        'name="description" content="The nursing school asks."'
        in Client().get(link(without)).content.decode()
    )
    assert "og:image" not in head and "og:url" not in head, "nothing to fetch, nothing to count"
    for page in ("", "/form", "/thanks"):
        answer = Client().get(address + page)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"].split("; ")
        assert answer["X-Frame-Options"] == "DENY"


class Enough(Exception):
    pass


def until_enough():
    with contextlib.suppress(Enough):
        pages._write_on()


def environment(**more):
    names = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "WARNING",
    }
    return {**os.environ, **names, **more}


def wait_for(address):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not become healthy")
