"""Small random surveys, closed: every pair of tables is subtracted, and nobody is found.

Planned tables come from atoms (`analysis.report`), those by school and by year from columns
(`analysis.breakdowns`). `Group` is a shown group: the people in it, known here, and to nobody who reads the tables.
"""

import random
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from analysis import breakdowns, report, splits
from analysis.breakdowns import breakdowns_of
from analysis.live import other_breakdowns
from analysis.report import SCHOOL, build
from surveyapp.disclosure import Atom
from surveyapp.questionnaire import counting
from tests.anonymity.small_surveys import EVERYBODY_ONLY, a_small_survey
from tests.build import GENDER, HEARD, MOOD, PLACE, YEAR, a_questionnaire

K = 5
MADE = a_questionnaire(questions=(YEAR, GENDER, HEARD, MOOD, PLACE), schools=4)
SEEDS = range(80)


@pytest.fixture(autouse=True)
def no_p_values(monkeypatch):
    """Nothing here looks at them, and they take most of the time."""
    for module in (breakdowns, report):
        monkeypatch.setattr(module, "compare", lambda table: None)
        monkeypatch.setattr(module, "effects", lambda *given, **more: breakdowns.NO_EFFECTS)


@dataclass(frozen=True)
class Table:
    """A question by something: each group's people (rows), and what is said of it."""

    question: str
    by: tuple[str, ...]
    groups: tuple[frozenset[int], ...]


@cache  # several tests look at the same ones, and none changes them
def survey(seed, imported=0):
    chance = random.Random(seed)
    return a_small_survey(chance, MADE, chance.randint(8, 120), imported)


@cache
def shown_of(seed):
    """What the product's own rules show; a test that puts others in their place does without."""
    return breakdowns_of(survey(seed).pairs(), K)


def atoms(data):
    found = []
    for atom in sorted({(int(a), int(b)) for a, b in zip(data.atoms, data.came, strict=True) if a}):
        rows = np.flatnonzero((data.atoms == atom[0]) & (data.came == atom[1]))
        tally = {}
        for row in rows:
            counting.add(tally, MADE, data.answers[row])
        only = atom[0] == EVERYBODY_ONLY
        groups = () if only else list(MADE.strata())[atom[0] - 1]
        found.append(Atom(groups, None, len(rows), tally, only))
    return found


def tables(data, shown=None):
    """Every table that is shown, with its groups' people found again from the answers themselves."""
    shown = shown or breakdowns_of(data.pairs(), K)
    found = []
    for figures in build(MADE, atoms(data), K).questions:
        if figures.everybody:
            found.append(Table(figures.question.code, (), (frozenset(np.flatnonzero(data.shown).tolist()),)))
        for breakdown in figures.breakdowns:
            if not breakdown.withheld:
                members = tuple(planned(data, breakdown.by, group.group) for group in breakdown.groups)
                assert [len(m) for m in members] == [group.people for group in breakdown.groups]
                found.append(Table(figures.question.code, breakdown.by, members))
    for question, breakdown in other_breakdowns(shown):
        if not breakdown.withheld:
            members = tuple(other(data, breakdown.by[0], group.group[0]) for group in breakdown.groups)
            assert [len(m) for m in members] == [group.people for group in breakdown.groups]
            found.append(Table(question.code, breakdown.by, members))
    return found


def planned(data, by, group):
    codes = [[g.code for g in MADE.grouping_by_code[code].groups] for code in by]
    rows = data.in_strata
    for i, code in enumerate(by):
        rows = rows & (data.group_codes(code) == codes[i].index(group[i]))
    return frozenset(np.flatnonzero(rows).tolist())


def other(data, by, group):
    """`group`: codes that were merged, with a plus between them."""
    schools = [school.code for school in MADE.schools]
    said = [schools[code] for code in data.school_codes()] if by == SCHOOL else [a[by] for a in data.answers]
    rows = data.in_strata & np.isin(said, group.split("+"))
    return frozenset(np.flatnonzero(rows).tolist())


def test_it_finds_nobody_by_subtracting_any_table_from_any_other():
    shown = Counter()
    for seed in SEEDS:
        data = survey(seed)
        all_tables = tables(data, shown_of(seed))
        for by in {table.by for table in all_tables}:
            shown[by] += 1
        for partition in {table.groups for table in all_tables}:
            assert [len(group) for group in partition if 0 < len(group) < K] == []
        partitions = {table.groups for table in all_tables}
        for first in partitions:
            for second in partitions:
                assert leftovers(first, second) == [], seed
    # the test is not blind: most of these surveys do show something
    assert shown[()] > 60
    assert (
        min(shown["phase",], shown["gender",], shown["phase", "gender"], shown["year",], shown[SCHOOL,]) > 40
    )


def leftovers(first, second):
    """How many people are left of a group, or of all groups, less all groups of another table that lie inside it."""
    wholes = [*first, frozenset().union(*first)]
    found = []
    for whole in wholes:
        inside = frozenset().union(*(group for group in second if group <= whole))
        if inside and 0 < len(whole - inside) < K:
            found.append(len(whole - inside))
    return found


def test_it_shows_the_same_groups_and_answers_from_either_side():
    """'Career by year' hides what 'year by career' hides: so what one of the two merges, the other does not show."""
    compared = 0
    for seed in SEEDS:
        shown = shown_of(seed)
        for first, second in (("year", "mood"), ("place", "heard"), ("mood", "place")):
            table = shown.by(MADE.by_code[first], second)
            transposed = shown.by(MADE.by_code[second], first)
            if table.withheld or transposed.withheld:
                continue
            groups = {group.group[0] for group in table.groups} - {"-no_answer", "-not_asked"}
            assert groups == groups & set(transposed.answers)
            compared += 1
    assert compared > 60


def test_it_shows_no_group_and_no_answer_of_fewer_than_k():
    for seed in SEEDS:
        for _, breakdown in other_breakdowns(shown_of(seed)):
            for group in breakdown.groups:
                assert group.people >= K
                assert group.base == 0 or group.base >= K
            for i in range(len(breakdown.answers)):
                together = sum(group.choices[i].count for group in breakdown.groups)
                assert together == 0 or together >= K


@pytest.mark.parametrize("imported", [30, 200])
def test_it_finds_nobody_by_taking_away_an_import(imported):
    """Whoever imported knows these people, and takes them out of every table."""
    split = 0
    for seed in SEEDS[:40]:
        data = survey(seed, imported)
        by_hand = frozenset(np.flatnonzero(data.came == 0).tolist())
        partitions = {tuple(group & by_hand for group in table.groups) for table in tables(data)}
        split += len(partitions) > 4
        for first in partitions:
            assert [len(group) for group in first if 0 < len(group) < K] == []
            for second in partitions:
                assert leftovers(first, [group for group in second if group]) == [], seed
    assert split > 7


def test_it_would_find_somebody_where_nothing_is_merged(monkeypatch):
    """The same subtraction against the usual rule, every group of a closed survey shown, must succeed."""
    monkeypatch.setattr(splits, "merge_small", lambda parts, k: tuple((part.code,) for part in parts))
    monkeypatch.setattr(splits, "unions_differ_enough", lambda table, k: True)
    monkeypatch.setattr(splits.Known, "may_add", lambda self, split, groups: True)
    monkeypatch.setattr(breakdowns, "may_split", lambda bases, k: True)
    found = 0
    for seed in SEEDS:
        partitions = {table.groups for table in tables(survey(seed))}
        alone = any(0 < len(group) < K for partition in partitions for group in partition)
        found += alone or any(leftovers(first, second) for first in partitions for second in partitions)
        if found > 20:
            return
    pytest.fail("the attack is blind")
