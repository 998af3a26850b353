"""Fisher's exact p against R, against scipy, and against adding up every table there is."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats import fisher as fishers
from analysis.stats.fisher import ALONE, BESIDE, DRAWS, fisher
from analysis.stats.network import exact_p
from tests.stats.stats_reference import COMPARISONS, TABLES, counts, rows

TWO_GROUPS = [name for name, table in TABLES.items() if len(table) == 2]
MORE_GROUPS = [name for name in TABLES if name.startswith("3 x")]


@pytest.fixture(scope="module")
def random_tables():
    return [(counts(row["table"]), float(row["fisher_p"])) for row in rows("random_tables.csv")]


def test_it_agrees_with_r_on_300_random_tables(random_tables):
    # fisher.test(table)$p.value (reference/random_tables.R)
    assert len(random_tables) == 300
    ours = [exact_p(table, ALONE) for table, _ in random_tables]
    assert ours == pytest.approx([p for _, p in random_tables], rel=1e-7, abs=0)


@pytest.mark.parametrize("name", TWO_GROUPS)
def test_it_agrees_with_r_on_two_groups(name):
    # fisher.test(table)$p.value (reference/comparisons.R)
    expected = float(COMPARISONS[name]["fisher_p"])
    assert exact_p(TABLES[name], ALONE) == pytest.approx(expected, rel=1e-8, abs=0)


def every_table(table):
    """All tables of two groups with these totals: each one's first row and its probability, exactly."""
    first, sizes = sum(table[0]), [a + b for a, b in zip(*table, strict=True)]
    everything = math.comb(sum(sizes), first)
    for row in itertools.product(*(range(size + 1) for size in sizes)):
        if sum(row) == first:
            ways = math.prod(math.comb(size, x) for size, x in zip(sizes, row, strict=True))
            yield row, Fraction(ways, everything)


def small_tables():
    answer = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(any)
    answers = st.lists(answer, min_size=2, max_size=5)
    return answers.map(lambda t: tuple(zip(*t, strict=True))).filter(lambda t: all(map(any, t)))


@settings(deadline=None, max_examples=100)
@given(small_tables())
def test_it_adds_up_the_tables_that_are_no_more_probable(table):
    probabilities = dict(every_table(table))
    expected = sum(p for p in probabilities.values() if p <= probabilities[table[0]])
    assert exact_p(table, ALONE) == pytest.approx(float(expected), rel=1e-12)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(1, 2000), min_size=4, max_size=4))
def test_it_agrees_with_scipy_on_two_by_two(cells):
    table = (tuple(cells[:2]), tuple(cells[2:]))
    assert exact_p(table, ALONE) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-8, abs=1e-300)


def test_it_gives_up_by_size_before_it_starts_to_walk():
    table = ((4, 3, 3), (5, 6, 4))
    assert exact_p(table, 4 * 25) == exact_p(table, ALONE)
    assert exact_p(table, 4 * 25 - 1) is None


def test_it_gives_up_by_size_while_it_walks():
    # R's p of these two is met with ALONE above.
    assert exact_p(TABLES["p of 1e-109 in 2 x 3"], BESIDE) is None
    assert exact_p(TABLES["2 x 5 of 3005 people"], BESIDE) is None


def test_three_thousand_people_take_half_of_the_steps_that_it_may_take():
    """Work is counted, not time, which would flicker: what all steps take is measured beside ALONE."""
    assert exact_p(TABLES["2 x 5 of 3005 people"], ALONE // 2) is not None


@pytest.mark.parametrize("name", MORE_GROUPS)
def test_it_draws_tables_of_more_groups(name):
    # fisher.test(table)$p.value; four standard errors of DRAWS draws, and the one added to both counts
    exact, estimate = float(COMPARISONS[name]["fisher_p"]), fisher(TABLES[name])
    assert estimate.draws == DRAWS == 49_999
    assert estimate.p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / DRAWS) + 1 / DRAWS)


def test_it_draws_the_same_tables_again():
    table = TABLES["3 x 4 of small counts"]
    once = fisher(table)
    fishers._drawn.cache_clear()
    assert fisher(table) == once


def test_it_takes_the_seed_from_the_table():
    seeds = {fisher(TABLES[name]).seed for name in MORE_GROUPS}
    assert len(seeds) == len(MORE_GROUPS) == 4


def test_it_draws_two_groups_where_the_exact_p_would_take_too_long(monkeypatch):
    table = TABLES["2 x 5 of small counts"]
    exact = fisher(table)
    monkeypatch.setattr(fishers, "ALONE", 100)
    estimate = fisher(table)
    assert (exact.draws, estimate.draws) == (0, DRAWS)
    assert estimate.p == pytest.approx(exact.p, abs=4 * math.sqrt(exact.p / DRAWS))


def test_it_does_not_draw_a_table_of_more_than_a_thousand_cells():
    assert fisher(((1,) * 334, (1,) * 334, (1,) * 334)) is None
