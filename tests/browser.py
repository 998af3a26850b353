"""A real Chromium for tests, and a watch over each page and further tab: whatever goes wrong there fails the test.

`page` and `nojs` (scripts off) are Playwright pages at the live server; `bare_page` has no server;
`open_page(live_server.url, ...)` makes more, with any option of a context (`viewport`, `color_scheme`).
A test that means to go wrong says so before: `page.allow("404 /nowhere")`. What is allowed must then happen.
`assert axe(page) == []` asks for the accessibility rules of WCAG 2.2 AA.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.requirements import lacking

# Playwright runs an event loop in this thread, and Django would take the test for asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: as root there is none. The others: no request but those of the page.
# The address bar's popup is a page of its own, made anew for each visitor: 0.35 s of CPU each time.
POPUPS = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"]
# A process started beforehand for a page that no test opens.
SPARE = ["SpareRendererForSitePerProcess"]
# What Playwright itself turns off by the same flag, of which the last alone counts.
TURNED_OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
FLAGS = [
    f"--disable-features={','.join(TURNED_OFF + POPUPS + SPARE)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright turns off the cache that Back reads; students' browsers have it, and answers may be seen in it.
UNWANTED_FLAGS = ["--disable-back-forward-cache"]
# Each of axe's rules for A and AA; by the tags alone it leaves out those that it takes for experimental.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
# That there is something hidden, as there always is: the tests bring it up.
UNTOLD = {"hidden-content": {"enabled": False}}
# Those whose verdict on the same document may change with its colours; with its width and colours.
COLOURS = ["color-contrast", "link-in-text-block"]
LOOKS = [*COLOURS, "target-size", "scrollable-region-focusable"]
# What stays on a student's device; a page may forbid to look.
KEPT = """async () => { try {
  const databases = (await indexedDB.databases()).map(database => database.name);
  const small = [localStorage, sessionStorage].flatMap(kept => Object.keys(kept));
  return [...small, ...databases, ...(await globalThis.caches?.keys() ?? [])].map(name => `kept: ${name}`);
} catch { return []; } }"""


def chromium():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    if path is None:
        lacking("no Chromium: install it (apt-get install chromium), or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, ignore_default_args=UNWANTED_FLAGS, headless=True
        )
        yield browser
        browser.close()


class Watch:
    """What went wrong on the pages of one context, further tabs too, and what was allowed to."""

    def __init__(self, context, server):
        self.server, self.wrong, self.allowed = server, [], []
        self.context, self.students = context, True  # whether it saw students' pages alone
        context.on("response", self.response)
        context.on("console", self.console)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        context.on("request", self.request)

    def response(self, response):
        if response.status >= 400:
            self.wrong.append(f"{response.status} {urlsplit(response.url).path}")

    def console(self, message):
        # A failed request is told by `response`; what the Content-Security-Policy refuses comes here.
        if not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console {message.type}: {message.text}")

    def request(self, request):
        address = urlsplit(request.url)
        if request.resource_type == "document" and not address.path.startswith("/r/"):
            self.students = False
        if address.scheme in {"http", "https"} and address.netloc != urlsplit(self.server).netloc:
            self.wrong.append(f"elsewhere: {request.url}")

    def left_behind(self):
        """What students find on their device in the end: cookies never, and nothing at all after the thanks."""
        if not self.students:
            return []
        thanked = [page for page in self.context.pages if urlsplit(page.url).path.endswith("/thanks")]
        kept = [name for page in thanked for name in page.evaluate(KEPT)]
        return [*(f"cookie: {cookie['name']}" for cookie in self.context.cookies()), *kept]

    def verdict(self):
        unexpected = [wrong for wrong in self.wrong if not any(allowed in wrong for allowed in self.allowed)]
        missing = [allowed for allowed in self.allowed if not any(allowed in wrong for wrong in self.wrong)]
        return [*unexpected, *(f"allowed, but did not happen: {allowed}" for allowed in missing)]


@pytest.fixture
def open_page(browser):
    opened = []

    def open_page(server="", **options):
        context = browser.new_context(base_url=server or None, **options)
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(30_000)  # the first page of all is slow to come
        page = context.new_page()
        watch = Watch(context, server)
        page.allow = watch.allowed.append
        opened.append((context, watch))
        return page

    yield open_page
    verdicts = [problem for _, watch in opened for problem in [*watch.verdict(), *watch.left_behind()]]
    for context, _ in opened:
        context.close()
    assert verdicts == []


@pytest.fixture
def page(open_page, live_server):
    return open_page(live_server.url)


@pytest.fixture
def nojs(open_page, live_server):
    return open_page(live_server.url, java_script_enabled=False)


@pytest.fixture
def bare_page(open_page):
    return open_page()


@pytest.fixture
def axe():
    """The rules that a page breaks, each with its places; with `doubts` those too of which axe cannot tell."""
    from axe_playwright_python.base import AXE_SCRIPT
    from axe_playwright_python.sync_playwright import Axe

    def broken_rules(page, rules=RULES, doubts=False):
        kinds = ["violations", "incomplete"] if doubts else ["violations"]
        there = page.evaluate("'axe' in window")  # half a megabyte, so once for each document
        axe = Axe("" if there else AXE_SCRIPT)
        told = axe.run(page, options={"resultTypes": kinds, "runOnly": rules, "rules": UNTOLD}).response
        found = [rule for kind in kinds for rule in told[kind]]
        return [f"{rule['id']}: {'; '.join(node['html'][:120] for node in rule['nodes'])}" for rule in found]

    return broken_rules
