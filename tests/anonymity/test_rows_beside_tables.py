"""Rows of a closed survey, read together with every table of it: what is blank in rows is not found by subtraction.

Of each group of a table, the rows are taken away that say they are of it. Nobody is left, or at least k people.
"""

import random

import numpy as np
import pytest

from analysis import breakdowns
from analysis.breakdowns import breakdowns_of
from surveyapp.disclosure import LEFT_OUT, NO_GROUPS, NO_SCHOOL, NO_SOURCE
from surveyapp.exports import rows
from surveyapp.pairs import SCHOOL
from tests.anonymity import shown_tables as others
from tests.anonymity.small_surveys import a_small_survey
from tests.build import GENDER, HEARD, MOOD, YEAR, a_questionnaire

K = 5
MADE = a_questionnaire(questions=(YEAR, GENDER, HEARD, MOOD), schools=4)
SEEDS = range(16)


@pytest.fixture(autouse=True)
def these(monkeypatch):
    monkeypatch.setattr(others, "MADE", MADE)
    monkeypatch.setattr(breakdowns, "compare", lambda table: None)
    monkeypatch.setattr(breakdowns, "effects", lambda *args, **more: breakdowns.NO_EFFECTS)


def survey(seed, imported=0):
    chance = random.Random(seed)
    return a_small_survey(chance, MADE, chance.randint(30, 200), imported)


def shown_groups(data):
    """Groups by what others know of a person, as sets of people, and from which level on a row does not say it."""
    shown = breakdowns_of(data.pairs(), K)
    for name, blank in ((SCHOOL, NO_SCHOOL), ("year", NO_SOURCE)):
        for within, group in others.WITHIN:
            table = shown.by(MADE.by_code["heard"], name, within, group)
            for one in table.groups:
                yield others.people(data, name, one.group[0], within, group), blank
    for group in others.planned(data, ("phase", "gender")):
        yield group, NO_GROUPS


def left_alone(data):
    """How many are left of each group, by how they came, where they are some and fewer than k."""
    level = rows.levels(data)
    found = []
    for group, blank in shown_groups(data):
        hidden = [i for i in group if blank <= level[i] < LEFT_OUT]
        counts = np.unique(data.came[hidden], return_counts=True)[1]
        found += [n for n in counts.tolist() if n < K]
    return found


@pytest.mark.parametrize("imported", [0, 60])
def test_it_leaves_nobody_alone_who_takes_rows_away_from_tables(imported):
    assert {seed: left for seed in SEEDS if (left := left_alone(survey(seed, imported)))} == {}


def test_it_would_find_somebody_where_rows_are_not_held_against_tables(monkeypatch):
    monkeypatch.setattr(rows, "blank_more", lambda *args: None)
    assert sum(bool(left_alone(survey(seed))) for seed in SEEDS) >= 3


def test_rows_that_look_the_same_are_k_afterwards_too():
    for seed in SEEDS:
        data = survey(seed, 40)
        level, k = rows.levels(data), data.survey.minimum_group
        source = data.column("year") * 9 + data.column("gender")
        said = (data.school_codes() * 99 + source, source, data.strata(), np.zeros(data.n, dtype=int))
        for at, looks in enumerate(said):
            for batch in set(data.came.tolist()):
                sizes = np.unique(looks[(level == at) & (data.came == batch)], return_counts=True)[1]
                assert min(sizes, default=k) >= k
