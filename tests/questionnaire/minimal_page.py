"""The least HTML that the style rules of a questionnaire work on: the ids and classes they name."""

from surveyapp.questionnaire.schema import MULTIPLE, WITH_CHOICES
from surveyapp.questionnaire.skip_css import can_be_empty, stylesheet

PAGES = """
.page { display: none } .page:has(:target), #answers:not(:has(:target)) .page:first-of-type { display: block }
"""


def html(questionnaire):
    pages = "".join(page(questionnaire, i) for i in range(1, len(questionnaire.sections) + 1))
    styles = f"<style>{PAGES}{stylesheet(questionnaire)}</style>"
    end = '<section class="page"><h2 id="send">Send</h2></section>'
    return f'<!doctype html><head>{styles}</head><form id="answers">{pages}{end}</form>'


def page(questionnaire, number):
    section = questionnaire.sections[number - 1]
    questions = "".join(map(question, section.questions))
    return (
        f'<section class="page"><h2 id="p{number}"></h2>{questions}{ways_on(questionnaire, number)}</section>'
    )


def ways_on(questionnaire, number):
    """The link to the next page, and beside it those that pass over pages which may be empty."""
    links, passed, last = "", [], len(questionnaire.sections)
    for to in range(number + 1, last + 2):
        maybe = to <= last and can_be_empty(questionnaire.sections[to - 1])
        classes = [*(f"past-p{n}" for n in passed), *([f"to-p{to}"] if maybe else [])]
        target = f"p{to}" if to <= last else "send"
        links += f'<a class="next {" ".join(classes)}" href="#{target}">Next</a>'
        if not maybe:
            return links
        passed.append(to)
    return links


def question(asked):
    kind = "checkbox" if asked.type == MULTIPLE else "radio"
    codes = asked.choice_codes if asked.type in WITH_CHOICES else []
    inputs = "".join(
        f'<input type="{kind}" name="{asked.code}" value="{code}" id="id_{asked.code}_{i}">'
        for i, code in enumerate(codes)
    )
    return f'<div class="question" id="div_id_{asked.code}">{inputs or "<input>"}</div>'
