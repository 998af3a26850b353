"""The study's questions by phase and by gender, inside schools, against R (reference/by_school*.R)."""

import pytest

from analysis import answers_by_school
from analysis.answers_by_school_words import words
from analysis.breakdowns import breakdowns_of
from analysis.by_school import from_pairs, from_tallies
from analysis.names import Names
from analysis.report import AFTER_CLOSING, TOO_FEW
from analysis.school_strata import Tallies
from analysis.stats.generalised import general_association, order_association
from analysis.stats.outcomes import REASONS
from surveyapp.questionnaire.schema import SINGLE, Question
from tests.results_surveys import NIGHTS, REST, STAGE, WARD, atom, choices, questionnaire
from tests.stats import study_pairs
from tests.stats.stats_reference import rows
from tests.stats.test_generalised import assert_r
from tests.stats.test_strata import NAMES, figures, near


@pytest.fixture
def study():
    return study_pairs.study()


def test_it_gives_the_figures_that_r_gives(study):
    found = {(w.question.code, w.grouping): w for w in from_pairs(breakdowns_of(study, 5))}
    expected = {(row["question"], row["grouping"]): row for row in rows("by_school.csv")}
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        got = found[key]
        assert (got.withheld, got.schools, got.found.strata) == ("", 3, int(row["used"]))
        for name, figure in zip(NAMES, figures(got.found), strict=True):
            assert figure == near(name, float(row[name])), (key, name)


PLAN = questionnaire((STAGE, WARD, NIGHTS), live_by_school=True)


def in_schools(resident=20, yes=8):
    """Two schools where results by school are live."""
    return [
        atom(stage, ward, people=n, school=school, nights={"yes": min(yes, n), "no": n - min(yes, n)})
        for school in ("north", "south")
        for stage, n in (("student", 20), ("resident", resident))
        for ward in ("heart", "knife")
    ]


def live(atoms, plan=PLAN):
    return {w.grouping: w for w in from_tallies(Tallies(plan, atoms, 5)) if w.question.code == "nights"}


def test_it_comes_after_closing_unless_results_by_school_are_live():
    later = live(in_schools(), questionnaire((STAGE, WARD, NIGHTS)))
    assert {w.withheld for w in later.values()} == {AFTER_CLOSING}
    now = live(in_schools())
    assert {w.withheld for w in now.values()} == {""}
    assert now["stage"].found.odds_ratio.value == 1.0
    assert now["stage"].found.strata == 2


def test_it_leaves_whoever_is_of_no_school_out_of_the_strata():
    pooled = atom("student", "heart", people=9, nights={"yes": 9})
    assert live([*in_schools(), pooled]) == live(in_schools())


def test_it_is_not_shown_where_a_group_of_a_school_is_small():
    small = in_schools()
    small[2] = atom("resident", "heart", people=5, school="north", nights={"yes": 2, "no": 1, "-open": 2})
    small[3] = atom("resident", "knife", people=5, school="north", nights={"-open": 5})
    found = live(small)
    assert (found["stage"].withheld, found["stage"].found) == (TOO_FEW, None)
    assert found["ward"].withheld == ""


def test_it_is_not_shown_of_one_school():
    one = [a for a in in_schools() if a.school == "north"]
    assert {w.withheld for w in live(one).values()} == {TOO_FEW}


def test_it_is_of_yes_and_no_by_groupings_made_from_another_question():
    assert {(w.question.code, w.grouping) for w in from_tallies(Tallies(PLAN, in_schools(), 5))} == {
        ("nights", "stage"),
        ("nights", "ward"),
    }


# ----- several answers, and scales


def test_it_gives_the_figures_that_r_gives_of_several_answers(study):
    found = {(w.question.code, w.grouping): w for w in answers_by_school.from_pairs(breakdowns_of(study, 5))}
    expected = {(row["question"], row["grouping"]): row for row in rows("by_school_answers.csv")}
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        got = found[key]
        assert (got.withheld, len(got.schools), got.left_out) == ("", int(row["used"]), ())
        assert_r(row, got.general, got.order, got.differences)
    assert found["knowledge", "phase"].answers[0] == ("excellent", "good"), "two said excellent"
    assert {w.question.code for w in found.values() if w.order} == {"knowledge"}


@pytest.mark.parametrize("question", ["knowledge", "image_guided_surgery", "year"])
def test_the_words_carry_the_figures_of_r(study, question):
    plan = study.questionnaire
    expected = {row["grouping"]: row for row in rows("by_school_answers.csv") if row["question"] == question}
    found = list(answers_by_school.from_pairs(breakdowns_of(study, 5), plan.by_code[question]))
    assert [within.grouping for within in found] == list(expected)
    for within in found:
        row, said = expected[within.grouping], words(within, 5, Names(plan, "en")).replace("\u00a0", " ")
        assert f"χ² = {float(row['chi2']):.2f}, {row['df']} df" in said
        assert ("differ" in said.replace("difference", "")) == (float(row["p"]) < 0.05)
        assert ("nearer to" in said) == (within.order is not None and float(row["order_p"]) < 0.05)
        if within.order and abs(within.order.effect) > 0.01:
            assert f"rank-biserial correlation {abs(float(row['effect'])):.2f}" in said
        largest = max(within.differences, key=lambda size: abs(size.value))
        more = within.groups[0 if largest.value > 0 else 1].title()
        assert f"{abs(largest.value):.1f} points more in the group ‘{more}’" in said


def answers(atoms, plan, k=5):
    return {(w.question.code, w.grouping): w for w in answers_by_school.from_tallies(Tallies(plan, atoms, k))}


RESTED = ("very", "somewhat", "hardly")
SCALE = questionnaire((STAGE, WARD, REST), live_by_school=True)


def rested(north, south, stages=("student", "resident")):
    """Of each school and stage: how many gave each answer; half of them in each ward."""
    return [
        atom(stage, ward, people=2 * sum(given), school=school, rest=dict(zip(RESTED, given, strict=True)))
        for school, groups in (("north", north), ("south", south))
        for stage, given in zip(stages, groups, strict=True)
        for ward in ("heart", "knife")
    ]


def test_several_answers_come_after_closing_unless_results_by_school_are_live():
    atoms = rested([(8, 2, 2), (2, 2, 8)], [(9, 3, 1), (4, 4, 4)])
    later = answers(atoms, questionnaire((STAGE, WARD, REST)))
    assert {w.withheld for w in later.values()} == {AFTER_CLOSING}
    now = answers(atoms, SCALE)["rest", "stage"]
    doubled = [
        [[2 * n for n in given] for given in school]
        for school in ([(8, 2, 2), (2, 2, 8)], [(9, 3, 1), (4, 4, 4)])
    ]
    assert (now.general, now.order) == (general_association(doubled), order_association(doubled))
    assert now.order.effect < 0, "students were nearer to the first answer"
    assert (len(now.schools), now.groups, now.left_out) == (2, ("student", "resident"), ())


def test_a_group_of_which_a_school_has_too_few_is_left_out_and_the_others_are_compared():
    three = Question(
        "stage", SINGLE, {"en": "Stage?"}, required=True, choices=choices("student", "resident", "chief")
    )
    plan = questionnaire((three, WARD, REST), (three, WARD), live_by_school=True)
    some = [(8, 2, 2), (2, 2, 8)], [(9, 3, 1), (4, 4, 4)]
    stages = ("student", "resident", "chief")
    few = rested([*some[0], (1, 0, 0)], [*some[1], (5, 5, 5)], stages)
    got = answers(few, plan)["rest", "stage"]
    assert (got.groups, got.left_out) == (("student", "resident"), ("chief",))
    assert got.general == answers(rested(*some), SCALE)["rest", "stage"].general
    nobody = answers(rested([*some[0], (0, 0, 0)], [*some[1], (5, 5, 5)], stages), plan)["rest", "stage"]
    assert (len(nobody.groups), nobody.left_out, nobody.general.df) == (3, (), 4)
    alone = answers(rested([(1, 0, 0), some[0][1]], [some[1][0], (0, 1, 0)]), SCALE)["rest", "stage"]
    assert (alone.withheld, alone.general) == (TOO_FEW, None)


def test_several_answers_that_are_all_the_same_have_a_reason_and_no_figure():
    got = answers(rested([(9, 0, 0), (8, 0, 0)], [(7, 0, 0), (9, 0, 0)]), SCALE)["rest", "stage"]
    assert (got.general.note_code, got.order.note_code) == ("no_stratum", "no_stratum")
    listed = list(answers_by_school.answer_rows(iter([got])))
    assert {row.value for row in listed if row.statistic in ("cmh_chi2", "cmh_p", "van_elteren_p")} == {""}
    assert next(row.value for row in listed if row.statistic == "note") == REASONS["no_stratum"]
