"""Import which schools were invited and what became of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp.actions import invitations
from surveyapp.management.asking import Error, problems_told, readable, survey_named
from surveyapp.year_forms import MOST_STUDENTS


class Command(BaseCommand):
    help = (
        "Import which schools were invited: a CSV file with school,name,country,status,reason"
        "[,enrolled][,contact][,email][,languages]."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument(
            "--asked", type=int, metavar="N", help="students asked, where only the sum is known"
        )

    def handle(self, *args: Any, survey: str, file: str, asked: int | None, **options: Any) -> None:
        if asked is not None and not 0 <= asked <= MOST_STUDENTS:
            raise Error(
                f"--asked {asked} is no number of students. "
                f"Give how many were asked, from 0 to {MOST_STUDENTS:,}."
            )
        with problems_told():
            n = invitations.import_file(survey=survey_named(survey), file=readable(file), asked=asked)
        self.stdout.write(f"{n} schools")
