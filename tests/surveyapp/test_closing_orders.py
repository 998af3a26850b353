"""Closing writes rows, own words and ids in orders that tell nothing of who came when."""

import numpy as np
import pytest

from surveyapp import envelopes
from surveyapp.actions import closing
from surveyapp.models import Envelope, FreeText, Response, Ticket
from tests.build import (
    HOURS,
    a_questionnaire,
    a_survey,
    closed,
    hand_in,
    handed_in,
)

pytestmark = pytest.mark.django_db


def rank_correlation(values):
    """Of some values with the order in which they stand: 0 where the one has nothing to do with the other."""
    ranks = np.argsort(np.argsort(values))
    return float(np.corrcoef(ranks, np.arange(len(ranks)))[0, 1])


FAR = 5 / 20  # five standard deviations for the 400 of below


@pytest.fixture
def in_order():
    """400 people of one stratum; WISH says as the how manieth each came."""
    survey = a_survey()
    for place in range(400):
        hand_in(survey, year="3", gender="male", wish=f"{place:03}")
    return survey


def test_it_writes_rows_and_texts_in_orders_that_have_nothing_to_do_with_coming(in_order):
    came = {}  # id of the envelope -> as the how manieth
    for envelope in Envelope.objects.all():
        came[envelope.pk] = int(envelopes.read(envelope.box).texts["wish"])
    order = [int(pk) for pk in closing._random_order(in_order)]
    closed(in_order)
    texts = [
        int(text)
        for text in FreeText.objects.filter(question="wish").order_by("pk").values_list("text", flat=True)
    ]

    assert sorted(texts) == list(range(400))
    assert abs(rank_correlation([came[pk] for pk in sorted(came)])) < FAR
    assert abs(rank_correlation([came[pk] for pk in order])) < FAR
    assert abs(rank_correlation(order)) < FAR
    assert abs(rank_correlation(texts)) < FAR


def test_it_writes_texts_in_another_order_than_rows():
    """Everybody's number of hours is also written in words: the two orders have nothing to do with each other."""
    survey = a_survey(questions=(*a_questionnaire().questions[:3], HOURS, a_questionnaire().by_code["wish"]))
    for place in range(81):
        hand_in(survey, year="3", gender="male", hours=str(place), wish=f"{place:02}")
    closed(survey)
    hours = [row["hours"] for row in Response.objects.order_by("pk").values_list("answers", flat=True)]
    texts = [int(text) for text in FreeText.objects.order_by("pk").values_list("text", flat=True)]
    place_of = {value: i for i, value in enumerate(texts)}

    assert abs(rank_correlation(hours)) < 5 / 9
    assert abs(rank_correlation([place_of[value] for value in hours])) < 5 / 9


def test_it_gives_rows_ids_that_none_of_the_envelopes_had():
    survey = handed_in(a_survey(), 30)
    before = set(Envelope.objects.values_list("pk", flat=True)) | set(
        Ticket.objects.values_list("pk", flat=True)
    )
    closed(survey)

    assert before & set(Response.objects.values_list("pk", flat=True)) == set()
    assert before & set(FreeText.objects.values_list("pk", flat=True)) == set()


@pytest.mark.once
def test_it_makes_ids_of_rows_as_random_as_all_others():
    ids = closing._ascending_ids(5000)

    assert (len(set(ids.tolist())), ids.tolist()) == (5000, sorted(ids.tolist()))
    assert 2**61 <= ids.min() < ids.max() < 2**62
    assert abs((ids - 2**61).mean() / 2**61 - 0.5) < 0.03
