"""Do students wait longer while 200 people look at the results? Hand-ins at a steady pace, with viewers and without.

Students come 20 a second, as when 9,546 answer within eight minutes, whether the server keeps up or not. Viewers have a
page of results open and ask every 20 seconds, as `static/js/live.js` does: they say what they have, and take what is
new. Run by `python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import heapq
import json
import os
import random
import re
import selectors
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from html import unescape
from itertools import count
from statistics import median, quantiles
from urllib.parse import quote

import django

from . import load, processes
from .figures import spread, table
from .places import manage, prepare
from .serving import SURVEY, Students, checks_of_product, unexpected, verdict

STUDENTS, PER_SECOND, VIEWERS, EVERY = 600, 20, 200, 20
PAGES = [f"results/?by={by}" for by in ("phase", "nobody", "gender", "phase,gender")] + ["results/career/"]
SIDES = ("alone", "viewed")
POLL = re.compile(r'<div id="live" [^>]*hx-get="([^"]*)"[^>]*"have": "([^"]*)"[^>]*data-mark="([^"]*)"')
KNOWN = {200, 204, 304}  # to a viewer: something new; others are making it; nothing


@dataclass
class Runs:
    """A figure for each run."""

    p50_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    slowest_ms: list[float] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)  # cores taken by the server
    others: list[float] = field(default_factory=list)  # cores taken by whoever else is on this machine


class Viewer:
    """One page in a browser: what it has, and what it therefore asks."""

    def __init__(self, html: str, cookie: str) -> None:
        self.cookie, self.sizes = cookie, []
        self.read(html)

    def read(self, html: str) -> None:
        if found := POLL.search(html):
            self.asks, self.have, self.mark = map(unescape, found.groups())

    def request(self) -> bytes:
        path = f"{self.asks}{'&' if '?' in self.asks else '?'}have={quote(self.have)}"
        return load.get(
            path, f'Cookie: {self.cookie}\r\nIf-None-Match: "{self.mark}"\r\nHX-Request: true\r\n'
        )

    def answered(self, answer: bytes) -> None:
        body = answer.partition(load.HEAD_END)[2].decode()
        self.sizes.append(len(body))
        self.read(body)


Request = tuple[Callable[[], bytes], Callable[[bytes], None], load.Load]


def play(port: int, plan: list[tuple[float, Request]]) -> float:
    """Send each request when its time has come, on a connection of its own; seconds that it took in all."""
    numbers, started = count(), time.perf_counter()
    due = [(at, next(numbers), request) for at, request in plan]
    heapq.heapify(due)
    with selectors.DefaultSelector() as selector:
        while due or selector.get_map():
            wait = max(0.0, due[0][0] - (time.perf_counter() - started)) if due else None
            for key, _ in selector.select(wait):
                client, answered = key.data
                if not client.receive():
                    selector.unregister(key.fileobj)
                    client.socket.close()
                    answered(bytes(client.answer))
            while due and due[0][0] <= time.perf_counter() - started:
                make, answered, into = heapq.heappop(due)[2]
                client = load.Client(port, iter([[make()]]), into, keeps=True)
                selector.register(client.begin(), selectors.EVENT_READ, (client, answered))
    return time.perf_counter() - started


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    manage(env, "copy_survey", "ir2019", SURVEY, "--example")
    manage(env, "open_survey", SURVEY)
    django.setup()
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        print(json.dumps(measured(server, rounds, part)))


def measured(server: processes.Server, rounds: int, part: float) -> dict[str, object]:
    """Each round without viewers and with them. The first warms the server and is not counted."""
    students, cookie = Students(random.Random(0)), signed_in()
    runs = {side: Runs() for side in SIDES}
    polls, handed_in, viewers = load.Load(), Counter[int](), []
    for number in range(rounds + 1):
        for side in SIDES if number % 2 else reversed(SIDES):
            viewers = [opened(server.port, i, cookie) for i in range(VIEWERS if side == "viewed" else 0)]
            asked = polls if number else load.Load()
            kept = runs[side] if number else Runs()
            handed_in += one_run(server, students, int(STUDENTS * part), viewers, asked, kept)
    unchanged = nothing_new(server.port, opened(server.port, 0, cookie))
    return {
        "runs": {side: asdict(of) for side, of in runs.items()},
        "polls_ms": [1000 * seconds for seconds in quantiles(polls.times, n=20)],
        "answers": dict(polls.statuses),
        "unchanged_ms": [1000 * seconds for seconds in quantiles(unchanged.times, n=20)],
        "checks": [
            *checks_of_product(handed_in),
            unexpected("viewers", polls.statuses, KNOWN),
            verdict(polls.statuses[200] > 0, f"{polls.statuses[200]} answers brought something new"),
            unexpected("nothing new", unchanged.statuses, {304}),
        ],
    }


def one_run(
    server: processes.Server,
    students: Students,
    n: int,
    viewers: list[Viewer],
    polls: load.Load,
    runs: Runs,
) -> Counter[int]:
    done, seconds = load.Load(), n / PER_SECOND
    plan = [(i / PER_SECOND, (students.hand_in, len, done)) for i in range(n)]
    plan += [
        (at + EVERY * i / VIEWERS, (viewer.request, viewer.answered, polls))
        for i, viewer in enumerate(viewers)
        for at in range(0, int(seconds), EVERY)
        if at + EVERY * i / VIEWERS < seconds
    ]
    served, busy, own = server.cpu, processes.busy(), time.process_time()
    seconds = play(server.port, plan)
    served, busy, own = server.cpu - served, processes.busy() - busy, time.process_time() - own
    milliseconds = [1000 * taken for taken in done.times]
    runs.p50_ms.append(median(milliseconds))
    runs.p95_ms.append(quantiles(milliseconds, n=20)[-1])
    runs.slowest_ms.append(max(milliseconds))
    runs.server_cpu.append(served / seconds)
    runs.others.append(max(0.0, busy - served - own) / seconds)
    return done.statuses


def signed_in() -> str:
    """The cookie of somebody of the faculty."""
    from django.contrib.auth.models import User
    from django.test import Client

    from surveyapp.models import Membership, Survey

    viewer = User.objects.create_user("viewer")
    Membership.objects.create(survey=Survey.objects.get(code=SURVEY), user=viewer, role="faculty")
    client = Client()
    client.force_login(viewer)
    return f"session={client.cookies['session'].value}"


def opened(port: int, number: int, cookie: str) -> Viewer:
    """A viewer's page; viewers look at different ones."""
    html: list[bytes] = []
    page = f"/surveys/{SURVEY}/{PAGES[number % len(PAGES)]}"
    request = load.get(page, f"Cookie: {cookie}\r\n")
    play(port, [(0.0, (lambda: request, html.append, load.Load()))])
    return Viewer(html[0].decode(), cookie)


def nothing_new(port: int, viewer: Viewer) -> load.Load:
    """The same question again and again, from one client, while nobody hands in."""
    time.sleep(2)  # what was found a moment ago is given to others too, for a second
    play(port, [(0.0, (viewer.request, viewer.answered, load.Load()))])  # whatever is left over
    return load.run(port, [[viewer.request()] * 300], 1)


def written(found: dict) -> str:
    """The figures as a table."""
    lines = [
        ("p50_ms", "hand-in, p50, ms", 1),
        ("p95_ms", "hand-in, p95, ms", 1),
        ("slowest_ms", "the slowest hand-in, ms", 0),
        ("server_cpu", "server, cores", 2),
        ("others", "others, cores", 2),
    ]
    rows = [
        (said, *(spread(found["runs"][side][key], digits) for side in SIDES)) for key, said, digits in lines
    ]
    polls, unchanged = found["polls_ms"], found["unchanged_ms"]
    return "\n".join(
        [
            table(("", "nobody looks", f"{VIEWERS} look"), rows),
            "",
            f"Viewers' questions: p50 {polls[9]:.1f} ms, p95 {polls[-1]:.1f} ms; answers {found['answers']}",
            f"Nothing new (304), one client: p50 {unchanged[9]:.1f} ms, p95 {unchanged[-1]:.1f} ms",
            "",
            *found["checks"],
        ]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
