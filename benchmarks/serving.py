"""Pages and hand-ins of the product and of a bare Django view, taken in turns on one database.

Run by `python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles

import django
from django.db import connection

from . import load, processes
from .load import Script
from .places import manage, prepare, python

SURVEY, CLIENTS = "bench", 16
HANDED_IN, INSERTED = 303, 201  # what the product says to a hand-in, and the bare view to a POST


@dataclass
class Runs:
    """Of one case and one side; a figure for each run. CPU: milliseconds for each page, hand-in or journey."""

    p50_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)  # of PostgreSQL's own processes
    generator: list[float] = field(default_factory=list)  # cores taken by the load generator
    others: list[float] = field(default_factory=list)  # cores taken by whoever else is on this machine


@dataclass(frozen=True)
class Case:
    """So many pages, hand-ins or journeys; each side's scripts are made anew for each run."""

    name: str
    count: int
    clients: int
    product: Callable[[], list[Script]]
    bare: Callable[[], list[Script]]


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    manage(env, "copy_survey", "ir2019", SURVEY, "--example")
    manage(env, "open_survey", SURVEY)
    python(env, "-c", "from benchmarks import bare; bare.make_table()")
    django.setup()
    with (
        processes.server("benchmarks.bare", "/", env) as bare,
        processes.server("surveyapp.wsgi", "/healthz", env) as product,
    ):
        print(json.dumps(compared({"bare": bare, "product": product}, rounds, part)))


def compared(servers: dict[str, processes.Server], rounds: int, part: float) -> dict[str, object]:
    """Each round plays every case on one server, then on the other. The first warms both and is not counted."""
    todo = cases(Students(random.Random(0)), part)
    runs = {case.name: {side: Runs() for side in servers} for case in todo}
    statuses = {side: Counter[int]() for side in servers}
    for number in range(rounds + 1):
        for case in todo:
            for side, server in servers.items():
                kept = runs[case.name][side] if number else Runs()
                statuses[side] += one_run(server, case, getattr(case, side)(), kept)
    rehearsed = rehearse(servers["product"].port, int(300 * part))
    statuses["product"][HANDED_IN] += int(300 * part)
    checks = [*checks_of_product(statuses["product"]), *checks_of_bare(statuses["bare"])]
    return {
        "cases": {name: {side: asdict(of) for side, of in sides.items()} for name, sides in runs.items()},
        "rehearsed": rehearsed,
        "memory": {side: server.memory for side, server in servers.items()},
        "checks": checks,
    }


def rehearse(port: int, students: int) -> float:
    """Students a second who read their pages, interrupt, make mistakes and send twice: `manage.py rehearse`."""
    started = time.perf_counter()
    places = ("--at", f"http://127.0.0.1:{port}", "--clients", str(CLIENTS), "--pace", "0")
    manage(dict(os.environ), "rehearse", SURVEY, "--students", str(students), *places)
    return students / (time.perf_counter() - started)


def one_run(server: processes.Server, case: Case, scripts: list[Script], runs: Runs) -> Counter[int]:
    before = cpu_now(server)
    done = load.run(server.port, scripts, case.clients)
    served, stored, everybody = (now - then for now, then in zip(cpu_now(server), before, strict=True))
    milliseconds = [1000 * seconds for seconds in done.times]
    runs.p50_ms.append(median(milliseconds))
    runs.p95_ms.append(quantiles(milliseconds, n=20)[-1])
    runs.per_second.append(case.count / done.seconds)
    runs.server_cpu.append(1000 * served / case.count)
    runs.database_cpu.append(1000 * stored / case.count)
    runs.generator.append(done.own_cpu / done.seconds)
    runs.others.append(max(0.0, everybody - served - stored - done.own_cpu) / done.seconds)
    return done.statuses


def cpu_now(server: processes.Server) -> tuple[float, float, float]:
    return server.cpu, processes.cpu_of(database_processes()), processes.busy()


def database_processes() -> list[int]:
    """PostgreSQL's, where it runs on this machine."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processes.tree(processes.parent(cursor.fetchone()[0]))


# ----- what is asked of both ---------------------------------------------------------------------------------


def cases(students: "Students", part: float) -> list[Case]:
    pages, hand_ins, journeys = int(1500 * part), int(1600 * part), int(800 * part)
    each = hand_ins // CLIENTS
    page, bare_page = load.get(f"{students.links[0]}/form"), load.get("/")
    return [
        Case("page, 1 client", pages, 1, lambda: [[page] * pages], lambda: [[bare_page] * pages]),
        Case(
            "hand-in, 16 clients",
            hand_ins,
            CLIENTS,
            lambda: [[students.hand_in()] for _ in range(hand_ins)],
            lambda: [[students.insert()] for _ in range(hand_ins)],
        ),
        Case(
            "hand-in, 16 kept connections",
            each * CLIENTS,
            CLIENTS,
            lambda: [[students.hand_in() for _ in range(each)] for _ in range(CLIENTS)],
            lambda: [[students.insert() for _ in range(each)] for _ in range(CLIENTS)],
        ),
        Case(
            "journey, 16 clients",
            journeys,
            CLIENTS,
            lambda: [students.journey() for _ in range(journeys)],
            lambda: [[bare_page, students.insert()] for _ in range(journeys)],
        ),
    ]


class Students:
    """Requests of made-up students, each with a ticket of its own."""

    def __init__(self, rng: random.Random) -> None:
        from surveyapp.models import Participation
        from surveyapp.store import questionnaire_of

        rows = Participation.objects.filter(survey__code=SURVEY).select_related("survey", "school")
        self.rng, self.schools = rng, list(rows)
        self.questionnaire = questionnaire_of(self.schools[0].survey)
        self.links = [f"/r/{SURVEY}/{row.school.code}" for row in self.schools]

    def hand_in(self) -> bytes:
        return self.hand_in_at(self.rng.randrange(len(self.schools)))

    def hand_in_at(self, place: int) -> bytes:
        from surveyapp import tickets

        ticket = ("ticket", tickets.issue(self.schools[place]))
        return load.post(f"{self.links[place]}/send", [ticket, *self.answers()])

    def journey(self) -> Script:
        """First page, questionnaire, hand-in, thanks."""
        place = self.rng.randrange(len(self.schools))
        link = self.links[place]
        pages = [load.get(f"{link}{page}", load.BROWSER) for page in ("", "/form", "/thanks")]
        return [*pages[:2], self.hand_in_at(place), pages[2]]

    def insert(self) -> bytes:
        return load.post("/", self.answers())

    def answers(self) -> list[tuple[str, str]]:
        from surveyapp.rehearsal import made_up

        return made_up(self.questionnaire, self.rng)


# ----- nothing lost ------------------------------------------------------------------------------------------


def checks_of_product(statuses: Counter[int]) -> Iterator[str]:
    """What the database holds against what clients were told; then what `anonymity_check` asks of tallies."""
    from django.db.models import Sum

    from surveyapp import anonymity
    from surveyapp.models import DayCount, Envelope, Stratum, Ticket

    found = {
        "tickets": Ticket.objects.count(),
        "envelopes": Envelope.objects.count(),
        "in the day's counts": DayCount.objects.aggregate(n=Sum("handed_in"))["n"],
    }
    for name, n in found.items():
        yield verdict(n == statuses[HANDED_IN], f"{n} {name}, {statuses[HANDED_IN]} accepted")
    counted, shown = (
        Envelope.objects.filter(counted=True).count(),
        Stratum.objects.aggregate(n=Sum("counted"))["n"],
    )
    yield verdict(counted == shown, f"{counted} envelopes counted, {shown} in tallies")
    wrong = [*anonymity.tickets(), *anonymity.tallies(), *anonymity.steps()]
    yield verdict(not wrong, "; ".join(wrong) or "each tally is what its counted envelopes add up to")
    yield unexpected("product", statuses, {200, HANDED_IN})


def checks_of_bare(statuses: Counter[int]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bare_answer")
        rows = cursor.fetchone()[0]
    yield verdict(rows == statuses[INSERTED], f"{rows} rows of the bare view, {statuses[INSERTED]} accepted")
    yield unexpected("bare view", statuses, {200, INSERTED})


def unexpected(side: str, statuses: Counter[int], expected: set[int]) -> str:
    others = {status: n for status, n in statuses.items() if status not in expected}
    return verdict(not others, f"{side}: other answers {others or 'none'} of {statuses.total()}")


def verdict(right: bool, text: str) -> str:
    return f"{'ok' if right else 'WRONG'}: {text}"


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
