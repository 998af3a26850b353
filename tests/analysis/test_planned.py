"""The report compares what is planned, all of it and nothing else, and Holm's p allows for just that."""

import random
from dataclasses import replace

import pytest

from analysis import live
from analysis.page import comparisons_planned
from analysis.report import build
from analysis.sizes import Family
from surveyapp import store
from surveyapp.disclosure import Atom
from surveyapp.questionnaire.plan import plan_of
from surveyapp.questionnaire.schema import MULTIPLE, NUMBER, TEXT
from tests.questionnaire import random_questionnaires
from tests.results_surveys import count, four_strata, open_survey, questionnaire

PEOPLE = 60


def answered(question, chance):
    """60 people who all answered; nobody preferred not to say."""
    codes = [choice.code for choice in question.counted_choices]
    if question.type == TEXT:
        return {"-answered": PEOPLE}
    if question.type == NUMBER:
        return {str(int(question.minimum + 1)): PEOPLE - 20, str(int(question.minimum + 2)): 20}
    counts = {code: chance.randint(1, 10) for code in codes}
    if question.type == MULTIPLE:
        return counts
    return counts | {codes[0]: PEOPLE - sum(counts[code] for code in codes[1:])}


def atoms(made, chance):
    schools = [school.code for school in made.schools] if made.live_by_school else [None]
    return [
        Atom(groups, school, PEOPLE, {q.code: answered(q, chance) for q in made.questions})
        for groups in made.strata()
        for school in schools
    ]


def members_in(report, by):
    """What the report has tested by these groups: (question, choice), '' where it is of the whole table."""
    for figures in report.questions:
        breakdown = figures.by(*by)
        if breakdown.each:
            yield from ((figures.question.code, choice.code) for choice in figures.question.counted_choices)
        elif breakdown.whole or breakdown.numbers:
            yield figures.question.code, ""


@pytest.mark.parametrize("seed", range(20))
def test_the_report_tests_what_the_plan_lists(seed):
    chance = random.Random(seed)
    made = random_questionnaires.questionnaire(chance)
    plan, report = plan_of(made), build(made, atoms(made, chance), 5)
    assert report.views == plan.views
    for family in plan.families:
        assert tuple(members_in(report, family.by)) == family.members


@pytest.mark.parametrize("seed", range(20))
def test_where_all_can_be_computed_holm_allows_for_as_many_as_the_plan_counts(seed):
    chance = random.Random(seed)
    made = random_questionnaires.questionnaire(chance)
    report = build(made, atoms(made, chance), 5)
    tests = [test for q in report.questions for breakdown in q.breakdowns for test in breakdown.tests]
    assert all(test.p is not None for test in tests)
    planned = {family.by: family.tests for family in plan_of(made).families}
    assert comparisons_planned(report) == {by: Family(n, n) for by, n in planned.items()}


def holm_by_stage(report):
    return {q.question.code: q.by("stage").holm for q in report.questions if q.by("stage").tests}


def without(plan, question):
    """The plan, but for one question."""
    families = (
        replace(family, comparisons=tuple(c for c in family.comparisons if c.question != question))
        for family in plan.families
    )
    return replace(plan, families=tuple(families))


def test_holm_allows_for_the_members_of_the_frozen_family_alone():
    made = questionnaire()
    whole = build(made, four_strata(), 5)
    fewer = build(made, four_strata(), 5, plan=without(plan_of(made), "nights"))
    ps = {q.question.code: [t.p for t in q.by("stage").tests] for q in whole.questions if q.by("stage").tests}
    there = [p for some in ps.values() for p in some if p is not None]
    smallest = min(there)
    before, after = holm_by_stage(whole), holm_by_stage(fewer)
    # the smallest p is that of 'tea', and so is multiplied by how many tests there are
    assert ps["helps"][0] == smallest != ps["nights"][0]
    assert before["helps"][0] == pytest.approx(len(there) * smallest, rel=1e-12)
    assert after["helps"][0] == pytest.approx((len(there) - 1) * smallest, rel=1e-12)
    assert after["nights"] == (None,) != before["nights"]


def test_it_compares_by_the_views_of_the_plan_alone():
    made = questionnaire()
    plan = replace(plan_of(made), families=plan_of(made).families[:1])
    report = build(made, four_strata(), 5, plan=plan)
    assert report.views == (("stage",),)
    assert {b.by for q in report.questions for b in q.breakdowns} == {("stage",)}


@pytest.mark.django_db
@pytest.mark.once
def test_it_counts_the_tests_that_holm_allows_for():
    survey = open_survey(questionnaire(), four_strata())
    count(survey, four_strata())
    computed = comparisons_planned(live.report_of(survey))
    planned = {family.by: family.tests for family in store.plan_of(survey).plan.families}
    assert list(computed) == list(planned)
    # nobody gave a number, nobody ticked 'talking', and the wards do not differ from themselves
    assert planned["stage",] - computed["stage",].tests == 2
    assert all(computed[by].tests <= planned[by] == computed[by].planned for by in planned)
