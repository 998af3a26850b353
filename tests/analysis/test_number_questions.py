"""A number question by groups: report and sentence, against R (reference/number_groups.R)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import page, sizes
from analysis.names import Names
from analysis.number_words import NumberWords
from analysis.report import TOO_FEW, build
from analysis.sentences import sentence
from analysis.stats.ranks import KRUSKAL_WALLIS, MANN_WHITNEY
from surveyapp.questionnaire.schema import YES_NO, Question
from tests.analysis.number_cards import STATISTICS, K, card, figures, r, says, without_no_break
from tests.analysis.number_surveys import (
    ALIKE,
    COFFEE,
    FOUR,
    SAME_MEDIAN,
    SLEEP,
    THREE,
    TWO,
    R,
    by_stage,
    crossed,
)
from tests.results_surveys import STAGE, WARD, atom, choices, en, questionnaire

# ----- the figures


@pytest.mark.parametrize("text", R, ids=range(len(R)))
def test_it_describes_everybody_and_each_group_as_r_does(text):
    everybody, breakdown = figures(text)
    for i, group in enumerate((everybody.everybody, *breakdown.groups)):
        got = group.numbers.summary
        found = [got.n, got.mean, got.sd, got.median, got.lower_quartile, got.upper_quartile]
        assert found == pytest.approx([r(text, name, i) for name in STATISTICS], rel=1e-11)
        assert group.base == got.n


@pytest.mark.parametrize("text", R, ids=range(len(R)))
def test_it_compares_groups_as_r_does(text):
    """wilcox.test(x, y, exact = FALSE, correct = FALSE) of two groups, kruskal.test(x, group) of more."""
    test = figures(text)[1].effects.ranks
    names = ("u", "u_p", "rank_biserial") if len(R[text]) == 3 else ("h", "h_p", "epsilon_squared")
    assert test.method == (MANN_WHITNEY if names[0] == "u" else KRUSKAL_WALLIS)
    expected = [r(text, name) for name in names]
    assert [test.statistic, test.p, test.effect] == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_its_test_is_one_of_the_planned_family():
    """R: p.adjust(c(0.00688515, 1.0), "holm") of the number and of a yes/no question beside it."""
    nights = Question("nights", YES_NO, en("Nights?"), choices=choices("yes", "no"))
    _plan, atoms = by_stage(TWO)
    atoms = [
        atom(*a.groups, people=a.people, sleep=a.tally["sleep"], nights={"yes": n, "no": a.people - n})
        for a, n in zip(atoms, (9, 12), strict=True)
    ]
    report = build(questionnaire((STAGE, WARD, SLEEP, nights)), atoms, K)
    sleep, other = report.question("sleep").by("stage"), report.question("nights").by("stage")
    # Nobody is asked here of which ward they are: one of the three comparisons by stage cannot be computed.
    planned = sizes.Family(tests=2, planned=3)
    assert (page.comparisons_planned(report)["stage",], sleep.tests) == (planned, (sleep.effects.ranks,))
    assert sleep.holm == pytest.approx([2 * r(TWO, "u_p")], rel=1e-9)
    assert other.holm == pytest.approx([max(other.whole.p, sleep.holm[0])], rel=1e-9)


def test_it_is_withheld_where_a_group_is_too_small():
    plan, atoms = by_stage("3*4 5*6 / 4*2 6*2")
    report = build(plan, atoms, K)
    breakdown = report.question("sleep").by("stage")
    assert (breakdown.withheld, breakdown.groups, breakdown.tests) == (TOO_FEW, (), ())
    alone = build(plan, [atoms[1]], K).question("sleep")
    assert (alone.everybody, alone.withheld) == (None, TOO_FEW)
    drawn = card(plan, atoms, ("stage",))
    assert [row.kind for band in drawn.chart.bands for row in band.rows] == ["histogram", "none", "none"]
    assert (drawn.says, drawn.test, len(drawn.table.columns)) == ("", (), 1)


# ----- in words


def test_it_says_in_words_which_group_gave_larger_numbers():
    assert says(TWO) == (
        "Larger numbers were more frequent in the group ‘Resident’ than in the group ‘Student’: median 8 hours "
        "(middle half 6 to 9) against 7 hours (middle half 5 to 7). Mann-Whitney p = 0.0069; rank-biserial "
        "correlation 0.41."
    )


def test_it_names_no_difference_that_the_test_does_not_find():
    assert says(ALIKE) == (
        "No clear difference: median 5.5 hours (middle half 5 to 6) in the group ‘Student’ and 5.5 hours (middle "
        "half 5 to 6) in the group ‘Resident’. Mann-Whitney p = 1.0; rank-biserial correlation 0.00."
    )
    assert says(SAME_MEDIAN).startswith(
        "No clear difference: median 2 hours (middle half 2 to 2) in the group"
    )


def test_it_says_so_where_medians_hide_the_difference():
    text = (
        "5*40 6*20 / 5*40 4*20"  # R: wilcox.test, exact = FALSE, correct = FALSE: p = 1.5e-08; both medians 5
    )
    plan, atoms = by_stage(text)
    words = without_no_break(card(plan, atoms, ("stage",)).says)
    assert words.startswith(
        "Larger numbers were more frequent in the group ‘Student’ than in the group ‘Resident’"
    )
    assert words.endswith("The medians alone do not show it: the test compares all answers in their order.")


def test_it_names_the_ends_of_more_groups_than_two():
    assert says(THREE) == (
        "The groups’ numbers differ (Kruskal-Wallis p < 0.001; ε² = 0.41). Medians go from 0 hours (middle half 0 "
        "to 7.5) in the group ‘A’ to 30 hours (middle half 5 to 30) in the group ‘C’."
    )


def test_it_says_of_two_groupings_crossed_what_the_test_can_tell():
    assert says(FOUR) == (
        "The groups’ numbers differ (Kruskal-Wallis p = 0.0043; ε² = 0.18). Medians go from 0 hours (middle half 0 "
        "to 1) in the group ‘Student, heart’ to 2 hours (middle half 0 to 2) in the group ‘Resident, knife’. "
        "This test says that some of these groups differ, not which of the two groupings it comes from."
    )


def test_it_says_that_it_may_be_chance_by_holm_s_p():
    more = tuple(Question(f"q{i}", YES_NO, en("?"), choices=choices("yes", "no")) for i in range(9))
    _plan, atoms = by_stage(TWO)
    atoms = [
        atom(
            *a.groups,
            people=a.people,
            sleep=a.tally["sleep"],
            **{q.code: {"yes": 9, "no": a.people - 9} for q in more},
        )
        for a in atoms
    ]
    words = card(questionnaire((STAGE, WARD, SLEEP, *more)), atoms, ("stage",)).says
    assert without_no_break(words).endswith(
        "Allowing for the 10 of 11 planned comparisons by stage that can be computed, it may be chance (p = 0.069)."
    )


def test_it_describes_everybody_where_nothing_is_compared():
    plan, atoms = by_stage(TWO)
    assert (
        card(plan, atoms, ()).says == "Median 7 hours (middle half 6 to 9); mean 7.8, standard deviation 4.8."
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("7*9 / 7*9", "everybody gave the same answer"),
        ("7*9 / 7*0", "only one group has answers"),
        ("7*0 / 7*0", "nobody is counted"),
    ],
)
def test_it_says_why_nothing_can_be_compared(text, why):
    plan, atoms = by_stage(text)
    made = card(plan, atoms, ("stage",))
    assert made.says == f"Comparison: not computable, because {why}."
    assert made.test == (("Test", f"not computable, because {why}"),)
    assert made.table is not None


def test_its_lines_under_the_table_name_the_test_and_its_size():
    plan, atoms = by_stage(TWO)
    assert [(label, without_no_break(words)) for label, words in card(plan, atoms, ("stage",)).test] == [
        (
            "Test",
            "Mann-Whitney, normal approximation with ties, without continuity correction, as two groups have answers",
        ),
        ("Result", "U = 251.5 (‘Student’), p = 0.0069"),
        ("p, Holm", "0.0069, the only one of 2 planned comparisons by stage that can be computed"),
        ("Rank-biserial correlation", "−0.41 (above 0: ‘Student’ has the larger numbers)"),
    ]
    plan, atoms = crossed(FOUR)
    assert [words for _label, words in card(plan, atoms, ("stage", "ward")).test] == [
        "Kruskal-Wallis with ties, as more than two groups have answers",
        "H = 13.17, 3 df, p = 0.0043",
        "0.0043, the only planned comparison by stage and ward",
        "0.18",
    ]


CLAIMS = re.compile(r"Larger numbers were|numbers differ")
GROUPS = st.lists(st.lists(st.integers(0, 80), min_size=5, max_size=30), min_size=4, max_size=4)


@given(GROUPS, st.sampled_from([("stage",), ("ward",), ("stage", "ward")]))
def test_it_names_a_difference_only_where_the_test_finds_one(groups, by):
    text = " / ".join(" ".join(f"{value}*1" for value in group) for group in groups)
    plan, atoms = crossed(text)
    report = build(plan, atoms, K, (by,))
    found = report.question("sleep")
    test = found.by(*by).effects.ranks
    words = sentence(found, found.by(*by), Names(plan, "en"), sizes.Family(1, 1))
    if test.p is None:
        assert words.startswith("Comparison: not computable, because everybody")
    else:
        claims = len(CLAIMS.findall(words))
        assert (claims, words.count("No clear difference")) == ((1, 0) if test.p < 0.05 else (0, 1))
    assert re.findall(r"significan|no difference|equal|nan\b|\binf\b", words) == []


@given(
    st.lists(st.integers(0, 80), min_size=5, max_size=30),
    st.lists(st.integers(0, 80), min_size=5, max_size=30),
)
def test_it_reads_the_same_whichever_group_comes_first(one, other):
    def words(*groups):
        plan, atoms = by_stage(" / ".join(" ".join(f"{v}*1" for v in group) for group in groups))
        return card(plan, atoms, ("stage",)).says

    def swapped(text):
        return text.replace("Student", "?").replace("Resident", "Student").replace("?", "Resident")

    there, back = words(one, other), swapped(words(other, one))
    if "correlation 0.00" not in without_no_break(there):  # a tie of both keeps the order of the groups
        assert there == back


# ----- as written


@pytest.mark.parametrize(
    ("question", "value", "written"),
    [
        (SLEEP, 7.0, "7"),
        (SLEEP, 7.25, "7.25"),
        (SLEEP, -1234.5, "−1,234.5"),
        (COFFEE, 1 / 3, "0.33"),
        (COFFEE, 2.0, "2.00"),
    ],
)
def test_it_writes_values_as_fine_as_they_are_known(question, value, written):
    assert (
        NumberWords(question, Names(questionnaire((STAGE, question), (STAGE,)), "en")).value(value) == written
    )


def test_it_says_how_wide_the_bins_are_where_there_are_some():
    plan, atoms = by_stage("0.5*9 1*8 / 1*6 2.5*9", COFFEE)
    made = card(plan, atoms, ("stage",), "coffee")
    assert made.reasons == (
        "Values are counted in bins of width 0.016: median, quartiles and mean are off by half of that at most.",
    )
    assert card(*by_stage(TWO), ("stage",)).reasons == ()
