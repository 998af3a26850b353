"""How soon a tap is answered: in a questionnaire of 100 questions with 8 choices, and on a page with nothing but those.

A tap is measured as the field does (Event Timing, which 'Interaction to Next Paint' is made of: from the finger's
lifting to the next picture, in steps of 8 ms), and as before by a frame callback and a message after it, which also
waits for whatever the browser does besides. Twice: 'at once', the finger is lifted as soon as it is down, so the tap
also waits for what the browser does when it comes down; 'rested', it stays for 80 ms, as a hand's does.
The first answer on each page brings six questions up (`long_questionnaire`): one tap in ten, so the p95 of all is one
of these, and they are told apart. Page turns are no taps here.
`work` is what the main thread computes for a tap, from the browser's trace and not slowed down: the only figure here
that others on the machine hardly touch.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from .figures import spread

PHONE = {"width": 390, "height": 740}
SLOWER = 6  # times
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
IN_VIEW = """(label) => {
  label.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = label.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


def measured(browser: Browser, form: str, part: float) -> dict[str, Any]:
    """Taps and their work, on the page at `form` and on the bare one in turns."""
    questions = int(QUESTIONS * part)
    return {
        "taps": {
            rest: in_turns(partial(taps, browser, questions=questions, rest=ms), form)
            for rest, ms in RESTS.items()
        },
        "work": in_turns(lambda on: work(browser, on, questions), form),
    }


def in_turns(measure: Callable[[str], Any], form: str) -> dict[str, list]:
    found: dict[str, list] = {"questionnaire": [], "bare": []}
    for _ in range(2):
        found["questionnaire"].append(measure(form))
        found["bare"].append(measure(""))
    return found


def visitor(browser: Browser, *, slow: bool) -> tuple[Page, CDPSession]:
    """Somebody who was never here: an empty cache."""
    page = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page, session


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
        "main thread, ms": sum(
            e.get("tdur", 0) for e in thread if e["name"] == "ThreadControllerImpl::RunTask"
        )
        / 1000,
        "of it style, ms": sum(e.get("tdur", 0) for e in styles) / 1000,
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


def answered(found: dict) -> list[tuple[str, ...]]:
    """A row for each measure, rest of the finger and kind of tap."""
    return [
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
