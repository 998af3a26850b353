"""A number question of a closed survey by school, by year and by another question: figures against R, page, listing."""

import random
import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.breakdowns import breakdowns_of
from analysis.live import listing_of
from analysis.number_bins import bars_of
from analysis.number_breakdowns import added
from surveyapp import dataset, number_classes
from surveyapp.number_classes import NumberClass, classes_of, counted_values, places
from surveyapp.questionnaire.counting import number_bin
from tests import build
from tests.analysis.number_cards import STATISTICS
from tests.anonymity.small_surveys import InMemory
from tests.build import GENDER, HEARD, HOURS, YEAR, a_questionnaire, a_survey, closed
from tests.results_surveys import person
from tests.stats.stats_reference import rows

K = 5
R = {}
for row in rows("number_classes.csv"):
    R.setdefault(row["groups"], []).append(row)
MERGED, SAME, THREE = R


def by_school(text):
    """Each group is a school."""
    groups = [[pair.split("*") for pair in group.split()] for group in text.split(" / ")]
    made = a_questionnaire(questions=(YEAR, GENDER, HOURS), schools=len(groups))
    everybody = [
        (school, {"year": ["1"], "gender": ["female"], "hours": [value]}, 0)
        for school, group in enumerate(groups)
        for value, n in group
        for _ in range(int(n))
    ]
    return breakdowns_of(InMemory(made, everybody).pairs(), K).by(HOURS, "school")


@pytest.mark.parametrize("text", R)
def test_its_figures_are_those_of_r(text):
    found = by_school(text)
    numbers = [group.numbers for group in found.groups]
    for i, one in enumerate([added(numbers), *numbers]):
        got = one.summary
        figures = [got.n, got.mean, got.sd, got.median, got.lower_quartile, got.upper_quartile]
        assert figures == pytest.approx([float(R[text][i][name]) for name in STATISTICS], rel=1e-11)
    classes = " ".join("-".join(f"{end:g}" for end in dict.fromkeys(span)) for span in numbers[0].spans)
    assert classes == R[text][0]["classes"]


@pytest.mark.parametrize("text", R)
def test_it_compares_groups_as_r_does(text):
    test = by_school(text).effects.ranks
    names = ("u", "u_p", "rank_biserial") if len(R[text]) == 3 else ("h", "h_p", "epsilon_squared")
    assert [test.statistic, test.p, test.effect] == pytest.approx(
        [float(R[text][0][name]) for name in names], rel=1e-9
    )


def test_its_bars_are_as_wide_as_what_is_put_together():
    """From 0 to 70 there are 15 steps of 5; nobody can see where between 61 and 70 the last five are."""
    numbers = [group.numbers for group in by_school(THREE).groups]
    bars = bars_of(HOURS, added(numbers))
    assert (bars.step, bars.steps, bars.number, bars.width(12)) == (5, 15, 13, 3)
    assert (bars.lower(12), bars.upper(12)) == (60, 74)
    assert [sum(bars.people(group)) for group in numbers] == [14, 14, 20]
    assert [bars.people(group)[12] for group in numbers] == [2, 1, 2]


# ----- classes


@pytest.mark.parametrize(
    "question", [HOURS, replace(HOURS, integer=False), replace(HOURS, maximum=1000, minimum=-40)]
)
@given(st.lists(st.integers(0, 80), min_size=1, max_size=40), st.randoms())
def test_its_classes_hold_everybody_once_whatever_the_order(question, values, chance):
    column = build_column(values)
    counts = counted_values(question, column)
    by_tally = {}
    for value in values:
        key = float(number_bin(question, value))
        by_tally[key] = by_tally.get(key, 0) + 1
    assert counts == by_tally
    classes = classes_of(question, counts)
    chance.shuffle(values)
    assert classes_of(question, counted_values(question, build_column(values))) == classes
    at = places(question, classes, build_column(values))
    assert sum((at == i).sum() for i in range(len(classes))) == len(values)


def build_column(values):
    import numpy as np

    return np.array([*values, np.nan, -np.inf], dtype="float64")


def test_its_classes_are_few():
    """The two smallest neighbours go together, until there are no more than that."""
    counts = {float(value): 10 for value in range(number_classes.MOST - 1)} | {100.0: 1, 103.0: 3}
    *others, last = classes_of(HOURS, counts)
    assert [one.low for one in others] == [*map(float, range(number_classes.MOST - 1))]
    assert last == NumberClass(100, 103, (100 + 3 * 103) / 4)


# ----- page and listing


@pytest.fixture
def survey(db):
    made = a_survey(questions=(YEAR, GENDER, HEARD, HOURS))
    chance = random.Random(4)
    for n in range(90):
        said = {
            "year": str(1 + n % 3),
            "gender": ("female", "male")[n // 3 % 2],
            "heard": chance.choice(["yes", "no"]),
        }
        hours = str((2, 3, 5)[n % 3] + chance.randrange(4) if n < 87 else 70 + n % 5)
        build.hand_in(made, school=chance.choice(["school1", "school2"]), chance=chance, hours=hours, **said)
    return made


@pytest.mark.once
def test_it_is_on_the_page_once_the_survey_is_closed(survey, client):
    client.force_login(person("felix", survey, "faculty"))
    page = "/surveys/rounds/results/"
    assert "After closing" in client.get(page + "hours/by/school/").content.decode()
    closed(survey)
    text = words(client.get(page + "hours/by/year/"))
    assert "Exploratory" in text
    assert re.search(r"The groups’ numbers differ \(Kruskal-Wallis p < 0.001; ε² = 0\.\d+\)\.", text)
    assert "Neighbouring values that few people gave are put together" in text
    assert "hours/by/" in client.get(page + "hours/").content.decode()
    assert "Mann-Whitney" in words(client.get(page + "hours/by/heard/"))


def words(response):
    text = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).replace("\u00a0", " ")


def test_it_is_listed_by_school_and_by_year_after_closing(survey):
    before = {
        row.by: row.value for row in listing_of(survey) if row.question == "hours" and row.statistic == "note"
    }
    assert (before["school"], before["year"]) == ("after closing", "after closing")
    rows = [row for row in listing_of(closed(survey)) if row.question == "hours"]
    found = {(row.by, row.group, row.statistic): row.value for row in rows}
    shown = breakdowns_of(dataset.pairs_of(survey.__class__.objects.get(pk=survey.pk)), K)
    for by in ("school", "year"):
        for group in shown.by(HOURS, by).groups:
            got = group.numbers.summary
            listed = [
                float(found[by, group.group[0], name]) for name in ("n", "mean", "sd", "median", "q1", "q3")
            ]
            assert listed == [got.n, got.mean, got.sd, got.median, got.lower_quartile, got.upper_quartile]
    assert float(found["year", "", "kruskal_wallis_p"]) < 0.001
    assert ("year", "", "p_holm") not in found
