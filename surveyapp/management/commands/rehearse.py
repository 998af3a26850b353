"""Let made-up students answer through the real pages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm
from urllib3.exceptions import HTTPError

from surveyapp.management.asking import Error, survey_named
from surveyapp.models import Survey
from surveyapp.participation import link
from surveyapp.rehearsal import Rehearsal, Unexpected
from surveyapp.store import questionnaire_of


class Command(BaseCommand):
    help = (
        "Made-up students answer through the real pages. Only for a survey marked as an example or rehearsal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("survey", metavar="SURVEY")
        parser.add_argument("--students", type=int, required=True, metavar="N")
        parser.add_argument("--pace", type=float, default=0.5, metavar="SECONDS", help="between two students")
        parser.add_argument("--clients", type=int, default=8, metavar="N", help="at the same time, at most")
        parser.add_argument("--at", default="", metavar="URL", help="where the server is, if not at BASE_URL")
        parser.add_argument("--seed", type=int, default=None, help="the same students again")

    def handle(self, *args: Any, survey: str, students: int, **options: Any) -> None:
        found = survey_named(survey)
        refuse(found)
        for name, value, least in (
            ("students", students, 1),
            ("clients", options["clients"], 1),
            ("pace", options["pace"], 0),
        ):
            if value < least:
                raise Error(f"--{name} {value} cannot be: give {least} or more.")
        links = [link(row) for row in found.participations.select_related("survey", "school")]
        if options["at"]:
            links = [address.replace(settings.BASE_URL, options["at"].rstrip("/"), 1) for address in links]
        rehearsal = Rehearsal(questionnaire_of(found), tuple(links), options["seed"])
        try:
            with tqdm(total=students, desc="students", unit="", disable=None) as bar:
                kinds = rehearsal.run(
                    students, options["clients"], options["pace"], lambda kind: bar.update() and None
                )
        except (HTTPError, OSError) as error:
            raise Error(
                f"the server does not answer at {links[0]}. Is it running? ({type(error).__name__})"
            ) from error
        except Unexpected as error:
            raise Error(str(error)) from error
        self.stdout.write(", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))


def refuse(survey: Survey) -> None:
    """Raises Error where made-up answers have no place."""
    if not survey.example:
        raise Error(
            f"{survey.code} is not marked as an example or rehearsal: made-up answers would go into its results."
            f" Rehearse with a copy: manage.py copy_survey {survey.code} NEWCODE --example, then open_survey NEWCODE"
        )
    if not survey.is_open:
        raise Error(f"{survey.code} is {survey.get_status_display()}: only an open survey can be answered.")
    if not survey.participations.exists():
        raise Error(f"{survey.code} has no school, so there is no link to answer at. Add a school first.")
