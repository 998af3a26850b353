"""A ranking's counts: how many put each choice in each place. Pure. Comparing rankings is left for later."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.questionnaire.counting import ranked
from surveyapp.questionnaire.schema import RANKING, Question

Places = tuple[int, ...]  # people by the place that they gave a choice, the first first


def places(question: Question, counts: Mapping[str, int]) -> tuple[Places, ...]:
    """In the order of the choices; empty for any other question."""
    if question.type != RANKING:
        return ()
    numbers = range(1, len(question.counted_choices) + 1)
    return tuple(tuple(counts.get(ranked(code, n), 0) for n in numbers) for code in question.counted_codes)


def mean(people: Places) -> float | None:
    """The mean place; None where nobody answered."""
    total = sum(people)
    return sum(n * count for n, count in enumerate(people, 1)) / total if total else None
