"""A yes/no question by two groupings: rates, the mix of the yes, and where the two lead to different headlines."""

from fractions import Fraction

import pytest

from analysis.crossing import crossing
from analysis.crowd import Group, crowds, people_a_mark
from analysis.report import build
from tests.results_surveys import NIGHTS, STAGE, WARD, atom, choices, four_strata, grouping, questionnaire

BOTH = ("stage", "ward")
# The study's career question: women in 'heart', men in 'knife', the clinical phase in 'resident'.
CAREER = {
    ("student", "heart"): (93, 478),
    ("student", "knife"): (80, 247),
    ("resident", "heart"): (77, 462),
    ("resident", "knife"): (103, 272),
}


def counted(shares):
    return [
        atom(*groups, people=base, nights={"yes": yes, "no": base - yes})
        for groups, (yes, base) in shares.items()
    ]


def crossed(shares, plan=None):
    report = build(plan or questionnaire((STAGE, WARD, NIGHTS)), counted(shares), 5)
    return crossing(report.question("nights").by(*BOTH))


def mirrored(shares):
    """The second grouping's groups the other way round."""
    other = {"heart": "knife", "knife": "heart"}
    return {(stage, other[ward]): found for (stage, ward), found in shares.items()}


def test_it_sets_rate_and_mix_side_by_side():
    student, resident = crossed(CAREER).mixes
    assert [(part.group, part.rate) for part in student.parts] == [
        ("heart", Fraction(93, 478)),
        ("knife", Fraction(80, 247)),
    ]
    assert [(mix.outer, mix.yes, mix.base) for mix in (student, resident)] == [
        ("student", 173, 725),
        ("resident", 180, 734),
    ]
    whole = crossed(CAREER).whole
    assert (whole.part("heart").yes, whole.yes, whole.part("heart").base, whole.base) == (170, 353, 940, 1459)


def test_it_finds_where_most_of_the_yes_come_from_a_group_that_says_yes_less_often():
    found = crossed(CAREER)
    assert [(mix.outer, mix.majority.group, mix.rival.group) for mix in found.misleading] == [
        ("student", "heart", "knife")
    ]
    assert found.mixes[1].rival is None  # there most of the yes come from those who say it more often


def test_it_names_the_group_with_the_larger_odds_first():
    for shares, higher in ((CAREER, "knife"), (mirrored(CAREER), "heart")):
        found = crossed(shares)
        # R: odds ratios (a*d)/(b*c), Woolf; mantelhaen.test(x, correct = FALSE)
        sizes = [(o.ratio.value, o.ratio.low, o.ratio.high) for o in found.odds]
        common = (found.common.value, found.common.low, found.common.high)
        assert [[f"{n:.2f}" for n in size] for size in (*sizes, common)] == [
            ["1.98", "1.40", "2.81"],
            ["3.05", "2.16", "4.31"],
            ["2.47", "1.93", "3.15"],
        ]
        assert (found.higher, found.one_direction) == (higher, True)
        assert f"{found.strata.homogeneity.p:.3f}" == "0.087"


def test_it_names_no_direction_where_the_groups_part():
    turned = {**CAREER, ("resident", "heart"): (103, 272), ("resident", "knife"): (77, 462)}
    assert crossed(turned).one_direction is False


def test_it_finds_no_rival_where_the_yes_are_shared_evenly_or_nobody_said_it():
    even = dict.fromkeys(CAREER, (10, 40))
    nobody = dict.fromkeys(CAREER, (0, 40))
    assert [crossed(shares).misleading for shares in (even, nobody)] == [(), ()]


def test_it_takes_an_equal_rate_for_another_headline():
    same_rate = {**dict.fromkeys(CAREER, (10, 40)), ("student", "heart"): (20, 80)}
    assert [(mix.outer, mix.rival.group) for mix in crossed(same_rate).misleading] == [("student", "knife")]


def test_it_turns_an_interval_with_an_open_end():
    empty = {**CAREER, ("student", "heart"): (0, 478)}
    ratio = crossed(empty).odds[0].ratio
    assert (ratio.value, ratio.high) == (None, float("inf"))


def test_it_keeps_a_third_group_in_the_mix_and_compares_the_first_two():
    from dataclasses import replace

    ward = replace(WARD, choices=choices("heart", "knife", "mind"))
    plan = replace(questionnaire((STAGE, ward, NIGHTS)), groupings=(grouping(STAGE), grouping(ward)))
    found = crossed({**CAREER, ("student", "mind"): (30, 50), ("resident", "mind"): (6, 50)}, plan)
    assert [part.group for part in found.whole.parts] == ["heart", "knife", "mind"]
    assert (found.higher, found.lower) == ("knife", "heart")


@pytest.mark.parametrize(("question", "by"), [("nights", ("ward",)), ("rest", BOTH), ("ward", BOTH)])
def test_it_is_there_only_for_yes_and_no_by_two_groupings(question, by):
    report = build(questionnaire(), four_strata(), 5)
    assert crossing(report.question(question).by(*by)) is None


def test_it_is_not_there_where_the_split_is_withheld():
    assert crossed({**CAREER, ("student", "heart"): (2, 3)}) is None


# ----- the drawing


def test_it_draws_each_person_once_and_a_block_as_wide_as_its_group():
    (crowd,) = crowds([[Group(3, "19.5 %", 93, 478), Group(4, "32.4 %", 80, 247)]])
    assert [(b.yes.count("M"), b.no.count("M")) for b in crowd.blocks] == [(93, 385), (80, 167)]
    women, men = (b.end - b.x for b in crowd.blocks)
    assert (women, men) == (24 * 6, 12 * 6)
    assert crowd.blocks[1].x > crowd.blocks[0].end


def test_it_lets_a_mark_stand_for_more_people_where_there_are_many():
    assert [people_a_mark(n) for n in (0, 2000, 2001, 20_000, 1_000_000)] == [1, 1, 10, 10, 1000]
    (crowd,) = crowds([[Group(1, "", 250_000, 1_000_000)]])
    assert [(b.yes.count("M"), b.no.count("M")) for b in crowd.blocks] == [(250, 750)]


def test_it_draws_nobody_as_nobody():
    (crowd,) = crowds([[Group(1, "", 0, 0), Group(2, "", 0, 0)]])
    assert [(b.yes, b.no) for b in crowd.blocks] == [("", ""), ("", "")]
