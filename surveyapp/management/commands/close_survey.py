"""Close a survey for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.actions import surveys
from surveyapp.management.asking import problems_told, progress_bar, survey_named


class Command(BaseCommand):
    help = "Close a survey for good: nobody can hand in any more, and the rows are written. It cannot be taken back."
    requires_system_checks = ()  # they read every page's module; the server has been checked when it started

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")

    def handle(self, *args: Any, survey: str, **options: Any) -> None:
        with problems_told(), progress_bar("closing") as progress:
            surveys.close(survey=survey_named(survey), progress=progress)
        self.stdout.write(f"{survey} is closed")
