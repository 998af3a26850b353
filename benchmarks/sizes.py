"""How the product behaves with size: the dashboard, an import, a closing, and a CSV file of all rows.

Run by `python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import django

from . import load, processes
from .places import manage, prepare

STUDY = Path("examples/ir2019/responses.csv")
ROWS = 1_459  # in the study
SMALL, LARGE, MILLION = 10_000, 100_000, 1_000_000
REPEATED = 30


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    django.setup()
    small, large, million = (int(n * part) for n in (SMALL, LARGE, MILLION))
    work = {n: file_work(env, n) for n in (small, large)}
    open_with(env, ROWS)
    open_with(env, large)
    tallies_of(env, large, million)
    dashboards = {n: [dashboard(env, name(n)) for _ in range(rounds)] for n in (ROWS, large, million)}
    checks = [*checks_of_rows(work), *checks_of_tallies((ROWS, large, million))]
    print(json.dumps({"dashboards": dashboards, "work": work, "checks": checks}))


def name(n: int) -> str:
    return f"open{n}"


# ----- import, closing, CSV ----------------------------------------------------------------------------------


def file_work(env: dict[str, str], n: int) -> dict[str, object]:
    """Import so many rows, close, export; each in a process of its own. Seconds and peak memory in MB."""
    survey, file = f"closed{n}", study_repeated(env, n)
    output = file.with_name("rows.csv")
    manage(env, "copy_survey", "ir2019", survey)
    steps = {
        "import": ("import_responses", survey, str(file)),
        "closing": ("close_survey", survey),
        "CSV": ("export_responses", survey, "--output", str(output)),
    }
    found: dict[str, object] = {step: measured(env, *command) for step, command in steps.items()}
    with output.open() as lines:
        return found | {"nothing": measured(env, "help"), "rows written": sum(1 for _ in lines) - 1}


def study_repeated(env: dict[str, str], n: int) -> Path:
    """The study's rows again and again, as a file beside the database's."""
    header, *rows = STUDY.read_text().splitlines(keepends=True)
    file = Path(env["BENCH_FOLDER"]) / f"{n}.csv"
    with file.open("w") as out:
        out.write(header)
        out.writelines(islice(cycle(rows), n))
    return file


def measured(env: dict[str, str], *command: str) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=processes.ROOT, env=env, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def checks_of_rows(work: dict[int, dict[str, object]]) -> Iterator[str]:
    from surveyapp.models import Envelope, Response

    for n, found in work.items():
        rows = Response.objects.filter(survey__code=f"closed{n}").count()
        right = rows == found["rows written"] == n
        yield f"{'ok' if right else 'WRONG'}: {n} imported, {rows} rows, {found['rows written']} in the file"
    left = Envelope.objects.filter(survey__status="closed").count()
    yield f"{'ok' if not left else 'WRONG'}: {left} envelopes left after closing"


# ----- dashboard ---------------------------------------------------------------------------------------------


def open_with(env: dict[str, str], n: int) -> None:
    """An open survey into which so many responses were imported."""
    manage(env, "copy_survey", "ir2019", name(n))
    manage(env, "open_survey", name(n))
    manage(env, "import_responses", name(n), str(study_repeated(env, n)))


def tallies_of(env: dict[str, str], n: int, more: int) -> None:
    """An open survey with the tallies of another one, multiplied: a dashboard reads nothing else."""
    from surveyapp.models import Participation, Stratum, Survey

    manage(env, "copy_survey", "ir2019", name(more))
    manage(env, "open_survey", name(more))
    times, survey = more // n, Survey.objects.get(code=name(more))
    for row in Stratum.objects.filter(survey__code=name(n)):
        tally = {q: {a: people * times for a, people in counts.items()} for q, counts in row.tally.items()}
        values = {"batch": row.batch, "groups": row.groups, "counted": row.counted * times, "tally": tally}
        Stratum.objects.update_or_create(survey=survey, key=row.key, defaults=values)
    for row in Participation.objects.filter(survey__code=name(n)):
        Participation.objects.filter(survey=survey, school=row.school).update(imported=row.imported * times)


def dashboard(env: dict[str, str], survey: str) -> dict[str, float]:
    """Seconds: a new server's first page, the same page again, and the first of each other comparison."""
    page = f"/surveys/{survey}/results/"
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        first = timed(server.port, page)
        again = median(timed(server.port, page) for _ in range(REPEATED))
        crossed = timed(server.port, f"{page}?by=phase,gender")
    return {"first": first, "again": again, "crossed": crossed}


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


def checks_of_tallies(sizes: tuple[int, ...]) -> Iterator[str]:
    from django.db.models import Sum

    from surveyapp.models import Stratum

    for n in sizes:
        counted = Stratum.objects.filter(survey__code=name(n)).aggregate(n=Sum("counted"))["n"]
        yield f"{'ok' if counted == n else 'WRONG'}: {counted} of {n} in the tallies of an open survey"


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
