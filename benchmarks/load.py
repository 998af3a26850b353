"""A light load generator: one process, one loop, requests that were written beforehand.

Made-up students who read each page (`surveyapp.rehearsal`) take more of the machine than the server does. Here
a client only sends bytes and looks at the status and the length of what comes back.
"""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

CUT_SHORT = 0  # in place of the status of an answer that did not come whole

BROWSER = "Accept-Encoding: gzip, deflate, br\r\n"  # what every browser can unpack

Script = list[bytes]  # what one client sends over one connection, one request after the other


def get(path: str, header: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n".encode()


def post(path: str, fields: list[tuple[str, str]]) -> bytes:
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


@dataclass
class Load:
    """What came of it. `times` in seconds, from sending a request to the last byte of its answer."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    own_cpu: float = 0.0  # of the generator

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds


class Client:
    """One connection at a time, on it one script. `keeps`: the whole last answer, and not its head alone."""

    def __init__(self, port: int, scripts: Iterator[Script], load: Load, *, keeps: bool = False) -> None:
        self.port, self.scripts, self.load, self.keeps = port, scripts, load, keeps

    def begin(self) -> socket.socket | None:
        """Connect for the next script and send its first request; None when there is none left."""
        script = next(self.scripts, None)
        if script is None:
            return None
        self.requests = iter(script)
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send(next(self.requests))
        return self.socket

    def send(self, request: bytes) -> None:
        self.head, self.missing, self.answer = b"", 0, bytearray()
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has come: the head is read once, of the rest its length alone. False at the end of the script."""
        data = self.socket.recv(1 << 18)
        if self.keeps:
            self.answer += data
        if HEAD_END in self.head:
            self.missing -= len(data)
        else:
            self.head += data
            self.missing = missing(self.head)
        if data and self.missing > 0:
            return True
        self.load.times.append(time.perf_counter() - self.sent)
        whole = self.missing <= 0
        self.load.statuses[int(self.head[9:12]) if whole else CUT_SHORT] += 1
        request = next(self.requests, None)
        if request is None or not data:
            return False
        self.send(request)
        return True


def missing(answer: bytes) -> int:
    """How many bytes have not come yet; of a head that is not complete: at least one."""
    end = answer.find(HEAD_END)
    if end < 0:
        return 1
    found = LENGTH.search(answer, 0, end)
    return (int(found[1]) if found else 0) - (len(answer) - end - len(HEAD_END))


def run(port: int, scripts: Iterable[Script], clients: int) -> Load:
    """Play all scripts, so many of them at a time."""
    load, remaining = Load(), iter(scripts)
    started, cpu = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as selector:
        for client in [Client(port, remaining, load) for _ in range(clients)]:
            start(client, selector)
        while selector.get_map():
            for key, _ in selector.select():
                if not key.data.receive():
                    selector.unregister(key.fileobj)
                    key.data.socket.close()
                    start(key.data, selector)
    load.seconds, load.own_cpu = time.perf_counter() - started, time.process_time() - cpu
    return load


def start(client: Client, selector: selectors.BaseSelector) -> None:
    if connection := client.begin():
        selector.register(connection, selectors.EVENT_READ, client)
