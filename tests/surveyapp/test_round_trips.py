"""Whatever an author may write and students may answer comes back the same, by every way there is."""

import csv
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from surveyapp import envelopes, exports, store
from surveyapp.actions import imports, surveys
from surveyapp.models import Survey
from surveyapp.questionnaire import answers, yaml_form
from surveyapp.questionnaire.schema import MULTIPLE, RANKING, TEXT
from tests.build import closed
from tests.questionnaire import random_questionnaires
from tests.questionnaire.random_questionnaires import as_row, seeds, sizes


def made_up(seed, size):
    """A questionnaire with any type of question, note and statements, and what makes answers to it."""
    chance = random.Random(seed)
    made = random_questionnaires.questionnaire(chance, size)
    return made, lambda: answers.clean(made, random_questionnaires.answers(chance, made))


@settings(max_examples=30)
@given(seeds, sizes)
def test_answers_come_out_of_their_envelope_as_they_went_in(seed, size):
    made, answered = made_up(seed, size)
    found = answered()

    box = envelopes.seal(envelopes.Sealed(found.answers, found.texts, "north", ""), envelopes.size_for(made))
    opened = envelopes.read(box)
    assert (opened.answers, opened.texts) == (found.answers, found.texts)


@pytest.mark.django_db
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seeds, sizes)
def test_all_comes_back_from_the_database_and_rows_from_a_closed_survey(tmp_path, seed, size):
    made, answered = made_up(seed, size)
    made = replace(made, code=f"made-{Survey.objects.count()}")
    survey = surveys.put_questionnaire(questionnaire=made)
    stored = store.questionnaire_of(survey)
    assert (stored, yaml_form.read(yaml_form.write(stored))) == (made, made)

    file, rows = tmp_path / "rows.csv", [{"school": "north"} | as_row(made, answered()) for _ in range(8)]
    asked = [q for q in made.questions if q.type != TEXT]
    with file.open("w", encoding="utf-8", newline="") as opened:
        names = [*imports.needed_columns(made), *imports.word_columns(made)]
        writer = csv.DictWriter(opened, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    surveys.open_survey(survey=survey)
    imports.import_responses(survey=survey, file=file)
    written = "".join(exports.rows_csv(closed(survey), whole=True))

    assert alike(asked, csv.DictReader(written.splitlines())) == alike(asked, rows)


def alike(asked, rows):
    """20.0 is 20, and of several ticks the order is the questionnaire's."""
    return Counter(tuple(read(question, line.get(question.code, "")) for question in asked) for line in rows)


def read(question, written):
    if question.type in (MULTIPLE, RANKING) or question.month or written in ("", *question.choice_codes):
        return written
    return float(written)
