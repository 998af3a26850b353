"""Surveys of number questions, made of the groups that R was given (tests/stats/reference/number_groups.R)."""

from dataclasses import replace

from surveyapp.questionnaire.counting import number_bin
from surveyapp.questionnaire.schema import NUMBER, Question
from tests.results_surveys import STAGE, STAGES, WARD, WARDS, atom, choices, en, questionnaire
from tests.stats.stats_reference import rows

SLEEP = Question("sleep", NUMBER, en("Sleep?"), minimum=0, maximum=80, integer=True, unit=en("hours"))
COFFEE = Question("coffee", NUMBER, en("Coffee?"), minimum=0, maximum=4)  # bins of 4 / 256 = 0.015625
UNITS = ("a", "b", "c", "d")

# Groups as R wrote them -> its figures: row 0 of everybody, then one a group
R = {}
for row in rows("number_groups.csv"):
    R.setdefault(row["groups"], []).append(row)
TWO, ALIKE, SAME_MEDIAN, THREE, FOUR = R


def tally(question, text):
    """'3*4 5*6' as counting would have it."""
    found = {}
    for value, people in (pair.split("*") for pair in text.split()):
        key = number_bin(question, float(value))
        found[key] = found.get(key, 0) + int(people)
    return found


def people(counts):
    return sum(counts.values())


def by_stage(text, question=SLEEP, **more):
    """Two groups: students and residents, all of one ward."""
    counts = [tally(question, group) for group in text.split(" / ")]
    atoms = [
        atom(stage, "heart", people=people(given) + 2, **{question.code: given | {"-open": 2}})
        for stage, given in zip(STAGES, counts, strict=True)
    ]
    return questionnaire((STAGE, WARD, question), **more), atoms


def crossed(text, question=SLEEP):
    """Four groups: stage and ward crossed."""
    cells = [(stage, ward) for stage in STAGES for ward in WARDS]
    counts = [tally(question, group) for group in text.split(" / ")]
    atoms = [
        atom(*cell, people=people(given), **{question.code: given})
        for cell, given in zip(cells, counts, strict=True)
    ]
    return questionnaire((STAGE, WARD, question)), atoms


def by_unit(text, question=SLEEP):
    """One grouping of as many groups as there are."""
    groups = text.split(" / ")
    unit = replace(STAGE, code="unit", choices=choices(*UNITS[: len(groups)]))
    atoms = []
    for code, group in zip(UNITS, groups, strict=False):
        given = tally(question, group)
        atoms.append(
            atom(code, people=people(given), **{question.code: given, "unit": {code: people(given)}})
        )
    return questionnaire((unit, question), (unit,)), atoms
