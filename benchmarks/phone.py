"""A student's phone: bytes of a first visit, first paint over a slow network, and how soon a tap is answered.

Chromium with the CPU slowed down six times and, for the paint, 400 kbit/s and 400 ms a request. It draws without a
graphics card, which takes more of a tap than a phone's would. So each tap is also made on a page with nothing but
as many choices, in turns: what is above that is ours (`taps`). Needs Chromium (`tests/browser.py`). Run by
`python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import FLAGS, chromium

from . import processes
from .figures import spread, table
from .places import manage, prepare
from .taps import POINTS, answered, long_questionnaire, measured, visitor

LATENCY, BYTES = 400, 400_000 / 8  # ms a request; bytes a second
STUDY, LONG = "/r/bench/strasbourg", "/r/long/north"

PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main(rounds: int, part: float) -> None:
    env = dict(os.environ)
    prepare(env)
    manage(env, "copy_survey", "ir2019", "bench", "--example")
    manage(env, "open_survey", "bench")
    (file := Path(env["BENCH_FOLDER"]) / "long.yaml").write_text(long_questionnaire())
    manage(env, "import_questionnaire", str(file))
    manage(env, "open_survey", "long")
    with (
        processes.server("surveyapp.wsgi", "/healthz", env) as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium(), args=FLAGS) as browser,
    ):
        at = f"http://localhost:{server.port}"
        weight(browser, at)  # all pages are built, all modules read
        found = {
            "weight": weight(browser, at),
            "paint": [paint(browser, at) for _ in range(rounds)],
            **measured(browser, f"{at}{LONG}/form", part),
        }
    found["checks"] = []
    print(json.dumps(found))


def weight(browser: Browser, at: str) -> list[tuple[str, str, int]]:
    """Of each request, until the questionnaire can be answered: packed how, bytes of the answer."""
    page, session = visitor(browser, slow=False)
    answers: dict[str, list] = {}
    session.on("Network.responseReceived", lambda e: answers.update({e["requestId"]: [e["response"], 0]}))
    session.on("Network.loadingFinished", lambda e: add(answers, e))
    page.goto(at + STUDY, wait_until="networkidle")
    page.locator("a.btn-primary").click()
    page.locator("body[data-kept]").wait_for()
    page.wait_for_load_state("networkidle")
    page.context.close()
    return [
        (
            r["url"].removeprefix(at),
            {k.lower(): v for k, v in r["headers"].items()}.get("content-encoding", "-"),
            n,
        )
        for r, n in answers.values()
        if r["url"].startswith("http") and not r.get("fromDiskCache") and n
    ]


def add(answers: dict[str, list], event: dict) -> None:
    if event["requestId"] in answers:
        answers[event["requestId"]][1] = int(event["encodedDataLength"])


def paint(browser: Browser, at: str) -> dict[str, float]:
    """Seconds to the first paint of the first page, and of the questionnaire that follows it."""
    page, session = visitor(browser, slow=True)
    network = {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES, "uploadThroughput": BYTES}
    session.send("Network.emulateNetworkConditions", network)
    page.goto(at + STUDY)
    first = page.wait_for_function(PAINT).json_value()
    page.locator("a.btn-primary").tap()
    page.wait_for_url("**/form*")
    page.locator("body[data-kept]").wait_for(timeout=60_000)
    form = page.wait_for_function(PAINT).json_value()
    page.context.close()
    return {"first page": first / 1000, "questionnaire": form / 1000}


def written(found: dict) -> str:
    """The figures as tables."""
    rows = [(url, packing, f"{n:,}") for url, packing, n in found["weight"]]
    rows.append((f"{len(rows)} requests", "", f"{sum(n for *_, n in found['weight']):,}"))
    paints = [(page, spread([run[page] for run in found["paint"]], 2)) for page in found["paint"][0]]
    worked = [
        (said, *(spread([run[said] for run in found["work"][page]], 1) for page in found["work"]))
        for said in found["work"]["bare"][0]
    ]
    return "\n".join(
        [
            table(("first visit", "packed", "bytes on the wire"), rows),
            "",
            table(("first paint, slow phone and network", "s"), paints),
            "",
            table(
                ("tap to paint, ms", *POINTS, *(f"{point}, bare page" for point in POINTS)), answered(found)
            ),
            "",
            table(("work of a tap, full speed", "questionnaire", "bare page"), worked),
            "",
            *found["checks"],
        ]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
