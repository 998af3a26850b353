"""What may be shown: pools, merged groups and blanked rows, over everything that chance can make of them."""

import random
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings as runs
from hypothesis import strategies as st

from surveyapp.disclosure import (
    LEFT_OUT,
    NO_GROUPS,
    NO_SCHOOL,
    NO_SOURCE,
    WHOLE,
    AtomKey,
    Part,
    add_tallies,
    blanking,
    may_show,
    may_split,
    merge_small,
    pool,
    unions_differ_enough,
)

K = 5

# ----- bases


def test_it_shows_nobody_or_k():
    assert [n for n in range(12) if may_show(n, K)] == [0, 5, 6, 7, 8, 9, 10, 11]


def test_it_splits_only_where_every_group_is_nobody_or_k():
    assert [may_split(bases, K) for bases in ([0, 5, 90], [0, 0], [5, 4, 90], [1])] == [
        True,
        True,
        False,
        False,
    ]


def test_it_adds_tallies_with_sorted_keys():
    total = add_tallies([{"b": {"y": 1, "x": 2}}, {"a": {"z": 1}, "b": {"x": 3}}])

    assert [(q, list(counts.items())) for q, counts in total.items()] == [
        ("a", [("z", 1)]),
        ("b", [("x", 5), ("y", 1)]),
    ]


# ----- the rests of a survey

groups = st.sampled_from([(), ("a",), ("b",), ("c",)])
waiting = st.dictionaries(
    st.builds(AtomKey, groups=groups, school=st.sampled_from(["", "s1", "s2", "s3"])),
    st.integers(0, 14),
    max_size=12,
)


@over(waiting=waiting, k=st.integers(5, 7))
def test_it_pools_rests_into_atoms_of_k_and_leaves_fewer_than_k_out(waiting, k):
    went = pool(waiting, k)
    people = Counter()
    for key, to in went.items():
        people[to] += waiting[key]
    left_out = people.pop(None, 0)

    assert set(went) == {key for key, n in waiting.items() if n}
    assert [n for n in people.values() if n < k] == []
    assert left_out < k
    for key, to in went.items():
        ups = (key, AtomKey(key.groups), AtomKey(everybody_only=True), None)
        assert to in ups[:1] if waiting[key] >= k else to in ups[1:]


def test_it_pools_in_the_group_before_it_pools_in_everybody():
    waiting = {
        AtomKey(("a",), "s1"): 3,
        AtomKey(("a",), "s2"): 2,
        AtomKey(("b",), "s1"): 4,
        AtomKey(("c",), "s1"): 1,
    }

    assert pool(waiting, K) == {
        AtomKey(("a",), "s1"): AtomKey(("a",)),
        AtomKey(("a",), "s2"): AtomKey(("a",)),
        AtomKey(("b",), "s1"): AtomKey(everybody_only=True),
        AtomKey(("c",), "s1"): AtomKey(everybody_only=True),
    }


# ----- groups and answers that are merged


@st.composite
def some_parts(draw):
    ways = draw(st.integers(1, 2))
    count = st.one_of(st.just(0), st.integers(0, 8), st.integers(0, 40))
    parts = draw(
        st.lists(st.tuples(st.tuples(*[count] * ways), st.sampled_from("xxxy")), min_size=1, max_size=9)
    )
    return [Part(f"c{i}", people, block) for i, (people, block) in enumerate(parts)]


@over(parts=some_parts())
@runs(max_examples=300)
def test_it_merges_until_every_part_is_nobody_or_k_however_they_came(parts):
    merged = merge_small(parts, K)
    people = {part.code: part.people for part in parts}
    block = {part.code: part.block for part in parts}
    totals = [sum_of(people, [p.code for p in parts if p.block == b]) for b in set(block.values())]
    if merged is None:
        assert not all(may_split(total, K) for total in totals)
        return
    assert sorted(code for codes in merged for code in codes) == sorted(people)
    for codes in merged:
        assert may_split(sum_of(people, codes), K)
        assert len({block[code] for code in codes}) == 1
        assert len(codes) == 1 or all(any(people[code]) for code in codes)


def sum_of(people, codes):
    return [sum(way) for way in zip(*(people[code] for code in codes), strict=True)]


@over(parts=some_parts())
def test_it_merges_neighbours_only(parts):
    order = {b: [p.code for p in parts if p.block == b and any(p.people)] for b in "xy"}
    for codes in merge_small(parts, K) or ():
        some = order["x"] if codes[0] in order["x"] else order["y"]
        if len(codes) > 1:
            start = some.index(codes[0])
            assert list(codes) == some[start : start + len(codes)]


@over(parts=some_parts())
def test_it_merges_nothing_where_nothing_is_small(parts):
    if all(may_split(part.people, K) for part in parts):
        assert merge_small(parts, K) == tuple((part.code,) for part in parts)


@pytest.mark.parametrize(
    "counts, merged",
    [
        ([9, 9, 9], "a b c"),
        ([3, 9, 8], "ab c"),
        ([9, 3, 8], "a bc"),
        ([9, 8, 3], "a bc"),
        ([1, 1, 1, 1, 9], "abcde"),
        ([2, 2, 1, 9], "abc d"),
        ([9, 0, 3, 0, 9], "ac b d e"),
        ([0, 0, 0], "a b c"),
        ([4], None),
        ([2, 2], None),
        ([0, 0], "a b"),
    ],
)
def test_it_merges_the_smallest_with_its_smaller_neighbour(counts, merged):
    parts = [Part("abcde"[i], (n,)) for i, n in enumerate(counts)]
    found = merge_small(parts, K)

    assert (found and " ".join("".join(codes) for codes in found)) == merged


def test_it_merges_a_year_only_inside_its_phase():
    """Preclinical less year 1 and 2 would be year 3, if 3 were merged with 4."""
    parts = [Part("1", (9,), "pre"), Part("2", (9,), "pre"), Part("3", (2,), "pre"), Part("4", (5,), "clin")]

    assert merge_small(parts, K) == (("1",), ("2", "3"), ("4",))


def test_it_takes_those_of_an_import_for_no_crowd():
    parts = [Part("a", (1, 40)), Part("b", (6, 30)), Part("c", (0, 7)), Part("d", (8, 0))]

    assert merge_small(parts, K) == (("a", "b"), ("c",), ("d",))


# ----- two splits of the same people


@pytest.mark.parametrize(
    "table, safe",
    [
        ([[9, 9], [9, 9]], True),
        ([[9, 1], [0, 9]], False),  # the first row less the first column
        ([[9, 0], [1, 9]], False),
        ([[9, 5], [0, 9]], True),
        ([[9, 0], [0, 9]], True),
        ([[9, 1], [1, 9]], False),  # one more and one less: what each said is seen where they differ
        ([[9, 7, 1], [0, 0, 9]], False),  # less both columns
        ([[3, 3], [9, 9]], True),
        ([[9, 9, 0, 0], [9, 9, 1, 0], [0, 0, 9, 9], [0, 0, 9, 9]], False),  # two rows less two columns
        ([[9, 9, 0, 0], [9, 9, 5, 0], [0, 0, 9, 9], [0, 0, 9, 9]], True),
        ([[9, 1, 2], [9, 2, 1], [4, 9, 9]], True),
        ([[4, 3, 3], [4, 3, 3]], True),  # no cell is large, and yet no difference is small
        (np.zeros((0, 0)), True),
    ],
)
def test_it_shows_two_splits_only_where_no_unions_differ_by_fewer_than_k(table, safe):
    table = np.array(table)

    assert unions_differ_enough(table, K) is safe
    assert unions_differ_enough(table.T, K) is safe


def smallest_difference(table):
    """By trying all unions: the fewest people, but not nobody, by which one of rows and one of columns differ."""
    rows, columns = table.shape
    found = []
    for some in product([False, True], repeat=rows):
        for others in product([False, True], repeat=columns):
            found.append(int(table[np.not_equal.outer(some, others)].sum()))
    return min((n for n in found if n), default=None)


@over(
    table=st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 14), min_size=columns, max_size=columns), min_size=1, max_size=4
        )
    )
)
@runs(max_examples=500)
def test_it_shows_two_splits_exactly_where_their_unions_differ_by_nobody_or_k(table):
    table = np.array(table)
    smallest = smallest_difference(table)

    assert unions_differ_enough(table, K) is (smallest is None or smallest >= K)


# ----- rows


@st.composite
def people(draw):
    """(school, year, gender) of each of some people; phase follows from the year."""
    n = draw(st.integers(0, 60))
    chance = random.Random(draw(st.integers(0, 10**6)))
    schools, years = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    return np.array(
        [
            [chance.randrange(schools), chance.randrange(years), chance.choice([0, 0, 0, 1, 1, 2])]
            for _ in range(n)
        ]
    ).reshape(n, 3)


@over(people=people(), k=st.integers(5, 8))
@runs(max_examples=400)
def test_it_blanks_until_k_rows_look_the_same(people, k):
    school, year, gender = people.T
    source, groups = year * 3 + gender, (year // 3) * 3 + gender
    level = blanking(school, source, groups, k)
    visible = {
        WHOLE: lambda i: (school[i], source[i]),
        NO_SCHOOL: lambda i: source[i],
        NO_SOURCE: lambda i: groups[i],
        NO_GROUPS: lambda i: None,
    }
    looks = Counter((to, look(i)) for to, look in visible.items() for i in np.flatnonzero(level == to))

    assert [n for n in looks.values() if n < k] == []
    assert ((level == LEFT_OUT).sum() > 0) == (0 < len(people) < k)


@over(people=people())
def test_it_blanks_nobody_who_has_a_crowd_but_to_hide_others(people):
    school, year, gender = people.T
    source, groups = year * 3 + gender, (year // 3) * 3 + gender
    level = blanking(school, source, groups, K)
    crowd = Counter(zip(school.tolist(), source.tolist(), strict=True))
    alone = [i for i in range(len(people)) if crowd[school[i], source[i]] < K]
    taken = {(school[i], source[i]) for i in np.flatnonzero(level == NO_GROUPS)}

    for i in range(len(people)):
        if i not in alone and (school[i], source[i]) not in taken:
            assert level[i] == WHOLE
    assert all(level[i] > WHOLE for i in alone)


def test_it_blanks_one_of_his_year_and_then_his_year():
    school = np.array([0] * 6 + [1] * 6 + [1])
    year = np.array([1] * 6 + [1] * 6 + [2])
    level = blanking(school, year, np.zeros(13, dtype=int), K)

    # the last one is blanked altogether, and the smallest class with him, so that he is one of seven
    assert Counter(level.tolist()) == {WHOLE: 6, NO_GROUPS: 7}
    assert level[-1] == NO_GROUPS
