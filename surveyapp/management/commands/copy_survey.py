"""Copy a survey as a draft: a next wave."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.actions import surveys
from surveyapp.management.asking import Error, problems_told, survey_named
from surveyapp.questionnaire.check_codes import ADDRESS, LONGEST


class Command(BaseCommand):
    help = "Copy a survey's questionnaire and schools as a draft. Answers are never copied."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("code", metavar="NEWCODE")
        parser.add_argument(
            "--example", action="store_true", help="an example or rehearsal, which goes into no result"
        )

    def handle(self, *args: Any, survey: str, code: str, example: bool, **options: Any) -> None:
        if len(code) > LONGEST or not ADDRESS.fullmatch(code):
            raise Error(f"{code} cannot be a code. Use letters, digits, - and _, at most 64.")
        with problems_told():
            new = surveys.copy(survey=survey_named(survey), code=code, example=example)
        self.stdout.write(new.code)
