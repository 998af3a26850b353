"""Answers that are missing, of three kinds, and how far they could move a yes/no figure: table, fold and listing."""

from unittest.mock import Mock

import pytest

from analysis import page
from analysis.listing import listing
from analysis.missing_answers import of_difference, of_share
from analysis.names import Names
from analysis.report import build
from tests.results_surveys import atom, four_strata, questionnaire

# 80 people: of 40 students 36 answered and 17 said yes, of 40 residents 36 and 33; the others left it open.
YES = {("student", "heart"): 8, ("student", "knife"): 9, ("resident", "heart"): 15, ("resident", "knife"): 18}


def some_left_open():
    return tuple(
        atom(*groups, nights={"yes": yes, "no": 18 - yes, "-open": 2}, people=20)
        for groups, yes in YES.items()
    )


def card(atoms, by, code="nights"):
    plan = questionnaire()
    reading = page.Reading(Names(plan, "en"), by, 5, False, {})
    report = build(plan, atoms, 5, page.drawn_from(by))
    return next(c for s in page.sections(report, reading) for c in s.cards if c.code == code)


def without_no_break(text):
    return text.replace("\u00a0", " ")


def test_its_table_has_both_ends_of_each_share():
    bounds = card(some_left_open(), ("stage",)).table.bounds
    # R: prop.test(17, 40, correct = FALSE)$conf.int; prop.test(21, 40, correct = FALSE)$conf.int
    assert [
        (row.name, [without_no_break(c.percent) for c in row.cells], row.cells[1].interval) for row in bounds
    ] == [
        ("Yes, if all who did not answer had said no", ["62.5 %", "42.5 %", "82.5 %"], "28.5 to 57.8"),
        ("Yes, if all who did not answer had said yes", ["72.5 %", "52.5 %", "92.5 %"], "37.5 to 67.1"),
    ]


def test_its_fold_says_what_the_difference_could_be():
    """17 of 40 against 37 of 40 is -50 points; 21 of 40 against 33 of 40 is -30."""
    assert dict(card(some_left_open(), ("stage",)).test)["Missing answers"] == (
        "If those who did not answer (8) had all said no in the group ‘Student’ and yes in the group ‘Resident’, the "
        "difference would be −50.0 points; the other way round, −30.0 points."
    )


@pytest.mark.parametrize("by", [(), ("stage",), ("stage", "ward")])
def test_nothing_is_said_where_nobody_s_answer_is_missing(by):
    made = card(four_strata(), by)
    assert (made.table.bounds, dict(made.test).get("Missing answers")) == ((), None)


def test_of_two_groupings_crossed_each_cell_has_its_ends():
    made = card(some_left_open(), ("stage", "ward"))
    assert [without_no_break(c.percent) for c in made.table.bounds[0].cells] == [
        "62.5 %", "40.0 %", "45.0 %", "75.0 %", "90.0 %",
    ]  # fmt: skip
    assert dict(made.test).get("Missing answers") is None


def test_a_group_without_missing_answers_has_its_one_figure_twice():
    atoms = (*some_left_open()[:2], *four_strata()[2:])
    low, high = card(atoms, ("stage",)).table.bounds
    assert [low.cells[2], without_no_break(high.cells[2].percent)] == [high.cells[2], "82.5 %"]


def test_other_kinds_of_questions_have_no_such_ends():
    for code in ("rest", "helps"):
        assert card(four_strata(), ("stage",), code).table.bounds == ()


def test_not_shown_left_open_and_preferred_not_to_say_stand_apart():
    """Who was not shown the question is no missing answer; who preferred not to say is one."""
    asked = atom(
        "student",
        "heart",
        reported={"head": 6, "nobody": 4, "-open": 3, "-hidden": 7},
        rest={"very": 12, "secret": 8},
    )
    for code, rows in {
        "reported": [("Left open", "3"), ("Not shown the question", "7")],
        "rest": [("Preferred not to say", "8")],
    }.items():
        others = card((asked,), (), code).table.others
        assert [(row.name, row.cells[0].n) for row in others] == rows


def test_there_are_ends_where_nobody_answered_and_none_where_nobody_is():
    report = build(questionnaire(), [atom("student", "heart", nights={"-open": 20})], 5)
    found = report.question("nights")
    assert of_share(found.question, found.everybody).highest.percent == 100
    breakdown = found.by("stage")
    assert of_share(found.question, breakdown.groups[1]) is None
    assert of_difference(breakdown).lowest.note_code == "one_group"
    made = card([atom("student", "heart", nights={"-open": 20})], ("stage",))
    assert dict(made.test).get("Missing answers") is None


def test_the_listing_has_both_ends_of_shares_and_of_the_difference():
    rows = listing(build(questionnaire(), some_left_open(), 5), Mock(asked=None, received=0, schools=()))
    found = {
        (row.by, row.group, row.statistic): float(row.value)
        for row in rows
        if row.question == "nights" and row.choice == "yes" and "sensitivity" in row.statistic
    }
    of_stage = {key[1:]: value for key, value in found.items() if key[0] == "stage"}
    assert of_stage == {
        ("student", "sensitivity_low"): pytest.approx(42.5),
        ("student", "sensitivity_high"): pytest.approx(52.5),
        ("resident", "sensitivity_low"): pytest.approx(82.5),
        ("resident", "sensitivity_high"): pytest.approx(92.5),
        ("", "difference_sensitivity_low"): pytest.approx(-50),
        ("", "difference_sensitivity_high"): pytest.approx(-30),
    }
    assert (found["", "", "sensitivity_low"], found["", "", "sensitivity_high"]) == (62.5, 72.5)
    assert ("stage*ward", "", "difference_sensitivity_low") not in found


def test_the_listing_has_no_ends_where_nobody_s_answer_is_missing():
    rows = listing(build(questionnaire(), four_strata(), 5), Mock(asked=None, received=0, schools=()))
    assert [row for row in rows if "sensitivity" in row.statistic] == []
