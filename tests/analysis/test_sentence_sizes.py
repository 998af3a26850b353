"""How large a difference is, in the sentence under a chart: with its interval, and hedged where it was picked."""

import csv
import io
import re
import sys
from dataclasses import replace

import pytest

from analysis import comparisons, page, table_file
from analysis.listing import listing
from analysis.names import Names
from analysis.report import build
from analysis.stats.results import UNDERFLOW, Comparison
from surveyapp.participation import Summary
from surveyapp.questionnaire.schema import MULTIPLE, RANKING, SCALE, SINGLE, YES_NO, Question
from tests.analysis.telling_words import said, without_no_break
from tests.results_surveys import STAGE, WARD, atom, choices, en, questionnaire

NO_SCHOOLS = Summary(0, 0, 0, 0, 0, 0, None, 0, 0, ())
NOT_ADJUSTED = "The tests of Mantel-Haenszel and Breslow-Day stand beside the plan and are not adjusted. "


def crossed(yes, people, number=12):
    """So many alike yes/no questions; `yes`: of student and heart, student and knife, resident and heart, ..."""
    asked = tuple(Question(f"q{i}", YES_NO, en("?"), choices=choices("yes", "no")) for i in range(number))
    cells = [(stage, ward) for stage in ("student", "resident") for ward in ("heart", "knife")]
    atoms = [
        atom(*cell, people=people, **{q.code: {"yes": n, "no": people - n} for q in asked})
        for cell, n in zip(cells, yes, strict=True)
    ]
    return without_no_break(said(questionnaire((STAGE, WARD, *asked)), atoms, "q3", "stage", "ward"))


def by_stage(kind, student, resident, people=100):
    """One question; each answer's people in both groups."""
    codes = choices(*student)
    asked = Question("asked", kind, en("?"), choices=codes)
    atoms = [
        atom("student", "heart", people=people, asked=student),
        atom("resident", "heart", people=people, asked=resident),
    ]
    return questionnaire((STAGE, WARD, asked)), atoms, "asked", "stage"


def words(*given):
    return without_no_break(said(*by_stage(*given)))


# ----- what is beside the plan


def test_it_does_not_take_the_whole_table_s_p_for_that_of_the_odds_ratio():
    """Stage alone makes the table's p tiny, which says nothing of wards: their test is adjusted for none of twelve."""
    # R: mantelhaen.test(t, correct = FALSE)$p.value is 0.0291, the estimate 1 / 1.4918; chisq.test of the four
    # cells (40, 58, 170, 176 of 200 each) has p = 5.8e-68
    text = crossed((40, 58, 170, 176), 200)
    assert "the odds of a yes were 1.49 times as high in the group ‘Knife’" in text
    assert "p = 0.029)" in text
    assert text.endswith(
        NOT_ADJUSTED
        + "The planned test is that of the whole table (p < 0.001; after Holm p < 0.001, allowing for "
        "all 12 planned comparisons by stage and ward); it does not say which of the two groupings a difference comes "
        "from."
    )


def test_it_says_of_which_test_the_p_is_that_may_be_chance():
    # R: mantelhaen.test of 30, 42, 32, 41 of 100 each has p = 0.0293, chisq.test of the four cells p = 0.181
    text = crossed((30, 42, 32, 41), 100)
    assert "p = 0.029)" in text
    assert text.endswith(
        NOT_ADJUSTED + "The planned test is that of the whole table (p = 0.18); allowing for all 12 planned "
        "comparisons by stage and ward, it may be chance (p = 1.0)."
    )


def test_it_hedges_a_gap_that_differs_too_and_nothing_where_no_difference_is_named():
    differs = crossed((30, 42, 42, 30), 100)
    assert re.search(
        r"No clear difference .*This odds ratio differs by stage \(Breslow-Day p = 0\.01", differs
    )
    assert NOT_ADJUSTED in differs
    assert "plan" not in crossed((30, 32, 31, 30), 100)


# ----- intervals


def test_it_gives_the_largest_gap_its_interval_and_calls_it_that():
    # R: Newcombe's interval of 45 and 40 of 100 from prop.test(n, 100, correct = FALSE)$conf.int of each
    assert words(SINGLE, {"a": 40, "b": 35, "c": 25}, {"a": 45, "b": 33, "c": 22}) == (
        "No clear difference (p = 0.76; Cramér’s V = 0.05). The largest gap: ‘A’, 45.0 % of the group ‘Resident’ "
        "against 40.0 % of the group ‘Student’: 5.0 points (95 % CI −8.6 to 18.3, of a gap picked as the largest)."
    )


def test_two_answers_have_but_one_gap():
    text = words(SINGLE, {"a": 40, "b": 60}, {"a": 45, "b": 55})
    assert text.endswith(
        " ‘A’: 45.0 % of the group ‘Resident’ against 40.0 % of the group ‘Student’. "
        "Difference 5.0 points (95 % CI −8.6 to 18.3)."
    )
    assert "largest" not in text
    third = words(SINGLE, {"c": 0, "a": 40, "b": 60}, {"c": 0, "a": 45, "b": 55})
    assert third.endswith(text.removeprefix("No clear difference"))


@pytest.mark.parametrize("kind", [SINGLE, SCALE, MULTIPLE])
def test_no_clear_difference_of_two_groups_never_stands_without_an_interval(kind):
    for student, resident in [
        ({"a": 40, "b": 35, "c": 25}, {"a": 40, "b": 35, "c": 25}),
        ({"a": 40, "b": 35, "c": 25}, {"a": 42, "b": 34, "c": 24}),
    ]:
        text = words(kind, student, resident)
        assert re.search(
            r"No clear difference.*points \(95 % CI −\d+\.\d to \d+\.\d, of a gap picked as", text
        )


def test_it_writes_all_sizes_with_two_decimals():
    text = words(SCALE, {"a": 400, "b": 350, "c": 250}, {"a": 402, "b": 348, "c": 250}, 1000)
    assert "rank-biserial correlation under 0.01)" in text
    text = words(SINGLE, {"a": 400, "b": 350, "c": 250}, {"a": 402, "b": 348, "c": 250}, 1000)
    assert "Cramér’s V under 0.01)" in text


# ----- several answers

TICKED = (MULTIPLE, {"tea": 30, "walks": 50}, {"tea": 50, "walks": 52})


def test_each_of_several_answers_has_its_difference_wherever_it_is_shown():
    plan, atoms, code, by = by_stage(*TICKED)
    report = build(plan, atoms, 5)
    sizes = {
        (row.choice, row.statistic): float(row.value)
        for row in listing(report, NO_SCHOOLS)
        if row.question == code and row.by == by and row.statistic.startswith("difference")
    }
    assert {choice for choice, _ in sizes} == {"tea", "walks"}
    tea = [sizes["tea", f"difference{limit}"] for limit in ("", "_low", "_high")]
    # R: Wilson's limits of 30 and 50 of 100 by prop.test(n, 100, correct = FALSE)$conf.int, then Newcombe's
    assert tea == pytest.approx([-20, -32.576829, -6.422328], abs=1e-6)
    card = card_of(plan, report, (by,))
    assert (card.table.tests.size, card.table.tests.less) == ("Difference", "‘Student’ less ‘Resident’")
    assert [(row.name, row.size, row.interval) for row in card.table.tests.ranked] == [
        ("Walks", "−2.0", "−15.5 to 11.6"),
        ("Tea", "−20.0", "−32.6 to −6.4"),
    ]
    assert without_no_break(card.says).startswith(
        "Of 2 answers, ‘Tea’ differs most clearly: 50.0 % of the group ‘Resident’ against 30.0 % of the group "
        "‘Student’. Difference 20.0 points (95 % CI 6.4 to 32.6, of an answer picked as the clearest), p = 0.0039."
    )
    assert "Newcombe’s interval" in [method.name for method in card.methods]
    lines = list(csv.reader(io.StringIO(table_file.text(card.table, "en", "mark").removeprefix("\ufeff"))))
    head = "Difference: ‘Student’ less ‘Resident’"
    assert [line[-2:] for line in lines[:4]] == [
        [head, f"{head}: 95 % CI"],
        ["", ""],
        ["-20.0", "−32.6 to −6.4"],
        ["-2.0", "−15.5 to 11.6"],
    ]
    assert {len(line) for line in lines[:-1]} == {1 + 3 * 3 + 2}


def card_of(plan, report, by):
    reading = page.Reading(Names(plan, "en"), by, 5, True, {})
    return next(c for s in page.sections(report, reading) for c in s.cards if c.code == "asked")


def test_beyond_two_groups_it_has_cramer_s_v_and_how_many():
    plan, atoms, *_ = by_stage(*TICKED)
    atoms += [atom("student", "knife", people=100, asked={"tea": 31}), atom("resident", "knife", people=0)]
    report = build(plan, atoms, 5)
    card = card_of(plan, report, ("stage", "ward"))
    # R: sqrt(chisq.test(rbind(c(30, 31, 50), c(70, 69, 50)), correct = FALSE)$statistic / 300) is 0.1906
    assert (card.table.tests.size, card.table.tests.less) == ("Cramér’s V", "")
    assert {row.name: (row.size, row.interval) for row in card.table.tests.lines}["Tea"] == ("0.19", "")
    assert "Cramér’s V" in [method.name for method in card.methods]
    text = without_no_break(card.says)
    assert "(95 % CI" not in text
    assert re.match(
        r"Of 2 answers, ‘Walks’ differs most clearly between the groups \(p < 0\.001; Cramér’s V = 0\.\d\d\): from "
        r"0\.0 % of the group ‘Student, knife’ \(0 of 100\) to 52\.0 % of the group ‘Resident, heart’ \(52 of 100\)\.",
        text,
    )


# ----- answers given equally often


@pytest.mark.parametrize(
    ("counts", "answers"),
    [
        ({"a": 8, "b": 8, "c": 4}, "‘A’ and ‘B’, 40.0 %"),
        ({"a": 4, "b": 8, "c": 8}, "‘B’ and ‘C’, 40.0 %"),
        ({"a": 6, "b": 6, "c": 6, "d": 2}, "‘A’, ‘B’ and ‘C’, 30.0 %"),
        (dict.fromkeys("abcde", 4), "‘A’, ‘B’, ‘C’ and 2 more, 20.0 %"),
    ],
)
def test_it_names_the_answers_given_equally_often(counts, answers):
    plan, _, code, _ = by_stage(SINGLE, counts, counts)
    text = without_no_break(said(plan, [atom("student", "heart", asked=counts)], code))
    assert re.fullmatch(
        re.escape(f"Most frequent, equally: {answers} each (95 % CI ") + r"[\d.]+ to [\d.]+\)\.", text
    )


def test_it_names_what_was_put_first_equally_often():
    counts = {"a-1": 10, "b-1": 10, "a-2": 10, "b-2": 10}
    plan, _, code, _ = by_stage(RANKING, {"a": 1, "b": 1}, {"a": 1, "b": 1})
    text = without_no_break(said(plan, [atom("student", "heart", asked=counts)], code))
    assert text.startswith("Most often put first, equally: ‘A’ and ‘B’, by 50.0 % each (95 % CI ")


# ----- where p is smaller than numbers go


def card(*given):
    plan, atoms, _, by = by_stage(*given)
    reading = page.Reading(Names(plan, "en"), (by,), 1, True, {})
    cards = (c for s in page.sections(build(plan, atoms, 1), reading) for c in s.cards)
    return next(c for c in cards if c.code == "asked")


def test_every_p_that_ended_at_the_smallest_number_is_below_it_and_no_other():
    """Of a million, 48 % against 52 %: R's chisq.test gives 1600, df = 1, and a p that prints as 0."""
    one, other = {"yes": 240_000, "no": 260_000}, {"yes": 260_000, "no": 240_000}
    said = {label: without_no_break(words) for label, words in card(YES_NO, one, other, 500_000).test}
    assert said["Result"] == "χ² = 1,600.00, 1 df, p < 2.2 × 10⁻³⁰⁸"
    assert said["Fisher’s exact test"] == "p < 2.2 × 10⁻³⁰⁸"
    assert said["p, Holm"].startswith("< 2.2 × 10⁻³⁰⁸, ")
    answers = [{"a": one["yes"], "b": 5}, {"a": other["yes"], "b": 6}]
    a, b = card(MULTIPLE, *answers, 500_000).table.tests.lines
    assert [without_no_break(p) for p in (a.p, a.holm)] == ["< 2.2 × 10⁻³⁰⁸", "< 4.5 × 10⁻³⁰⁸"]
    assert not ({"<", "e"} & {*b.p, *b.holm}), "0.76, from a table of its own"


def test_a_p_keeps_its_equals_beside_another_that_ended_there():
    fine = Comparison("chi2", p=3e-300, chi2=1365.1, df=1, chi2_p=3e-300, fisher_p=sys.float_info.min)
    said = dict(comparisons.lines(replace(fine, warnings=(UNDERFLOW,)), "en"))
    assert said["Result"].endswith("p = 3.0 × 10⁻³⁰⁰") and said["Fisher’s exact test"] == "p < 2.2 × 10⁻³⁰⁸"
    assert "smaller than the smallest number" in said["Note"]
    exact = replace(fine, test="fisher", p=3e-300, chi2_p=sys.float_info.min, fisher_p=3e-300)
    assert "Note" not in dict(comparisons.lines(replace(exact, warnings=(UNDERFLOW,)), "en"))
