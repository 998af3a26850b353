"""Import responses that were collected elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.actions import imports
from surveyapp.management.asking import problems_told, progress_bar, readable, survey_named


class Command(BaseCommand):
    help = (
        "Import responses from a CSV file: school, and one column a question. A multiple choice is codes parted by"
        " spaces; an empty cell was not shown, or left open, as the conditions say. Freezes the structure."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("file", metavar="FILE.csv")

    def handle(self, *args: Any, survey: str, file: str, **options: Any) -> None:
        with problems_told(), progress_bar("importing") as progress:
            done = imports.import_responses(
                survey=survey_named(survey), file=readable(file), progress=progress
            )
        schools = ", ".join(f"{code} {n}" for code, n in sorted(done.schools.items()))
        self.stdout.write(f"{done.responses} responses imported ({schools})")
        if done.not_shown:
            self.stdout.write(f"{done.not_shown} of them are too few to be shown")
