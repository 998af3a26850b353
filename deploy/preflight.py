"""Says in a sentence what is missing on this machine, before anything is installed.

    python3 deploy/preflight.py            Python and its venv
    python3 deploy/preflight.py PORT       also that the port is free

Run by whatever Python there is, so it is written for old ones: no f-strings.
"""

import importlib
import socket
import sys
from typing import Any, Callable, List, Optional, Sequence  # noqa: UP035

OLDEST = (3, 11)


def python_problem(version: Sequence[Any]) -> Optional[str]:
    if tuple(version[:2]) >= OLDEST:
        return None
    return (
        "Anamnesis needs Python %d.%d or newer, and this is %d.%d. Install one "
        "(Debian, Ubuntu: sudo apt install python3.11 python3.11-venv), then: make PYTHON=python3.11 ..."
        % (OLDEST + tuple(version[:2]))
    )


def venv_problem(import_module: Callable[[str], Any] = importlib.import_module) -> Optional[str]:
    try:
        import_module("venv")
        import_module("ensurepip")
    except ImportError as error:
        return (
            "This Python comes without %s. Debian, Ubuntu: sudo apt install python3-venv. Then try again."
            % (getattr(error, "name", None) or "venv")
        )
    return None


def port_problem(text: str) -> Optional[str]:
    if not text.isdigit() or not 0 < int(text) < 65536:
        return "PORT must be a number from 1 to 65535, not '%s'." % text
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            return "Port %s is kept for the system. Choose another: make demo PORT=8123" % text
        except OSError:
            return "Port %s is taken. Stop what uses it, or choose another: make demo PORT=%s" % (
                text,
                another(text),
            )
    return None


def another(port: str) -> int:
    return int(port) + 1 if int(port) < 65535 else 8000


def main(arguments: List[str]) -> int:
    problems = [python_problem(sys.version_info), venv_problem()] + [port_problem(port) for port in arguments]
    for problem in filter(None, problems):
        sys.stderr.write(problem + "\n")
    return 1 if any(problems) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
