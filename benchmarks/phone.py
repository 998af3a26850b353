"""A student's phone: bytes of a first visit, first paint over a slow network, and how soon a tap is answered.

Chromium with the CPU slowed down six times and, for the paint, 400 kbit/s and 400 ms a request. It draws without a
graphics card, which takes more of a tap than a phone's would. Needs Chromium (`tests/browser.py`). Run by
`python -m benchmarks`, which sets the environment. Prints its figures as JSON.
"""

import json
import os
import random
import sys
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser import FLAGS, chromium

from . import processes
from .figures import spread, table
from .places import manage, prepare

PHONE = {"width": 390, "height": 740}
SLOWER, LATENCY, BYTES = 6, 400, 400_000 / 8  # times; ms a request; bytes a second
QUESTIONS, CHOICES, PER_PAGE = 100, 8, 10
STUDY, LONG = "/r/bench/strasbourg", "/r/long/north"

# From the moment that the browser had the tap to the moment that the picture was handed over after the next frame.
TAPS = """
window.taps = [];
addEventListener('click', (tap) => {
  if (!tap.target.matches('label')) return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.taps.push(performance.now() - tap.timeStamp);
    port2.postMessage(0);
  });
}, true);
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
IN_VIEW = """(label) => {
  label.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = label.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


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
            "taps": [taps(browser, at, int(QUESTIONS * part)) for _ in range(2)],
        }
    found["checks"] = []
    print(json.dumps(found))


def visitor(browser: Browser, *, slow: bool) -> tuple[Page, CDPSession]:
    """Somebody who was never here: an empty cache."""
    page = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page, session


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


def taps(browser: Browser, at: str, questions: int) -> list[float]:
    """Milliseconds of each tap in a questionnaire of 100 questions with 8 choices, ten on each page."""
    rng = random.Random(0)
    page, _ = visitor(browser, slow=True)
    page.add_init_script(TAPS)
    page.goto(at + LONG + "/form")
    page.locator("body[data-kept]").wait_for()
    for n in range(questions):
        label = page.locator(f"label[for=id_q{n}_{rng.randrange(CHOICES)}]")
        page.touchscreen.tap(*label.evaluate(IN_VIEW))
        page.wait_for_timeout(rng.uniform(200, 700))  # the draft is written 300 ms after a tap
        if n % PER_PAGE == PER_PAGE - 1:
            page.locator("a.next:visible").tap()
            page.wait_for_timeout(500)
    found = page.evaluate("window.taps")
    page.context.close()
    return found


def long_questionnaire() -> str:
    """On each page the last six questions depend on the first: 60 rules, and the first choice hides none."""
    choices = "".join(
        f"\n          - {{code: c{i}, label: {{en: Choice number {i}}}}}" for i in range(CHOICES)
    )
    lines = [
        "code: long",
        "title: {en: Long}",
        "languages: [en]",
        "schools: [{code: north, name: North}]",
        "sections:",
    ]
    for n in range(QUESTIONS):
        first = n - n % PER_PAGE
        if n == first:
            lines += [f"  - code: page{n}", f"    title: {{en: Page {n}}}", "    questions:"]
        shown = ", ".join(f"c{i}" for i in range(CHOICES))
        condition = f"\n        shown_if: {{q{first}: [{shown}]}}" if n % PER_PAGE > 3 else ""
        lines.append(
            f"      - code: q{n}\n        type: single\n        text: {{en: Question number {n}?}}{condition}"
            f"\n        choices:{choices}"
        )
    return "\n".join(lines)


def written(found: dict) -> str:
    """The figures as tables."""
    rows = [(url, packing, f"{n:,}") for url, packing, n in found["weight"]]
    rows.append((f"{len(rows)} requests", "", f"{sum(n for *_, n in found['weight']):,}"))
    paints = [(page, spread([run[page] for run in found["paint"]], 2)) for page in found["paint"][0]]
    points = [quantiles(run, n=20) for run in found["taps"]]
    tapped = [
        ("p50", [p[9] for p in points]),
        ("p95", [p[-1] for p in points]),
        ("slowest", list(map(max, found["taps"]))),
    ]
    return "\n".join(
        [
            table(("first visit", "packed", "bytes on the wire"), rows),
            "",
            table(("first paint, slow phone and network", "s"), paints),
            "",
            table(
                (f"tap to paint, {len(found['taps'][0])} taps", "ms"),
                [(said, spread(of)) for said, of in tapped],
            ),
            "",
            *found["checks"],
        ]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
