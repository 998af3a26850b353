"""Numbers inside schools, live and closed, against R (reference/numbers_by_school.R), and their words."""

from dataclasses import replace

import pytest

from analysis import numbers_by_school
from analysis.breakdowns import breakdowns_of
from analysis.comparisons import WARNINGS
from analysis.names import Names
from analysis.numbers_by_school_words import words
from analysis.report import AFTER_CLOSING, TOO_FEW
from analysis.school_strata import Tallies
from analysis.stats.outcomes import BINNED, MERGED
from tests.analysis.number_surveys import COFFEE, SLEEP, people, tally
from tests.anonymity.small_surveys import InMemory
from tests.build import GENDER, HOURS, YEAR, a_questionnaire
from tests.results_surveys import STAGE, WARD, atom, questionnaire
from tests.stats.stats_reference import rows

R = rows("numbers_by_school.csv")
PLAN = a_questionnaire(questions=(YEAR, GENDER, HOURS), schools=3)


def parts(row):
    return [school.split(" / ") for school in row["schools"].split("; ")]


def closed(row, left_open=()):
    """Two groups are phases, three are genders. `left_open`: of each group at the first school, how many."""
    two = len(parts(row)[0]) == 2
    made = []
    for school, groups in enumerate(parts(row)):
        for i, group in enumerate(groups):
            values = [v for v, n in (pair.split("*") for pair in group.split()) for _ in range(int(n))]
            values += [""] * (left_open[i] if left_open and not school else 0)
            fixed = {"year": "13"[i] if two else "1", "gender": GENDER.choice_codes[0 if two else i]}
            made += [(school, {"hours": [v], **{k: [of] for k, of in fixed.items()}}, 0) for v in values]
    shown = breakdowns_of(InMemory(PLAN, made).pairs(), 5)
    found = {w.grouping: w for w in numbers_by_school.from_pairs(shown)}
    return found["phase" if two else "gender"]


def live(row, question=SLEEP, scale=1.0, **more):
    plan = questionnaire((STAGE, WARD, question), live_by_school=True, **more)
    atoms = []
    for school, groups in zip(("north", "south"), parts(row), strict=True):
        for stage, group in zip(("student", "resident"), groups, strict=True):
            pairs = (pair.split("*") for pair in group.split())
            given = tally(question, " ".join(f"{float(value) * scale}*{n}" for value, n in pairs))
            atoms.append(atom(stage, "heart", people=people(given), school=school, **{question.code: given}))
    return {w.grouping: w for w in numbers_by_school.from_tallies(Tallies(plan, atoms, 5))}["stage"]


def assert_r(row, got):
    assert (got.withheld, got.schools, got.left_out) == ("", len(parts(row)), ())
    assert got.order.statistic == pytest.approx(float(row["chi2"]), rel=1e-9)
    assert (got.order.df, got.order.p) == (int(row["df"]), pytest.approx(float(row["p"]), rel=1e-9))
    effect = None if row["effect"] == "NA" else pytest.approx(float(row["effect"]), rel=1e-9)
    assert got.order.effect == effect


@pytest.mark.parametrize("row", R, ids=lambda row: row["classes"])
def test_it_gives_the_figures_that_r_gives_of_a_closed_survey(row):
    """Where values are put together in the table of any group, they are in the test."""
    got = closed(row)
    assert_r(row, got)
    assert (MERGED in got.order.warnings) == ("-" in row["classes"])


def test_it_gives_the_figures_that_r_gives_live():
    assert_r(R[0], live(R[0]))
    binned = live(R[0], COFFEE, 0.1)
    assert_r(R[0], binned)  # bins keep the order
    assert (binned.order.warnings, live(R[0]).order.warnings) == ((BINNED,), ())
    listed = {row.statistic: row.value for row in numbers_by_school.number_rows(iter([binned]))}
    assert (listed["groups"], listed["schools"]) == ("student resident", "2")
    assert float(listed["rank_biserial"]) == pytest.approx(float(R[0]["effect"]), rel=1e-9)
    assert (float(listed["van_elteren_p"]), listed["bin_width"]) == (
        pytest.approx(binned.order.p),
        "0.015625",
    )


def test_it_is_said_in_words_that_carry_the_same_figures():
    said = words(live(R[0]), 5, Names(questionnaire((STAGE, WARD, SLEEP)), "en")).replace("\u00a0", " ")
    assert said == (
        "Comparing only people of the same school (2 schools), larger numbers were more frequent in the group "
        "‘Student’ than in the group ‘Resident’ (van Elteren p = 0.027; rank-biserial correlation 0.22)."
    )
    merged = words(closed(R[1]), 5, Names(PLAN, "en")).replace("\u00a0", " ")
    assert "no clear difference between the groups’ numbers (van Elteren p = 0.088;" in merged
    assert merged.endswith(str(WARNINGS[MERGED]))
    three = words(closed(R[2]), 5, Names(PLAN, "en")).replace("\u00a0", " ")
    assert "no clear difference between the groups’ numbers (van Elteren p = 0.93)." in three


def test_it_is_not_shown_where_a_few_of_a_group_left_it_open():
    """No number can be put together with nobody's: such a table by school is not shown."""
    assert closed(R[2], left_open=(5, 5, 6)).withheld == ""
    assert closed(R[2], left_open=(3, 5, 6)).withheld == TOO_FEW
    assert closed(R[0], left_open=(3, 4)).withheld == TOO_FEW


def test_it_comes_after_closing_unless_results_by_school_are_live():
    plan = replace(questionnaire((STAGE, WARD, SLEEP)), live_by_school=False)
    assert {w.withheld for w in numbers_by_school.from_tallies(Tallies(plan, (), 5))} == {AFTER_CLOSING}
