"""What was posted too late, as a text for whoever wrote it: the server's own of what the script keeps for that case.

It goes back into the page that answers and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .answer_field import Given, QuestionField
from .answer_form import AnswerForm
from .languages import PageLanguage
from .questionnaire.answer_values import as_typed
from .questionnaire.answers import ticked
from .questionnaire.conditions import shown_questions
from .questionnaire.schema import Questionnaire


def in_words(questionnaire: Questionnaire, given: Given, language: PageLanguage) -> SafeString:
    """Each question that was shown and answered, with its answer below it. As HTML: a standard word may be English."""
    form = AnswerForm(questionnaire, language.content, given)
    shown = shown_questions(questionnaire.questions, ticked(questionnaire, given))
    views = (view for page in form.pages for view in page.questions if view.name in shown)
    said = ((view.whole_text, _listed(language.comma, _answer(view, language.colon))) for view in views)
    return format_html_join("\n\n", "{}\n{}", ((question, answer) for question, answer in said if answer))


def _listed(comma: str, answers: Iterator[str]) -> SafeString:
    return format_html_join(comma, "{}", ((answer,) for answer in answers))


def _answer(view: QuestionField, colon: str) -> Iterator[str]:
    declined = [choice.label for choice in view.declining if choice.checked]
    if declined:
        yield from declined
    elif view.typed:
        if value := _tidy(view.value):
            yield f"{value} {view.unit}".strip()
    elif view.is_ranking:
        ranked = sorted((choice for choice in view.choices if choice.rank), key=lambda choice: choice.rank)
        yield from (f"{choice.label}{colon}{_tidy(choice.rank)}" for choice in ranked)
    else:
        for choice in view.main_choices:
            own = _tidy(view.other_value) if choice.choice.other else ""
            if choice.checked:
                yield f"{choice.label}{colon}{own}" if own else choice.label


def _tidy(written: str) -> str:
    return as_typed(written, in_one_line=False).strip()
