"""The plan of comparisons follows from the questionnaire alone."""

from dataclasses import replace

from surveyapp.questionnaire import plan as plans
from tests.results_surveys import ALL_TYPES, HELPS, NIGHTS, STAGE, WARD, grouping
from tests.results_surveys import questionnaire as a_questionnaire


def the_plan(**more):
    return plans.plan_of(replace(a_questionnaire(ALL_TYPES), **more))


def family(plan, *by):
    return next(one for one in plan.families if one.by == by)


def test_each_grouping_and_the_first_two_crossed_are_families():
    groupings = (grouping(STAGE), grouping(WARD))
    assert [one.by for one in the_plan(groupings=groupings).families] == [
        ("stage",),
        ("ward",),
        ("stage", "ward"),
    ]
    assert the_plan(groupings=()).families == ()
    live = the_plan(groupings=groupings[:1], live_by_school=True)
    assert [one.by for one in live.families] == [("stage",), ("school",)]


def test_a_question_is_not_compared_by_its_own_groups_and_texts_by_none():
    plan = the_plan(groupings=(grouping(STAGE), grouping(WARD)))
    compared = [one.question for one in family(plan, "stage").comparisons]
    assert compared == ["ward", "nights", "rest", "helps", "reported", "hours"]
    assert [one.question for one in family(plan, "stage", "ward").comparisons] == compared[1:]


def test_a_multiple_choice_adds_a_test_for_each_choice():
    one = family(the_plan(groupings=(grouping(STAGE),)), "stage")
    tests = {comparison.question: comparison.tests for comparison in one.comparisons}
    assert tests[HELPS.code] == 3 and tests[NIGHTS.code] == 1
    assert one.tests == sum(tests.values())


def test_it_comes_back_from_json_and_its_fingerprint_changes_with_it_alone():
    plan = the_plan(groupings=(grouping(STAGE),))
    assert plans.from_json(plans.as_json(plan)) == plan
    same = the_plan(groupings=(grouping(STAGE),), title={"en": "Other words"})
    other = the_plan(groupings=(grouping(WARD),))
    assert plans.fingerprint(plan) == plans.fingerprint(same) != plans.fingerprint(other)
    assert len(plans.fingerprint(plan)) == 64
