"""Firefox and WebKit for tests, each by the wire that its own package brings: Marionette, and WebDriver over HTTP.

`firefox()` and `webkit()` give a `Browser` with the few things that a student does: go to an address, click, type, go
back. Clicks are the browser's own: they scroll, and fail where something else covers the place. What the console says
is in `said()`, for Firefox alone: WebKit's driver does not tell.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser import chromium
from tests.requirements import lacking

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE = 20
# Nothing is asked of anybody but the page's server, and no page is opened that nobody asked for.
PREFERENCES = {
    "marionette.port": 0,
    "remote.prefs.recommended": True,
    "browser.startup.page": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "dom.ipc.processCount": 1,
    "dom.ipc.processPrelaunch.enabled": False,
}


def packages():
    """Debian's, of the browsers that are not here."""
    there = {
        "chromium": chromium(),
        "firefox-esr": firefox_here(),
        "webkit2gtk-driver": webkit_here(),
        "xvfb": shutil.which("Xvfb"),
    }
    return [package for package, found in there.items() if not found]


def firefox_here():
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit_here():
    """The smallest browser of those with its engine, where its driver is there too."""
    small = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    return small if shutil.which("WebKitWebDriver") else None


class Failed(Exception):
    """What the browser answered instead of doing it."""


class Browser:
    """What a student does. `call` takes the name that each wire has for it: WebDriver's path, and Marionette's word."""

    sandbox = {}  # where a test's own scripts run

    def goto(self, url):
        self.call("url", "Navigate", url=url)

    def back(self):
        self.call("back", "Back")

    def forward(self):
        self.call("forward", "Forward")

    def js(self, script, *args):
        return self.call("execute/sync", "ExecuteScript", script=script, args=list(args), **self.sandbox)

    def element(self, css):
        """The first that is to be seen, as soon as there is one."""
        found = "return [...document.querySelectorAll(arguments[0])].find(e => e.checkVisibility())"
        return self.until(lambda: self.js(found, css), css)[ELEMENT]

    def click(self, *selectors):
        for css in selectors:
            id = self.element(css)
            self.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", {ELEMENT: id})
            self.call(f"element/{id}/click", "ElementClick", id)

    def type(self, css, text):
        id = self.element(css)
        self.call(f"element/{id}/value", "ElementSendKeys", id, text=text)

    def tap(self, *names):
        self.click(*(f"label[for=id_{name}]" for name in names))

    def texts(self, css):
        seen = "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
        return self.js(f"{seen}.map(e => e.innerText.trim())", css)

    def until(self, found, what):
        """Soon, or not at all."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(Failed):  # a document that is just being left
                if value := found():
                    return value
            time.sleep(0.03)
        raise AssertionError(f"not within {PATIENCE} s: {what}, at {self.js('return location.href')}")


class Firefox(Browser):
    def __init__(self, port, scripted):
        self.wire = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.file, self.number = self.wire.makefile("rb"), 0
        self.sandbox = {} if scripted else {"sandbox": "system"}
        self.receive()
        self.send("WebDriver:NewSession", {})

    def receive(self):
        size = b""
        while (byte := self.file.read(1)) != b":":
            size += byte
        return json.loads(self.file.read(int(size)))

    def send(self, name, params):
        self.number += 1
        words = json.dumps([0, self.number, name, params]).encode()
        self.wire.sendall(b"%d:%s" % (len(words), words))
        _, _, error, result = self.receive()
        if error:
            raise Failed(f"{error['error']}: {error['message']}")
        return result

    def call(self, path, name, id=None, **params):
        result = self.send(f"WebDriver:{name}", {**params, **({"id": id} if id else {})})
        return result["value"] if set(result or {}) == {"value"} else result

    def chrome(self, script):
        """In the browser's own window."""
        self.send("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.call("", "ExecuteScript", script=script, args=[])
        finally:
            self.send("Marionette:SetContext", {"value": "content"})

    def said(self):
        """What pages made the browser write into its console."""
        return self.chrome(
            "return Services.console.getMessageArray().filter(m => /^http/.test(m.sourceName))"
            ".map(m => `${m.errorMessage} ${m.sourceName}:${m.lineNumber}`)"
        )


class WebKit(Browser):
    def said(self):
        """Its driver does not tell."""
        return []

    def __init__(self, port, options):
        self.base = f"http://127.0.0.1:{port}/session"
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.base += "/" + self.ask("", {"capabilities": wanted})["sessionId"]

    def ask(self, path, body, method="POST"):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            with error:
                told = json.load(error)["value"]
            raise Failed(f"{told['error']}: {told['message']}") from None

    def call(self, path, name, id=None, **params):
        return self.ask("/" + path, params)


@contextlib.contextmanager
def process(*command, **options):
    running = subprocess.Popen(command, **options)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def written(file, running):
    """The number that a program writes into a file once it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError(f"it did not start: {running.args[0]}")


@contextlib.contextmanager
def firefox(folder, scripted=True, **preferences):
    path = firefox_here()
    if path is None:
        lacking("no Firefox: install it (apt-get install firefox-esr)")
    wanted = {**PREFERENCES, "javascript.enabled": scripted, **preferences}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
    folder = Path(folder)
    (folder / "user.js").write_text("".join(lines))
    command = (path, "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with process(*command, str(folder), env={**os.environ, "HOME": str(folder)}, **quiet) as running:
        port = written(folder / "MarionetteActivePort", running)
        browser = Firefox(port, scripted)
        with browser.file, browser.wire:
            yield browser


@contextlib.contextmanager
def webkit(folder, scripted=True):
    """On a screen that nobody sees. It keeps its data in memory."""
    small = webkit_here()
    if not (small and shutil.which("Xvfb")):
        lacking("no WebKit: install it (apt-get install webkit2gtk-driver xvfb)")
    folder, port = Path(folder), free_port()
    (style := folder / ".config/gtk-3.0/gtk.css").parent.mkdir(parents=True)
    style.write_text("* { font-size: 4px; padding: 0; }")  # its bar of buttons is wider than a phone
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with contextlib.ExitStack() as stack:
        with open(folder / "display", "w") as number:
            screen = ("Xvfb", "-displayfd", str(number.fileno()), "-screen", "0", "1400x1100x24", "-nolisten")
            running = stack.enter_context(process(*screen, "tcp", pass_fds=[number.fileno()], **quiet))
        env = {
            **os.environ,
            "HOME": str(folder),
            "DISPLAY": f":{written(folder / 'display', running)}",
            "NO_AT_BRIDGE": "1",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
        }
        stack.enter_context(process("WebKitWebDriver", f"--port={port}", env=env, **quiet))
        connected(port)
        args = ["--automation", f"--enable-javascript-markup={str(scripted).lower()}"]
        browser = WebKit(port, {"binary": str(small), "args": args})
        stack.callback(browser.ask, "", None, "DELETE")
        yield browser


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def connected(port):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError("WebKit's driver did not start")


BROWSERS = (firefox, webkit)
