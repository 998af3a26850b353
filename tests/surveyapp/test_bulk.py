"""Rows written past the models are what the models would have written, on both databases."""

import json

import pytest

from surveyapp import bulk
from surveyapp.models import Envelope, FreeText, Response, School, Stratum, random_id
from tests.build import a_survey

pytestmark = pytest.mark.django_db
WORDS = [
    "",
    "plain",
    "tab\t, newline\n, return\r",
    "\"quoted\", 'quoted'",
    "back\\slash \\N \\. \\x41",
    "é ☃ 😀",
    "%s %(a)s",
]


def test_it_writes_words_as_they_are():
    survey = a_survey()
    rows = [(random_id(), survey.pk, "wish", text, i % 2 == 0) for i, text in enumerate(WORDS)]
    bulk.write(FreeText, ("id", "survey", "question", "text", "imported"), rows)

    kept = FreeText.objects.values_list("pk", "survey", "question", "text", "imported")
    assert sorted(kept) == sorted(rows)


def test_it_writes_nothing_as_nothing_and_documents_as_documents():
    survey, school = a_survey(), School.objects.first()
    answers = {"heard": None, "where": ["a", "b"], "hours": 0.5, "wish": True, "other": WORDS[4] + WORDS[5]}
    rows = [(random_id(), survey.pk, school.pk, None, json.dumps(answers))]
    bulk.write(Response, ("id", "survey", "school", "atom", "answers"), iter(rows))

    assert list(Response.objects.values_list("pk", "atom", "answers")) == [(rows[0][0], None, answers)]


def test_it_writes_bytes():
    stratum, box = Stratum.objects.filter(survey=a_survey()).first(), bytes(range(256)) + b"\\x00\\\\N"
    rows = [(random_id(), stratum.survey_id, stratum.pk, True, box)]
    bulk.write(Envelope, ("id", "survey", "stratum", "counted", "box"), rows)

    kept = Envelope.objects.get()
    assert (kept.pk, kept.counted, bytes(kept.box)) == (rows[0][0], True, box)


def test_it_writes_no_rows_where_there_are_none():
    bulk.write(FreeText, ("id", "survey", "question", "text", "imported"), [])

    assert not FreeText.objects.exists()
