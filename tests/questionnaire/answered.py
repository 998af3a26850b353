"""Questionnaires that are answered in tests, and what is kept of answers to the first."""

from surveyapp.questionnaire.answers import Cleaned
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.written import ask, choices, survey

OTHER = "{code: c, label: {en: C}, other: true}"
DECLINED = "{code: x, label: {en: X}, prefer_not: true}"
NONE = "{code: none, label: {en: None}, exclusive: true}"
OPTIONAL = read(
    survey(
        ask("heard")
        + ask("where", "single", choices=choices(OTHER, DECLINED), shown_if="{heard: yes}")
        + ask("topics", "multiple", at_most=2, choices=choices(OTHER, NONE, DECLINED))
        + ask("weight", "number", min=-0.5, max=250, unit="{en: kg}")
        + ask("age", "number", min=17, max=99, integer="true")
        + ask("why", "text")
        + ask("word", "text", length=5, lines=1)
        + ask("best", "multiple", at_least=2, choices=choices(OTHER, NONE, DECLINED))
        + ask("order", "ranking", choices=choices("{code: c, label: {en: C}}"))
        + ask("begun", "year", min=1990, max=2020)
        + ask("start", "month", min="2010-02", max="2020-01")
        + ask("agrees", "consent", label="{en: I agree}", shown_if="{best: b}")
    )
)
REQUIRED = read(
    survey(
        ask("heard", required="true", prefer_not="true")
        + ask("topics", "multiple", required="true", choices=choices(NONE))
        + ask("where", "single", choices=choices(), required="true", shown_if="{heard: yes}")
        + ask("age", "number", min=0, max=9, required="true")
        + ask("why", "text", required="true", shown_if="{topics: a}")
    )
)
DECLINABLE = read(
    survey(
        ask("salary", "number", min=0, max=9, required="true", prefer_not="true")
        + ask("moved", "year", min=1990, max=2020, prefer_not="true")
        + ask("told", "text", required="true", prefer_not="true")
        + ask("sorted", "ranking", required="true", prefer_not="true", choices=choices())
    )
)
MARCH = 12 * 2019 + 2
OPEN_ANSWERS = {
    "heard": None,
    "topics": [],
    "weight": None,
    "age": None,
    "why": None,
    "word": None,
    "best": [],
    "order": None,
    "begun": None,
    "start": None,
}


def kept(answers=(), texts=(), errors=()):
    return Cleaned(OPEN_ANSWERS | dict(answers), dict(texts), dict(errors))
