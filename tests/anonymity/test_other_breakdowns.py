"""Small random surveys, closed: whatever breakdowns are shown, any question by any other and inside each group.

All of them are read together with the planned tables, from both sides (the answers of a table are groups of its
transpose). Then any groups of one table, added up, are subtracted from any groups of another: nobody is left alone.
"""

from collections import Counter
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from analysis import breakdowns, splits
from analysis.breakdowns import breakdowns_of
from analysis.splits import Split
from surveyapp.pairs import SCHOOL
from tests.anonymity.shown_tables import (
    IMPORTED,
    MADE,
    WITHIN,
    K,
    groups_of,
    leaks,
    partitions,
    people,
    planned,
    shown_of,
    smallest_difference,
    states,
    survey,
)
from tests.anonymity.small_surveys import InMemory

SEEDS = range(40)


@pytest.fixture(autouse=True)
def no_tests(monkeypatch):
    """Nothing here looks at them, and they take most of the time."""
    monkeypatch.setattr(breakdowns, "compare", lambda table: None)
    monkeypatch.setattr(breakdowns, "effects", lambda *args, **more: breakdowns.NO_EFFECTS)


def test_it_finds_nobody_by_subtracting_any_groups_from_any_others():
    kinds = Counter()
    for seed in SEEDS:
        found, shown = leaks(survey(seed), shown_of(survey(seed)))
        assert found == [], seed
        kinds += shown
    # the test is not blind: most of these surveys do show something, inside groups too
    assert kinds[""] > 400
    assert kinds["phase"] > 50
    assert kinds["gender"] > 50


def test_it_finds_nobody_by_taking_away_an_import():
    shown = 0
    for seed in range(15):
        data = survey(seed, imported=IMPORTED)
        by_hand = frozenset(np.flatnonzero(data.came == 0).tolist())
        found, kinds = partitions(data)
        rests = {tuple(rest for group in table if (rest := group & by_hand)) for table in found} - {()}
        for first, second in combinations_with_replacement(sorted(rests, key=repr), 2):
            few = smallest_difference(first, second)
            assert few is None or few >= K, seed
        shown += sum(kinds.values())
    assert shown > 100


NOT_MERGED = ("merge_small", lambda parts, k: tuple((part.code,) for part in parts))
NOT_HELD = ("unions_differ_enough", lambda table, k: True)


@pytest.mark.parametrize("naive", [[NOT_HELD], [NOT_HELD, NOT_MERGED]])
def test_it_would_find_somebody_where_splits_are_not_held_against_each_other(naive, monkeypatch):
    for name, instead in naive:
        monkeypatch.setattr(splits, name, instead)
    monkeypatch.setattr(splits.Known, "may_add", lambda self, split, groups: True)
    monkeypatch.setattr(breakdowns, "may_split", lambda bases, k: True)
    assert sum(bool(leaks(survey(seed))[0]) for seed in range(8)) > 4


def test_it_shows_no_group_of_few_even_where_nothing_is_merged(monkeypatch):
    """Such a group differs from nobody by fewer than k, so it does not stand beside the planned groups."""
    monkeypatch.setattr(splits, *NOT_MERGED)
    for seed in range(8):
        assert leaks(survey(seed))[0] == []


def test_it_would_find_somebody_where_single_groups_are_held_against_each_other(monkeypatch):
    """The rule that looks at one group less all that lies inside it overlooks what several groups give away."""

    def one_at_a_time(table, k):
        return all(leaves_enough(side, k) for side in (table, table.T))

    def leaves_enough(side, k):
        inside = (side == side.sum(axis=0)) & (side > 0)
        left = np.where(inside, 0, side).sum(axis=1)[inside.any(axis=1)]
        return all(n == 0 or n >= k for n in left)

    monkeypatch.setattr(splits, "unions_differ_enough", one_at_a_time)
    assert sum(bool(leaks(survey(seed))[0]) for seed in range(20)) > 1


def given_away(data, shown=None):
    """Small groups whose answers follow from all tables by school, year, phase and gender together: any sums at all.

    Who is in these groups is known to others; what each of them said is unknown, and each table is an equation.
    """
    shown = shown or breakdowns_of(data.pairs(), K)
    tables = [group for by in (("phase",), ("gender",), ("phase", "gender")) for group in planned(data, by)]
    for split in shown.allowed & {Split(n, w) for n in (SCHOOL, "year") for w in ("", "phase", "gender")}:
        for group in [code for within, code in WITHIN if within == split.within]:
            parts = splits.merged(shown.pairs, split.by, K, shown.pairs.inside(split.within, group)) or ()
            tables += [people(data, split.by, "+".join(codes), split.within, group) for codes in parts]
    equations = np.array([[i in group for i in range(data.n)] for group in tables], dtype=float)
    alike = Counter(map(tuple, equations.T))
    found = []
    for pattern, size in alike.items():
        some = (pattern == equations.T).all(axis=1).astype(float)
        if size < K and any(pattern):
            weights = np.linalg.lstsq(equations.T, some, rcond=None)[0]
            if np.allclose(weights @ equations, some, atol=1e-6):
                found.append(size)
    return found


def test_it_finds_nobody_by_adding_and_subtracting_all_tables_by_what_others_know():
    for seed in range(60):
        assert given_away(survey(seed), shown_of(survey(seed))) == [], seed


ONE_ALONE = {
    (0, "1", "male"): 10,
    (1, "1", "female"): 10,
    (1, "1", "male"): 10,
    (0, "3", "female"): 10,
    (0, "3", "male"): 10,
    (1, "3", "female"): 10,
    (1, "3", "male"): 1,
}


def one_alone():
    """School by phase, school by gender and phase by gender: where one cell of all three is empty, the rest follow."""
    answers = {"heard": ["yes"], "mood": ["good"], "place": ["home"], "where": ["web"]}
    rows = [
        (school, {**answers, "year": [year], "gender": [gender]}, 0)
        for (school, year, gender), n in ONE_ALONE.items()
        for _ in range(n)
    ]
    return InMemory(MADE, rows)


def test_it_would_find_somebody_where_only_two_tables_are_held_against_each_other(monkeypatch):
    assert given_away(one_alone()) == []
    monkeypatch.setattr(splits.Known, "may_add", lambda self, split, groups: True)
    assert leaks(one_alone())[0] == []
    assert 1 in given_away(one_alone())


def test_it_counts_what_the_answers_say():
    """The same numbers by two ways: from pairs, and person by person."""
    for seed in range(5):
        data = survey(seed)
        shown = breakdowns_of(data.pairs(np.ones(data.n, dtype=bool)), 1)
        for name, (within, group) in product([v.name for v in shown.pairs.variables], WITHIN):
            for other in ("mood", "where/web", SCHOOL):
                table = shown.pairs.inside(within, group).sum(axis=0)
                first, second = shown.pairs.by_name[name], shown.pairs.by_name[other]
                for i, code in enumerate(first.codes):
                    for j, answer in enumerate(second.codes):
                        both = held(data, name, code, within, group) & held(
                            data, other, answer, within, group
                        )
                        assert table[first.start + i, second.start + j] == both.sum()


def held(data, name, code, within, group):
    return (states(data, name) == code) & (groups_of(data, within) == group)


def test_it_allows_a_split_only_beside_those_before_it():
    """The school first, then what groups are merged from: they stay whatever else is asked for."""
    for seed in SEEDS:
        pairs = survey(seed).pairs()
        order = splits.all_splits(pairs)
        assert order[:2] == [Split(SCHOOL), Split("year")]
        allowed = shown_of(survey(seed)).allowed
        assert allowed <= set(order)
        assert splits.allowed_splits(pairs, 1) == frozenset(order)
