"""Each school's link to a survey."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.management.asking import survey_named
from surveyapp.participation import link


class Command(BaseCommand):
    help = "Print each school's link to a survey: school, tab, address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")

    def handle(self, *args: Any, survey: str, **options: Any) -> None:
        for row in survey_named(survey).participations.select_related("survey", "school"):
            self.stdout.write(f"{row.school.code}\t{link(row)}")
