"""What the commands have in common: finding a survey, saying what is wrong, showing progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from tqdm import tqdm

from ..actions.surveys import CannotClose, Refused
from ..models import Survey
from ..questionnaire.problems import ProblemsError, did_you_mean


class Error(CommandError):
    """Django prints the class's name before the message."""


def survey_named(code: str) -> Survey:
    survey = Survey.objects.filter(code=code).first()
    if survey is None:
        codes = list(Survey.objects.values_list("code", flat=True))
        raise Error(f"there is no survey {code}. {did_you_mean(code, codes)}")
    return survey


def readable(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise Error(f"there is no file {name}. Check the name and where it is.")
    return path


@contextmanager
def problems_told() -> Iterator[None]:
    """Each problem on a line of its own; exit status 1."""
    try:
        yield
    except ProblemsError as error:
        n = len(error.problems)
        said = "1 problem" if n == 1 else f"{n} problems"
        raise Error("\n".join([f"{said}, nothing was written", *map(str, error.problems)])) from error
    except (Refused, CannotClose) as error:
        raise Error(str(error)) from error


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    with tqdm(desc=what, disable=None, unit="") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
