"""Every figure of a survey, one a row."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analysis.live import listing_of
from analysis.rows import HEADER
from surveyapp.management.asking import Error, survey_named


class Command(BaseCommand):
    help = "Print every figure of a survey that is shown now, one a row: question,choice,by,group,statistic,value."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")
        parser.add_argument(
            "--all", action="store_true", dest="whole", help="closed: also whoever is too few to show"
        )

    def handle(self, *args: Any, survey: str, format: str, whole: bool, **options: Any) -> None:
        found = survey_named(survey)
        if whole and not found.is_closed:
            raise Error(
                f"{survey} is {found.get_status_display()}: --all is for a closed survey. While a survey is open,"
                " nobody is shown but in groups of enough people, not even here."
            )
        rows = listing_of(found, whole=whole)
        if format == "json":
            # Values are strings, as in CSV: JSON has no number that is infinite.
            self.stdout.write(json.dumps([row._asdict() for row in rows], indent=1, allow_nan=False))
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
