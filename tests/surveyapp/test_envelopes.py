"""Envelopes: one for each ticket, all of one length, with nothing beside them that could tell."""

import random
import sqlite3

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given as over
from hypothesis import settings as runs
from hypothesis import strategies as st

from surveyapp import anonymity, envelopes, tickets
from surveyapp.actions import surveys
from surveyapp.envelopes import CannotOpen, NotOpen, Sealed
from surveyapp.models import DayCount, Envelope, FreeText, Response, Stratum, Survey, Ticket
from surveyapp.questionnaire import answers
from surveyapp.questionnaire.schema import TEXT_LIMIT
from tests.build import a_questionnaire, a_school, a_survey, cleaned, given, hand_in, handed_in
from tests.questionnaire import random_questionnaires

database = pytest.mark.django_db
SEALING = 12 + 16  # nonce and tag of AES-GCM


def sealed(questionnaire, posted, school="school1"):
    found = cleaned(questionnaire, posted)
    return Sealed(found.answers, found.texts, school, "f" * 64)


def box_of(questionnaire, posted, **more):
    return envelopes.seal(sealed(questionnaire, posted, **more), envelopes.size_for(questionnaire))


# ----- sealing


def test_it_reads_back_what_was_sealed():
    content = sealed(a_questionnaire(), given(a_questionnaire(), wish="plus de thé ☕"))

    assert envelopes.read(envelopes.seal(content, 512)) == content


def test_it_seals_the_same_content_differently_each_time():
    content = sealed(a_questionnaire(), given(a_questionnaire()))

    assert len({envelopes.seal(content, 512)[:12] for _ in range(50)}) == 50
    assert len({envelopes.seal(content, 512)[12:] for _ in range(50)}) == 50


def test_it_refuses_a_box_with_any_byte_changed():
    box = box_of(a_questionnaire(), given(a_questionnaire()))
    for i in range(0, len(box), 37):
        with pytest.raises(CannotOpen):
            envelopes.read(box[:i] + bytes([box[i] ^ 1]) + box[i + 1 :])


@pytest.mark.parametrize("box", [b"", b"short", b"\0" * 27])
def test_it_refuses_what_is_no_box(box):
    with pytest.raises(CannotOpen):
        envelopes.read(box)


def least(questionnaire):
    return {q.code: [q.choice_codes[0]] for q in questionnaire.questions if q.required}


def most(character):
    text = character * TEXT_LIMIT
    return {
        "year": ["1"],
        "gender": ["female"],
        "heard": ["yes"],
        "where": ["talk", "web"],
        "mood": ["declined"],
        "hours": ["80"],
        "place": ["elsewhere"],
        "place__other": [text],
        "wish": [text],
    }


@pytest.mark.parametrize("character", ["x", "é", "ع", "😀", '"', "\\", "x\n", "\u2028", "\t\t\tx"])
def test_it_makes_boxes_of_one_length_for_short_and_long_answers(character):
    made = a_questionnaire()
    long = {
        key: [value[0][:TEXT_LIMIT]] if len(value) == 1 else value for key, value in most(character).items()
    }

    assert (
        len(box_of(made, long, school="s" * 64))
        == len(box_of(made, least(made)))
        == (envelopes.size_for(made) + SEALING)
    )


@over(wish=st.text(max_size=TEXT_LIMIT), place=st.text(max_size=TEXT_LIMIT))
@runs(max_examples=60, deadline=None)
def test_it_makes_boxes_of_one_length_whatever_is_written(wish, place):
    made = a_questionnaire()
    found = answers.clean(made, most("x") | {"wish": [wish], "place__other": [place]})
    content = Sealed(found.answers, found.texts, "school1", "f" * 64)

    assert len(envelopes.seal(content, envelopes.size_for(made))) == envelopes.size_for(made) + SEALING


@pytest.mark.parametrize("seed", range(12))
def test_it_makes_boxes_of_one_length_for_any_questionnaire(seed):
    rng = random.Random(seed)
    made = random_questionnaires.questionnaire(rng)
    boxes = []
    for _ in range(20):
        found = answers.clean(made, random_questionnaires.answers(rng, made))
        content = Sealed(found.answers, found.texts, "s" * 64, "f" * 64)
        boxes.append(envelopes.seal(content, envelopes.size_for(made)))

    assert {len(box) for box in boxes} == {envelopes.size_for(made) + SEALING}


@database
def test_it_keeps_envelopes_of_one_length():
    survey = a_survey()
    handed_in(survey, 12)
    hand_in(survey, wish="😀" * TEXT_LIMIT, place="elsewhere", place__other="ع" * TEXT_LIMIT)

    assert {len(box) for box in Envelope.objects.values_list("box", flat=True)} == {
        envelopes.size_for(a_questionnaire()) + SEALING
    }


# ----- handing in


@database
def test_it_stores_a_ticket_the_second_time_for_nothing():
    survey = a_survey()
    ticket = hand_in(survey, school="school1")
    before = list(Envelope.objects.values())
    hand_in(survey, school="school1", ticket=ticket, wish="something else")

    assert list(Envelope.objects.values()) == before
    assert (Ticket.objects.count(), DayCount.objects.get().handed_in) == (1, 1)


@database
def test_it_puts_the_answers_into_the_envelope_and_nowhere_else():
    survey = a_survey()
    canary = {"year": "3", "gender": "third", "wish": "canary in the mine", "hours": "79"}
    hand_in(survey, school="school2", **canary)
    content = envelopes.read(Envelope.objects.get().box)

    assert (content.answers["hours"], content.texts["wish"], content.school, content.structure) == (
        79,
        "canary in the mine",
        "school2",
        survey.structure,
    )
    assert (Response.objects.count(), FreeText.objects.count()) == (0, 0)
    assert Stratum.objects.exclude(tally={}).count() == 0


@database
def test_it_takes_nothing_before_opening_and_after_closing():
    draft, done = a_survey("draft", opened=False), a_survey("done")
    participation = a_school(done)
    surveys.close(survey=Survey.objects.get(pk=done.pk))
    assert participation.survey.is_open  # as a request has read it, before the closing

    for late in (a_school(draft), participation):
        with pytest.raises(NotOpen):
            put(late, done if late is participation else draft)
    assert (Ticket.objects.count(), Envelope.objects.count(), DayCount.objects.count()) == (0, 0, 0)


def put(participation, survey):
    content = sealed(a_questionnaire(), given(a_questionnaire(), year="1", gender="male"))
    if not Stratum.objects.filter(survey=survey).exists():
        envelopes.make_strata(survey, a_questionnaire())
    ticket = tickets.check(tickets.issue(participation), participation)
    return envelopes.put(participation, ticket, content, timezone.localdate())


@database
def test_it_makes_every_stratum_at_opening_so_that_none_tells_when_somebody_came():
    survey = a_survey(live_by_school=True)
    before = list(Stratum.objects.values_list("pk", "key"))
    handed_in(survey, 30)

    assert len(before) == 2 * 3 * 3
    assert list(Stratum.objects.values_list("pk", "key")) == before


@database
def test_it_makes_strata_for_a_school_that_joins_an_open_survey():
    from surveyapp.actions import schools
    from tests.build import another_school

    survey = a_survey(live_by_school=True)
    hand_in(survey)
    schools.add(survey=survey, school=another_school())
    hand_in(survey, school="far", year="3", gender="male")

    assert Stratum.objects.filter(school__code="far").count() == 2 * 3
    assert Envelope.objects.filter(stratum__school__code="far").count() == 1


# ----- nothing beside them


@database
def test_it_keeps_beside_answers_nothing_that_is_on_no_list():
    kept = {model: anonymity.columns_of(model._meta.db_table) for model in anonymity.ALLOWED}

    assert kept == anonymity.ALLOWED
    assert anonymity.ALLOWED[Envelope] == {"id", "survey_id", "stratum_id", "counted", "box"}
    assert anonymity.ALLOWED[Ticket] == {"id", "survey_id"}


@database
@pytest.mark.parametrize("model", [*anonymity.ALLOWED, DayCount])
def test_it_keeps_no_time_beside_answers(model):
    times = [f for f in model._meta.get_fields() if f.get_internal_type() in ("DateTimeField", "TimeField")]

    assert times == []


@database
@pytest.mark.parametrize("model", anonymity.RANDOM_KEYS)
def test_it_has_on_sqlite_no_rowid_beside_the_random_key(model):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no rowid")
    assert anonymity.has_integer_key(model._meta.db_table)


@database
def test_it_would_see_a_hidden_rowid():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no rowid")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (id bigint NOT NULL PRIMARY KEY, survey_id integer)")
        cursor.execute("INSERT INTO naive (id) VALUES (900), (100)")
        cursor.execute("SELECT count(*) FROM naive WHERE rowid <> id")
        assert cursor.fetchone() == (2,)
    assert not anonymity.has_integer_key("naive")


@database
def test_it_keeps_no_order_of_handing_in_on_sqlite():
    """Read as the file has it, twenty envelopes are in the order of their random keys."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no rowid")
    handed_in(a_survey(), 9)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, id FROM surveyapp_envelope ORDER BY rowid")
        rows = cursor.fetchall()

    assert [rowid for rowid, _ in rows] == sorted(pk for _, pk in rows)
    assert sqlite3.sqlite_version_info > (3, 35)  # ON CONFLICT, RETURNING
