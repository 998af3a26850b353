import random

import pytest
from hypothesis import given, settings

from surveyapp.questionnaire.answer_errors import MESSAGES, AnswerError
from surveyapp.questionnaire.answers import Cleaned, clean, from_row
from surveyapp.questionnaire.conditions import shown_questions
from surveyapp.questionnaire.schema import TEXT_LIMIT
from tests.questionnaire.answered import (
    DECLINABLE,
    MARCH,
    OPEN_ANSWERS,
    OPTIONAL,
    REQUIRED,
    kept,
)
from tests.questionnaire.random_questionnaires import answers, as_row, questionnaire, seeds, sizes


def cleaned(**given):
    """What becomes of a form of which these fields are filled in; the rest of what is shown is left open."""
    return clean(
        OPTIONAL, {name: [value] if isinstance(value, str) else value for name, value in given.items()}
    )


def wrong(field, code, **params):
    """What is expected where one field has an error: its question has no answer."""
    answers = {name: value for name, value in OPEN_ANSWERS.items() if name != field}
    return Cleaned(answers, {}, {field: AnswerError(code, params)})


def test_it_keeps_what_is_left_open_apart_from_what_is_hidden():
    assert cleaned() == kept()
    assert cleaned(heard="yes") == kept({"heard": "yes", "where": None})


KEPT = [
    ({"heard": "no"}, {"heard": "no"}),
    ({"topics": ["b", "a"]}, {"topics": ["a", "b"]}),
    ({"topics": ["a", "a"]}, {"topics": ["a"]}),
    ({"topics": ["none"]}, {"topics": ["none"]}),
    ({"topics": ["x"]}, {"topics": ["x"]}),
    ({"weight": " 72,5 "}, {"weight": 72.5}),
    ({"weight": "\ufeff72,5"}, {"weight": 72.5}),  # browsers take the mark for blank
    ({"weight": "72.5"}, {"weight": 72.5}),
    ({"weight": "-0.5"}, {"weight": -0.5}),
    ({"weight": "\N{MINUS SIGN}0.25"}, {"weight": -0.25}),
    ({"weight": "-0"}, {"weight": 0.0}),
    ({"weight": "250"}, {"weight": 250.0}),
    ({"weight": "٧٢٫٥"}, {"weight": 72.5}),
    ({"age": "17"}, {"age": 17}),
    ({"age": "+99,0"}, {"age": 99}),
    ({"age": "   "}, {"age": None}),
    ({"why": " \r\n "}, {"why": None}),
    ({"why": "\x00 \x07"}, {"why": None}),
    ({"unknown": "x", "where__other": "x"}, {}),
    ({"where": "a"}, {}),
    ({"best": ["c", "a"]}, {"best": ["a", "c"]}),
    ({"best": ["none"]}, {"best": ["none"]}),
    ({"best": ["x"]}, {"best": ["x"]}),
    ({"order": ["b:1", "a:3", "c:2"]}, {"order": ["b", "c", "a"]}),
    ({"order": ["", " "]}, {}),
    ({"begun": " ٢٠٠٣ "}, {"begun": 2003}),
    ({"start": " 2019-03 "}, {"start": MARCH}),
    ({"start": "2019-3"}, {"start": MARCH}),
    ({"start": "03/2019"}, {"start": MARCH}),
    ({"start": "3.2019"}, {"start": MARCH}),
    ({"start": "٢٠١٩-٠٣"}, {"start": MARCH}),
    ({"start": "2010-02"}, {"start": 12 * 2010 + 1}),
    ({"heard": ["", "yes"], "where": "a"}, {"heard": "yes", "where": "a"}),
    ({"best": ["a", "b"], "agrees": "yes"}, {"best": ["a", "b"], "agrees": "yes"}),
]


@pytest.mark.parametrize(("given", "answers"), KEPT)
def test_it_keeps(given, answers):
    assert cleaned(**given) == kept(answers)
    assert type(cleaned(age="17").answers["age"]) is int


def test_it_knows_one_zero_only():
    assert repr(cleaned(weight="-0").answers["weight"]) == "0.0"


ERRORS = [
    ({"heard": "maybe"}, "heard", "unknown_choice", {}),
    ({"weight": ["60", "70"]}, "weight", "several", {}),
    ({"heard": "\x00"}, "heard", "unknown_choice", {}),
    ({"topics": ["a", "zebra"]}, "topics", "unknown_choice", {}),
    ({"topics": ["a", "b", "c"]}, "topics", "at_most", {"limit": "2"}),
    ({"topics": ["a", "none"]}, "topics", "exclusive", {}),
    ({"topics": ["a", "x"]}, "topics", "exclusive", {}),
    ({"topics": ["none", "x"]}, "topics", "exclusive", {}),
    ({"weight": "heavy"}, "weight", "not_a_number", {}),
    ({"weight": "1.234,5"}, "weight", "not_a_number", {}),
    ({"weight": "1e2"}, "weight", "not_a_number", {}),
    ({"weight": "nan"}, "weight", "not_a_number", {}),
    ({"weight": "9" * 5000}, "weight", "not_a_number", {}),
    ({"weight": "-0.51"}, "weight", "too_small", {"minimum": "-0.5"}),
    ({"weight": "250.0000000000000001"}, "weight", "too_large", {"maximum": "250"}),
    ({"age": "17.5"}, "age", "not_whole", {}),
    ({"age": "16"}, "age", "too_small", {"minimum": "17"}),
    ({"age": "100"}, "age", "too_large", {"maximum": "99"}),
    ({"why": "a\ud800b"}, "why", "characters", {}),
    ({"why": "a" * (TEXT_LIMIT + 1)}, "why", "too_long", {"limit": str(TEXT_LIMIT)}),
    ({"why": ["a", "b"]}, "why", "several", {}),
    ({"word": "123456"}, "word", "too_long", {"limit": "5"}),
    ({"best": ["a"]}, "best", "at_least", {"limit": "2"}),
    ({"best": ["a", "none"]}, "best", "exclusive", {}),
    ({"order": ["a:1", "b:2"]}, "order", "rank_each", {"limit": "3"}),
    ({"order": ["a:1", "b:1", "c:2"]}, "order", "rank_twice", {}),
    ({"order": ["a:1", "a:2", "c:3"]}, "order", "rank_twice", {}),
    ({"order": ["a:1", "b:2", "c:4"]}, "order", "unknown_choice", {}),
    ({"order": ["a:1", "b:2", "c:01"]}, "order", "unknown_choice", {}),
    ({"order": ["a:1", "b:2", "zebra:3"]}, "order", "unknown_choice", {}),
    ({"order": ["a", "b", "c"]}, "order", "unknown_choice", {}),
    ({"begun": "1989"}, "begun", "too_small", {"minimum": "1990"}),
    ({"begun": "2000.5"}, "begun", "not_whole", {}),
    ({"start": "2010-01"}, "start", "too_early", {"minimum": "2010-02"}),
    ({"start": "02/2020"}, "start", "too_late", {"maximum": "2020-01"}),
    *(
        ({"start": wrong}, "start", "not_a_month", {})
        for wrong in (
            "2019-13",
            "2019-00",
            "2019",
            "March 2019",
            "03/19",
            "2019-03-01",
            "24230",
            "0019-03",
            "2019 03",
        )
    ),
]


@pytest.mark.parametrize(("given", "field", "code", "params"), ERRORS)
def test_it_refuses(given, field, code, params):
    found = cleaned(**given)
    assert found == wrong(field, code, **params)
    assert found.ok is False


def test_it_asks_for_what_is_required_and_shown():
    required = AnswerError("required")
    assert clean(REQUIRED, {}).errors == {"heard": required, "topics": required, "age": required}
    assert clean(REQUIRED, {"heard": ["yes"], "topics": ["a"], "age": ["1"]}).errors == {
        "where": required,
        "why": required,
    }


WRITTEN = {"salary": ["x"], "moved": ["2001"], "told": ["a word"], "sorted": ["a:1", "b:1"]}
BOXES = {f"{code}-declined": ["prefer_not"] for code in WRITTEN}


def test_it_takes_the_box_to_decline_for_the_answer_whatever_stands_in_the_field():
    """Without JavaScript both can come."""
    declined = dict.fromkeys(WRITTEN, "prefer_not")
    assert clean(DECLINABLE, BOXES) == clean(DECLINABLE, BOXES | WRITTEN) == Cleaned(declined)
    assert from_row(DECLINABLE, declined) == Cleaned(declined)


def test_it_takes_no_box_that_is_not_there_and_wants_one_or_the_other():
    empty = {f"{code}-declined": [" "] for code in WRITTEN}
    assert clean(DECLINABLE, empty).errors == dict.fromkeys(
        ("salary", "told", "sorted"), AnswerError("required")
    )
    found = clean(OPTIONAL, {"weight": ["7"], "weight-declined": ["prefer_not"]})
    assert found.answers["weight"] == 7
    assert from_row(OPTIONAL, {"weight": "prefer_not"}).errors == {"weight": AnswerError("not_a_number")}
    assert cleaned(why="prefer_not").texts == {"why": "prefer_not"}


def test_it_takes_prefer_not_to_say_for_an_answer():
    found = clean(REQUIRED, {"heard": ["prefer_not"], "topics": ["none"], "age": ["1"]})
    assert found == Cleaned({"heard": "prefer_not", "topics": ["none"], "age": 1.0})


def test_it_shows_what_was_ticked_even_where_too_much_was():
    found = clean(REQUIRED, {"heard": ["no"], "topics": ["a", "none"], "age": ["1"]})
    assert found.errors == {"topics": AnswerError("exclusive"), "why": AnswerError("required")}


def test_it_keeps_words_apart_and_says_only_that_there_are_some():
    assert cleaned(why="  Because.\r\nTwice.  ") == kept({"why": True}, {"why": "Because.\nTwice."})
    assert cleaned(why="a" * TEXT_LIMIT).ok


PASTED = "Be\x00cause.\x0bTwice.\u2028\x0cAnd\x85\tso\x9d.\r\n"


def test_it_makes_line_ends_of_what_was_pasted_and_leaves_out_what_nobody_sees():
    assert cleaned(why=PASTED).texts == {"why": "Because.\nTwice.\n\nAnd\n\tso."}
    assert cleaned(word="a\x0b\x07b\nc").texts == {"word": "a b c"}
    assert cleaned(topics=["c"], topics__other=PASTED).texts == {
        "topics__other": "Because. Twice.  And \tso."
    }
    assert cleaned(word="\x07".join("12345")).texts == {"word": "12345"}


def test_it_keeps_own_words_with_their_choice_only():
    given = {"topics": ["a", "c"], "topics__other": " mine "}
    assert cleaned(**given) == kept({"topics": ["a", "c"]}, {"topics__other": "mine"})
    assert cleaned(topics=["a"], topics__other="mine") == kept({"topics": ["a"]})
    assert cleaned(topics=["c"], topics__other="  ") == kept({"topics": ["c"]})


def test_it_refuses_own_words_that_cannot_be_kept():
    found = cleaned(topics=["c"], topics__other="a\ud800")
    assert found == kept({"topics": ["c"]}, {}, {"topics__other": AnswerError("characters")})


def test_it_drops_own_words_of_a_hidden_question():
    assert cleaned(heard="no", where="c", where__other="mine") == kept({"heard": "no"})


def test_it_fills_a_message_with_its_params():
    assert (
        AnswerError("at_most", {"limit": "3"}).message
        == str(AnswerError("at_most", {"limit": "3"}))
        == "Please choose at most 3."
    )
    assert all(
        AnswerError(code, {"limit": "", "minimum": "", "maximum": "", "value": ""}).message
        for code in MESSAGES
    )


@settings(max_examples=40)
@given(seeds, sizes)
def test_it_keeps_of_any_answers_exactly_what_is_shown(seed, size):
    rng = random.Random(seed)
    made = questionnaire(rng, size)
    for _ in range(5):
        given = answers(rng, made)
        found = clean(made, given)
        assert found.ok
        assert found.answers.keys() == shown_questions(made.questions, given)


@settings(max_examples=60)
@given(seeds, sizes)
def test_it_reads_the_same_from_a_row_as_from_a_form(seed, size):
    rng = random.Random(seed)
    made = questionnaire(rng, size)
    found = clean(made, answers(rng, made))
    assert from_row(made, as_row(made, found)) == found
