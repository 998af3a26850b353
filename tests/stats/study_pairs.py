"""The study's pairs of answers, without a database."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from surveyapp.pairs import count
from surveyapp.questionnaire import yaml_form

STUDY = Path(__file__).parents[2] / "examples" / "ir2019"


@cache
def study():
    """Counted from the file of responses as it stands, without a database."""
    plan = yaml_form.read((STUDY / "questionnaire.yaml").read_bytes())
    with (STUDY / "responses.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    columns = {}
    for question in plan.questions:
        if question.type == "multiple":
            for code in question.choice_codes:
                ticked = [int(code in p[question.code].split()) if p[question.code] else -2 for p in people]
                columns[f"{question.code}/{code}"] = np.array(ticked)
        else:
            place = {code: i for i, code in enumerate(question.choice_codes)}
            columns[question.code] = np.array([place.get(p[question.code], -2) for p in people])
    names = [school.code for school in plan.schools]
    strata = list(plan.strata())
    return count(
        plan,
        columns.__getitem__,
        np.array([names.index(p["school"]) for p in people]),
        np.array([strata.index(plan.stratum_of(p)) for p in people]),
        np.zeros(len(people), dtype=int),
        np.ones(len(people), dtype=bool),
    )
