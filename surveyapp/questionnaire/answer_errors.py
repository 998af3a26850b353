"""What can be wrong with one answer: a code that stays, and what is said to whoever gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(message: str) -> str:
    """Marks a sentence for translation; whoever shows it looks the translation up."""
    return message


MESSAGES = {
    "required": gettext_noop("Please answer this question."),
    "unknown_choice": gettext_noop("Please choose from the answers given."),
    "several": gettext_noop("Please give one answer only."),
    "at_most": gettext_noop("Please choose at most %(limit)s."),
    "at_least": gettext_noop("Please choose at least %(limit)s."),
    "rank_each": gettext_noop("Please give each of them a number from 1 to %(limit)s."),
    "rank_twice": gettext_noop("Please use each number once only."),
    "consent": gettext_noop(
        "Please tick the box if you agree. If you do not, close this page: nothing is sent."
    ),
    "exclusive": gettext_noop("Please choose either this answer alone, or the others."),
    "not_a_number": gettext_noop("Please enter a number in digits."),
    "not_whole": gettext_noop("Please enter a whole number."),
    "too_small": gettext_noop("Please enter %(minimum)s or more."),
    "too_large": gettext_noop("Please enter %(maximum)s or less."),
    "not_a_month": gettext_noop("Please enter a year and a month, like 2019-03."),
    "too_early": gettext_noop("Please enter %(minimum)s or later."),
    "too_late": gettext_noop("Please enter %(maximum)s or earlier."),
    "too_long": gettext_noop("Please shorten this to %(limit)s characters."),
    "characters": gettext_noop("This text holds a character that cannot be kept. Please type it again."),
    # in imported rows only
    "unknown_code": gettext_noop("There is no choice %(value)s."),
    "hidden_answer": gettext_noop("This question is not shown to somebody with these answers."),
    "other_not_given": gettext_noop("There are own words, but the choice they belong to is not given."),
}


@dataclass(frozen=True)
class AnswerError:
    code: str  # one of MESSAGES; stable, for programs and tests
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """In English; a translation fills `params` into its own sentence by `%`."""
        return MESSAGES[self.code] % self.params

    def __str__(self) -> str:
        return self.message
