"""Do long work that was asked for in the browser. The web process starts this; nobody need type it."""

import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.actions import jobs

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do the import or the closing that was asked for in the browser; the web process starts this by itself."
    requires_system_checks = ()  # the server has been checked when it started

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int)
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, job: int, language: str, **options: Any) -> None:
        try:
            jobs.run(job, language)
        except Exception:
            log.exception(
                "job %s ended by an error", job
            )  # never by Python itself: its words may hold an answer
            sys.exit(1)
