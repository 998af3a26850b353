"""Log lines that cannot hold what a client sent: no address, no query string, no ticket, no answer.

A line of this product says what its author wrote. A line of any other library says where it comes from, the
route, the status and the kinds of exceptions with the places they passed through; its words are left out,
since they are often made from the request ('Invalid request from ip=...', 'invalid literal: ...').
Route means the pattern (`<slug:survey>/form`), never the path that was asked for.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

OWN = {"surveyapp", "analysis"}
QUOTABLE = {"ImproperlyConfigured"}  # raised at the start, of settings alone


class DiscreetFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        words = record.getMessage() if may_be_quoted(record) else origin(record)
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {words}"
        exception = record.exc_info[1] if record.exc_info else None
        return "\n".join([line, *exception_lines(exception)])


def may_be_quoted(record: logging.LogRecord) -> bool:
    """Our own words, and what gunicorn says of its processes; its warnings quote requests and addresses."""
    if record.name == "gunicorn.error":
        return record.levelno == logging.INFO or str(record.msg).lower().startswith("worker ")
    return record.name.partition(".")[0] in OWN


def origin(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    parts = [
        getattr(record, "status_code", None),
        match and match.route,
        f"({record.module}:{record.lineno})",
    ]
    return " ".join(str(part) for part in parts if part is not None)


def exception_lines(exception: BaseException | None) -> Iterator[str]:
    """Kinds and places, without messages: those often quote the value that was wrong."""
    seen: set[int] = set()
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        kind = type(exception)
        words = f": {exception}" if kind.__name__ in QUOTABLE else ""
        yield f"  {kind.__module__}.{kind.__qualname__}{words}"
        for frame in traceback.extract_tb(exception.__traceback__):
            yield f"    {PurePath(frame.filename).name}:{frame.lineno} in {frame.name}"
        exception = exception.__cause__ or exception.__context__


# Shared by Django (settings.LOGGING) and gunicorn (deploy/gunicorn.conf.py): one way out, standard error.
# Django's own handlers are taken away: one of them would send the whole request by mail.
CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": DiscreetFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"level": os.environ.get("LOG_LEVEL") or "INFO", "handlers": ["stderr"]},
    "loggers": {
        "django": {"level": "NOTSET", "handlers": [], "propagate": True},
        # A refused answer is no failure of ours, and its time is nobody's business.
        "django.request": {"level": "ERROR", "handlers": [], "propagate": True},
        "django.server": {"level": "NOTSET", "handlers": [], "propagate": True},
        "gunicorn.error": {"level": "NOTSET", "handlers": [], "propagate": True},
        "gunicorn.http": {
            "level": "ERROR",
            "handlers": [],
            "propagate": True,
        },  # a line for every HEAD request
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
