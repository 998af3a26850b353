"""The rows of a closed survey as columns: three kinds of missing, every type, counts as the tallies have them."""

import random

import numpy as np
import pytest

from surveyapp import dataset, tallies
from surveyapp.columns import LEFT_OPEN, NOT_SHOWN
from surveyapp.disclosure import add_tallies
from surveyapp.models import Response
from tests.build import HEARD, a_survey, closed, hand_in, handed_in

pytestmark = pytest.mark.django_db
LATE = {"year": "3", "gender": "male"}


def read(survey):
    return dataset.read(closed(survey))


def one(**answers):
    """The dataset of one person who answered this, and nothing else."""
    open_ones = {"heard": [], "where": [], "mood": [], "hours": [], "place": [], "wish": []}
    survey = a_survey()
    hand_in(survey, **{**LATE, **open_ones, **answers})
    return read(survey)


def values(data, *names):
    return [data.column(name).tolist()[0] for name in names]


def test_it_gives_no_rows_before_closing():
    for survey in (a_survey("draft", opened=False), handed_in(a_survey(), 20)):
        with pytest.raises(dataset.NotClosed):
            dataset.read(survey)


@pytest.mark.once
def test_it_knows_what_was_left_open():
    data = one(heard="yes")

    assert values(data, "where/talk", "where/web", "mood", "place", "wish") == [LEFT_OPEN] * 5
    assert np.isnan(data.column("hours")).tolist() == [True]


@pytest.mark.once
def test_it_keeps_not_to_say_as_a_choice():
    assert values(one(mood="declined"), "mood") == [3]


@pytest.mark.once
def test_it_knows_what_was_not_shown():
    assert values(one(heard="no"), "where/talk", "where/web", "where/ward") == [NOT_SHOWN] * 3


@pytest.mark.once
def test_it_keeps_every_type_of_answer():
    data = one(heard="yes", where=["web"], mood="fair", hours="7", place="elsewhere", wish="tea")

    assert values(data, "year", "gender", "heard", "where/talk", "where/web", "mood", "hours", "place", "wish") == [
        2, 1, 0, 0, 1, 1, 7.0, 1, 1,
    ]  # fmt: skip


@pytest.mark.once
def test_it_makes_categoricals_whose_missing_values_are_missing():
    frame = one(heard="no", mood="declined", hours="7").frame()

    assert frame.columns.tolist() == [
        "school",
        "year",
        "gender",
        "heard",
        "where",
        "mood",
        "hours",
        "place",
        "phase",
    ]
    assert frame.loc[0, ["year", "gender", "phase", "heard", "mood", "hours"]].tolist() == [
        "3", "male", "late", "no", "declined", 7,
    ]  # fmt: skip
    assert frame.loc[0, ["where", "place"]].isna().tolist() == [True, True]
    assert frame["mood"].cat.categories.tolist() == ["good", "fair", "bad", "declined"]


@pytest.mark.once
def test_it_joins_what_was_ticked_in_the_order_of_the_questionnaire():
    assert one(heard="yes", where=["web", "talk"]).frame().loc[0, "where"] == "talk web"


@pytest.mark.parametrize("more", [{}, {"live_by_school": True}, {"groupings": (), "questions": (HEARD,)}])
def test_it_counts_from_columns_what_the_tallies_hold(more):
    """The same numbers by two ways: added up person by person, and counted from the arrays."""
    survey = handed_in(a_survey(**more), 130, chance=random.Random(7))
    data = read(survey)
    everybody = data.everybody_by_stratum()
    shown = data._counts
    questions = data.questionnaire.questions

    assert sum(atom.people for atom in everybody) == 130
    assert {q.code: shown(q, data.shown) for q in questions} == add_tallies(
        atom.tally for atom in tallies.atoms(data.survey)
    )


def test_it_has_the_rows_of_everybody_and_knows_who_is_shown():
    survey = handed_in(a_survey(), 12, **LATE)
    handed_in(survey, 4, year="1", gender="third")
    data = read(survey)

    assert (data.n, int(data.shown.sum()), int(data.in_strata.sum())) == (16, 12, 12)
    assert Response.objects.filter(atom=None).count() == 4
    assert sorted(data.batches.tolist()) == [-1] * 4 + [0] * 12


def test_it_tells_who_counts_in_everybody_alone():
    survey = handed_in(a_survey(), 12, **LATE)
    handed_in(survey, 3, year="1", gender="third")
    handed_in(survey, 3, year="3", gender="third")
    data = read(survey)

    assert (int(data.shown.sum()), int(data.in_strata.sum())) == (18, 12)


def test_it_reads_a_survey_in_which_nobody_answered():
    data = read(a_survey())

    assert (data.n, len(data.frame()), data.everybody_by_stratum(), data.texts()) == (0, 0, (), [])


def test_it_reads_every_column_in_one_query(django_assert_num_queries):
    data = read(handed_in(a_survey(), 8))
    with django_assert_num_queries(1):
        data.fetch_all()
    assert data.questionnaire  # from the cache of questionnaires
    with django_assert_num_queries(0):
        data.column("mood")


def test_it_shows_own_words_from_k_texts_on():
    survey = handed_in(a_survey(), 5, **LATE, wish="tea", place="home")
    handed_in(survey, 4, **LATE, wish=[], place="elsewhere", place__other="in the garden")

    assert read(survey).texts() == [("wish", "tea")] * 5
