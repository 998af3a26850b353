"""The plan of comparisons follows from the questionnaire alone."""

import hashlib
import json
import random
from dataclasses import replace

import pytest

from surveyapp.questionnaire import plan as plans
from surveyapp.questionnaire.schema import Group, SchoolEntry, Section
from tests.questionnaire import random_questionnaires
from tests.results_surveys import ALL_TYPES, HELPS, NIGHTS, STAGE, WARD, choices, en, grouping
from tests.results_surveys import questionnaire as a_questionnaire

STAGE_AND_WARD = (grouping(STAGE), grouping(WARD))


def the_plan(**more):
    return plans.plan_of(replace(a_questionnaire(ALL_TYPES), **more))


def family(plan, *by):
    return next(one for one in plan.families if one.by == by)


def test_each_grouping_and_the_first_two_crossed_are_families():
    assert the_plan(groupings=STAGE_AND_WARD).views == (("stage",), ("ward",), ("stage", "ward"))
    assert the_plan(groupings=()).views == ()
    live = the_plan(groupings=STAGE_AND_WARD[:1], live_by_school=True)
    assert live.views == (("stage",), ("school",))


def test_a_third_grouping_is_a_family_and_crossed_with_nothing():
    post = replace(STAGE, code="post")
    plan = the_plan(
        sections=(Section("all", en("All"), (*ALL_TYPES, post)),), groupings=(*STAGE_AND_WARD, grouping(post))
    )
    assert plan.views == (("stage",), ("ward",), ("post",), ("stage", "ward"))


def test_a_question_is_not_compared_by_its_own_groups_and_texts_by_none():
    plan = the_plan(groupings=STAGE_AND_WARD)
    compared = [one.question for one in family(plan, "stage").comparisons]
    assert compared == ["ward", "nights", "rest", "helps", "reported", "hours"]
    assert [one.question for one in family(plan, "stage", "ward").comparisons] == compared[1:]


def test_each_type_of_question_has_its_test():
    found = {one.question: one for one in family(the_plan(groupings=STAGE_AND_WARD), "stage").comparisons}
    assert {code: (one.test, one.answers) for code, one in found.items()} == {
        "ward": ("table", ("heart", "knife")),
        "nights": ("table", ("yes", "no")),
        "rest": ("scaled", ("very", "somewhat", "hardly")),  # 'not to say' is no answer
        "helps": ("each_choice", ("tea", "walks", "talking")),
        "reported": ("table", ("head", "nobody")),
        "hours": ("ranks", ()),
    }


def test_a_family_has_a_member_for_each_table_and_for_each_choice_of_several():
    plan = the_plan(groupings=STAGE_AND_WARD)
    one = family(plan, "stage")
    assert one.members == (
        ("ward", ""),
        ("nights", ""),
        ("rest", ""),
        *((HELPS.code, choice) for choice in ("tea", "walks", "talking")),
        ("reported", ""),
        ("hours", ""),
    )
    assert (one.tests, plan.tests, plan.comparisons) == (8, 8 + 8 + 7, 6 + 6 + 5)


@pytest.mark.parametrize("seed", range(20))
def test_it_comes_back_from_what_is_kept(seed):
    plan = plans.plan_of(random_questionnaires.questionnaire(random.Random(seed)))
    kept = json.loads(json.dumps(plans.as_json(plan), sort_keys=seed % 2 == 0))
    assert plans.from_json(kept) == plan


def test_its_fingerprint_is_that_of_the_text_that_anybody_can_take_again():
    plan = the_plan(groupings=STAGE_AND_WARD)
    text = plans.canonical(plan)
    assert plans.fingerprint(plan) == hashlib.sha256(text.encode()).hexdigest()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


def test_its_fingerprint_is_the_same_whatever_the_words_and_the_schools():
    reworded = replace(NIGHTS, text=en("Do you work at night?"))
    questions = tuple(reworded if question is NIGHTS else question for question in ALL_TYPES)
    same = the_plan(
        groupings=STAGE_AND_WARD,
        title=en("Other words"),
        sections=(Section("all", en("Every one"), questions),),
        schools=(SchoolEntry("east", "Eastern"),),
    )
    assert plans.fingerprint(same) == plans.fingerprint(the_plan(groupings=STAGE_AND_WARD))


def with_question(question):
    questions = tuple(question if one.code == question.code else one for one in ALL_TYPES)
    return {"sections": (Section("all", en("All"), questions),), "groupings": STAGE_AND_WARD}


OTHERS = {
    "another grouping": {"groupings": STAGE_AND_WARD[:1]},
    "the other one first": {"groupings": STAGE_AND_WARD[::-1]},
    "the school too": {"groupings": STAGE_AND_WARD, "live_by_school": True},
    "other groups": {
        "groupings": (
            replace(grouping(STAGE), groups=(Group("all", en("All"), ("student", "resident")),)),
            grouping(WARD),
        )
    },
    "a choice more": with_question(replace(HELPS, choices=choices("tea", "walks", "talking", "sleep"))),
    "answers in another order": with_question(replace(HELPS, choices=choices("walks", "tea", "talking"))),
    "another type": with_question(replace(HELPS, type="single")),
    "a question less": {
        "sections": (Section("all", en("All"), ALL_TYPES[:-2]),),
        "groupings": STAGE_AND_WARD,
    },
}


@pytest.mark.parametrize("what", OTHERS)
def test_its_fingerprint_is_another_where_something_else_would_be_compared(what):
    assert plans.fingerprint(the_plan(**OTHERS[what])) != plans.fingerprint(
        the_plan(groupings=STAGE_AND_WARD)
    )
