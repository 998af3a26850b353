"""A student's phone: bytes of a first visit, first paint over a slow network, and how soon a tap is answered.

Chromium with the CPU slowed down six times and, for the paint, 400 kbit/s and 400 ms a request. It draws without a
graphics card, which takes more of a tap than a phone's would. So each tap is also made on a page with nothing but
as many choices (`bare_page`), in turns: what is above that is ours. A tap is measured as the field does (Event Timing,
which 'Interaction to Next Paint' is made of: from the finger's lifting to the next picture, in steps of 8 ms), and as
before by a frame callback and a message after it, which also waits for whatever the browser does besides.
Twice: 'at once', as before, the finger is lifted as soon as it is down, so the tap also waits for what the browser does
when it comes down; 'rested', it stays for 80 ms, as a hand's does, and that work is over before.
The first answer on each page brings six questions up (`long_questionnaire`): one tap in ten, so the p95 of all is one
of these, and they are told apart. Page turns are no taps here.
`work` is what the main thread computes for a tap, from the browser's trace and not slowed down: the only figure here
that others on the machine hardly touch. Needs Chromium (`tests/browser.py`). Run by `python -m benchmarks`, which sets
the environment. Prints its figures as JSON.
"""

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser import FLAGS, chromium

from . import processes
from .figures import spread, table
from .places import manage, prepare

PHONE = {"width": 390, "height": 740}
SLOWER, LATENCY, BYTES = 6, 400, 400_000 / 8  # times; ms a request; bytes a second
QUESTIONS, CHOICES, PER_PAGE = 100, 8, 10
RESTS = {"at once": 0, "rested": 80}  # ms from the finger's coming down to its lifting
POINTS: dict[str, Callable[[list[float]], float]] = {
    "p50": median,
    "p95": lambda run: quantiles(run, n=20, method="inclusive")[-1] if run[1:] else run[0],
    "slowest": max,
}
KINDS: dict[str, Callable[[int], bool]] = {
    "all": lambda question: True,
    "first of a page": lambda question: question % PER_PAGE == 0,
    "others": lambda question: question % PER_PAGE > 0,
}
STUDY, LONG = "/r/bench/strasbourg", "/r/long/north"

# Of each tap on a choice its question and ms: from the moment that the browser had the tap to the moment that the
# picture was handed over after the next frame.
TAPS = """
window.taps = [];
const question = (label) => +label.htmlFor.match(/[0-9]+/)[0];
addEventListener('click', (tap) => {
  if (!tap.target.matches('label')) return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.taps.push([question(tap.target), performance.now() - tap.timeStamp]);
    port2.postMessage(0);
  });
}, true);
"""
# Of each the longest event, as 'Interaction to Next Paint' has it. Shorter ones than 16 ms are not told, and left out.
EVENTS = """
window.events = {};
new PerformanceObserver((list) => {
  for (const { interactionId, duration, target } of list.getEntries())
    if (interactionId && target?.matches('label'))
      events[interactionId] = [question(target), Math.max(duration, events[interactionId]?.[1] ?? 0)];
}).observe({ type: 'event', durationThreshold: 16, buffered: true });
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
            "taps": {
                rest: in_turns(partial(taps, browser, questions=int(QUESTIONS * part), rest=ms), at)
                for rest, ms in RESTS.items()
            },
            "work": in_turns(lambda on: work(browser, on, int(QUESTIONS * part)), at),
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


def in_turns(measure: Callable[[str], Any], at: str) -> dict[str, list]:
    found: dict[str, list] = {"questionnaire": [], "bare": []}
    for _ in range(2):
        found["questionnaire"].append(measure(at + LONG + "/form"))
        found["bare"].append(measure(""))
    return found


def taps(browser: Browser, on: str, questions: int, rest: float) -> dict[str, list]:
    """Question and milliseconds of each tap in a questionnaire of 100 questions with 8 choices, ten on each page."""
    page, _ = visitor(browser, slow=True)
    page.add_init_script(TAPS + EVENTS)
    for _ in tapped(page, on, questions, rest):
        pass
    page.wait_for_timeout(500)
    found = page.evaluate("({ frame: window.taps, event: Object.values(window.events) })")
    page.context.close()
    return found


def tapped(page: Page, on: str, questions: int, rest: float = 0) -> Iterator[int]:
    """Answers one question after the other, and stops after each tap; without an address on a bare page."""
    rng = random.Random(0)
    if on:
        page.goto(on)
        page.locator("body[data-kept]").wait_for()
    else:
        page.set_content(bare_page())
        page.evaluate(TAPS + EVENTS)
    session = page.context.new_cdp_session(page)
    for n in range(questions):
        question = n if on else n % PER_PAGE
        label = page.locator(f"label[for=id_q{question}_{rng.randrange(CHOICES)}]")
        place = label.evaluate(IN_VIEW)
        page.wait_for_timeout(100)  # the scrolling is over
        page.evaluate("console.timeStamp('tap')")
        touch(page, session, place, rest)
        yield n
        page.wait_for_timeout(rng.uniform(200, 700))  # the draft is written 300 ms after a tap
        if on and n % PER_PAGE == PER_PAGE - 1:
            page.locator("a.next:visible").tap()
            page.wait_for_timeout(500)


def touch(page: Page, session: CDPSession, place: tuple[float, float], rest: float) -> None:
    if rest:
        finger = {"x": place[0], "y": place[1]}
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
        page.wait_for_timeout(rest)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        page.touchscreen.tap(*place)


def bare_page() -> str:
    """The choices of one page and no more: no style, no script, no page that is not shown."""
    rows = (
        f"<p><input type=radio name=q{n} id=id_q{n}_{i}><label for=id_q{n}_{i}>Choice number {i}</label></p>"
        for n in range(PER_PAGE)
        for i in range(CHOICES)
    )
    head = '<!doctype html><html lang=en><meta name=viewport content="width=device-width"><title>Bare</title>'
    return head + "<form>" + "".join(rows) + "</form>"


def work(browser: Browser, on: str, questions: int) -> dict[str, float]:
    """Of each tap, medians: ms of the main thread until 200 ms after it, of these style, and elements restyled."""
    page, _ = visitor(browser, slow=False)
    session, events, over = browser.new_browser_cdp_session(), [], []
    session.on("Tracing.dataCollected", lambda e: events.extend(e["value"]))
    session.on("Tracing.tracingComplete", lambda e: over.append(e))
    traced = {"includedCategories": ["devtools.timeline", "toplevel"]}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": traced})
    for _ in tapped(page, on, questions):
        page.wait_for_timeout(200)  # the draft is not yet written
        page.evaluate("console.timeStamp('end')")
    session.send("Tracing.end")
    while not over:
        page.wait_for_timeout(50)
    page.context.close()
    marks = sorted((e for e in events if e["name"] == "TimeStamp"), key=lambda e: e["ts"])
    rows = [of_a_tap(events, tap, end) for tap, end in zip(marks[::2], marks[1::2], strict=True)]
    return {
        f"{name}, {kind}": median(row[name] for question, row in enumerate(rows) if such(question))
        for kind, such in KINDS.items()
        for name in rows[0]
    }


def of_a_tap(events: list[dict], tap: dict, end: dict) -> dict[str, float]:
    thread = [
        e
        for e in events
        if e["ph"] == "X"
        and (e["pid"], e["tid"]) == (tap["pid"], tap["tid"])
        and tap["ts"] <= e["ts"] < end["ts"]
    ]
    styles = [e for e in thread if e["name"] == "UpdateLayoutTree"]
    return {
        "main thread, ms": sum(e["tdur"] for e in thread if e["name"] == "ThreadControllerImpl::RunTask")
        / 1000,
        "of it style, ms": sum(e["tdur"] for e in styles) / 1000,
        "elements restyled": sum(e["args"]["elementCount"] for e in styles),
    }


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
    answered = [
        (
            f"{how}, {rest}, {kind}",
            *(
                spread([point([ms for question, ms in run[how] if such(question)]) for run in runs])
                for runs in found["taps"][rest].values()
                for point in POINTS.values()
            ),
        )
        for how, rest in (("frame", "at once"), ("event", "at once"), ("event", "rested"))
        for kind, such in KINDS.items()
    ]
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
            table(("tap to paint, ms", *POINTS, *(f"{point}, bare page" for point in POINTS)), answered),
            "",
            table(("work of a tap, full speed", "questionnaire", "bare page"), worked),
            "",
            *found["checks"],
        ]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
