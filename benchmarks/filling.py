"""A survey with as many envelopes as one likes, put into the database as fast as it takes them.

Each of the study's answers is sealed once, and its box is put in again and again: whoever closes the survey opens
every one. Three quarters are counted and the rest wait, about as students leave a survey (docs/privacy.md).
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

STUDY = Path("examples/ir2019/responses.csv")
ROWS = 1_459  # in it
WAITING = 375  # in a stratum, at most: half of 500 stay after a step, and the next comes at 500


def fill(code: str, n: int) -> None:
    """n responses into an open survey in which nobody has answered yet."""
    from surveyapp import bulk, envelopes
    from surveyapp.models import DayCount, Envelope, Stratum, Survey, Ticket
    from surveyapp.questionnaire import counting
    from surveyapp.store import questionnaire_of

    survey = Survey.objects.get(code=code)
    questionnaire, size = questionnaire_of(survey), envelopes.box_size(survey.revision, survey.pk)
    strata = {s.pk: s for s in Stratum.objects.filter(survey=survey)}
    schools = {p.school.code: DayCount(participation=p, day=date(2026, 1, 1)) for p in participations(survey)}
    boxes: list[tuple[int, bool, bytes]] = []  # stratum, counted, box: n of them
    waiting = Counter[int]()
    for number, content in enumerate(contents(questionnaire, survey.structure)):
        times = n // ROWS + (number < n % ROWS)
        groups = questionnaire.stratum_of(content.answers)
        stratum = strata[envelopes.stratum_id(survey, groups, content.school)]
        wait = min((times + number % 4) // 4, WAITING - waiting[stratum.pk])
        waiting[stratum.pk] += wait
        box, counted = envelopes.seal(content, size), times - wait
        boxes += [(stratum.pk, i < counted, box) for i in range(times)]
        add(stratum.tally, questionnaire, content.answers, counted)
        stratum.counted += counted
        schools[content.school].handed_in += times
    random.shuffle(boxes)
    with transaction.atomic():
        ids = zip(random_ids(n), boxes, strict=True)
        fields = ("id", "survey", "stratum", "counted", "box")
        bulk.write(Envelope, fields, ((pk, survey.pk, *box) for pk, box in ids))
        bulk.write(Ticket, ("id", "survey"), ((pk, survey.pk) for pk in random_ids(n)))
        DayCount.objects.bulk_create(schools.values())
        for stratum in strata.values():
            stratum.tally = counting.in_order(stratum.tally)
            stratum.save()


def add(tally, questionnaire, answers, people: int) -> None:
    """So many people who all gave these answers."""
    from surveyapp.questionnaire import counting

    one: dict[str, dict[str, int]] = {}
    counting.add(one, questionnaire, answers)
    for question, counts in one.items():
        there = tally.setdefault(question, {})
        for answer, times in counts.items():
            there[answer] = there.get(answer, 0) + people * times


def participations(survey):
    return survey.participations.select_related("school")


def contents(questionnaire, structure: str) -> Iterator[object]:
    from surveyapp.envelopes import Sealed
    from surveyapp.questionnaire.answers import from_row

    with STUDY.open() as file:
        for row in csv.DictReader(file):
            cleaned = from_row(questionnaire, row)
            yield Sealed(cleaned.answers, cleaned.texts, row["school"], structure)


def random_ids(n: int) -> list[int]:
    """In ascending order, which both databases take fastest; it tells nothing, since nothing here came in time."""
    return sorted({random.getrandbits(61) | 1 << 61 for _ in range(n)})


if __name__ == "__main__":
    import django

    django.setup()
    fill(sys.argv[1], int(sys.argv[2]))
