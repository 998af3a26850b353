"""The sentences on what holds inside schools say no more than their tests do, and what they picked they say so of."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import answers_by_school_words, choices_by_school_words, within_schools
from analysis.answers_by_school import AnswersWithinSchools
from analysis.names import Names
from analysis.school_strata import Tallies
from surveyapp.questionnaire.schema import MULTIPLE, SCALE, SINGLE
from tests.analysis.telling_words import without_no_break
from tests.analysis.test_claims import CLAIMS, KINDS, answers
from tests.results_surveys import STAGE, WARD, atom, questionnaire

PEOPLE = 180  # of each group of each school
CELLS = [(school, stage) for school in ("north", "south") for stage in ("student", "resident")]
COUNTS = st.lists(st.integers(0, 60), min_size=3, max_size=3)
SURVEYS = given(st.sampled_from([SINGLE, SCALE, MULTIPLE]), st.lists(COUNTS, min_size=4, max_size=4))


def found_and_said(kind, table):
    """By stage, inside two schools; a row of counts a group."""
    question = KINDS[kind]
    plan = questionnaire((STAGE, WARD, question), live_by_school=True)
    atoms = [
        atom(stage, "heart", people=PEOPLE, school=school, asked=answers(question, row, PEOPLE))
        for (school, stage), row in zip(CELLS, table, strict=True)
    ]
    (found,) = (
        w for w in within_schools.from_tallies(Tallies(plan, atoms, 1), question) if w.grouping == "stage"
    )
    if found.withheld:
        return found, ""
    of_answers = isinstance(found, AnswersWithinSchools)
    words = (answers_by_school_words if of_answers else choices_by_school_words).words(
        found, 1, Names(plan, "en")
    )
    return found, without_no_break(words)


def ps(found):
    if isinstance(found, AnswersWithinSchools):
        tests = [found.general, found.order]
    else:
        tests = [
            t for choice in found.shown for t in (choice.test, choice.ratio and choice.ratio.homogeneity)
        ]
    return [test.p for test in tests if test and test.p is not None]


@settings(max_examples=60, deadline=None)
@SURVEYS
def test_it_names_a_difference_only_where_a_test_finds_one(kind, table):
    found, text = found_and_said(kind, table)
    smallest = min(ps(found), default=1.0)
    assert "1 answers" not in text and "nan" not in text
    if smallest >= 0.05:
        assert CLAIMS.findall(text) == []
        assert not text or "no clear difference" in text or text.startswith("Comparison: not computable")


@settings(max_examples=60, deadline=None)
@SURVEYS
def test_an_interval_of_what_was_picked_says_so_and_no_difference_passes_100_points(kind, table):
    text = found_and_said(kind, table)[1]
    for interval in re.findall(r"95 % CI ([^)]*)\)", text):
        several = (
            "of an answer picked as the clearest" if kind == MULTIPLE else "of a gap picked as the largest"
        )
        given = sum(any(row[i] for row in table) for i in range(3))
        alone = "odds of ticking ‘" in text if kind == MULTIPLE else given == 2
        assert (several in interval) is not alone
        if kind != MULTIPLE:
            low, high = (float(end.replace("\u2212", "-")) for end in interval.split(",")[0].split(" to "))
            assert -100 <= low <= high <= 100


@pytest.mark.parametrize("kind", [SINGLE, SCALE])
def test_beside_no_clear_difference_the_largest_of_three_gaps_is_said_to_be_picked(kind):
    text = found_and_said(kind, [[20, 22, 18], [25, 18, 17], [21, 20, 19], [24, 19, 17]])[1]
    assert "no clear difference" in text
    assert text.endswith("of a gap picked as the largest).")


def test_one_answer_alone_that_can_be_tested_is_not_picked():
    text = found_and_said(MULTIPLE, [[50, PEOPLE, 0], [20, PEOPLE, 0], [45, PEOPLE, 0], [15, PEOPLE, 0]])[1]
    assert text.startswith("Comparing only people of the same school (2 schools), the odds of ticking ‘")
    assert "picked" not in text
