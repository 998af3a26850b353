"""The server's rules for an answer, said to the browser: attributes with the server's own sentences.

The script checks by them at 'Next', so that a mistake is seen while its question is. The server decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.forms.utils import flatatt
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .questionnaire.answer_errors import MESSAGES
from .questionnaire.answer_values import short
from .questionnaire.schema import CONSENT, MULTIPLE, NUMBER, RANKING, Question

Rule = tuple[str, str]
FIGURE = re.compile(r"-?[0-9]+\.[0-9]+")


def question_rules(question: Question) -> SafeString:
    """For the question as a whole: left open, too many, one that stands alone."""
    return flatatt(dict(_question_rules(question)))


def field_rules(question: Question) -> SafeString:
    """For the field that an answer is written into."""
    return flatatt(dict(_number_rules(question)) if question.type == NUMBER else {})


def _question_rules(question: Question) -> Iterator[Rule]:
    if question.required:
        yield "data-required", said("consent" if question.type == CONSENT else "required")
    if question.type == RANKING:
        yield "data-distinct", said("rank_twice")
        yield "data-least", str(len(question.counted_choices))
        yield "data-too-few", said("rank_each", limit=str(len(question.counted_choices)))
    if question.at_least is not None:
        yield "data-least", str(question.at_least)
        yield "data-too-few", said("at_least", limit=str(question.at_least))
    if question.type == MULTIPLE and any(
        choice.exclusive or choice.prefer_not for choice in question.choices
    ):
        yield "data-clash", said("exclusive")
    if question.type == MULTIPLE and question.at_most is not None:
        yield "data-most", str(question.at_most)
        yield "data-too-many", said("at_most", limit=str(question.at_most))


def _number_rules(question: Question) -> Iterator[Rule]:
    yield "data-nan", said("not_a_number")
    if question.integer:
        yield "data-whole", said("not_whole")
    if question.minimum is not None:
        yield "data-min", short(question.minimum)
        yield "data-low", said("too_small", minimum=short(question.minimum))
    if question.maximum is not None:
        yield "data-max", short(question.maximum)
        yield "data-high", said("too_large", maximum=short(question.maximum))


def localized(figure: str) -> str:
    """A number with the reader's decimal sign, 0,5 in French; anything else as it is."""
    return figure.replace(".", number_format("0.1")[1]) if FIGURE.fullmatch(figure) else figure


def said(code: str, **params: str) -> str:
    """The sentence that the server sends back for this mistake."""
    return _(MESSAGES[code]) % {name: localized(value) for name, value in params.items()}
