"""Atoms -> report: who is in which group, what is withheld, and that nothing is counted twice or lost."""

import dataclasses
import random

import pytest

from analysis.report import NOBODY, OWN_GROUPS, TOO_FEW, build, figures
from surveyapp.questionnaire.schema import MULTIPLE, TEXT
from tests.results_surveys import (
    ALL_TYPES,
    HOURS,
    REST,
    STAGE,
    WARD,
    atom,
    four_strata,
    questionnaire,
)

K = 5


def counts(group):
    return [choice.count for choice in group.choices]


def nights(**yes_of):
    """A stratum each for student and resident: so many of 20 said yes, no, were not shown it."""
    return [
        atom(stage, ward, nights=given, people=sum(given.values()))
        for (stage, ward), given in zip(
            (("student", "heart"), ("resident", "heart")), yes_of.values(), strict=True
        )
    ]


# ----- everybody and each group


def test_it_adds_up_atoms_for_everybody_and_for_each_group():
    report = build(questionnaire(), four_strata(), K)
    found = report.question("nights")
    assert (report.people, found.everybody.people, found.everybody.base, counts(found.everybody)) == (
        80,
        80,
        80,
        [50, 30],
    )
    assert [(g.group, g.base, counts(g)) for g in found.by("stage").groups] == [
        (("student",), 40, [17, 23]),
        (("resident",), 40, [33, 7]),
    ]
    assert [(g.group, g.base, counts(g)) for g in found.by("ward").groups] == [
        (("heart",), 40, [23, 17]),
        (("knife",), 40, [27, 13]),
    ]
    assert [(g.group, g.base, counts(g)) for g in found.by("stage", "ward").groups] == [
        (("student", "heart"), 20, [8, 12]),
        (("student", "knife"), 20, [9, 11]),
        (("resident", "heart"), 20, [15, 5]),
        (("resident", "knife"), 20, [18, 2]),
    ]


def test_it_compares_by_each_grouping_the_first_two_crossed_and_the_live_school():
    third = dataclasses.replace(STAGE, code="post")
    plan = questionnaire(questions=(*ALL_TYPES, third), groupings=(STAGE, WARD, third), live_by_school=True)
    assert build(plan, (), K).views == (("stage",), ("ward",), ("post",), ("stage", "ward"), ("school",))
    assert build(questionnaire(groupings=(STAGE,)), (), K).views == (("stage",),)
    assert build(questionnaire(groupings=()), (), K).views == ()


def test_it_names_groups_of_nobody_too():
    report = build(questionnaire(), [atom("student", "heart", nights={"yes": 12, "no": 8})], K)
    groups = report.question("nights").by("stage").groups
    assert [(g.group, g.people, g.base) for g in groups] == [(("student",), 20, 20), (("resident",), 0, 0)]
    assert (
        report.question("nights").by("stage").whole.note
        == "not computable, because only one group has answers"
    )


def test_it_counts_schools_where_they_are_live():
    atoms = [
        dataclasses.replace(a, school=s)
        for a, s in zip(four_strata(), ("north", "north", "south", "south"), strict=True)
    ]
    report = build(questionnaire(live_by_school=True), atoms, K)
    groups = report.question("nights").by("school").groups
    assert [(g.group, g.base, counts(g)) for g in groups] == [
        (("north",), 40, [17, 23]),
        (("south",), 40, [33, 7]),
    ]
    assert report.group_people["school",] == {("north",): 40, ("south",): 40}


# ----- people who count in 'everybody' alone


def test_it_counts_a_pool_of_rests_in_everybody_alone():
    pool = atom(people=6, everybody_only=True, nights={"yes": 6})
    report = build(questionnaire(), [*four_strata(), pool], K)
    found = report.question("nights")
    assert (report.people, report.everybody_only, found.everybody.base) == (86, 6, 86)
    for by in report.views:
        assert sum(g.base for g in found.by(*by).groups) == 80


# ----- what is withheld


@pytest.mark.parametrize(
    ("answered", "withheld"), [(0, ""), (1, TOO_FEW), (K - 1, TOO_FEW), (K, ""), (K + 1, "")]
)
def test_it_splits_only_where_every_group_has_nobody_or_k_who_answered(answered, withheld):
    report = build(
        questionnaire(),
        nights(student={"yes": 9, "no": 11}, resident={"yes": answered, "-open": 20 - answered}),
        K,
    )
    found = report.question("nights")
    assert (found.everybody.base, counts(found.everybody)) == (20 + answered, [9 + answered, 11])
    for by in (("stage",), ("stage", "ward")):
        assert found.by(*by).withheld == withheld
        assert (found.by(*by).groups == ()) == bool(withheld)
        assert (found.by(*by).whole is None) == bool(withheld)
    assert found.by("ward").withheld == ""  # all are of one ward


@pytest.mark.parametrize("answered", range(1, K))
def test_it_shows_no_question_that_fewer_than_k_answered(answered):
    given = {"yes": answered, "-open": 20 - answered}
    found = build(questionnaire(), [atom("student", "heart", nights=given)], K).question("nights")
    assert (found.everybody, found.breakdowns, found.withheld) == (None, (), TOO_FEW)


def test_it_shows_a_question_that_everybody_left_open():
    found = build(questionnaire(), [atom("student", "heart", nights={"-open": 20})], K).question("nights")
    assert (found.withheld, found.everybody.base, found.everybody.left_open) == ("", 0, 20)
    assert [choice.note for choice in found.everybody.choices] == [
        "not computable, because nobody is counted"
    ] * 2


def test_it_says_so_where_nobody_was_shown_a_question():
    found = build(questionnaire(), [atom("student", "heart", reported={"-hidden": 20})], K).question(
        "reported"
    )
    assert (found.everybody, found.withheld) == (None, NOBODY)


def test_it_shows_a_follow_up_that_few_were_shown_for_everybody_alone():
    """Three students and four residents were asked: seven together, too few apart."""
    atoms = [
        atom("student", "heart", reported={"head": 2, "nobody": 1, "-hidden": 17}),
        atom("resident", "heart", reported={"head": 1, "nobody": 3, "-hidden": 16}),
    ]
    found = build(questionnaire(), atoms, K).question("reported")
    assert (found.everybody.shown_to, found.everybody.base, counts(found.everybody)) == (7, 7, [3, 4])
    assert {b.by: b.withheld for b in found.breakdowns} == {
        ("stage",): TOO_FEW,
        ("ward",): "",
        ("stage", "ward"): TOO_FEW,
    }


def test_it_never_splits_a_question_by_the_groups_made_from_it():
    report = build(questionnaire(), four_strata(), K)
    assert {b.by: b.withheld for b in report.question("stage").breakdowns} == {
        ("stage",): OWN_GROUPS,
        ("ward",): "",
        ("stage", "ward"): OWN_GROUPS,
    }


def test_it_holds_a_larger_smallest_group():
    report = build(questionnaire(minimum_group=21), four_strata(), 21)
    found = report.question("nights")
    assert (found.by("stage").withheld, found.by("stage", "ward").withheld) == ("", TOO_FEW)


# ----- missing of three kinds, types


def test_it_takes_percentages_of_those_who_were_shown_it_and_answered():
    found = build(questionnaire(), four_strata(), K).question("rest").everybody
    assert (found.people, found.shown_to, found.left_open, found.prefer_not, found.base) == (
        80,
        80,
        4,
        12,
        64,
    )
    assert [(c.count, c.base, c.percent) for c in found.choices] == [
        (8, 64, 12.5),
        (32, 64, 50.0),
        (24, 64, 37.5),
    ]


def test_it_merges_nothing():
    """One of twenty is shown as one of twenty: the group's base is what counts."""
    found = build(questionnaire(), nights(student={"yes": 1, "no": 19}, resident={"yes": 0, "no": 20}), K)
    groups = found.question("nights").by("stage").groups
    assert [counts(group) for group in groups] == [[1, 19], [0, 20]]
    assert found.question("nights").by("stage").answers == ()


def test_it_compares_each_choice_of_several_and_the_whole_table_of_one():
    report = build(questionnaire(), four_strata(), K)
    several, one = report.question("helps").by("stage"), report.question("rest").by("stage")
    assert (several.whole, [c.n for c in several.each]) == (None, [64, 64, 64])
    assert (one.whole.n, one.whole.df, one.each) == (64, 2, ())


def test_it_gives_numbers_and_texts_a_base_and_no_choices():
    atoms = [
        atom("student", "heart", hours={"3": 8, "7.5": 4, "-open": 8}, words={"-answered": 6, "-open": 14})
    ]
    report = build(questionnaire(), atoms, K)
    hours, words = report.question("hours"), report.question("words")
    assert [(q.everybody.base, q.everybody.choices) for q in (hours, words)] == [(12, ()), (6, ())]
    assert (hours.by("stage").whole, hours.by("stage").each) == (None, ())


# ----- of any atoms


def made_up_atoms(rng):
    """Strata of any size with any answers, and a pool."""
    single = {q.code: q for q in ALL_TYPES if q.type not in (MULTIPLE, TEXT) and q is not HOURS}
    for stage in ("student", "resident"):
        for ward in ("heart", "knife"):
            people = rng.randint(5, 40)
            tally = {}
            for code, question in single.items():
                codes = [*question.choice_codes, "-open", *(["-hidden"] if question.shown_if else [])]
                given = rng.choices(codes, [rng.random() ** 3 for _ in codes], k=people)
                tally[code] = {c: given.count(c) for c in set(given)}
            yield atom(stage, ward, people=people, **tally)
    yield atom(people=rng.randint(5, 9), everybody_only=True)


@pytest.mark.parametrize("seed", range(30))
def test_it_loses_nobody_and_shows_no_small_base(seed):
    atoms = list(made_up_atoms(random.Random(seed)))
    report = build(questionnaire(), atoms, K)
    assert report.people == sum(a.people for a in atoms)
    for found in report.questions:
        shown = [found.everybody] if found.everybody else []
        for split in found.breakdowns:
            shown += split.groups
            if split.groups:
                assert sum(g.people for g in split.groups) == report.people - report.everybody_only
                assert {g.group for g in split.groups} == set(report.group_people[split.by])
        for group in shown:
            assert group.base == 0 or group.base >= K
            assert group.base == group.shown_to - group.left_open - group.prefer_not
            if group.choices and found.question.type != MULTIPLE:
                assert sum(counts(group)) == group.base


def test_it_counts_a_person_in_each_choice_that_was_ticked():
    group = figures(dataclasses.replace(REST, type=MULTIPLE), (), 10, {"very": 7, "hardly": 6, "-open": 2})
    assert (group.base, [(c.count, c.base) for c in group.choices]) == (8, [(7, 8), (0, 8), (6, 8)])


def test_it_numbers_questions_as_the_questionnaire_does():
    report = build(questionnaire(), four_strata(), K)
    assert [(q.number, q.question.code) for q in report.questions] == [
        (i + 1, question.code) for i, question in enumerate(ALL_TYPES)
    ]


def test_it_reports_a_survey_without_anybody():
    report = build(questionnaire(), [], K)
    assert (report.people, {q.withheld for q in report.questions}) == (0, {NOBODY})
