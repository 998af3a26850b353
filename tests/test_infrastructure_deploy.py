"""Starting the product: keys, first checks, the container's files, the entry script on a real PostgreSQL."""

import contextlib
import copy
import json
import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import jsonschema
import psycopg
import pytest
from django.core.management import load_command_class
from ruamel.yaml import YAML

from deploy import make_secrets, preflight

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
# The Compose Specification's own schema (Apache License 2.0, see compose-spec.LICENSE), as it was published.
SCHEMA = json.loads((ROOT / "tests" / "compose-spec.json").read_text("utf-8"))
KEYS = ("SECRET_KEY", "TICKET_KEY", "ANSWER_KEY", "CODE_PEPPER")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


# ---- keys


def test_it_writes_four_different_keys_that_only_the_owner_can_read(tmp_path):
    file = tmp_path / "var" / "secrets.env"
    assert make_secrets.write_env_file(file) == list(KEYS)
    lines = dict(line.split("=") for line in file.read_text().splitlines())
    assert (list(lines), mode(file)) == (list(KEYS), 0o600)
    assert {len(key) for key in lines.values()} == {64}
    assert len(set(lines.values())) == 4


def test_it_leaves_keys_alone_that_are_there_and_adds_what_is_missing(tmp_path):
    file = tmp_path / "secrets.env"
    file.write_text("ANSWER_KEY=the one under which answers were sealed\nSECRET_KEY=old\n")
    assert make_secrets.write_env_file(file) == ["TICKET_KEY", "CODE_PEPPER"]
    before = file.read_text()
    assert before.startswith(
        "ANSWER_KEY=the one under which answers were sealed\nSECRET_KEY=old\nTICKET_KEY="
    )
    assert (make_secrets.write_env_file(file), file.read_text()) == ([], before)


def test_it_writes_a_containers_keys_into_a_closed_folder(tmp_path):
    folder = tmp_path / "secrets"
    names = [*KEYS, "DATABASE_PASSWORD"]
    assert make_secrets.write_files(folder) == names
    assert (mode(folder), {mode(folder / name) for name in names}) == (0o700, {0o644})
    assert make_secrets.write_files(folder) == []


# ---- first checks


def test_it_asks_for_a_newer_python_in_a_sentence():
    assert preflight.python_problem((3, 11, 0)) is None
    assert preflight.python_problem((3, 9, 18)).startswith(
        "Anamnesis needs Python 3.11 or newer, and this is 3.9."
    )


def test_it_says_which_package_brings_a_missing_venv():
    def without_ensurepip(name):
        if name == "ensurepip":
            raise ImportError("No module named 'ensurepip'", name=name)

    assert preflight.venv_problem() is None
    assert preflight.venv_problem(without_ensurepip) == (
        "This Python comes without ensurepip. Debian, Ubuntu: sudo apt install python3-venv. Then try again."
    )


def test_it_says_what_to_do_about_a_taken_or_impossible_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert preflight.port_problem(port).startswith(
            f"Port {port} is taken. Stop what uses it, or choose another: "
        )
        done = subprocess.run(
            [sys.executable, ROOT / "deploy" / "preflight.py", port], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (1, preflight.port_problem(port) + "\n")
    assert preflight.port_problem(port) is None
    assert preflight.port_problem("80x") == "PORT must be a number from 1 to 65535, not '80x'."


# ---- the container's files


def test_it_has_a_compose_file_that_the_specification_accepts():
    jsonschema.Draft202012Validator(SCHEMA).validate(COMPOSE)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("services", "web", "portz"), ["80:80"]),
        (("services", "web", "healthcheck", "interval"), 15),
        (("services", "web", "depends_on", "database", "condition"), "when_it_feels_like"),
        (("secrets", "SECRET_KEY", "path"), "somewhere"),
    ],
)
def test_it_would_notice_a_compose_file_that_breaks_the_specification(place, value):
    broken = copy.deepcopy(COMPOSE)
    *way, last = place
    inner = broken
    for step in way:
        inner = inner[step]
    inner[last] = value
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(broken)


def test_it_publishes_the_web_port_on_this_machine_and_nothing_else():
    published = {name: service.get("ports", []) for name, service in COMPOSE["services"].items()}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"], "letters": [], "database": []}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert COMPOSE["services"]["database"]["networks"] == ["inside"]


def test_it_runs_postgresql_17_on_a_volume_with_health_checks_everywhere():
    database = COMPOSE["services"]["database"]
    assert database["image"] == "postgres:17"
    assert [volume.split(":")[0] for volume in database["volumes"]] == list(COMPOSE["volumes"]) == ["data"]
    assert [name for name, service in COMPOSE["services"].items() if "healthcheck" not in service] == []
    assert COMPOSE["services"]["web"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_it_gives_containers_their_keys_as_files_that_make_secrets_writes(tmp_path):
    written = make_secrets.write_files(tmp_path)
    assert {name: secret["file"] for name, secret in COMPOSE["secrets"].items()} == {
        name: f"deploy/secrets/{name}" for name in written
    }
    web = COMPOSE["services"]["web"]
    by_file = {name: path for name, path in web["environment"].items() if name.endswith("_FILE")}
    assert by_file == {f"{name}_FILE": f"/run/secrets/{name}" for name in web["secrets"]}
    assert sorted(web["secrets"]) == sorted(written)
    assert [name for name in web["environment"] if name in written] == []


def test_letters_are_sent_by_a_container_like_the_one_that_serves():
    """The same image, settings, keys and locks, once that has brought the tables up to date."""
    web, letters = COMPOSE["services"]["web"], COMPOSE["services"]["letters"]
    alike = ("build", "environment", "secrets", "networks", "read_only", "tmpfs", "cap_drop", "security_opt")
    assert {name: letters[name] for name in alike} == {name: web[name] for name in alike}
    assert letters["depends_on"] == {"web": {"condition": "service_healthy"}}
    interpreter, script, command, *options = letters["entrypoint"]
    parser = load_command_class("surveyapp", command).create_parser(script, command)
    said = parser.parse_args(options)
    assert (interpreter, said.every, f"'{said.alive}'" in letters["healthcheck"]["test"][-1]) == (
        "python",
        60,
        True,
    )


def test_it_builds_an_image_that_does_not_run_as_root_and_starts_by_the_entry_script():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    steps = [line.split(" ", 1) for line in lines if re.match(r"[A-Z]+ ", line)]
    assert steps[0] == ["FROM", "python:3.12-slim"]
    users = [argument for step, argument in steps if step == "USER"]
    assert users == ["anamnesis"]
    assert steps[-1] == ["ENTRYPOINT", '["sh", "deploy/start.sh"]']
    assert (ROOT / "deploy" / "start.sh").is_file()


def test_it_keeps_keys_data_and_history_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert [name for name in (".git", ".venv", "var", "deploy/secrets") if name not in ignored] == []


# ---- the entry script, without a container


@pytest.fixture
def database_url(postgres_url):
    name = f"start_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
        yield postgres_url.rpartition("/")[0] + f"/{name}"
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def environment(database_url, tmp_path):
    """What the container has: keys in files, static files collected while it was built."""
    make_secrets.write_files(tmp_path / "secrets")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = {
        **{f"{name}_FILE": str(tmp_path / "secrets" / name) for name in KEYS},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SECRETS_FILE": os.devnull,
        "STATIC_ROOT": str(tmp_path / "static"),
        "DATABASE_URL": database_url,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, env=names, cwd=ROOT, check=True)
    return names


def ask(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=5) as response:
            return response.status, dict(response.headers), response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode("utf-8", "replace")


def wait_until_healthy(process, address):
    deadline = time.monotonic() + 120  # generous: on a busy machine migrations take their time
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError):
            if ask(f"{address}/healthz")[0] == 200:
                return
        time.sleep(0.25)
    raise AssertionError("the server did not become healthy")


@pytest.fixture
def server(environment, tmp_path):
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(
            ["sh", "deploy/start.sh"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_healthy(process, environment["BASE_URL"])
            yield process, environment["BASE_URL"], tmp_path / "log"
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{(tmp_path / 'log').read_text()}") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.first
def test_it_starts_from_nothing_on_postgresql_serves_pages_and_files_and_stops_when_told(server):
    process, address, log = server
    status, headers, page = ask(
        f"{address}/signin/?next=/canary-query", Referer="http://canary-referer.example"
    )
    assert (status, headers["X-Frame-Options"]) == (200, "DENY")
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    [style, *_] = re.findall(r'href="(/static/[^"]+\.css)"', page)
    made = json.loads((log.parent / "static" / "staticfiles.json").read_text())["paths"]
    for file in (style, f"/static/{made['css/public.css']}", f"/static/{made['js/draft.js']}"):
        for packing in ("br", "gzip"):  # both made beforehand, by collectstatic
            status, headers, _ = ask(address + file, **{"Accept-Encoding": packing})
            assert (status, headers["Content-Encoding"]) == (200, packing)
            assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as broken:
        broken.sendall(b"GET /canary-line HTTP/9\r\n\r\n")
        broken.recv(1000)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    lines = [line for line in log.read_text().splitlines() if "Listening at" not in line]
    assert [line for line in lines if "canary" in line or "127.0.0.1" in line] == []
    assert [line for line in lines if "Starting gunicorn" in line] != []
