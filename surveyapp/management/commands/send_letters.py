"""Send what waits in the queue of letters: for a job that is run every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from surveyapp import emails
from surveyapp.actions import posting
from surveyapp.management.asking import Error


class Command(BaseCommand):
    help = (
        "Send the letters that wait and are due, each once. Says nothing where there is none; exit status 1 where "
        "the mail server cannot be reached (they wait on) or mail is off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not emails.is_on():
            raise Error("mail is off. Set EMAIL_URL, as docs/running.md says.")
        outcome = posting.send_due()
        told = {name: getattr(outcome, name) for name in ("sent", "failed", "uncertain", "dropped")}
        if any(told.values()):
            self.stdout.write(", ".join(f"{n} {name}" for name, n in told.items() if n))
        if outcome.unreachable:
            raise Error(f"the mail server: {outcome.unreachable} {outcome.left} letters wait.")
