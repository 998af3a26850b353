"""The study's yes/no questions by phase and by gender, inside schools, against R (reference/by_school.R)."""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.breakdowns import breakdowns_of
from analysis.by_school import from_atoms, from_pairs
from analysis.report import AFTER_CLOSING, TOO_FEW
from surveyapp.pairs import count
from surveyapp.questionnaire import yaml_form
from tests.results_surveys import NIGHTS, STAGE, WARD, atom, questionnaire
from tests.stats.stats_reference import rows
from tests.stats.test_strata import NAMES, figures, near

STUDY = Path(__file__).parents[2] / "examples" / "ir2019"


@pytest.fixture(scope="module")
def study():
    """Counted from the file of responses as it stands, without a database."""
    plan = yaml_form.read((STUDY / "questionnaire.yaml").read_bytes())
    with (STUDY / "responses.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    columns = {}
    for question in plan.questions:
        if question.type == "multiple":
            for code in question.choice_codes:
                ticked = [int(code in p[question.code].split()) if p[question.code] else -2 for p in people]
                columns[f"{question.code}/{code}"] = np.array(ticked)
        else:
            place = {code: i for i, code in enumerate(question.choice_codes)}
            columns[question.code] = np.array([place.get(p[question.code], -2) for p in people])
    names = [school.code for school in plan.schools]
    strata = list(plan.strata())
    return count(
        plan,
        columns.__getitem__,
        np.array([names.index(p["school"]) for p in people]),
        np.array([strata.index(plan.stratum_of(p)) for p in people]),
        np.zeros(len(people), dtype=int),
        np.ones(len(people), dtype=bool),
    )


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
    return {w.grouping: w for w in from_atoms(plan, atoms, 5) if w.question.code == "nights"}


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
    assert {(w.question.code, w.grouping) for w in from_atoms(PLAN, in_schools(), 5)} == {
        ("nights", "stage"),
        ("nights", "ward"),
    }
