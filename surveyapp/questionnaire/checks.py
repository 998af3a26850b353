"""Whether a questionnaire is sound: every problem, from the codes to the conditions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from .check_codes import check_codes
from .check_conditions import check_conditions
from .check_groupings import check_groupings
from .check_questions import check_questions
from .check_survey import check_survey
from .check_texts import check_texts
from .problems import MOST, Problem
from .schema import Questionnaire


def problems_in(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Everything that is wrong, at most MOST; asked before a questionnaire is stored."""
    return tuple(islice(_problems(questionnaire), MOST))


def _problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    yield from check_survey(questionnaire)
    yield from check_codes(questionnaire)
    yield from check_texts(questionnaire)
    yield from check_questions(questionnaire)
    yield from check_conditions(questionnaire)
    yield from check_groupings(questionnaire)
