"""The histogram and the table of a number question."""

import pytest

from analysis.charts import chart
from analysis.names import Names
from analysis.report import build
from analysis.tables import table
from tests.analysis.number_cards import K, card, made, without_no_break
from tests.analysis.number_surveys import (
    FOUR,
    TWO,
    by_stage,
)


def drawn(text, *by):
    plan, atoms = made(text)
    return chart(build(plan, atoms, K).question("sleep"), by, Names(plan, "en"))


def test_it_draws_a_histogram_a_group_with_the_same_bars():
    """Everybody's values go from 3 to 40: 20 bars of 2, from 2 on."""
    drawing = drawn(TWO, "stage")
    (band,) = drawing.bands
    assert [(row.kind, row.name, row.style, row.of) for row in band.rows] == [
        ("histogram", "Everybody", 0, "59 answered"),
        ("histogram", "Student", 1, "25 answered"),
        ("histogram", "Resident", 2, "34 answered"),
    ]
    assert [row.histogram.middle for row in band.rows] == ["7", "7", "8"]
    assert [row.histogram.half for row in band.rows] == ["6 to 9", "5 to 7", "6 to 9"]
    assert [(key.kind, key.name) for key in drawing.legend] == [
        ("median", "Median"),
        ("half", "Middle half of the answers"),
        ("line", "This line: 20\u00a0% of the group"),
    ]
    assert ([tick.text for tick in drawing.ticks], drawing.unit) == (["10", "20", "30", "40"], "hours")
    students = [
        (round(float(c.x.rstrip("%")) / 5 - 0.05), float(c.height.rstrip("%")))
        for c in band.rows[1].histogram.columns
    ]
    # 4 of 25 gave 2 or 3, 6 gave 4 or 5, 9 gave 6 or 7 ... the tallest bar of all is 15 of 34 residents' 6 or 7
    tallest = 15 / 34
    assert students == [
        (i, pytest.approx(80 * n / 25 / tallest, abs=0.01))
        for i, n in ((0, 4), (1, 6), (2, 9), (3, 5), (5, 1))
    ]


def test_its_words_hold_what_the_strip_shows():
    row = drawn(TWO, "stage").bands[0].rows[1]
    assert without_no_break(row.says) == (
        "median 7 hours (middle half 5 to 7). 2 to 3: 16.0 %; 4 to 5: 24.0 %; 6 to 7: 36.0 %; 8 to 9: 20.0 %; "
        "12 to 13: 4.0 %."
    )


def test_it_makes_bands_of_the_first_grouping():
    drawing = drawn(FOUR, "stage", "ward")
    assert [
        (band.name, [(row.kind, row.name, row.style) for row in band.rows]) for band in drawing.bands
    ] == [
        ("Student", [("histogram", "Heart", 3), ("histogram", "Knife", 4)]),
        ("Resident", [("histogram", "Heart", 3), ("histogram", "Knife", 4)]),
    ]


@pytest.mark.parametrize("text", ["7*0 / 7*0", "7*9 / 7*0", "7*9 / 7*9"])
def test_it_draws_what_there_is(text):
    plan, atoms = by_stage(text)
    rows = [row for band in card(plan, atoms, ("stage",)).chart.bands for row in band.rows]
    bases = [18 if text == "7*9 / 7*9" else 9 * ("9" in text), 9 * ("*9 /" in text), 9 * text.endswith("9")]
    assert [(row.kind, row.says == "nobody answered") for row in rows] == [
        ("histogram", False) if base else ("none", True) for base in bases
    ]


def test_it_tables_what_describes_the_answers_and_the_people_in_each_bar():
    plan, atoms = by_stage(TWO)
    report = build(plan, atoms, K)
    found = report.question("sleep")
    made = table(found, found.by("stage"), Names(plan, "en"))
    assert [(row.name, [cell.n for cell in row.cells]) for row in made.numbers] == [
        ("Median", ["7", "7", "8"]),
        ("Middle half (quartiles)", ["6 to 9", "5 to 7", "6 to 9"]),
        ("Mean", ["7.8", "6.3", "8.9"]),
        ("Standard deviation", ["4.8", "2.1", "5.9"]),
    ]
    assert [(row.name, [c.n for c in row.cells]) for row in made.rows[:3]] == [
        ("2 to 3", ["4", "4", "0"]),
        ("4 to 5", ["8", "6", "2"]),
        ("6 to 7", ["24", "9", "15"]),
    ]
    # R: prop.test(9, 25, correct = FALSE)$conf.int
    assert (made.rows[2].cells[1].percent, made.rows[2].cells[1].interval) == ("36.0\u00a0%", "20.2 to 55.5")
    assert [sum(int(row.cells[i].n) for row in made.rows) for i in range(3)] == [59, 25, 34]
    assert [(row.name, [c.n for c in row.cells]) for row in made.others] == [("Left open", ["4", "2", "2"])]
