"""What one answer adds to a tally. Pure; the inverse of nothing: a tally leads back to no answer."""

from __future__ import annotations

from collections.abc import Mapping

from .months import IN_A_YEAR
from .schema import MULTIPLE, NUMBER, RANKING, TEXT, Question, Questionnaire

# Answers that are no choice. They cannot clash with one: a choice's code never begins with a dash.
OPEN, HIDDEN, ANSWERED = "-open", "-hidden", "-answered"

BINS = 256  # of a number question, at most


def counted_as(question: Question, answers: Mapping[str, object]) -> list[str]:
    """Under which answers a person is counted: several for a multiple choice or a ranking, else one."""
    if question.code not in answers:
        return [HIDDEN]
    answer = answers[question.code]
    if answer is None or answer == [] or answer is False:
        return [OPEN]
    if answer == question.declined:
        return [str(answer)]
    if question.type == MULTIPLE:
        return list(answer)  # type: ignore[call-overload,no-any-return]
    if question.type == RANKING:
        return [ranked(choice, rank) for rank, choice in enumerate(answer, 1)]  # type: ignore[arg-type,var-annotated]
    if question.type == NUMBER:
        return [number_bin(question, float(answer))]  # type: ignore[arg-type]
    return [ANSWERED] if question.type == TEXT else [str(answer)]


def ranked(choice: str, rank: int) -> str:
    """A choice in one place of a ranking; no code has a dash."""
    return f"{choice}-{rank}"


def add(
    tally: dict[str, dict[str, int]], questionnaire: Questionnaire, answers: Mapping[str, object]
) -> None:
    """Add one person's answers to a tally."""
    for question in questionnaire.questions:
        counts = tally.setdefault(question.code, {})
        for answer in counted_as(question, answers):
            counts[answer] = counts.get(answer, 0) + 1


def in_order(tally: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The same tally with its keys sorted: the order in which answers came first would tell."""
    return {question: dict(sorted(counts.items())) for question, counts in sorted(tally.items())}


def bin_width(question: Question) -> float:
    """0 where there are at most 256 whole values, which are counted themselves; else that of 256 equal bins."""
    reach = (question.maximum or 0.0) - (question.minimum or 0.0)
    if question.integer and reach < BINS:
        return 0.0
    if question.month:  # whole years: as many to a bin as it takes
        years = reach // IN_A_YEAR + 2
        return float(IN_A_YEAR * -(-years // BINS))
    return reach / BINS


def bin_start(question: Question) -> float:
    """Where the first bin begins: of months, with their year."""
    low = question.minimum or 0.0
    return low - low % IN_A_YEAR if question.month else low


def number_bin(question: Question, value: float) -> str:
    """The value itself, or the lower edge of its bin."""
    low, width = bin_start(question), bin_width(question)
    if not width:
        return str(int(value))
    index = min(int((value - low) / width), BINS - 1)
    return repr(low + index * width)
