"""Delete uploaded files that nobody needs any more."""

from typing import Any

from django.core.management.base import BaseCommand

from surveyapp.actions import jobs


class Command(BaseCommand):
    help = (
        "Delete uploaded files that are older than a day or belong to no import. An import does this when it begins;"
        " run it once a day so that a file that was checked and never imported goes too."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        gone = jobs.sweep()
        if gone:
            self.stdout.write(f"{gone} files deleted")
