"""Send what waits in the queue of letters: once, or every so many seconds."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveyapp import emails
from surveyapp.actions import posting
from surveyapp.management.asking import Error
from surveyapp.management.rounds import Rounds

OFF = "mail is off. Set EMAIL_URL, as docs/running.md says."


class Command(BaseCommand):
    help = (
        "Send the letters that wait and are due, each once. Says nothing where there is none; exit status 1 where "
        "the mail server cannot be reached (they wait on) or mail is off. With --every it stays and does so again "
        "and again, until SIGTERM: the letter that is being sent is finished first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", metavar="SECONDS", type=_seconds, help="stay, and look every so many seconds"
        )
        parser.add_argument(
            "--alive", metavar="FILE", type=Path, help="touch this file each time, for a health check"
        )

    def handle(self, *args: Any, every: int | None, alive: Path | None, **options: Any) -> None:
        if every is None:
            if wrong := self._send():
                raise Error(wrong)
            return
        rounds = Rounds(every, self._say, alive)
        rounds.run(lambda: self._send(rounds))

    def _send(self, rounds: Rounds | None = None) -> str:
        """What keeps letters from going out, if anything does."""
        if not emails.is_on():
            return OFF
        outcome = posting.send_due(over=rounds.over) if rounds else posting.send_due()
        told = {name: getattr(outcome, name) for name in ("sent", "failed", "uncertain", "dropped")}
        if any(told.values()):
            self.stdout.write(", ".join(f"{n} {name}" for name, n in told.items() if n))
        if outcome.unreachable:
            return f"the mail server: {outcome.unreachable} {outcome.left} letters wait."
        return ""

    def _say(self, words: str) -> None:
        self.stderr.write(words)


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("a whole number of seconds, 1 or more")
    return int(text)
