"""Made-up students: they answer through the real pages, each is counted once, and only where they have a place."""

import dataclasses
import io
import random
import re
import socket
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from surveyapp.models import DayCount, Envelope, Survey, Ticket
from surveyapp.questionnaire import answers
from surveyapp.rehearsal import Rehearsal, Unexpected, made_up
from tests import build
from tests.surveyapp import counted

STUDENTS = 40


def an_example(**more):
    survey = build.a_survey("tryout", **more)
    Survey.objects.filter(pk=survey.pk).update(example=True)
    return Survey.objects.get(pk=survey.pk)


def rehearse(*args):
    out = io.StringIO()
    call_command("rehearse", "tryout", *map(str, args), "--pace", "0", stdout=out)
    return Counter({kind: int(n) for n, kind in re.findall(r"(\d+) ([a-z ]+)", out.getvalue())})


def refused(*args):
    with pytest.raises(CommandError) as error:
        rehearse(*args)
    assert error.value.returncode == 1
    return str(error.value)


@pytest.mark.django_db(transaction=True)
def test_it_hands_in_once_for_each_student_whatever_happens_on_the_way(live_server):
    """With this seed some interrupt, some press Submit twice and some make a mistake."""
    survey = an_example()
    kinds = rehearse("--students", STUDENTS, "--at", live_server.url, "--seed", 5, "--clients", 4)
    assert (kinds.total(), sorted(kinds)) == (
        STUDENTS,
        ["answered", "interrupted", "made a mistake", "sent twice"],
    )
    handed_in = sum(DayCount.objects.values_list("handed_in", flat=True))
    assert (handed_in, Envelope.objects.count(), Ticket.objects.count()) == (STUDENTS,) * 3
    assert DayCount.objects.count() == 3  # spread over the schools
    counted.check(survey)
    closed = build.closed(survey)
    counted.check(closed)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_makes_the_same_students_again_of_the_same_seed(live_server):
    an_example()
    kinds = [rehearse("--students", 12, "--at", f"{live_server.url}/", "--seed", seed) for seed in (1, 1)]
    assert kinds[0] == kinds[1]
    assert Envelope.objects.count() == 24


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_answers_at_the_address_of_the_server_unless_told_another(live_server, settings):
    settings.BASE_URL = live_server.url
    an_example(schools=1)
    assert rehearse("--students", 2).total() == 2


@pytest.mark.once
@pytest.mark.django_db
def test_it_says_that_no_server_is_there():
    an_example(schools=1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
    said = refused("--students", 2, "--at", nowhere)
    assert said.startswith(f"the server does not answer at {nowhere}/r/tryout/school1. Is it running?")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_stops_at_an_answer_that_no_student_should_get(live_server):
    survey = an_example(schools=1)
    rehearsal = Rehearsal(build.a_questionnaire(), (f"{live_server.url}/r/tryout/nowhere",), 1)
    with pytest.raises(Unexpected, match=r"404 for .*/r/tryout/nowhere"):
        rehearsal.run(1, 1, 0, lambda kind: None)
    assert Envelope.objects.filter(survey=survey).count() == 0


# ----- where it is refused


@pytest.mark.once
@pytest.mark.django_db
def test_it_answers_no_survey_that_is_not_marked_for_it():
    build.a_survey("tryout")
    said = refused("--students", 2)
    assert said.startswith("tryout is not marked as an example or rehearsal")
    assert said.count("manage.py copy_survey tryout NEWCODE --example") == 1
    assert Envelope.objects.count() == 0


@pytest.mark.once
@pytest.mark.django_db
def test_it_answers_no_draft_and_no_closed_survey():
    survey = an_example(opened=False)
    assert refused("--students", 2) == "tryout is Draft: only an open survey can be answered."
    call_command("open_survey", "tryout", stdout=io.StringIO())
    build.closed(survey)
    assert refused("--students", 2) == "tryout is Closed: only an open survey can be answered."


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "value", "least"), [("students", 0, 1), ("students", -3, 1), ("clients", 0, 1)]
)
def test_it_refuses_numbers_that_cannot_be(option, value, least):
    an_example()
    options = {"students": 2} | {option: value}
    said = refused(*(f"--{name}={n}" for name, n in options.items()))
    assert said == f"--{option} {value} cannot be: give {least} or more."


@pytest.mark.once
@pytest.mark.django_db
def test_it_refuses_a_survey_without_a_school():
    an_example().participations.all().delete()
    assert refused("--students", 2).startswith("tryout has no school")


# ----- what they answer


def posted(fields):
    found = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_it_makes_up_answers_that_the_form_takes_as_they_are(seed):
    """Of every type of question, shown ones alone; nothing is dropped and nothing refused."""
    required = [dataclasses.replace(q, required=True) for q in build.EVERY_TYPE]
    for questions in (build.EVERY_TYPE, tuple(required)):
        questionnaire = build.a_questionnaire(questions=questions)
        given = posted(made_up(questionnaire, random.Random(seed)))
        cleaned = answers.clean(questionnaire, given)
        assert cleaned.errors == {}
        hidden = {q.code for q in questions} - set(cleaned.answers)
        assert hidden & set(given) == set()
