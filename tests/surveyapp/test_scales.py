"""A scale is a row on a wide screen where its words have room there."""

import pytest

from surveyapp.answer_form import AnswerForm
from surveyapp.questionnaire.schema import Choice, Question, Questionnaire, Section

AGREEING = ["Strongly agree", "Agree", "Partly", "Disagree", "Strongly disagree"]
SEVEN = [*AGREEING, "Somewhat agree", "Somewhat disagree"]
NUMBERS = [str(n) for n in range(11)]


def layout(labels):
    choices = tuple(Choice(code=f"c{i}", label={"en": label}) for i, label in enumerate(labels))
    asked = Question(
        code="q", type="scale", text={"en": "How far?"}, required=False, shown_if=None, choices=choices
    )
    section = Section(code="s", title={"en": "S"}, questions=(asked,), blocks=())
    made = Questionnaire(code="q", title={"en": "T"}, languages=("en",), sections=(section,), groupings=())
    return AnswerForm(made, "en").pages[0].items[0].layout


@pytest.mark.parametrize(
    ("labels", "row"),
    [
        (AGREEING, True),
        (SEVEN, False),  # 'Somewhat' is wider than a seventh of the narrowest row
        (["Unentschieden", "Ja", "Nein", "Eher ja", "Eher nein"], False),
        (NUMBERS, True),
        ([*NUMBERS, "11"], False),
        (["Never", *NUMBERS[1:]], False),
    ],
)
def test_it_is_a_row_where_no_word_would_be_broken(labels, row):
    assert (layout(labels) == " scale") is row
