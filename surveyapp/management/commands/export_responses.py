"""Export the rows of a closed survey."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from surveyapp import exports
from surveyapp.dataset import NotClosed, read
from surveyapp.management.asking import Error, survey_named

FORMATS = {"csv": exports.rows_csv}


class Command(BaseCommand):
    help = (
        "Export the rows of a closed survey, in a random order that never changes. Where fewer than k share school and"
        " groups, the school is blank; --all gives every row whole."
    )
    requires_system_checks = ()  # they read every page's module; the server has been checked when it started

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--labels", action="store_true", help="words in place of codes")
        parser.add_argument("--language", metavar="LL", default="", help="of the words")
        parser.add_argument("--all", action="store_true", dest="whole", help="everybody, nothing blanked")
        parser.add_argument("--output", metavar="FILE", help="else to the screen")

    def handle(self, *args: Any, survey: str, output: str | None, whole: bool, **options: Any) -> None:
        found = survey_named(survey)
        language = options["language"]
        if language and language not in found.languages:
            raise Error(f"{survey} is not written in {language}. Possible: {', '.join(found.languages)}.")
        try:
            data = read(found)
        except NotClosed:
            raise Error(
                f"{survey} is {found.get_status_display()}: rows are written when it closes, all together, so that"
                f" nobody can see who has just handed in. For the counts so far: manage.py analyse {survey}"
            ) from None
        pieces = FORMATS[options["format"]](data, labels=options["labels"], language=language, whole=whole)
        if output:
            try:
                with Path(output).open("w", encoding="utf-8", newline="") as file:
                    file.writelines(pieces)
            except OSError as error:
                raise Error(f"{output} cannot be written: {error.strerror}.") from error
        else:
            for piece in pieces:
                self.stdout.write(piece, ending="")
        if not whole:
            told = exports.blanked(data)
            self.stderr.write(
                f"{told.rows} rows; blank in {told.any_blank} of them: the school in {told.no_school}, also the"
                f" question of a grouping in {told.no_source}, also the groups in {told.no_groups};"
                f" {told.left_out} left out, too few to show"
            )
