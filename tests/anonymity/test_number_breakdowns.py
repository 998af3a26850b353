"""Numbers by any other question, read together with all other breakdowns: the same subtraction as there.

A class of numbers is a group of people like an answer. Here numbers are also what others are split by, which no page
offers: it says more than any figure of a group can.
"""

import random
from bisect import bisect
from collections import Counter
from dataclasses import replace

import pytest

from analysis import breakdowns, splits
from analysis.breakdowns import breakdowns_of
from analysis.splits import Split
from surveyapp.pairs import NO_ANSWER
from tests.anonymity import shown_tables as others
from tests.anonymity.small_surveys import a_small_survey
from tests.build import GENDER, HEARD, HOURS, PLACE, YEAR, a_questionnaire

K = 5
HERE = replace(HOURS, maximum=12)
MADE = a_questionnaire(questions=(YEAR, GENDER, HEARD, PLACE, HERE), schools=3)
SEEDS = range(8)


@pytest.fixture(autouse=True)
def with_numbers(monkeypatch):
    known = others.state

    def state(data, i, name):
        if name != HERE.code:
            return known(data, i, name)
        value = data.answers[i][name]
        if not hasattr(data, "lows"):
            data.lows = [one.low for one in data.pairs().shape.classes[name]]
        lows = data.lows
        return NO_ANSWER if value is None else str(bisect(lows, value) - 1)

    monkeypatch.setattr(others, "MADE", MADE)
    monkeypatch.setattr(others, "QUESTIONS", MADE.questions[2:])
    monkeypatch.setattr(others, "state", state)
    for name in ("compare", "compared"):
        monkeypatch.setattr(breakdowns, name, lambda table: breakdowns.NO_EFFECTS)
    monkeypatch.setattr(breakdowns, "effects", lambda *args, **more: breakdowns.NO_EFFECTS)


def survey(seed):
    chance = random.Random(seed)
    return a_small_survey(chance, MADE, chance.randint(40, 160))


def numbers_by(data, by):
    return breakdowns_of(data.pairs(), K).by(HERE, by)


def test_it_finds_nobody_by_subtracting_any_groups_from_any_others():
    shown = Counter()
    for seed in SEEDS:
        data = survey(seed)
        assert others.leaks(data)[0] == [], seed
        shown += Counter(by for by in ("year", "school", "heard") if not numbers_by(data, by).withheld)
    assert min(shown[by] for by in ("year", "school", "heard")) >= 2  # the test is not blind


def test_it_would_find_somebody_where_numbers_are_not_held_against_the_rest(monkeypatch):
    allowed = splits._Held.allowed
    more = frozenset(Split(HERE.code, within) for within in ("", "phase", "gender"))
    monkeypatch.setattr(splits._Held, "allowed", lambda held: allowed(held) | more)
    assert any(others.leaks(survey(seed))[0] for seed in SEEDS)


def test_no_class_is_of_fewer_than_k_and_a_group_has_no_number_of_its_own():
    """A rare number would mark its person in each breakdown: all that is said of a group is said by classes."""
    seen = 0
    for seed in SEEDS:
        table = numbers_by(survey(seed), "school")
        if table.withheld:
            continue
        together = Counter()
        for group in table.groups:
            together.update(dict(group.numbers.bins))
            assert group.base == group.numbers.summary.n
            assert group.base == 0 or group.base >= K
        assert min(together.values()) >= K
        seen += 1
    assert seen >= 2
