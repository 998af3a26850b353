"""The web server: a few processes with threads, no access log."""

import os

from surveyapp.logs import CONFIGURATION

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
# All modules are read once, before the processes part, so they share that memory (docs/performance.md).
preload_app = True

# An access log would hold an address and a time beside every answer that was handed in.
accesslog = None
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
