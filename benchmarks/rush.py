"""All 9,546 students of the study at once: how long until the last one is thanked, and is every answer there?

500 of them at a time have a connection, the others wait for one; nobody reads. Each does what a browser does on a
first visit, where the script hands in: the thanks are asked for twice, by the script and to be shown. Run by
`python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import random
import re
import sys
from collections import Counter
from urllib.parse import urljoin
from urllib.request import urlopen

import django

from . import load, processes
from .figures import table
from .places import manage, prepare
from .serving import SURVEY, Students, checks_of_product, unexpected, verdict

STUDENTS, CLIENTS = 9546, 500
FILES = re.compile(r'(?:href|src)="([^"]+\.(?:css|js))"')


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    manage(env, "copy_survey", "ir2019", SURVEY, "--example")
    manage(env, "open_survey", SURVEY)
    django.setup()
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        print(json.dumps(measured(server, int(STUDENTS * part))))


def measured(server: processes.Server, n: int) -> dict[str, object]:
    """A few students first, so that all modules and pages are there; then the pages alone, then with all files."""
    students, statuses, runs = Students(random.Random(0)), Counter[int](), {}
    waited = processes.had_no_place()
    for name, count, files in (("", 20, True), ("pages alone", n, False), ("pages and files", n, True)):
        scripts = [journey(students, server.port, files) for _ in range(count)]
        before = server.cpu, processes.busy()
        done = load.run(server.port, scripts, CLIENTS)
        served, busy = server.cpu - before[0], processes.busy() - before[1]
        statuses += done.statuses
        if name:
            others = max(0.0, busy - served - done.own_cpu) / done.seconds
            took = [done.seconds, count / done.seconds, len(done.times), served / done.seconds]
            each = 1000 * served / count, 1000 * done.own_cpu / count
            runs[name] = [*took, done.own_cpu / done.seconds, others, *each]
    return {
        "students": n,
        "runs": runs,
        "checks": [
            *checks_of_product(statuses),
            unexpected("the rush", statuses, {200, 303}),
            turned_away(waited),
        ],
    }


def turned_away(before: int) -> str:
    """Whether each connection found a place in the server's queue; else the system lets it try again a second later."""
    n = processes.had_no_place() - before
    return verdict(not n, f"{n or 'no'} connections found the server's queue full")


def journey(students: Students, port: int, files: bool) -> load.Script:
    """First page, its files, questionnaire, its rules, hand-in, thanks twice."""
    first, form, hand_in, thanks = students.journey()
    link = first.split()[1].decode()
    asked = [load.get(path, load.BROWSER) for path in loaded(port, link)] if files else []
    return [first, *asked[:-1], form, *asked[-1:], hand_in, thanks, thanks]


_loaded: dict[str, list[str]] = {}


def loaded(port: int, link: str) -> list[str]:
    """Files that the questionnaire asks for; the last one is its own style sheet."""
    if link not in _loaded:
        at = f"{link}/form"
        with urlopen(f"http://127.0.0.1:{port}{at}", timeout=30) as page:
            found = FILES.findall(page.read().decode())
        _loaded[link] = sorted((urljoin(at, path) for path in found), key=lambda path: "/rules-" in path)
    return _loaded[link]


def written(found: dict) -> str:
    """The figures as a table."""
    kinds = list(found["runs"])
    lines = [
        ("until the last one is thanked, s", 1),
        ("students a second", 0),
        ("requests", 0),
        ("server, cores", 2),
        ("load generator, cores", 2),
        ("others, the database among them, cores", 2),
        ("CPU of the server: ms a student", 1),
        ("CPU of the load generator: ms a student", 1),
    ]
    rows = [
        (said, *(f"{found['runs'][kind][i]:,.{digits}f}" for kind in kinds))
        for i, (said, digits) in enumerate(lines)
    ]
    return "\n".join([table((f"{found['students']:,} students", *kinds), rows), "", *found["checks"]])


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
