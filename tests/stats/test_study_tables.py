"""The tables that R was given are those of the 2019 study."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.stats.stats_reference import TABLES

RESPONSES = Path(__file__).parents[2] / "examples/ir2019/responses.csv"
GROUPINGS = {
    "phase": ("preclinical", "clinical"),
    "gender": ("female", "male"),
    "phase*gender": ("preclinical*female", "preclinical*male", "clinical*female", "clinical*male"),
    "year": tuple("123456"),
    "school": ("strasbourg", "nancy", "louvain"),
}


@pytest.fixture(scope="module")
def responses():
    rows = list(csv.DictReader(RESPONSES.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        row["phase"] = "preclinical" if row["year"] <= "3" else "clinical"
        row["phase*gender"] = f"{row['phase']}*{row['gender']}"
    return rows


def asked(name):
    grouping, question = name.split(": ")
    return grouping, *question.partition("=")[::2]


@pytest.mark.parametrize("name", [name for name in TABLES if ": " in name])
def test_it_compares_the_answers_of_the_study(name, responses):
    grouping, question, choice = asked(name)
    given = Counter(
        (row[grouping], (choice in row[question].split()) if choice else row[question])
        for row in responses
        if row[question]
    )
    # R's columns follow the questionnaire's choices; here only which counts stand together matters.
    answers = {answer for _, answer in given}
    columns = [tuple(given[group, answer] for group in GROUPINGS[grouping]) for answer in answers]
    assert sorted(columns) == sorted(zip(*TABLES[name], strict=True))
