"""Students by year of study: which years there are, and whether their numbers and the total fit each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .questionnaire.schema import Question, Questionnaire, words

IN_ALL = ""  # in place of a year, where only all years together are known


@dataclass(frozen=True)
class Year:
    code: str
    name: str


def question_of(asked: Questionnaire) -> Question | None:
    """The question that groups are merged from: its choices are finer than the groups, as years are than a phase."""
    grouping = next((grouping for grouping in asked.groupings if grouping.is_merged), None)
    return asked.by_code[grouping.question] if grouping else None


def years(asked: Questionnaire, language: str) -> tuple[Year, ...]:
    """Whoever prefers not to say of which year they are is in none."""
    question = question_of(asked)
    return tuple(
        Year(choice.code, words(choice.label, language, asked.languages[0]))
        for choice in (question.counted_choices if question else ())
    )


def wrong_sum(total: int | None, parts: Mapping[str, int | None]) -> str:
    """In words; '' where they fit. Some years may not be known: then they add up to the total at most."""
    known = [n for n in parts.values() if n is not None]
    if total is None or not known:
        return ""
    said = {"sum": sum(known), "total": total}
    if len(known) == len(parts) and sum(known) != total:
        return _("The years add up to %(sum)s, not to %(total)s: one of the numbers is wrong.") % said
    if sum(known) > total:
        return (
            _("The years add up to %(sum)s already, more than %(total)s: one of the numbers is wrong.") % said
        )
    return ""


def total_of(total: int | None, parts: Mapping[str, int | None]) -> int | None:
    """What was said, else what all years add up to, if each is known."""
    known = [n for n in parts.values() if n is not None]
    return sum(known) if total is None and known and len(known) == len(parts) else total
