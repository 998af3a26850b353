"""Make a survey of a questionnaire file, or correct the words of one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp import pictures
from surveyapp.actions import surveys
from surveyapp.management.asking import problems_told, readable
from surveyapp.questionnaire import yaml_form


class Command(BaseCommand):
    help = (
        "Make a survey of a questionnaire file (YAML), or correct the words of one. Prints the survey's code."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        path = readable(file)
        with problems_told():
            questionnaire = yaml_form.read(path.read_bytes(), path.name)
            seen = pictures.beside(path, questionnaire)
            survey = surveys.put_questionnaire(questionnaire=questionnaire, pictures=seen)
        self.stdout.write(survey.code)
