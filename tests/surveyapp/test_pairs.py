"""How many people hold both of any two answers: as closing writes it down, and as it is counted from the columns."""

import random

import numpy as np
import pytest

from surveyapp import dataset, pairs
from surveyapp.models import Column, Survey
from surveyapp.pairs import NO_ANSWER, NO_SCHOOL, NOT_ASKED, NOT_TICKED, SCHOOL, TICKED
from surveyapp.questionnaire.schema import MULTIPLE, Choice, Question
from tests.build import EVERY_TYPE, GENDER, YEAR, a_survey, closed, hand_in, handed_in, said

pytestmark = pytest.mark.django_db
TOOLS = Question(
    "tools",
    MULTIPLE,
    said("Tools?"),
    choices=(
        *(Choice(f"t{i}", said(f"Tool {i}")) for i in range(11)),
        Choice("secret", said("Not to say"), prefer_not=True, exclusive=True),
    ),
)


def people(counted, first, second):
    """(variable, code) twice -> how many hold both."""
    places = [
        v.start + v.codes.index(code) for v, code in ((counted.by_name[n], c) for n, c in (first, second))
    ]
    return int(counted.inside()[:, places[0], places[1]].sum())


@pytest.mark.parametrize(
    "more",
    [
        {},
        pytest.param({"live_by_school": True}, marks=pytest.mark.once),
        pytest.param({"groupings": ()}, marks=pytest.mark.once),
    ],
)
def test_it_is_written_when_the_survey_closes_and_read_without_a_column(more, django_assert_num_queries):
    survey = closed(handed_in(a_survey(**more), 130, chance=random.Random(3)))
    counted = dataset.read(survey).pairs()
    dataset.pairs_of(survey)
    with django_assert_num_queries(2):  # how they came, and the counts
        read = dataset.pairs_of(survey)
    assert read.shape == counted.shape
    assert np.array_equal(read.counts, counted.counts)
    assert read.counts.sum() > 0


def test_it_is_counted_anew_where_the_order_of_what_was_written_is_another(monkeypatch):
    survey = closed(handed_in(a_survey(), 60, chance=random.Random(3)))
    assert (
        Column.objects.filter(survey=survey, name__startswith=pairs.PAIRS).update(name=".pairs.of-before")
        == 1
    )
    assert people(dataset.pairs_of(survey), (SCHOOL, "school1"), (SCHOOL, "school1")) > 0


def test_it_knows_each_kind_of_answer_and_of_none():
    survey = a_survey(questions=(*EVERY_TYPE, TOOLS))
    same = {"year": "3", "gender": "male", "mood": "good", "school": "school2"}
    handed_in(survey, 4, **same, heard="yes", where=["web"], tools=["t0", "t9"])
    handed_in(survey, 3, **same, heard="no", tools=[])
    handed_in(survey, 2, **{**same, "mood": "declined"}, heard="yes", where=[], tools=["secret"])
    hand_in(survey, **{**same, "mood": []}, heard=[], tools=["t10"])
    counted = dataset.pairs_of(closed(survey))

    alone = {
        ("where/web", TICKED): 4,
        ("where/talk", NOT_TICKED): 4,
        ("where/web", NO_ANSWER): 2,
        ("where/web", NOT_ASKED): 4,
        ("mood", NO_ANSWER): 3,
        ("heard", NO_ANSWER): 1,
        ("tools/t0", TICKED): 4,
        ("tools/t10", TICKED): 1,
        ("tools/t10", NOT_TICKED): 4,
        ("tools/t3", NO_ANSWER): 5,
        (SCHOOL, "school2"): 10,
    }
    assert {held: people(counted, held, held) for held in alone} == alone
    assert people(counted, ("tools/t0", TICKED), ("where/web", TICKED)) == 4
    assert people(counted, ("tools/t9", TICKED), ("tools/t0", TICKED)) == 4
    assert people(counted, ("tools/t9", TICKED), ("tools/t10", TICKED)) == 0
    assert people(counted, ("tools/t0", NO_ANSWER), ("mood", NO_ANSWER)) == 2
    assert "tools/secret" not in counted.by_name


@pytest.mark.once
def test_it_counts_a_preferred_silence_as_a_group_where_it_makes_one():
    from dataclasses import replace

    secret = replace(GENDER, choices=(*GENDER.choices[:2], replace(GENDER.choices[2], prefer_not=True)))
    counted = dataset.pairs_of(
        closed(handed_in(a_survey(questions=(YEAR, secret)), 12, year="1", gender="third"))
    )
    assert people(counted, ("gender", "third"), ("gender", "third")) == 12


def test_it_knows_no_school_of_whoever_is_pooled_where_schools_are_live():
    survey = a_survey(live_by_school=True)
    handed_in(survey, 10, year="1", gender="female", school="school1")
    for school in ("school2", "school3"):
        handed_in(survey, 3, year="1", gender="female", school=school)
    counted = dataset.pairs_of(closed(survey))
    assert [people(counted, (SCHOOL, s), (SCHOOL, s)) for s in ("school1", "school2", NO_SCHOOL)] == [
        10,
        0,
        6,
    ]


def test_it_is_empty_where_nobody_is_in_a_group():
    counted = dataset.pairs_of(closed(a_survey()))
    assert (counted.batches, counted.inside().size) == ((), 0)


@pytest.mark.once
def test_it_says_where_there_is_too_much_to_count(monkeypatch):
    survey = handed_in(a_survey(), 20, year="1", gender="female")
    monkeypatch.setattr(pairs, "MOST", 100)
    survey = closed(survey)
    assert Survey.objects.get().is_closed
    assert not Column.objects.filter(name__startswith=pairs.PAIRS).exists()
    with pytest.raises(pairs.TooLarge):
        dataset.pairs_of(survey)
