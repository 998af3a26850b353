"""The server's rules for an answer, said to the browser: attributes with the server's own sentences.

The script checks by them at 'Next', so that a mistake is seen while its question is. The server decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.forms.utils import flatatt
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from .questionnaire import months
from .questionnaire.answer_errors import MESSAGES
from .questionnaire.answer_values import NUMBER_IN_BROWSERS, short
from .questionnaire.schema import CONSENT, MULTIPLE, NUMBER, RANKING, TEXT, Question

Rule = tuple[str, str]
FIGURE = re.compile(r"-?[0-9]+\.[0-9]+")
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def question_rules(question: Question) -> SafeString:
    """For the question as a whole: left open, too many, one that stands alone."""
    return flatatt(dict(_question_rules(question)))


def field_rules(question: Question) -> SafeString:
    """For the field that an answer is written into."""
    if question.type == TEXT:
        return text_rules(question.limit)
    if question.type != NUMBER:
        return flatatt({})
    return flatatt(dict((_month_rules if question.month else _number_rules)(question)))


def text_rules(limit: int) -> SafeString:
    """How many characters at most. No `maxlength`: a longer text that is pasted would lose its end without a word."""
    return flatatt({"data-max": str(limit), "data-high": said("too_long", limit=str(limit))})


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
    """The script reads Latin digits and those of Arabic and Persian. In others too a number is one, as the pattern
    says; that it is too small, too large or not whole, the server alone tells.
    """
    yield "pattern", NUMBER_IN_BROWSERS
    yield "data-nan", said("not_a_number")
    if question.integer:
        yield "data-whole", said("not_whole")
    if question.minimum is not None:
        yield "data-min", short(question.minimum)
        yield "data-low", said("too_small", minimum=short(question.minimum))
    if question.maximum is not None:
        yield "data-max", short(question.maximum)
        yield "data-high", said("too_large", maximum=short(question.maximum))


def _month_rules(question: Question) -> Iterator[Rule]:
    """`min` and `max` are for the browser's own field; the script counts one more than `months` does."""
    yield "pattern", months.IN_BROWSERS
    yield "data-nan", said("not_a_month")
    yield "data-month", "1"
    for end, rule, limit, code in (
        ("min", "low", question.minimum, "too_early"),
        ("max", "high", question.maximum, "too_late"),
    ):
        if limit is not None:
            yield end, months.iso(limit)
            yield f"data-{end}", short(limit + 1)
            yield f"data-{rule}", said(code, **{f"{end}imum": months.iso(limit)})


def localized(figure: str) -> str:
    """As the reader writes it: 0,5 in French. A month keeps its order after Arabic words."""
    if MONTH.fullmatch(figure) and get_language_bidi():
        return f"\u2068{figure}\u2069"
    return figure.replace(".", number_format("0.1")[1]) if FIGURE.fullmatch(figure) else figure


def said(code: str, **params: str) -> str:
    """The sentence that the server sends back for this mistake."""
    return _(MESSAGES[code]) % {name: localized(value) for name, value in params.items()}
