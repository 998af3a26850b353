"""How the product behaves with size: the dashboard, closing, a CSV file of all rows, a breakdown; and an import.

Run by `python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import django

from . import load, processes
from .filling import ROWS, STUDY
from .places import manage, prepare, python

SIZES = (ROWS, 10_000, 100_000, 1_000_000)  # the study's, and on
IMPORTED = 100_000
REPEATED = 30
# Of what no grouping was planned for: a question, another one, and within which grouping.
BREAKDOWNS = [
    f"{question}/by/{other}/?within={grouping}"
    for question, other in (("career", "knowledge"), ("heard", "radiology_future"), ("lecture", "ai_threat"))
    for grouping in ("phase", "gender")
]


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    django.setup()
    sizes = sorted({max(int(n * part), 500) for n in SIZES})
    for n in sizes:
        manage(env, "copy_survey", "ir2019", name(n))
        manage(env, "open_survey", name(n))
        python(env, "-m", "benchmarks.filling", name(n), str(n))
    checks = [*checks_of_tallies(sizes)]
    found = {n: {"dashboard": [], "memory": []} for n in sizes}
    for _ in range(rounds):
        for n in sizes:
            found[n]["dashboard"].append(dashboard(env, name(n)))
            found[n]["memory"].append(memory(env, name(n)))
    for n in sizes:
        found[n] |= file_work(env, n, rounds)
    checks += checks_of_rows(found)
    for n in sizes:
        found[n]["breakdown"] = [breakdowns(env, name(n)) for _ in range(rounds)]
    more = {"import": imported(env, int(IMPORTED * part)), "nothing": measured(env, "help")}
    print(json.dumps({"sizes": found, "imported": int(IMPORTED * part), **more, "checks": checks}))


# A child's peak memory is never below its parent's, so commands get a small parent.
PEAK = """
import os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - started, usage.ru_maxrss / 1024)
sys.exit(status and 1)
"""


def name(n: int) -> str:
    return f"of{n}"


# ----- closing, CSV, import ----------------------------------------------------------------------------------


def file_work(env: dict[str, str], n: int, rounds: int) -> dict[str, object]:
    """Close, which can be done once, and export; each in a process of its own. Seconds and peak memory in MB."""
    output = Path(env["BENCH_FOLDER"]) / "rows.csv"
    command = ("export_responses", name(n), "--output", str(output))
    found: dict[str, object] = {"closing": [measured(env, "close_survey", name(n))]}
    found["CSV"] = [measured(env, *command) for _ in range(rounds)]
    with output.open() as lines:
        return found | {"rows written": sum(1 for _ in lines) - 1}


def imported(env: dict[str, str], n: int) -> tuple[float, float]:
    manage(env, "copy_survey", "ir2019", "imported")
    return measured(env, "import_responses", "imported", str(study_repeated(env, n)))


def study_repeated(env: dict[str, str], n: int) -> Path:
    """The study's rows again and again, as a file beside the database's."""
    header, *rows = STUDY.read_text().splitlines(keepends=True)
    file = Path(env["BENCH_FOLDER"]) / f"{n}.csv"
    with file.open("w") as out:
        out.write(header)
        out.writelines(islice(cycle(rows), n))
    return file


def measured(env: dict[str, str], *command: str) -> tuple[float, float]:
    done = python(env, "-c", PEAK, sys.executable, "manage.py", *command)
    seconds, peak = map(float, done.split())
    return seconds, peak


def checks_of_rows(found: dict[int, dict[str, object]]) -> Iterator[str]:
    from surveyapp.models import Envelope, Response

    for n, of in found.items():
        rows = Response.objects.filter(survey__code=name(n)).count()
        right = rows == of["rows written"] == n
        yield f"{'ok' if right else 'WRONG'}: {n} handed in, {rows} rows, {of['rows written']} in the file"
    left = Envelope.objects.filter(survey__status="closed").count()
    yield f"{'ok' if not left else 'WRONG'}: {left} envelopes left after closing"


# ----- pages -------------------------------------------------------------------------------------------------


def dashboard(env: dict[str, str], survey: str) -> dict[str, float]:
    """All questions by both groupings: the first page of a new server, the same again, and made anew. Seconds.

    What a server makes before its first visitor is part of its start. Anew: as when more answers were counted; each of
    its processes then makes the page for itself.
    """
    from surveyapp.models import Survey, random_id

    page, started = f"/surveys/{survey}/results/?by=phase,gender", time.perf_counter()
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        start = time.perf_counter() - started
        first = timed(server.port, page)
        again = median(timed(server.port, page) for _ in range(REPEATED))
        Survey.objects.filter(code=survey).update(revision=random_id())
        anew = timed(server.port, page)
    return {"start": start, "first": first, "again": again, "anew": anew}


def memory(env: dict[str, str], survey: str) -> dict[str, float]:
    """Of a server, in MB: just started; in use, but no results asked for; after results in all views.

    What the processes share when they start becomes each one's own as it is used, whatever page it is used for.
    """
    pages = [f"/surveys/{survey}/{page}" for page in ("", "schools/", "letters/", "plan/", "settings/")]
    results = [
        f"/surveys/{survey}/results/{view}" for view in ("", "?by=phase", "?by=gender", "?by=phase,gender")
    ]
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        found = {"just started": server.memory}
        for page in [*pages, "/statistics/"] * 8:
            timed(server.port, page)
        found["in use"] = server.memory
        for page in results * 12:
            timed(server.port, page)
        found["after results"] = server.memory
    return {when: size / 2**20 for when, size in found.items()}


def breakdowns(env: dict[str, str], survey: str) -> dict[str, float]:
    """Of a new server: its first breakdown that nobody planned, then others, then one of them again. Seconds."""
    first, *others = [f"/surveys/{survey}/results/{page}" for page in BREAKDOWNS]
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        rest, start = server.memory, timed(server.port, first)
        times = [timed(server.port, page) for page in others]
        again = median(timed(server.port, first) for _ in range(REPEATED))
        after = server.memory
    found = {"first": start, "others": median(times), "slowest": max(times), "again": again}
    return found | {"at rest": rest / 2**20, "after": after / 2**20}


def timed(port: int, page: str) -> float:
    done = load.run(port, [[load.get(page, f"Cookie: session={signed_in()}\r\n")]], 1)
    if set(done.statuses) != {200}:
        raise SystemExit(f"{page} answers {done.statuses}")
    return done.times[0]


def signed_in() -> str:
    """The key of an administrator's session, made once."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    if found := Session.objects.first():
        return found.session_key
    root = get_user_model().objects.create_superuser("root", password="for a benchmark")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(root.pk), root.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return session.session_key


def checks_of_tallies(sizes: list[int]) -> Iterator[str]:
    from surveyapp.models import Envelope, Stratum

    for n in sizes:
        strata = Stratum.objects.filter(survey__code=name(n))
        counted = sum(strata.values_list("counted", flat=True))
        there = Envelope.objects.filter(survey__code=name(n), counted=True).count()
        yield f"{'ok' if counted == there else 'WRONG'}: {counted} of {n} in the tallies of an open survey"


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
