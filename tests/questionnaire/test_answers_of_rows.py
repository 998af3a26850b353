"""The answers of a row of a file: as those of a form, and more strictly."""

import pytest

from surveyapp.questionnaire.answer_errors import MESSAGES, AnswerError
from surveyapp.questionnaire.answers import from_row
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.answered import OPTIONAL, REQUIRED, kept
from tests.questionnaire.test_answers import ERRORS
from tests.questionnaire.written import ask, survey


def row(**cells):
    return from_row(OPTIONAL, dict.fromkeys([*OPTIONAL.by_code, "where__other"], "") | cells)


def test_it_reads_an_empty_cell_as_the_conditions_say():
    assert row() == kept()
    assert row(heard="yes") == kept({"heard": "yes", "where": None})


def test_it_reads_the_codes_of_a_cell():
    assert row(topics=" b  a ", weight="1,5", why="So.") == kept(
        {"topics": ["a", "b"], "weight": 1.5, "why": True}, {"why": "So."}
    )


def test_it_does_without_columns_and_cells_that_are_not_there():
    assert from_row(OPTIONAL, {"heard": None, "topics": "a"}) == kept({"topics": ["a"]})


ROW_ERRORS = [
    ({"heard": "no", "where": "a"}, {"where": AnswerError("hidden_answer")}),
    ({"where__other": "mine"}, {"where__other": AnswerError("hidden_answer")}),
    (
        {"heard": "yes", "where": "a", "where__other": "mine"},
        {"where__other": AnswerError("other_not_given")},
    ),
    ({"heard": "Yes"}, {"heard": AnswerError("unknown_code", {"value": "Yes"})}),
    ({"topics": "a zebra"}, {"topics": AnswerError("unknown_code", {"value": "zebra"})}),
    ({"order": "a b"}, {"order": AnswerError("rank_each", {"limit": "3"})}),
    ({"order": "a b a"}, {"order": AnswerError("rank_twice")}),
    ({"order": "a b c a"}, {"order": AnswerError("rank_twice")}),
    ({"order": "a b zebra"}, {"order": AnswerError("unknown_code", {"value": "zebra"})}),
    ({"best": "a b"}, {"agrees": AnswerError("consent")}),
    ({"why": "a\x0bb"}, {"why": AnswerError("characters")}),  # whoever has the file can mend it
    ({"heard": "\ud800"}, {"heard": AnswerError("unknown_code", {"value": "\N{REPLACEMENT CHARACTER}"})}),
    # what hangs on a wrong answer is not judged
    ({"heard": "maybe", "where": "a"}, {"heard": AnswerError("unknown_code", {"value": "maybe"})}),
]


@pytest.mark.parametrize(("cells", "errors"), ROW_ERRORS)
def test_it_refuses_of_a_row(cells, errors):
    assert row(**cells).errors == errors


def test_it_does_not_judge_what_hangs_on_a_wrong_answer_over_two_steps():
    chain = ask("heard") + ask("b", shown_if="{heard: yes}") + ask("c", shown_if="{b: yes}")
    found = from_row(read(survey(chain)), {"heard": "maybe", "b": "yes", "c": "yes"})
    assert found.errors == {"heard": AnswerError("unknown_code", {"value": "maybe"})}


def test_it_refuses_a_row_where_something_required_is_left_open():
    assert from_row(REQUIRED, {"heard": "yes", "topics": "none", "age": "1"}).errors == {
        "where": AnswerError("required")
    }


def test_it_has_met_every_error_that_an_answer_can_have():
    met = {code for _, _, code, _ in ERRORS} | {e.code for _, errors in ROW_ERRORS for e in errors.values()}
    assert met | {"required"} == set(MESSAGES)
