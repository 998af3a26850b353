"""A number question by groups: report, sentence, table, chart and listing, against R (reference/number_groups.R)."""

import csv
import io
import json
import re
from html import unescape
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from analysis import page
from analysis.charts import chart
from analysis.listing import listing
from analysis.names import Names
from analysis.number_words import NumberWords
from analysis.report import TOO_FEW, build
from analysis.sentences import sentence
from analysis.stats.ranks import KRUSKAL_WALLIS, MANN_WHITNEY
from analysis.tables import table
from surveyapp.questionnaire.schema import YES_NO, Question
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
    by_unit,
    crossed,
)
from tests.build import a_survey, closed, hand_in
from tests.results_surveys import STAGE, WARD, atom, choices, en, open_survey, person, questionnaire

K = 5
STATISTICS = ("n", "mean", "sd", "median", "q1", "q3")
BY = {TWO: ("stage",), ALIKE: ("stage",), SAME_MEDIAN: ("stage",), THREE: ("unit",), FOUR: ("stage", "ward")}


def made(text):
    """A survey of these groups, and what it is compared by."""
    survey = (
        by_stage if len(BY[text]) == 1 and BY[text] != ("unit",) else by_unit if text == THREE else crossed
    )
    return survey(text)


def figures(text):
    report = build(*made(text), K)
    return report.question("sleep"), report.question("sleep").by(*BY[text])


def card(plan, atoms, by, code="sleep", k=K, language="en"):
    reading = page.Reading(Names(plan, language), by, k, False, {})
    report = build(plan, atoms, k, page.drawn_from(by))
    return next(c for s in page.sections(report, reading) for c in s.cards if c.code == code)


def without_no_break(text):
    return text.replace("\u00a0", " ")


def says(text, **more):
    plan, atoms = made(text)
    return without_no_break(card(plan, atoms, BY[text], **more).says)


def r(text, name, group=0):
    return float(R[text][group][name])


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
    assert (page.comparisons_planned(report)["stage",], sleep.tests) == (2, (sleep.effects.ranks,))
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
        "Allowing for all 10 planned comparisons by stage, it may be chance (p = 0.069)."
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
        ("p, Holm", "0.0069, allowing for all 1 planned comparisons by stage"),
        ("Rank-biserial correlation", "−0.41 (above 0: ‘Student’ has the larger numbers)"),
    ]
    plan, atoms = crossed(FOUR)
    assert [words for _label, words in card(plan, atoms, ("stage", "ward")).test] == [
        "Kruskal-Wallis with ties, as more than two groups have answers",
        "H = 13.17, 3 df, p = 0.0043",
        "0.0043, allowing for all 1 planned comparisons by stage and ward",
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
    words = sentence(found, found.by(*by), Names(plan, "en"), 1)
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


# ----- chart and table


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


# ----- the listing


def listed(plan, atoms, k=K):
    nobody_asked = Mock(asked=None, received=0)
    return list(listing(build(plan, atoms, k), nobody_asked))


@pytest.mark.parametrize("text", R, ids=range(len(R)))
def test_it_lists_the_same_figures_in_full(text):
    plan, atoms = made(text)
    by = "*".join(BY[text])
    rows = [row for row in listed(plan, atoms) if row.question == "sleep"]
    found = {(row.by, row.group, row.statistic): row.value for row in rows}
    groups = [("", ""), *((by, "*".join(group.group)) for group in figures(text)[1].groups)]
    for i, at in enumerate(groups):
        got = [float(found[(*at, name)]) for name in STATISTICS]
        assert got == pytest.approx([r(text, name, i) for name in STATISTICS], rel=1e-11)
    two = len(groups) == 3
    test, size = ("mann_whitney", "rank_biserial") if two else ("kruskal_wallis", "epsilon_squared")
    of_r = [r(text, "u_p" if two else "h_p"), r(text, size)]
    assert found[by, "", "test"] == test
    assert [float(found[by, "", name]) for name in (f"{test}_p", size)] == pytest.approx(
        of_r, rel=1e-9, abs=1e-15
    )
    assert found[by, "", "p"] == found[by, "", f"{test}_p"]
    assert float(found[by, "", "p_holm"]) == pytest.approx(of_r[0], rel=1e-9)  # nothing else is compared
    least_or_largest = {row.statistic for row in rows} & {"min", "max", "minimum", "maximum"}
    assert least_or_largest == set()


def test_it_lists_the_width_of_bins_and_why_there_is_no_figure():
    plan, atoms = by_stage("0.5*9 1*8 / 1*6 2.5*9", COFFEE)
    rows = [row for row in listed(plan, atoms) if row.question == "coffee"]
    widths = {(row.by, row.group): row.value for row in rows if row.statistic == "bin_width"}
    assert widths == {
        ("", ""): "0.015625",
        **{("stage", code): "0.015625" for code in ("student", "resident")},
        ("ward", "heart"): "0.015625",
        ("ward", "knife"): "0.015625",
        **{
            ("stage*ward", f"{s}*{w}"): "0.015625"
            for s in ("student", "resident")
            for w in ("heart", "knife")
        },
    }
    assert {row.value for row in rows if row.statistic == "note" and row.group == "student"} == {
        "values are counted in bins; each figure takes the middle of a bin and is off by half its width at most"
    }
    one = {(row.statistic, row.value) for row in rows if (row.by, row.group) == ("ward", "")}
    assert one >= {("test", ""), ("p", ""), ("note", "not computable, because only one group has answers")}


# ----- in a survey

pages = pytest.mark.django_db


def read(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text)).replace("\u00a0", " ")


def analysed(*args):
    out = io.StringIO()
    call_command("analyse", "nights", *args, stdout=out)
    return out.getvalue()


@pages
def test_page_csv_and_json_carry_the_same_numbers(client):
    plan, atoms = by_stage(TWO)
    survey = open_survey(plan, atoms)
    client.force_login(person("felix", survey, "faculty"))
    said = read(client.get("/surveys/nights/results/?by=stage"))
    rows = list(csv.DictReader(io.StringIO(analysed())))
    found = {
        (row["by"], row["group"], row["statistic"]): row["value"]
        for row in rows
        if row["question"] == "sleep"
    }
    median, low, high = (float(found["stage", "resident", name]) for name in ("median", "q1", "q3"))
    assert said.count(f"median {median:g} hours (middle half {low:g} to {high:g}) against") == 1
    p, size = (float(found["stage", "", name]) for name in ("p", "rank_biserial"))
    assert said.count(f"Mann-Whitney p = {p:.2g}; rank-biserial correlation {abs(size):.2f}.") == 1
    assert said.count("U = 251.5 (‘Student’), p = 0.0069") == 1
    answered = json.loads(analysed("--format", "json"), parse_constant=pytest.fail)
    assert [tuple(row.values()) for row in answered] == [tuple(row.values()) for row in rows]


@pages
@pytest.mark.parametrize("by", ["stage", "ward", "stage,ward", "nobody"])
def test_each_view_has_its_histograms(client, by):
    survey = open_survey(*crossed(FOUR))
    client.force_login(person("felix", survey, "faculty"))
    shown = client.get(f"/surveys/nights/results/?by={by}").content.decode()
    card = re.search(r'id="q-sleep".*?</section>', shown, re.DOTALL).group()
    assert card.count('class="row-c histogram"') == {"stage": 3, "ward": 3, "stage,ward": 4, "nobody": 1}[by]
    assert re.findall(r'style="|<script', card) == []
    commas = re.findall(r'(?:x|y|width|height|x1|x2|y1|y2)="[^"]*,[^"]*"', card)
    assert commas == []


@pages
def test_it_has_its_own_page_in_every_view(client):
    survey = open_survey(*crossed(FOUR))
    client.force_login(person("felix", survey, "faculty"))
    shown = client.get("/surveys/nights/results/sleep/").content.decode()
    parts = re.findall(r'<section class="card q depth" id="([\w-]+)"', shown)
    assert parts == ["everybody", "by-stage-ward", "by-stage", "by-ward"]
    assert shown.count('class="row-c histogram"') == 1 + 4 + 3 + 3


@pages
def test_a_closed_survey_shows_everybody_who_is_counted_then(client):
    """Of 30 each, R: wilcox.test(c(1:30, 11:40), c(21:50, 31:60)) is of two phases, exact = correct = FALSE."""
    survey = a_survey(schools=2)
    for year, add in (("1", 0), ("3", 20)):
        for gender, more in (("female", 0), ("male", 10)):
            for i in range(1, 31):
                hand_in(survey, year=year, gender=gender, hours=str(i + add + more))
    closed(survey)
    out = io.StringIO()
    call_command("analyse", "rounds", stdout=out)
    found = {
        tuple(row[name] for name in ("by", "group", "statistic")): row["value"]
        for row in csv.DictReader(io.StringIO(out.getvalue()))
        if row["question"] == "hours"
    }
    of_early = [float(found["phase", "early", name]) for name in ("n", "mean", "q1", "median", "q3")]
    assert of_early == [60, 20.5, 13, 20.5, 28]  # R: c(1:30, 11:40), quantile(type = 7)
    test = [found["phase", "", name] for name in ("test", "mann_whitney_p", "rank_biserial")]
    assert (test[0], [float(x) for x in test[1:]]) == (
        "mann_whitney",
        pytest.approx([3.4258597943290253e-15, -5 / 6], rel=1e-9),
    )
    client.force_login(person("felix", survey, "faculty"))
    said = read(client.get("/surveys/rounds/results/?by=phase"))
    assert said.count("median 40.5 (middle half 33 to 48) against 20.5 (middle half 13 to 28).") == 1


@pages
@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "en"), (1280, "dark", "fr")])
def test_it_has_a_card_that_a_browser_shows_whole(open_page, live_server, axe, width, scheme, language):
    from django.conf import settings
    from django.test import Client

    survey = open_survey(*crossed(FOUR))
    client = Client()
    client.force_login(person("felix", survey, "faculty"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    shown = open_page(live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
    shown.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    shown.goto("/surveys/nights/results/sleep/")
    shown.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    across = shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    heights = shown.evaluate(
        "[...document.querySelectorAll('.histogram rect.bar')].filter(bar => bar.closest('.strip'))"
        ".map(bar => bar.getBoundingClientRect().height)"
    )
    assert (across, min(heights) > 0, axe(shown)) == (0, True, [])


def test_more_people_than_statistics_are_known_for_are_drawn_as_a_reason():
    plan, atoms = by_stage("7*6000000 8*1 / 7*6000000 9*3")
    shown = card(plan, atoms, ("stage",))
    assert shown.says == "Comparison: not computable, because the table is too large."
    rows = [row for band in shown.chart.bands for row in band.rows]
    assert [(row.kind, row.says) for row in rows][:1] == [
        ("none", "not computable, because the table is too large")
    ]
    assert [row.kind for row in rows[1:]] == ["histogram", "histogram"]
