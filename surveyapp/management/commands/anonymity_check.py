"""Does the promise of anonymity hold on this server?"""

from typing import Any

from django.core.management.base import BaseCommand

from surveyapp.anonymity import findings
from surveyapp.management.asking import Error


class Command(BaseCommand):
    help = "Look at what this server keeps, and say where the promise of anonymity does not hold (exit status 1)."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for name, found in findings():
            self.stdout.write(f"{'no ' if found else 'yes'}  {name}")
            for line in found:
                self.stdout.write(f"     {line}")
            wrong += len(found)
        if wrong:
            raise Error(f"the promise does not hold: {wrong} things to mend, above")
        self.stdout.write("The promise holds. What it does not cover stands in docs/privacy.md.")
