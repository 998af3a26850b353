"""One question's raw answer -> the value that is kept, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter

from . import months
from .answer_errors import AnswerError
from .characters import unprintable, without_controls
from .schema import MULTIPLE, NUMBER, RANKING, TEXT, TEXT_LIMIT, Choice, Question

# also the digits of other scripts, and the decimal commas of Europe and of Arabic
NUMBER_FORM = re.compile(r"[+-]?\d{1,20}([.,٫]\d{1,20})?")
NUMBER_IN_BROWSERS = r"\s*[+\-\u2212]?\p{Nd}{1,20}([.,٫]\p{Nd}{1,20})?\s*"


def value_of(question: Question, raw: Sequence[str]) -> object:
    """A choice's code, a list of them, a number or a text; None where nothing is given; or an AnswerError."""
    filled = [text for text in map(trimmed, raw) if text]
    if question.type == MULTIPLE:
        return several_choices(question, filled)
    if question.type == RANKING:
        return ranking(question, filled) if filled else None
    if not filled:
        return None
    if len(filled) > 1:
        return AnswerError("several")
    if question.type == NUMBER:
        return (month if question.month else number)(question, filled[0])
    if question.type == TEXT:
        return text(filled[0], question.limit)
    return filled[0] if filled[0] in question.choice_codes else AnswerError("unknown_choice")


def several_choices(question: Question, codes: Sequence[str]) -> list[str] | AnswerError:
    """In the questionnaire's order: the order of ticking is nobody's business."""
    if not set(codes) <= set(question.choice_codes):
        return AnswerError("unknown_choice")
    ticked = [choice for choice in question.choices if choice.code in codes]
    if len(ticked) > 1 and any(map(alone, ticked)):
        return AnswerError("exclusive")
    if question.at_most is not None and len(ticked) > question.at_most:
        return AnswerError("at_most", {"limit": str(question.at_most)})
    if ticked and len(ticked) < (question.at_least or 0) and not alone(ticked[0]):
        return AnswerError("at_least", {"limit": str(question.at_least)})
    return [choice.code for choice in ticked]


def ranks_in(given: Sequence[str]) -> dict[str, str]:
    """What was said of each choice of a ranking, right or wrong."""
    return {choice: rank for choice, _, rank in (part.partition(":") for part in given)}


def ranking(question: Question, given: Sequence[str]) -> list[str] | AnswerError:
    """The choices, best first. Given is `choice:rank` of each; who ranks some only has not finished."""
    ranks = {str(i + 1): i for i in range(len(question.counted_choices))}
    pairs = [(choice, ranks.get(rank)) for choice, _, rank in (part.partition(":") for part in given)]
    choices, places = {choice for choice, _ in pairs}, {rank for _, rank in pairs}
    if not choices <= set(question.counted_codes):
        return AnswerError("unknown_choice")
    if None in places and len(choices) == len(pairs):
        return AnswerError("unknown_choice")
    if len(choices) < len(pairs) or len(places) < len(pairs):
        return AnswerError("rank_twice")
    if len(pairs) < len(question.counted_choices):
        return AnswerError("rank_each", {"limit": str(len(question.counted_choices))})
    return [choice for choice, _ in sorted(pairs, key=itemgetter(1))]


def alone(choice: Choice) -> bool:
    """Whether it rules the others out."""
    return choice.exclusive or choice.prefer_not


def number(question: Question, given: str) -> float | int | AnswerError:
    form = given.replace("\N{MINUS SIGN}", "-")
    if not NUMBER_FORM.fullmatch(form):
        return AnswerError("not_a_number")
    value = Decimal(form.replace(",", ".").replace("٫", "."))
    if question.integer and value != value.to_integral_value():
        return AnswerError("not_whole")
    if question.minimum is not None and value < Decimal(repr(question.minimum)):
        return AnswerError("too_small", {"minimum": short(question.minimum)})
    if question.maximum is not None and value > Decimal(repr(question.maximum)):
        return AnswerError("too_large", {"maximum": short(question.maximum)})
    return int(value) if question.integer else float(value) + 0.0  # -0 is 0


def month(question: Question, given: str) -> int | AnswerError:
    value = months.read(given)
    if value is None:
        return AnswerError("not_a_month")
    if question.minimum is not None and value < question.minimum:
        return AnswerError("too_early", {"minimum": months.iso(question.minimum)})
    if question.maximum is not None and value > question.maximum:
        return AnswerError("too_late", {"maximum": months.iso(question.maximum)})
    return value


def text(given: str, limit: int = TEXT_LIMIT) -> str | AnswerError:
    if unprintable(given):
        return AnswerError("characters")
    if len(given) > limit:
        return AnswerError("too_long", {"limit": str(limit)})
    return given


def as_typed(raw: str, *, in_one_line: bool) -> str:
    """A text as a keyboard would have made it. What is pasted brings other ends of a line, like Word's soft one."""
    return without_controls((" " if in_one_line else "\n").join(raw.splitlines()))


# What Python takes for blank, and the mark that browsers take for blank as well.
BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff"


def trimmed(raw: str) -> str:
    """Without spaces around it, and with one kind of line end."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)


def bound(question: Question, value: float | None) -> float | int | str | None:
    """A question's `min` or `max` as files have it."""
    if value is None or value != int(value):
        return value
    return months.iso(value) if question.month else int(value)


def short(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
