"""Everybody's answers to one question -> the sentence under their chart."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp.questionnaire.schema import CONSENT, RANKING, YES_NO, Choice, Question

from . import wording
from .names import Names
from .number_words import described
from .report import GroupFigures

MOST_NAMES = 3  # of answers given equally often


def most_frequent(question: Question, everybody: GroupFigures, names: Names) -> str:
    """How many said yes, the answer given most often, or where the middle of the numbers lies."""
    if everybody.numbers:
        return described(question, everybody.numbers, names)
    if not everybody.base or not everybody.choices or question.type == CONSENT:
        return ""
    answers = everybody.choices[:1] if question.type == YES_NO else everybody.choices
    top = max(answers, key=lambda answer: answer.count)
    first = [
        choice
        for choice, answer in zip(question.counted_choices, answers, strict=False)
        if answer.count == top.count
    ]
    said = {
        "percent": wording.percent(top.count, top.base, names.language),
        "interval": wording.interval(top.low or 0, top.high or 0, names.language),
        "answer": names.choice(first[0]),
    }
    if question.type == YES_NO:
        return _("%(percent)s said yes (95 %% CI %(interval)s).") % said
    if top.count == 0:
        return ""
    return _words(question.type == RANKING, len(first) > 1) % (said | {"answers": _listed(first, names)})


def _words(ranking: bool, tied: bool) -> str:
    if ranking and tied:
        return _("Most often put first, equally: %(answers)s, by %(percent)s each (95 %% CI %(interval)s).")
    if ranking:
        return _("Most often put first: ‘%(answer)s’, by %(percent)s (95 %% CI %(interval)s).")
    if tied:
        return _("Most frequent, equally: %(answers)s, %(percent)s each (95 %% CI %(interval)s).")
    return _("The most frequent answer: ‘%(answer)s’, %(percent)s (95 %% CI %(interval)s).")


def _listed(choices: Sequence[Choice], names: Names) -> str:
    """'‘A’, ‘B’, ‘C’ and 2 more'."""
    said = dict(zip(("first", "second", "third"), map(names.choice, choices), strict=False))
    more = len(choices) - MOST_NAMES
    if more > 0:
        words = ngettext(
            "‘%(first)s’, ‘%(second)s’, ‘%(third)s’ and %(n)s more",
            "‘%(first)s’, ‘%(second)s’, ‘%(third)s’ and %(n)s more",
            more,
        )
        return words % (said | {"n": wording.count(more, names.language)})
    if len(choices) == MOST_NAMES:
        return _("‘%(first)s’, ‘%(second)s’ and ‘%(third)s’") % said
    return _("‘%(first)s’ and ‘%(second)s’") % said if len(choices) > 1 else ""
