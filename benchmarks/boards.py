"""The schools board and the rates with 3, 60 and 200 schools: milliseconds of a warm server, and queries.

Run by `python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import quantiles

import django

from . import load, processes
from .figures import spread, table
from .places import manage, prepare

SIZES = (3, 60, 200)
PAGES = ("schools/", "rates/")
REPEATED = 100
# What has happened with a school, in order; each is followed by the next about two weeks later.
STORIES = (
    (),
    ("invited",),
    ("invited", "reminded"),
    ("invited", "declined"),
    ("invited", "accepted"),
    ("invited", "accepted", "sent"),
    ("invited", "accepted", "sent", "first_reminder"),
    ("invited", "reminded", "accepted", "sent", "first_reminder", "second_reminder"),
)


def fill(code: str, n: int, rng: random.Random, today: date) -> None:
    """n made-up schools into a survey, each with its history, its days, and its letters."""
    from surveyapp import history
    from surveyapp.models import DayCount, Event, Participation, School, Survey

    survey = Survey.objects.get(code=code)
    survey.participations.all().delete()
    Survey.objects.filter(pk=survey.pk).update(asked=None)
    for i in range(n):
        story = STORIES[i % len(STORIES)] if n > len(STORIES) else STORIES[-1 - i]
        school = School.objects.create(code=f"{code}-{i}", name=f"Made-up school {i + 1}", country="FR")
        row = Participation.objects.create(survey=survey, school=school, enrolled=rng.randrange(500, 4000))
        first = today - timedelta(days=15 * len(story) + rng.randrange(20))
        days = [first + timedelta(days=14 * j) for j in range(len(story))]
        events = [
            Event(
                participation=row,
                kind=kind,
                day=day,
                by="Made up",
                reason="Too many surveys" * (kind == "declined"),
            )
            for kind, day in zip(story, days, strict=True)
        ]
        Event.objects.bulk_create(events)
        row.state, row.reason = history.state_of(events), events[-1].reason if events else ""
        row.email = f"dean@{i}.example.org"
        row.save()
        if row.state == "sent":
            DayCount.objects.bulk_create(
                DayCount(participation=row, day=day, handed_in=m, opened=3 * m, started=2 * m)
                for day in (days[story.index("sent")] + timedelta(days=d) for d in range(30))
                if day < today and (m := rng.randrange(12))
            )


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    django.setup()
    from django.utils import timezone

    rng = random.Random(0)
    for n in SIZES:
        manage(env, "copy_survey", "ir2019", f"of{n}")
        manage(env, "open_survey", f"of{n}")
        fill(f"of{n}", n, rng, timezone.localdate())
    cookie = signed_in()
    asked = {(n, page): queries(n, page) for n in SIZES for page in PAGES}
    found: dict[str, dict[int, list[float]]] = {page: {n: [] for n in SIZES} for page in PAGES}
    with processes.server("surveyapp.wsgi", "/healthz", env) as server:
        for number in range(rounds + 1):
            for n in SIZES:
                for page in PAGES:
                    request = load.get(f"/surveys/of{n}/{page}", f"Cookie: {cookie}\r\n")
                    done = load.run(server.port, [[request] * max(int(REPEATED * part), 10)], 1)
                    if number:  # the first warms the server
                        found[page][n].append(1000 * quantiles(done.times, n=20)[9])
    print(
        json.dumps(
            {"ms": found, "queries": [[*key, n] for key, n in asked.items()], "checks": [*checks(asked)]}
        )
    )


def signed_in() -> str:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("boards"))
    return f"session={client.cookies['session'].value}"


def queries(n: int, page: str) -> int:
    """How often a page asks the database, when what is kept of its survey has been read."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="boards"))
    client.get(f"/surveys/of{n}/{page}")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/surveys/of{n}/{page}")
    if answer.status_code != 200:
        raise RuntimeError(f"{page} of {n} schools answered {answer.status_code}")
    return len(captured)


def checks(asked: dict[tuple[int, str], int]) -> Iterator[str]:
    for page in PAGES:
        numbers = {asked[n, page] for n in SIZES}
        yield f"{'ok' if len(numbers) == 1 else 'WRONG'}: {page} asks the database {sorted(numbers)} times"


def written(found: dict) -> str:
    """The figures as a table."""
    counted = {(n, page): asked for n, page, asked in found["queries"]}
    rows = [
        (page, str(n), spread(of, 1), str(counted[int(n), page]))
        for page, sizes in found["ms"].items()
        for n, of in sizes.items()
    ]
    return "\n".join([table(("page", "schools", "p50, ms", "queries"), rows), "", *found["checks"]])


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
