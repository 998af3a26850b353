"""Which marks stand where: charts and tables made of a report."""

import dataclasses

import pytest

from analysis.charts import chart
from analysis.names import Names
from analysis.report import build
from analysis.strips import place, step
from analysis.tables import table
from surveyapp.questionnaire.schema import MULTIPLE, SINGLE, Question, SchoolEntry
from tests.results_surveys import ALL_TYPES, STAGE, WARD, atom, choices, en, four_strata, questionnaire

NAMES = Names(questionnaire(), "en")
REPORT = build(NAMES.questionnaire, four_strata(), 5)


def drawn(code, *by, report=REPORT, names=NAMES):
    return chart(report.question(code), by, names)


def rows_of(drawing):
    return [row for band in drawing.bands for row in band.rows]


def test_it_draws_yes_as_a_dot_with_its_interval_everybody_first():
    (band,) = drawn("nights", "stage").bands
    assert [(row.kind, row.name, row.style) for row in band.rows] == [
        ("dot", "Everybody", 0),
        ("dot", "Student", 1),
        ("dot", "Resident", 2),
    ]
    everybody = band.rows[0].marks[0]
    assert (everybody.at, everybody.percent, everybody.of) == ("62.5%", "62.5\u00a0%", "50 of 80")
    # R: prop.test(50, 80, correct = FALSE)$conf.int
    assert (everybody.low, everybody.high) == ("51.55%", "72.31%")


def test_it_draws_choices_as_a_bar_a_group_in_the_order_of_the_questionnaire():
    drawing = drawn("reported", "ward")
    assert [(row.kind, row.name, [m.style for m in row.marks]) for row in rows_of(drawing)] == [
        ("many", "Head", [3, 4]),
        ("many", "Nobody", [3, 4]),
    ]
    assert [(key.kind, key.style, key.name) for key in drawing.legend] == [
        ("bar", 3, "Heart"),
        ("bar", 4, "Knife"),
    ]
    assert [mark.of for mark in rows_of(drawing)[0].marks] == ["19 of 23", "23 of 27"]


@pytest.mark.parametrize("by", [(), ("stage",), ("ward",), ("stage", "ward")])
def test_it_keeps_the_order_of_a_multiple_choice_in_every_view(by):
    """By everybody's count: walks 48, tea 35, talking 0."""
    drawing = drawn("helps", *by)
    names = [band.name for band in drawing.bands] if len(by) == 2 else [row.name for row in rows_of(drawing)]
    assert names == ["Walks", "Tea", "Talking"]


def test_it_draws_a_scale_as_one_bar_from_the_first_answer_to_the_last():
    drawing = drawn("rest", "stage")
    everybody = rows_of(drawing)[0]
    assert [(s.x, s.width, s.step, s.inside) for s in everybody.segments] == [
        ("0%", "12.5%", 5, "13"),
        ("12.5%", "50%", 3, "50"),
        ("62.5%", "37.5%", 1, "38"),
    ]
    assert everybody.says == "Very 12.5\u00a0%, Somewhat 50.0\u00a0%, Hardly 37.5\u00a0%"
    assert everybody.of == "64 answered"
    assert [(key.style, key.name) for key in drawing.legend] == [(5, "Very"), (3, "Somewhat"), (1, "Hardly")]


def test_it_makes_bands_of_the_first_grouping_and_marks_of_the_second():
    yes = drawn("nights", "stage", "ward")
    assert [(band.name, [(row.name, row.style) for row in band.rows]) for band in yes.bands] == [
        ("Student", [("Heart", 3), ("Knife", 4)]),
        ("Resident", [("Heart", 3), ("Knife", 4)]),
    ]
    pair = drawn("reported", "stage", "ward").bands[0]
    assert (pair.name, [(row.kind, row.name) for row in pair.rows]) == (
        "Head",
        [("pair", "Student"), ("pair", "Resident")],
    )
    assert [(mark.style, mark.y) for mark in pair.rows[0].marks] == [(3, "32%"), (4, "68%")]


def test_it_never_compares_a_question_by_the_groups_made_from_it():
    drawing = drawn("stage", "stage")
    assert [(row.kind, [m.style for m in row.marks]) for row in rows_of(drawing)] == [
        ("bar", [1]),
        ("bar", [2]),
    ]


def test_it_draws_too_few_as_dotted_lines_beside_everybody():
    few = (*four_strata()[:3], atom("resident", "knife", nights={"yes": 2, "no": 1, "-open": 17}))
    report = build(NAMES.questionnaire, few, 5)
    by_both = rows_of(drawn("nights", "stage", "ward", report=report))
    assert [(row.kind, row.name, row.says) for row in by_both] == [
        ("dot", "Everybody", ""),
        ("none", "Student", "Too few to show"),
        ("none", "Resident", "Too few to show"),
    ]
    assert [row.kind for row in rows_of(drawn("nights", "stage", report=report))] == ["dot", "dot", "dot"]


def test_it_draws_nothing_but_dotted_lines_for_a_question_that_too_few_or_none_answered():
    report = build(NAMES.questionnaire, (atom("student", "heart", nights={"yes": 4, "-open": 16}),), 5)
    assert {row.says for row in rows_of(drawn("nights", "stage", report=report))} == {"Too few to show"}
    nobody = build(NAMES.questionnaire, (), 5)
    assert [(r.kind, r.name, r.says) for r in rows_of(drawn("helps", "stage", report=nobody))] == [
        ("none", "Everybody", "not yet"),
        ("none", "Student", "not yet"),
        ("none", "Resident", "not yet"),
    ]


def test_it_says_so_where_nobody_of_a_group_answered():
    one_group = build(NAMES.questionnaire, four_strata()[:2], 5)
    rows = rows_of(drawn("nights", "stage", report=one_group))
    assert [(row.kind, row.says) for row in rows] == [("dot", ""), ("dot", ""), ("none", "nobody answered")]
    head = rows_of(drawn("reported", "stage", report=one_group))[0]
    assert [(mark.at, mark.of) for mark in head.marks] == [("76.47%", "13 of 17"), ("", "nobody answered")]


def test_it_draws_no_chart_of_texts():
    assert drawn("words", "stage") is None


def test_it_gives_each_group_a_style_of_its_own_up_to_four():
    assert NAMES.styles == {
        ("stage", "student"): 1,
        ("stage", "resident"): 2,
        ("ward", "heart"): 3,
        ("ward", "knife"): 4,
        ("school", "north"): 1,
        ("school", "south"): 2,
    }


def test_it_starts_at_one_again_with_more_groups_and_gives_none_to_more_than_four():
    five = Question("five", SINGLE, en("Five?"), required=True, choices=choices(*"abcde"))
    names = Names(questionnaire((STAGE, five), (STAGE, five)), "en")
    assert [names.styles["stage", code] for code in ("student", "resident")] == [1, 2]
    assert [names.styles["five", code] for code in "abcde"] == [0, 0, 0, 0, 0]


def test_it_names_every_row_where_groups_are_too_many_to_tell_apart():
    schools = tuple(SchoolEntry(f"s{i}", f"School {i}") for i in range(60))
    plan = dataclasses.replace(questionnaire(ALL_TYPES, (), live_by_school=True), schools=schools)
    atoms = tuple(atom(school=school.code, reported={"head": 15, "nobody": 5}) for school in schools)
    drawing = drawn("reported", "school", report=build(plan, atoms, 5), names=Names(plan, "en"))
    assert [band.name for band in drawing.bands] == ["Head", "Nobody"]
    assert [row.name for row in drawing.bands[0].rows] == [school.name for school in schools]
    assert {row.kind for row in rows_of(drawing)} == {"bar"}


@pytest.mark.parametrize(
    ("label", "wide"), [("A label of twenty-eight signs", True), ("A label of twenty-eight sign", False)]
)
def test_it_widens_the_column_for_long_labels(label, wide):
    long = Question(
        "long", MULTIPLE, en("Long?"), choices=(dataclasses.replace(choices("a")[0], label=en(label)),)
    )
    plan = questionnaire((STAGE, long), (STAGE,))
    atoms = (atom("student", stage={"student": 20}, long={"a": 20}),)
    assert drawn("long", report=build(plan, atoms, 5), names=Names(plan, "en")).wide_labels == wide


@pytest.mark.parametrize(
    ("n", "colours"), [(2, [5, 1]), (3, [5, 3, 1]), (4, [5, 4, 2, 1]), (5, [5, 4, 3, 2, 1]), (1, [5])]
)
def test_it_runs_the_colours_of_a_scale_from_end_to_end(n, colours):
    assert [step(i, n) for i in range(n)] == colours


def test_it_writes_places_as_percentages_without_idle_zeros():
    assert [place(value) for value in (0, 100.0, 33.857, 12.5, 1e-9)] == [
        "0%",
        "100%",
        "33.86%",
        "12.5%",
        "0%",
    ]


# ----- tables


def test_it_tables_counts_percentages_and_intervals_for_all_and_each_group():
    figures = REPORT.question("nights")
    made = table(figures, figures.by("stage"), NAMES)
    assert made.columns == (
        ("Everybody", "80 answered"),
        ("Student", "40 answered"),
        ("Resident", "40 answered"),
    )
    yes = made.rows[0]
    assert (yes.name, [(cell.n, cell.percent) for cell in yes.cells]) == (
        "Yes",
        [("50", "62.5\u00a0%"), ("17", "42.5\u00a0%"), ("33", "82.5\u00a0%")],
    )
    assert yes.cells[0].interval == "51.5 to 72.3"
    assert (made.tests, made.others) == (None, ())


def test_it_tables_who_left_it_open_preferred_not_to_say_or_was_not_shown_it():
    rest, reported = REPORT.question("rest"), REPORT.question("reported")
    assert [(row.name, [c.n for c in row.cells]) for row in table(rest, rest.by("stage"), NAMES).others] == [
        ("Left open", ["4", "2", "2"]),
        ("Preferred not to say", ["12", "6", "6"]),
    ]
    assert [(row.name, [c.n for c in row.cells]) for row in table(reported, None, NAMES).others] == [
        ("Not shown the question", ["30"])
    ]


def test_it_gives_a_p_for_each_choice_of_a_multiple_choice():
    figures = REPORT.question("helps")
    made = table(figures, figures.by("stage"), NAMES)
    # R: chisq.test(matrix(c(9, 26, 23, 6), 2), correct = FALSE)$p.value
    assert [(row.name, row.p, row.test) for row in made.tests.ranked] == [
        ("Walks", "1.0", "chi-square (8.0)"),
        ("Tea", "2.0 × 10⁻⁵", "chi-square (14.5)"),
        ("Talking", "", "not computable, because everybody gave the same answer"),
    ]
    assert table(figures, figures.by("stage", "ward"), NAMES).tests.ranked[0].test == "Fisher (4.0)"


def test_it_names_crossed_groups_by_both():
    figures = REPORT.question("nights")
    names = [name for name, _ in table(figures, figures.by("stage", "ward"), NAMES).columns]
    assert names == ["Everybody", "Student, heart", "Student, knife", "Resident, heart", "Resident, knife"]


def test_it_has_no_table_of_what_is_withheld():
    assert table(build(NAMES.questionnaire, (), 5).question("nights"), None, NAMES) is None


def test_it_draws_groups_made_from_one_question_only():
    plan = questionnaire(ALL_TYPES, (WARD,))
    atoms = tuple(dataclasses.replace(stratum, groups=stratum.groups[1:]) for stratum in four_strata())
    drawing = drawn("nights", "ward", report=build(plan, atoms, 5), names=Names(plan, "en"))
    assert [(row.name, row.style) for row in rows_of(drawing)] == [
        ("Everybody", 0),
        ("Heart", 1),
        ("Knife", 2),
    ]
