"""Whatever was answered: order and merging of rows change nothing, relabelling mirrors, choices add up to the base."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import report
from analysis.report import build
from surveyapp.disclosure import Atom, Part, add_tallies, merge_small
from surveyapp.questionnaire import answers, counting
from tests.anonymity.small_surveys import given as answered
from tests.build import EVERY_TYPE, a_questionnaire

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


@settings(deadline=None)
@given(st.lists(st.integers(5, 30), min_size=1, max_size=8))
def test_nothing_is_merged_where_nothing_is_small(sizes):
    parts = [Part(str(i), (n,)) for i, n in enumerate(sizes)]
    assert merge_small(parts, 5) == tuple((part.code,) for part in parts)
