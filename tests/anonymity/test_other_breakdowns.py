"""Small random surveys, closed: whatever breakdowns are shown, any question by any other and inside each group.

All of them are read together with the planned tables, from both sides (the answers of a table are groups of its
transpose). Then any groups of one table, added up, are subtracted from any groups of another: nobody is left alone.
"""

import random
from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from analysis import breakdowns, splits
from analysis.breakdowns import breakdowns_of
from analysis.splits import Split
from surveyapp.columns import column_name
from surveyapp.pairs import NO_ANSWER, NOT_ASKED, NOT_TICKED, SCHOOL, TICKED
from surveyapp.questionnaire.schema import MULTIPLE
from tests.anonymity.small_surveys import InMemory, a_small_survey
from tests.build import GENDER, HEARD, MOOD, PLACE, WHERE, YEAR, a_questionnaire

K = 5
MADE = a_questionnaire(questions=(YEAR, GENDER, HEARD, WHERE, MOOD, PLACE), schools=4)
QUESTIONS = [q for q in MADE.questions if q.code not in ("year", "gender")]
SEEDS = range(40)
MOST, IMPORTED = 160, 60  # people of a survey
WITHIN = [("", ""), *((g.code, group.code) for g in MADE.groupings for group in g.groups)]


@pytest.fixture(autouse=True)
def no_tests(monkeypatch):
    """Nothing here looks at them, and they take most of the time."""
    monkeypatch.setattr(breakdowns, "compare", lambda table: None)
    monkeypatch.setattr(breakdowns, "effects", lambda *args, **more: breakdowns.NO_EFFECTS)


# Several tests look at the same surveys, and none changes them.
@cache
def survey(seed, imported=0):
    chance = random.Random(seed)
    return a_small_survey(chance, MADE, chance.randint(20, MOST), imported)


@cache
def shown_of(data):
    """What the product's own rules show; a test that puts others in their place does without."""
    return breakdowns_of(data.pairs(), K)


def people(data, name, codes, within, group):
    """Who is in a group that is shown, found from the answers themselves. `codes`: merged, with a plus between."""
    inside = data.in_strata & (groups_of(data, within) == group)
    return frozenset(np.flatnonzero(inside & np.isin(states(data, name), codes.split("+"))).tolist())


@cache
def groups_of(data, within):
    """Everybody's group in a grouping; without one they are all in the same."""
    if not within:
        return np.full(data.n, "")
    grouping = MADE.grouping_by_code[within]
    return np.array([grouping.group_of(a[grouping.question]) for a in data.answers], dtype=str)


@cache
def states(data, name):
    return np.array([state(data, i, name) for i in range(data.n)], dtype=str)


def state(data, i, name):
    if name == SCHOOL:
        return MADE.schools[data.school_codes()[i]].code
    code, _, choice = name.partition("/")
    question, answers = MADE.by_code[code], data.answers[i]
    if code not in answers:
        return NOT_ASKED
    answer = answers[code]
    if not answer or str(answer) in question.missing_codes:
        return NO_ANSWER
    return (TICKED if choice in answer else NOT_TICKED) if choice else answer


def partitions(data, shown=None):
    """The groups of each table that is shown, and its answers, each as sets of people; the planned groups too."""
    shown = shown or breakdowns_of(data.pairs(), K)
    found = {()}
    for by in (("phase",), ("gender",), ("phase", "gender")):
        found.add(planned(data, by))
    kinds = Counter()
    for question, variable, (within, group) in product(QUESTIONS, shown.pairs.variables, WITHIN):
        by = variable.name
        if by.partition("/")[0] == question.code:
            continue
        table = shown.by(question, by, within, group)
        if table.withheld:
            continue
        kinds[within] += 1
        rows = [people(data, by, g.group[0], within, group) for g in table.groups]
        assert [len(some) for some in rows] == [g.people for g in table.groups]
        found.add(tuple(rows))
        found |= {tuple(columns) for columns in transposed(data, question, table, within, group)}
    return found - {()}, kinds


def transposed(data, question, table, within, group):
    """The table's answers as groups; those of a multiple choice overlap, so each is a table of its own."""
    some = []
    for i, answer in enumerate(table.answers):
        name = column_name(question.code, answer) if question.type == MULTIPLE else question.code
        some.append(people(data, name, TICKED if question.type == MULTIPLE else answer, within, group))
        assert sum(g.choices[i].count for g in table.groups) == len(some[-1])
    return [[one] for one in some] if question.type == MULTIPLE else [some]


def planned(data, by):
    groupings = [MADE.grouping_by_code[code] for code in by]
    groups = {}
    for i in np.flatnonzero(data.in_strata).tolist():
        key = tuple(g.group_of(data.answers[i][g.question]) for g in groupings)
        groups.setdefault(key, set()).add(i)
    return tuple(map(frozenset, groups.values()))


def smallest_difference(first, second):
    """The fewest people, but not nobody, by which some groups of one and some of the other differ; None: no such."""
    rows, columns = members(first), members(second)
    taken = (any_of(len(rows)) @ rows > 0).astype(np.float32)  # whichever groups are added up
    inside = taken @ columns.T
    outside = columns.sum(axis=1) - inside
    rest = taken @ (columns.sum(axis=0) == 0).astype(np.float32)
    least = rest + np.minimum(inside, outside).sum(axis=1)
    turned = np.maximum(inside, outside).min(axis=1)  # the next one turns one group over
    found = np.where(least == 0, turned, least)
    return int(found[found > 0].min()) if found.any() else None


@cache
def members(groups):
    """A row for each group: who is in it. So few people are whole numbers in float32, which multiplies fast."""
    rows = np.zeros((len(groups), MOST + IMPORTED), dtype=np.float32)
    for row, group in zip(rows, groups, strict=True):
        row[list(group)] = 1
    return rows


@cache
def any_of(n):
    """A row for each choice of some of n."""
    return np.array(list(product([0, 1], repeat=n)), dtype=np.float32)


def leaks(data, shown=None):
    found, kinds = partitions(data, shown)
    pairs = combinations_with_replacement(sorted(found, key=repr), 2)
    return [few for first, second in pairs if (few := smallest_difference(first, second)) and few < K], kinds


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
