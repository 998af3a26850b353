"""A question's 'shown if', in words: 'Asked of those who answered ‘Yes’ to question 5.'"""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import All, Any, Condition, Is, Not, Question

from .names import Names


def asked_of(question: Question, names: Names) -> str:
    """Empty where everybody is asked."""
    if question.shown_if is None:
        return ""
    return _("Asked of those who %(condition)s.") % {"condition": said(question.shown_if, names)}


def said(condition: Condition, names: Names) -> str:
    match condition:
        case Is():
            return _answered(condition, names, _("answered %(choices)s to question %(number)s"))
        case Not(Is() as inner):
            return _answered(inner, names, _("did not answer %(choices)s to question %(number)s"))
        case Not(inner):
            return _("do not fulfil this: (%(condition)s)") % {"condition": said(inner, names)}
        case All(conditions):
            return _joined(_("and"), [_part(part, names) for part in conditions])
        case Any(conditions):
            return _joined(_("or"), [_part(part, names) for part in conditions])


def _joined(word: str, parts: list[str]) -> str:
    return f" {word} ".join(parts)


def _part(condition: Condition, names: Names) -> str:
    """Part of an 'and' or an 'or': in brackets where it is one itself."""
    text = said(condition, names)
    return f"({text})" if isinstance(condition, All | Any) else text


def _answered(condition: Is, names: Names, sentence: str) -> str:
    questionnaire = names.questionnaire
    question = questionnaire.by_code[condition.question]
    labels = [names.choice(choice) for choice in question.choices if choice.code in condition.choices]
    quoted = _joined(_("or"), [_("‘%(label)s’") % {"label": label} for label in labels])
    return sentence % {"choices": quoted, "number": questionnaire.questions.index(question) + 1}
