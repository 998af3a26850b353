"""`make demo`: the first start makes everything, a later one finds it; what it prints is right."""

import io
import re
import stat

import pytest
from django.core.management import call_command

from surveyapp.management.commands import demo
from surveyapp.models import Survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "SIGN_IN", tmp_path / "var" / "demo-signin.txt")

    def start():
        screen = io.StringIO()
        call_command("demo", no_server=True, stdout=screen)
        return screen.getvalue()

    return start


def part(screen, letter):
    """The lines under (a), (b), ..."""
    return re.search(rf"^\({letter}\).*\n((?: +.*\n)*)", screen, re.MULTILINE)[1].splitlines()


def addresses(lines):
    return re.findall(r"http://localhost:8000(\S+)", "\n".join(lines))


def test_it_prints_the_same_at_every_start_and_imports_once(start, tmp_path):
    first, second = start(), start()
    assert first.replace("First start: importing the 2019 study ...\n", "") == second
    assert list(Survey.objects.order_by("code").values_list("code", "status", "example")) == [
        ("ir2019", "closed", False),
        ("tryout", "open", True),
    ]
    assert stat.S_IMODE((tmp_path / "var" / "demo-signin.txt").stat().st_mode) == 0o600


def test_it_prints_a_link_for_each_school_that_took_part(start, client):
    links = addresses(part(start(), "a"))
    assert links[:3] == [f"/r/tryout/{school}" for school in ("louvain", "nancy", "strasbourg")]
    assert len(links) == Survey.objects.get(code="tryout").participations.count() == 3
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.once
def test_it_prints_names_and_passwords_that_open_what_it_says(start, client):
    screen = start()
    [results], [dashboard], [admin] = (addresses(part(screen, letter)) for letter in "bcd")
    people = dict(re.findall(r"name (\w+) +password (\S+)", screen))
    seen = {}
    for name, password in people.items():
        assert client.login(username=name, password=password)
        seen[name] = [client.get(address).status_code for address in (results, dashboard, admin)]
    assert seen == {"admin": [200, 200, 200], "faculty": [200, 200, 302]}


@pytest.mark.once
def test_it_starts_over_where_the_first_start_was_stopped_in_the_middle(start, monkeypatch):
    whole = demo.call_command

    def stopped(name, *arguments, **options):
        if name == "close_survey":
            raise KeyboardInterrupt
        return whole(name, *arguments, **options)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(demo, "call_command", stopped)
        start()
    assert Survey.objects.count() == 0
    start()
    assert Survey.objects.count() == 2
