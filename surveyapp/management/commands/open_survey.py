"""Open a survey: from now on students can hand in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.actions import surveys
from surveyapp.management.asking import problems_told, survey_named


class Command(BaseCommand):
    help = (
        "Open a survey: students can hand in from now on, and the structure of the questionnaire is frozen. What they"
        " hand in can be read with ANSWER_KEY alone: see that a copy of it is kept, apart from the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")

    def handle(self, *args: Any, survey: str, **options: Any) -> None:
        found = survey_named(survey)
        with problems_told():
            surveys.open_survey(survey=found)
        self.stdout.write(f"{survey} is open. Keep a copy of ANSWER_KEY apart from the database.")
        for wanting in surveys.what_is_wanting(found):
            self.stderr.write(f"Not there yet: {wanting}")
