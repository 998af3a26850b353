"""The web server: a few processes with threads, no access log."""

import gc
import os
import sys
from typing import Any

from gunicorn.glogging import Logger

from surveyapp.logs import CONFIGURATION


class WithoutAccess(Logger):
    """No line about a request is made: gunicorn's own logger makes each one up, address and all, and drops it then."""

    access_log_enabled = False

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        pass


bind = os.environ.get("BIND", "127.0.0.1:8000")
# One process a core and one more, for while another waits for the disk; few threads, which take turns and wait for each
# other (docs/performance.md, 'All students at once').
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# All modules are read once, before the processes part, so they share that memory (docs/performance.md).
preload_app = True


def pre_fork(server: object, worker: object) -> None:
    """What has been read stays shared: else the collector, looking at all of it, copies 33 MB into each process."""
    gc.collect()
    gc.freeze()


# Threads of one process work in turns. While one makes a page, another that takes in answers waits for its turn after
# each word with the database: for 1 ms at most, not Python's 5.
sys.setswitchinterval(0.001)

# An access log would hold an address and a time beside every answer that was handed in.
accesslog = None
logger_class = WithoutAccess
logconfig_dict = CONFIGURATION

# A deployment lets what is being handed in come to its end. No `max_requests`: a worker that restarts by
# itself drops connections that were waiting for it.
graceful_timeout = 30
timeout = 60
# Longer than a proxy keeps its connections, so that it is never we who close one that it is about to use.
keepalive = 75
# Heartbeats in memory: on a slow disk they would stop a healthy worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
# A door by which a running server can be steered: nobody needs it, and a container has no place for it.
control_socket_disable = True
