"""A questionnaire as a YAML file: `read` it, with every problem at once, and `write` it."""

from __future__ import annotations

from dataclasses import replace

from . import checks, yaml_reader
from .problems import MOST, Path, Problem, ProblemsError
from .schema import Questionnaire
from .yaml_source import Source, parse
from .yaml_values import Values
from .yaml_writer import write

__all__ = ["read", "write"]


def read(text: str | bytes, file: str = "") -> Questionnaire:
    """The questionnaire of a file; raises ProblemsError with all that is wrong, each with its line."""
    try:
        source = parse(text)
    except ProblemsError as error:
        raise located(error.problems, file, None) from error
    values = Values(source.problems)
    try:
        questionnaire = yaml_reader.questionnaire(values, source.root)
    except ProblemsError as error:
        raise located(error.problems, file, source) from error
    problems = values.problems + [
        p for p in checks.problems_in(questionnaire) if not hidden(p, values.unread)
    ]
    if problems:
        raise located(problems, file, source)
    return questionnaire


def hidden(problem: Problem, unread: set[Path]) -> bool:
    """Whether a problem only follows from something that could not be read."""
    return any(problem.path[: len(path)] == path for path in unread)


def located(problems: list[Problem] | tuple[Problem, ...], file: str, source: Source | None) -> ProblemsError:
    """The problems with their file and line, in the order of the file."""
    found = [
        replace(p, file=file, line=p.line or (source.line_of(p.path) if source else None))
        for p in problems[:MOST]
    ]
    return ProblemsError(sorted(found, key=lambda p: p.line or 0))
