"""Starting servers, and what /proc says of them. Linux only."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """One gunicorn with the shipped configuration."""

    process: subprocess.Popen
    port: int

    @property
    def cpu(self) -> float:
        return cpu_of(tree(self.process.pid))

    @property
    def memory(self) -> int:
        """Bytes resident; pages that processes share are counted once."""
        return sum(shared_once(pid) for pid in tree(self.process.pid))


@contextlib.contextmanager
def server(application: str, ready: str, env: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    more = {"BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    process = subprocess.Popen(command, cwd=ROOT, env={**env, **more, "LOG_LEVEL": "WARNING"})
    try:
        wait_for(f"http://127.0.0.1:{port}{ready}", process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("the server did not start")
        with contextlib.suppress(OSError), urlopen(url, timeout=30) as answer:
            answer.read()
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers at {url}")


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in tree(int(child)))]


def cpu_of(pids: list[int]) -> float:
    """Seconds of CPU, of all their threads."""
    return sum(sum(map(int, stat(pid)[11:13])) for pid in pids) / TICK


def stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, which may itself hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def parent(pid: int) -> int:
    return int(stat(pid)[1])


def shared_once(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def had_no_place() -> int:
    """Connections to this machine so far that found the queue of whom they wanted full."""
    names, values = (
        line.split()
        for line in Path("/proc/net/netstat").read_text().splitlines()
        if line.startswith("TcpExt:")
    )
    return int(dict(zip(names, values, strict=True))["ListenOverflows"])


def busy() -> float:
    """Seconds that all cores together have worked since the machine started, whoever for."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    user, nice, system, _idle, _wait, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / TICK
