"""Every figure of a survey, one a row."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analysis.listing import HEADER
from analysis.live import listing_of
from surveyapp.management.asking import survey_named


class Command(BaseCommand):
    help = "Print every figure of a survey that is shown now, one a row: question,choice,by,group,statistic,value."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")
        parser.add_argument(
            "--all", action="store_true", dest="whole", help="closed: also whoever is too few to show"
        )

    def handle(self, *args: Any, survey: str, format: str, whole: bool, **options: Any) -> None:
        rows = listing_of(survey_named(survey), whole=whole)
        if format == "json":
            self.stdout.write(json.dumps([row._asdict() for row in rows], indent=1))
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
