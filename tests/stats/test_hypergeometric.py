"""Fisher's exact p of two groups and two answers, against R, the walk through the network, and exact fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.fisher import ALONE, beside_chi2
from analysis.stats.hypergeometric import two_sided_p
from analysis.stats.network import exact_p
from tests.stats.stats_reference import counts, rows

CELLS = st.lists(st.integers(0, 60), min_size=4, max_size=4).map(lambda c: ((c[0], c[1]), (c[2], c[3])))
FILLED = CELLS.filter(lambda t: all(map(any, t)) and all(map(any, zip(*t, strict=True))))


def test_it_agrees_with_r_from_8_to_1_000_000_people():
    # fisher.test(table)$p.value (reference/four_cells.R)
    known = [(counts(row["table"]), float(row["fisher_p"])) for row in rows("four_cells.csv")]
    assert len(known) == 120 and max(sum(map(sum, table)) for table, _ in known) > 500_000
    assert [two_sided_p(table) for table, _ in known] == pytest.approx([p for _, p in known], rel=1e-7, abs=0)


@given(FILLED)
def test_it_adds_up_the_tables_that_are_no_more_probable(table):
    (a, b), (c, d) = table
    ways = {
        x: math.comb(a + b, x) * math.comb(c + d, a + c - x)
        for x in range(max(0, a - d), min(a + b, a + c) + 1)
    }
    rare = sum(n for n in ways.values() if n <= ways[a])
    assert two_sided_p(table) == pytest.approx(float(Fraction(rare, sum(ways.values()))), rel=1e-11)


@given(st.lists(st.integers(1, 3000), min_size=4, max_size=4))
def test_it_says_what_the_walk_says(cells):
    table = (tuple(cells[:2]), tuple(cells[2:]))
    assert two_sided_p(table) == pytest.approx(exact_p(table, ALONE), rel=1e-8, abs=1e-300)


@given(FILLED)
def test_it_asks_neither_which_group_nor_which_answer_comes_first(table):
    first, second = table
    turned = [(second, first), (first[::-1], second[::-1]), tuple(zip(*table, strict=True))]
    assert [two_sided_p(t) for t in turned] == pytest.approx([two_sided_p(table)] * 3, rel=1e-11)


def test_ten_million_people_have_it_too():
    # fisher.test(rbind(c(2500000, 2500000), c(2502500, 2497500)))$p.value
    p = beside_chi2(((2_500_000, 2_500_000), (2_502_500, 2_497_500)))
    assert p == pytest.approx(0.113990898501755, rel=1e-7)
