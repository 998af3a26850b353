"""Counting in steps: k or more at once, k or more left waiting, and nothing that tells who was counted."""

import json
import random
import threading

import pytest
from django.db import connection
from hypothesis import given as over
from hypothesis import strategies as st

from surveyapp import envelopes
from surveyapp.disclosure import enough_waiting
from surveyapp.models import Envelope, Stratum
from surveyapp.store import questionnaire_of
from tests.build import HEARD, HOURS, MOOD, a_survey, hand_in, handed_in
from tests.surveyapp import counted as kept

pytestmark = pytest.mark.django_db
LATE = {"year": "3", "gender": "male"}


@pytest.fixture
def survey():
    return a_survey()


def state():
    """(counted, waiting) of the one stratum that anybody is in."""
    row = Envelope.objects.first().stratum
    return row.counted, Envelope.objects.filter(stratum=row, counted=False).count()


def test_it_counts_nothing_until_twice_k_wait(survey):
    handed_in(survey, 9, **LATE)
    assert (state(), Stratum.objects.exclude(tally={}).count()) == ((0, 9), 0)
    hand_in(survey, **LATE)
    assert (state(), Stratum.objects.exclude(tally={}).count()) == ((5, 5), 1)


def test_it_waits_for_more_than_k_where_the_survey_says_so():
    survey = a_survey(minimum_group=8)
    handed_in(survey, 15, **LATE)
    assert state() == (0, 15)
    hand_in(survey, **LATE)
    assert state() == (8, 8)


def test_it_counts_larger_steps_the_more_is_counted(survey):
    seen = []
    for _ in range(120):
        hand_in(survey, **LATE)
        if not seen or state()[0] != seen[-1][0]:
            seen.append(state())
    steps = [counted for counted, _ in seen]

    # half of those that wait, once max(10, half of what is counted) do
    assert steps == [0, 5, 10, 15, 20, 25, 31, 38, 47, 58, 72, 90]
    assert [waiting for _, waiting in seen] == [1, 5, 5, 5, 5, 5, 6, 8, 10, 12, 15, 18]
    kept.check(survey)


@pytest.mark.once
@over(counted=st.integers(0, 10**7), k=st.integers(5, 50), more=st.integers(0, 300))
def test_it_takes_k_and_leaves_k_however_many_are_counted(counted, k, more):
    waiting = enough_waiting(counted, k) + more
    step = waiting // 2

    assert step >= k
    assert waiting - step >= k
    assert enough_waiting(counted, k) <= max(2 * k, 500)
    assert step >= min(counted // 4, 250)


def test_it_counts_what_was_sealed(survey):
    handed_in(survey, 90, chance=random.Random(1))

    kept.check(survey)
    assert Stratum.objects.filter(counted__gt=0).count() > 1


def test_it_seals_all_anew_so_that_nobody_sees_which_were_counted(survey):
    handed_in(survey, 9, **LATE)
    before = list(Envelope.objects.values("id", "box"))
    contents = sorted(str(content) for _, content in kept.opened(survey))
    hand_in(survey, **LATE)
    after = list(Envelope.objects.values("id", "box"))

    assert {row["id"] for row in before} & {row["id"] for row in after} == set()
    assert {bytes(row["box"]) for row in before} & {bytes(row["box"]) for row in after} == set()
    assert len({str(content) for _, content in kept.opened(survey)} & set(contents)) == 9


def test_it_chooses_at_random_whom_it_counts(survey):
    """Ten hand in one after the other, twelve times: never the same five places, and each place once."""
    places = []
    for n in range(12):
        survey = a_survey(f"again{n}")
        for place in range(10):
            hand_in(survey, **LATE, hours=str(place))
        places.append(frozenset(c.answers["hours"] for _, c in kept.opened(survey, counted=True)))

    assert [len(chosen) for chosen in places] == [5] * 12
    assert len(set(places)) > 6
    assert frozenset().union(*places) == frozenset(range(10))


@pytest.mark.parametrize("first, last", [("good", "bad"), ("bad", "good")])
def test_it_keeps_the_keys_of_a_tally_sorted_since_their_order_would_date_the_answers(first, last):
    survey = a_survey()
    handed_in(survey, 10, **LATE, mood=first, heard="yes", hours="9", where=["web"])
    handed_in(survey, 30, **LATE, mood=last, heard="no", hours="10")
    tally = json.loads(raw_tally())

    assert set(tally["mood"]) == {"good", "bad"}
    if connection.vendor == "sqlite":  # PostgreSQL keeps no order of keys
        assert [list(tally), *map(list, tally.values())] == [
            sorted(tally),
            *map(sorted, tally.values()),
        ]


def raw_tally():
    """As it stands in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tally FROM surveyapp_stratum WHERE counted > 0")
        return cursor.fetchone()[0]


def test_it_counts_each_stratum_by_itself(survey):
    handed_in(survey, 9, **LATE)
    handed_in(survey, 9, year="1", gender="female")
    handed_in(survey, 9, year="2", gender="male")

    assert Stratum.objects.filter(counted__gt=0).count() == 0
    hand_in(survey, year="1", gender="male")  # the same phase and gender as the third nine
    assert list(Stratum.objects.filter(counted__gt=0).values_list("groups", "counted")) == [
        (["early", "male"], 5)
    ]


def test_it_counts_each_school_by_itself_where_schools_are_shown_live():
    survey = a_survey(live_by_school=True)
    for school in ("school1", "school2", "school3"):
        handed_in(survey, 9, school=school, **LATE)
    assert Stratum.objects.filter(counted__gt=0).count() == 0
    hand_in(survey, school="school2", **LATE)

    assert list(Stratum.objects.filter(counted__gt=0).values_list("school__code", "counted")) == [
        ("school2", 5)
    ]


def test_it_counts_a_survey_without_groupings_as_one_stratum():
    survey = a_survey(groupings=(), questions=(HEARD, MOOD, HOURS))
    handed_in(survey, 10)

    assert list(Stratum.objects.values_list("groups", "counted")) == [([], 5)]


def test_it_counts_later_what_a_missed_lock_has_left(survey, monkeypatch):
    with monkeypatch.context() as missed:
        missed.setattr(envelopes, "count_after", lambda *what: None)
        handed_in(survey, 47, **LATE)
    assert state() == (0, 47)
    envelopes.count_all(survey)

    assert state() == (35, 12)
    kept.check(survey)


def test_it_keeps_everything_when_counting_breaks_off(survey, monkeypatch):
    handed_in(survey, 9, **LATE)

    def out_of_memory(*rows):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(envelopes.bulk, "write", out_of_memory)
        with pytest.raises(MemoryError):
            hand_in(survey, **LATE)
    assert state() == (0, 10)
    hand_in(survey, **LATE)
    assert state() == (5, 6)
    kept.check(survey)


@pytest.mark.django_db(transaction=True)
def test_it_lets_whoever_comes_while_another_counts_go_home(survey):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    handed_in(survey, 9, **LATE)
    stratum = Envelope.objects.first().stratum_id
    held, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=hold_lock, args=(stratum, held, done))
    thread.start()
    held.wait(10)
    hand_in(survey, **LATE)
    assert state() == (0, 10)
    done.set()
    thread.join()
    hand_in(survey, **LATE)
    assert state() == (5, 6)


def hold_lock(stratum, held, done):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [envelopes.STRATUM_LOCK, stratum])
            held.set()
            done.wait(10)
    finally:
        connection.close()


def test_it_asks_the_same_few_queries_however_many_wait(survey):
    """PostgreSQL one; SQLite's own are calls and no questions, but for those of the transaction and for the look."""
    handed_in(survey, 2, **LATE)
    participation = survey.participations.select_related("survey", "school").first()
    asked = [queries_of_hand_in(participation) for _ in range(7)]

    assert max(asked) <= (1 if connection.vendor == "postgresql" else 3)


def queries_of_hand_in(participation):
    from django.test.utils import CaptureQueriesContext

    from surveyapp import tickets
    from surveyapp.actions import responses
    from tests.build import cleaned, given

    questionnaire = questionnaire_of(participation.survey)
    digest = tickets.check(tickets.issue(participation), participation)
    content = cleaned(questionnaire, given(questionnaire, **LATE))
    with CaptureQueriesContext(connection) as queries:
        responses.hand_in(participation=participation, ticket=digest, cleaned=content)
    return len(queries)
