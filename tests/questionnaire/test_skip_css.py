import pytest

from surveyapp.questionnaire.problems import ProblemsError
from surveyapp.questionnaire.skip_css import LONGEST, can_be_empty, selectors, stylesheet
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.condition_cases import Case
from tests.questionnaire.written import HEARD, ask, statements, survey

OPENED = "@media screen { @supports selector(:has(*)) {"


def rules(**given):
    """The questionnaire's own, behind those of all."""
    opened, flags, notes, *rules = stylesheet(Case("", given, {}, set()).questionnaire).split("\n")
    assert (opened, flags) == (OPENED, "  #answers { --skip: 0; --past: inline-flex; }")
    assert notes == "  .only-if { display: none; }"
    return rules


def test_it_says_nothing_more_where_everything_is_shown_to_everybody():
    assert stylesheet(read(survey())).split("\n")[3:] == ["} }", ""]


def test_it_looks_no_further_than_the_question_beside_it_where_that_is_enough():
    assert rules(same="{heard: yes}")[0] == (
        "  #div_id_heard:not(:has(#id_heard_0:checked)) ~ #div_id_same { display: none; --skip: 1; }"
    )


def test_it_looks_no_further_than_the_page_where_the_condition_is_on_several_questions():
    assert rules(same="{all: [{heard: yes}, {where: book}]}")[0] == (
        "  .page:not(:has(#id_heard_0:checked):has(#id_where_1:checked)) #div_id_same "
        "{ display: none; --skip: 1; }"
    )


def test_it_looks_at_the_page_where_the_condition_is_on_a_statement_that_stands_in_its_block():
    asked = read(survey(statements() + ask(shown_if="{one: a}")))
    assert stylesheet(asked).split("\n")[3] == (
        "  .page:not(:has(#id_one_0:checked)) #div_id_q { display: none; --skip: 1; }"
    )


def test_it_looks_at_the_whole_form_where_the_condition_is_on_another_page():
    assert rules(last="{heard: yes}")[0] == (
        "  #answers:not(:has(#id_heard_0:checked)) #div_id_last { display: none; --skip: 1; }"
    )


def test_it_looks_at_the_whole_form_where_the_chain_leads_to_another_page():
    assert rules(next="{heard: yes}", last="{next: no}")[1] == (
        "  #answers:not(:has(#id_next_1:checked):has(#id_heard_0:checked)) #div_id_last "
        "{ display: none; --skip: 1; }"
    )


def test_it_counts_every_choice_that_has_an_input():
    assert rules(same="{heard: prefer_not}", last="{where: [lecture, '3']}")[:2] == [
        "  #div_id_heard:not(:has(#id_heard_2:checked)) ~ #div_id_same { display: none; --skip: 1; }",
        "  #answers:not(:has(:is(#id_where_0, #id_where_2):checked)) #div_id_last "
        "{ display: none; --skip: 1; }",
    ]


def test_it_passes_over_a_page_that_may_be_empty():
    heard, not_heard = ":not(:has(#id_heard_0:checked))", ":not(:not(:has(#id_heard_0:checked)))"
    assert rules(next="{heard: yes}", last="{not: {heard: yes}}")[2] == (
        f"  #answers{heard}{not_heard} .to-p2, #answers:not({heard}{not_heard}) .past-p2 {{ display: none; }}"
    )


def test_it_knows_which_pages_may_be_empty():
    both = Case("", {"next": "{heard: yes}", "last": "{heard: no}"}, {}, set()).questionnaire
    one = Case("", {"last": "{heard: no}"}, {}, set()).questionnaire
    assert [can_be_empty(section) for section in both.sections] == [False, True]
    assert [can_be_empty(section) for section in one.sections] == [False, False]


PART = ":has(#id_heard_0:checked)"


def one_rule_of(parts):
    rule = ", ".join(["{heard: yes}"] * parts)
    return survey(HEARD + ask(shown_if=f"{{all: [{rule}]}}"))


def test_it_allows_a_selector_up_to_the_limit_and_none_beyond():
    most = LONGEST // len(PART)
    assert selectors(read(one_rule_of(most)))["q"] == PART * most
    with pytest.raises(ProblemsError) as error:
        read(one_rule_of(most + 1))
    assert [problem.code for problem in error.value.problems] == ["condition_too_long"]
