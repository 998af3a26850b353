"""Whatever was answered: order and merging of rows change nothing, relabelling mirrors, choices add up to the base."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import report
from analysis.report import build
from surveyapp.disclosure import Atom, Part, add_tallies, merge_small
from surveyapp.questionnaire import answers, counting
from tests.anonymity.small_surveys import given as answered
from tests.build import EVERY_TYPE, a_questionnaire
from tests.results_surveys import NIGHTS, STAGE, WARD, atom, questionnaire

MADE = a_questionnaire(questions=EVERY_TYPE)
K = 1


def of_people(people):
    """One atom a person: as small as nothing that is ever shown, so that any of them can be put together."""
    found = []
    for chance in people:
        cleaned = answers.clean(MADE, answered(MADE, chance)).answers
        tally = {}
        counting.add(tally, MADE, cleaned)
        found.append(Atom(MADE.stratum_of(cleaned), None, 1, tally))
    return found


PEOPLE = st.lists(st.randoms(use_true_random=False), min_size=1, max_size=12).map(of_people)


@pytest.fixture(autouse=True, scope="module")
def only_what_is_counted():
    """Tests of tables have properties of their own in tests/stats, and take their time."""
    kept = report.compare
    nothing = kept([])
    report.compare = lambda table: nothing
    yield
    report.compare = kept


@settings(deadline=None, max_examples=30)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_how_they_are_put_together_change_nothing(people, chance):
    whole = build(MADE, people, K)
    assert build(MADE, chance.sample(people, len(people)), K) == whole
    together = {}
    for one in people:
        together.setdefault(one.groups, []).append(one)
    strata = [
        Atom(groups, None, len(some), add_tallies(a.tally for a in some)) for groups, some in together.items()
    ]
    assert build(MADE, strata, K) == whole
    nobody = Atom(people[0].groups, None, 0, {})
    assert build(MADE, [*people, nobody], K) == whole


@settings(deadline=None, max_examples=30)
@given(PEOPLE)
def test_choices_add_up_to_the_base_and_groups_to_everybody(people):
    for found in build(MADE, people, K).questions:
        question, everybody = found.question, found.everybody
        if everybody is None:
            continue
        for group in (everybody, *(g for b in found.breakdowns for g in b.groups)):
            counts = [choice.count for choice in group.choices]
            if question.type in ("single", "yes_no", "scale"):
                assert sum(counts) == group.base
            elif counts:
                assert max(counts) <= group.base <= sum(counts)
            if group.numbers:
                assert sum(n for _value, n in group.numbers.bins) == group.numbers.summary.n == group.base
            assert group.base + group.left_open + group.prefer_not == group.shown_to <= group.people
        for breakdown in found.breakdowns:
            if not breakdown.withheld:
                assert sum(group.base for group in breakdown.groups) == everybody.base


@settings(deadline=None, max_examples=30)
@given(PEOPLE)
def test_relabelling_groups_mirrors_the_figures(people):
    phase, *others = MADE.groupings
    turned = replace(MADE, groupings=(replace(phase, groups=phase.groups[::-1]), *others))
    for one, other in zip(build(MADE, people, K).questions, build(turned, people, K).questions, strict=True):
        first, second = one.by("phase"), other.by("phase")
        if first is None or second is None or first.withheld:
            continue
        assert first.groups == second.groups[::-1]
        here, there = first.effects, second.effects
        for a, b in ((here.difference, there.difference), (here.ranks, there.ranks)):
            size = [None if m is None else getattr(m, "value", getattr(m, "effect", None)) for m in (a, b)]
            assert size[0] is None or size[0] == pytest.approx(-size[1], abs=1e-12)


SHARE = st.integers(0, 30).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
FOUR = list(product(("student", "resident"), ("heart", "knife")))


def inverse(value):
    if value is None:
        return None
    return math.inf if value == 0 else 1 / value  # of infinity: 0


def limits(ratio):
    return ratio.value, ratio.low, ratio.high


def same(found, expected):
    assert [f is None for f in found] == [e is None for e in expected]
    both = [(f, e) for f, e in zip(found, expected, strict=True) if f is not None]
    assert [f for f, _ in both] == pytest.approx([e for _, e in both], rel=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.tuples(SHARE, SHARE, SHARE, SHARE))
def test_turning_the_two_groups_turns_the_odds_ratios_over(shares):
    """Alone, and inside each group of another grouping: common ratio and interval turned, every p the same."""
    plan = questionnaire((STAGE, WARD, NIGHTS))
    stage, ward = plan.groupings
    turned = replace(plan, groupings=(stage, replace(ward, groups=ward.groups[::-1])))
    atoms = [
        atom(*groups, people=base, nights={"yes": yes, "no": base - yes})
        for groups, (yes, base) in zip(FOUR, shares, strict=True)
    ]
    one, other = (build(made, atoms, K).question("nights") for made in (plan, turned))
    if one.everybody is None:
        return
    here, there = one.by("ward").effects, other.by("ward").effects
    value, low, high = limits(here.odds_ratio)
    same(limits(there.odds_ratio), [inverse(value), inverse(high), inverse(low)])
    here, there = one.by("stage", "ward").effects, other.by("stage", "ward").effects
    for inside, outside in zip(here.inside, there.inside, strict=True):
        value, low, high = limits(inside.odds_ratio)
        same(limits(outside.odds_ratio), [inverse(value), inverse(high), inverse(low)])
    value, low, high = limits(here.strata.odds_ratio)
    same(limits(there.strata.odds_ratio), [inverse(value), inverse(high), inverse(low)])
    tests = ("common", "homogeneity", "interaction")
    ps = [[getattr(strata, test).p for test in tests] for strata in (here.strata, there.strata)]
    same(*ps)


@settings(deadline=None)
@given(st.lists(st.integers(5, 30), min_size=1, max_size=8))
def test_nothing_is_merged_where_nothing_is_small(sizes):
    parts = [Part(str(i), (n,)) for i, n in enumerate(sizes)]
    assert merge_small(parts, 5) == tuple((part.code,) for part in parts)
