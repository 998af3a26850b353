"""`manage.py analyse` of a closed survey: the columns and statistics that other people's scripts read."""

import itertools
import json

import pytest
from django.core.management import CommandError
from scipy import stats

from surveyapp.models import Survey
from tests import build
from tests.analysis.printed_analysis import AAPOR, CHERRIES, RATE, analysed, figures, notes, printed

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PROPORTION = ["n", "base", "percent", "ci_low", "ci_high"]
COMPARISON = ["chi2", "df", "chi2_p", "fisher_p", "min_expected", "cramers_v", "test", "p"]
MANN_WHITNEY = ["mann_whitney_u", "mann_whitney_p", "rank_biserial"]
PEOPLE = ["base", "people", "shown_to", "left_open", "prefer_not"]
PLAN = ["comparisons", "tests"]
PARTICIPATION = [
    *("invited", "accepted", "declined", "no_response", "not_sent", "sent", "asked", "opened", "started"),
    *("handed_in", "imported", "received", "shown", "shown_in_everybody_alone", "not_shown"),
]


# What people said: 30 of each group of each grouping crossed, so that everything may be shown.
HEARD = {("1", "female"): 21, ("1", "male"): 17, ("3", "female"): 26, ("3", "male"): 24}
MOODS = ["good", "good", "fair", "bad", "declined"]
PLACES = ["home"] * 29 + ["elsewhere"]


def people():
    for (year, gender), heard in HEARD.items():
        for i in range(30):
            yield {
                "year": year,
                "gender": gender,
                "heard": "yes" if i < heard else "no",
                "where": ["talk", "web"] if i % 3 else ["talk"],
                "mood": MOODS[i % 5],
                "hours": str(i),
                "place": PLACES[i],
                "wish": "",
            }


@pytest.fixture
def survey():
    """Open; phase `early` is year 1 here, `late` is year 3."""
    return build.a_survey(schools=2)


@pytest.fixture(scope="module")
def shared(module_db):
    """Only read, and under a code that those with a survey of their own leave free."""
    survey = build.a_survey("shared", schools=2)
    for i, answers in enumerate(people()):
        build.hand_in(survey, school=f"school{i % 2 + 1}", **answers)
    return build.closed(survey)


@pytest.fixture
def closed_survey(shared):
    Survey.objects.filter(pk=shared.pk).update(code="rounds")  # until this test is over
    return Survey.objects.get(pk=shared.pk)


PHASE = {"1": "early", "3": "late"}


def table(question, choices, group_of):
    """Group -> how many gave each answer, of who answered, counted from the list above."""
    found = {}
    for answers in people():
        counts = found.setdefault(group_of(answers), dict.fromkeys(choices, 0))
        if answers[question] in counts:
            counts[answers[question]] += 1
    return found


@pytest.mark.both
def test_it_prints_every_figure_of_a_closed_survey_once(closed_survey):
    found = figures(analysed())
    for by, group_of in {
        "": lambda a: "",
        "phase": lambda a: PHASE[a["year"]],
        "gender": lambda a: a["gender"],
        "phase*gender": lambda a: f"{PHASE[a['year']]}*{a['gender']}",
    }.items():
        for question, choices in {"heard": ("yes", "no"), "mood": ("good", "fair", "bad")}.items():
            for group, counts in table(question, choices, group_of).items():
                base = sum(counts.values())
                assert found[question, "", by, group, "base"] == str(base)
                for choice, n in counts.items():
                    at = question, choice, by, group
                    low, high = stats.binomtest(n, base).proportion_ci(method="wilson")
                    assert (found[*at, "n"], found[*at, "base"]) == (str(n), str(base))
                    assert float(found[*at, "percent"]) == 100 * n / base
                    limits = [float(found[*at, limit]) for limit in ("ci_low", "ci_high")]
                    assert limits == pytest.approx([100 * low, 100 * high], rel=1e-12)


def test_it_prints_each_comparison_with_the_test_that_was_used(closed_survey):
    found = figures(analysed())
    comparisons = {
        "heard": ("phase", ("yes", "no"), lambda a: PHASE[a["year"]]),
        "place": ("gender", ("home", "elsewhere"), lambda a: a["gender"]),
    }
    for question, (by, choices, group_of) in comparisons.items():
        counts = [list(group.values()) for group in table(question, choices, group_of).values()]
        chi2, p, df, expected = stats.chi2_contingency(counts, correction=False)
        fisher = stats.fisher_exact(counts).pvalue
        said = {statistic: found[question, "", by, "", statistic] for statistic in COMPARISON}
        assert (said["df"], said["test"]) == (str(df), "chi2" if expected.min() >= 5 else "fisher")
        numbers = [float(said[name]) for name in ("chi2", "chi2_p", "fisher_p", "min_expected", "p")]
        used = p if expected.min() >= 5 else fisher
        assert numbers == pytest.approx([chi2, p, fisher, expected.min(), used], rel=1e-9)
        assert float(said["cramers_v"]) == pytest.approx((chi2 / sum(map(sum, counts))) ** 0.5, rel=1e-9)
    assert [found[q, "", by, "", "test"] for q, by in (("heard", "phase"), ("place", "gender"))] == [
        "chi2",
        "fisher",
    ]


def test_it_compares_the_first_two_of_three_groups_by_odds_ratio_and_difference(closed_survey):
    """Of the third gender nobody came, or somebody: the first two are compared either way."""
    found = figures(analysed())
    counts = table("heard", ("yes", "no"), lambda answers: answers["gender"])
    (a, m), (c, n) = ((group["yes"], sum(group.values())) for group in counts.values())
    assert float(found["heard", "yes", "gender", "", "odds_ratio"]) == pytest.approx(
        a * (n - c) / (m - a) / c
    )
    assert float(found["heard", "yes", "gender", "", "difference"]) == pytest.approx(100 * (a / m - c / n))
    assert ("heard", "yes", "school", "", "odds_ratio") in found  # two schools
    assert ("heard", "yes", "year", "", "odds_ratio") not in found


def test_it_prints_the_statistic_behind_each_p_of_strata(closed_survey):
    found = figures(analysed())
    at = "heard", "yes", "phase*gender", ""
    for name in ("cmh", "breslow_day", "interaction_lrt"):
        chi2, p = (float(found[*at, f"{name}_{of}"]) for of in ("chi2", "p"))
        assert p == pytest.approx(stats.chi2.sf(chi2, 1), rel=1e-9)


def test_it_prints_one_comparison_for_each_choice_of_several(closed_survey):
    found = figures(analysed())
    planned = ("phase", "gender", "phase*gender")
    tests = [key[:3] for key in found if key[0] == "where" and key[4] == "test" and key[2] in planned]
    choices = ("talk", "web", "ward")
    assert tests == [("where", choice, by) for by in planned for choice in choices]


def test_it_prints_the_statistics_in_one_order(closed_survey):
    """Per question: everybody, then each split with its groups and its comparison."""
    rows = [row for row in analysed() if row[0] == "mood" and row[2] in ("", "gender")]
    of_a_group = PEOPLE + PROPORTION * 3
    nobody = PEOPLE + [*PROPORTION, "note"] * 3  # the third gender, of whom nobody came
    tests = [*COMPARISON, "p_holm", "cramers_v_corrected", *MANN_WHITNEY]
    assert [row[4] for row in rows] == of_a_group * 3 + nobody + tests
    assert list(dict.fromkeys(row[3] for row in rows)) == ["", "female", "male", "third"]
    participation = [row[4] for row in analysed() if row[0] == "participation" and row[4] != "note"]
    assert participation == [*PARTICIPATION, *RATE, *AAPOR, *CHERRIES]


def test_it_prints_of_a_scale_inside_schools_both_tests_and_each_answer(closed_survey):
    """Mood of each gender at the two schools; who declined to say is a part of the last answer, as in other tables."""
    found = figures(analysed())
    at = "mood", "", "school*gender", ""
    assert (found[*at, "schools"], found[*at, "groups"]) == ("2", "female male")
    for name, df in (("cmh", None), ("van_elteren", "1")):
        chi2, p = (float(found[*at, f"{name}_{of}"]) for of in ("chi2", "p"))
        assert p == pytest.approx(stats.chi2.sf(chi2, int(found[*at, f"{name}_df"])), rel=1e-9)
        assert df in (None, found[*at, f"{name}_df"])
    differences = [
        float(v) for k, v in found.items() if k[:1] == ("mood",) and k[2:] == (*at[2:], "mh_difference")
    ]
    assert sum(differences) == pytest.approx(0, abs=1e-9)


def test_it_prints_the_parts_of_a_closed_survey_by_school_and_year(closed_survey):
    found = figures(analysed())
    heard = {key[2:4]: int(n) for key, n in found.items() if key[:2] == ("heard", "yes") and key[4] == "n"}
    by_school = {
        ("school", f"school{i + 1}"): sum(a["heard"] == "yes" for a in itertools.islice(people(), i, None, 2))
        for i in (0, 1)
    }
    assert {key: n for key, n in heard.items() if key[0] == "school"} == by_school
    assert {key: n for key, n in heard.items() if key[0] == "year"} == {("year", "1"): 38, ("year", "3"): 50}


def test_it_marks_views_that_nobody_planned(closed_survey):
    rows = analysed()
    beyond = "exploratory: not planned, adjusted for nothing"
    views = ["school", "year", "school*phase", "school*gender"]
    assert notes(rows, "plan") == [("", by, "", beyond) for by in views]
    adjusted = {row[2] for row in rows if row[4] == "p_holm"}
    tested = {row[2] for row in rows if row[4] in ("p", "cmh_p", "van_elteren_p")}
    assert tested - adjusted == set(views)


@pytest.mark.parametrize(("live", "views"), [(False, []), (True, ["school*phase", "school*gender"])])
def test_it_marks_views_inside_schools_where_they_are_there_before_closing(live, views):
    build.a_survey(schools=2, live_by_school=live)
    beyond = "exploratory: not planned, adjusted for nothing"
    assert notes(analysed(), "plan") == [("", by, "", beyond) for by in views]


def test_it_prints_numbers_in_full(closed_survey):
    whole = {"n", "base", "df", "people", "shown_to", "left_open", "prefer_not", *PARTICIPATION, *PLAN}
    whole |= {
        "schools",
        *(
            f"{test}_df"
            for test in ("cmh", "van_elteren", "breslow_day", "interaction_lrt", "kruskal_wallis")
        ),
    }
    for row in analysed():
        if row[4] in {"note", "test", "sha256", "groups"} or row[5] == "":
            continue
        assert row[5] == (str(int(row[5])) if row[4] in whole else repr(float(row[5])))


def test_it_gives_the_reason_for_each_figure_that_does_not_exist(closed_survey):
    rows = analysed()
    assert [note for note in notes(rows, "gender") if note[1] == "gender"] == [
        ("", "gender", "", "the groups are made from this question")
    ]
    assert [note for note in notes(rows, "mood") if note[1] == "gender"] == [
        (choice, "gender", "third", "not computable, because nobody is counted")
        for choice in ("good", "fair", "bad")
    ]
    empty = [row[:5] for row in rows if row[5] == ""]
    explained = {row[:4] for row in rows if row[4] == "note"}
    # A table larger than 2 x 2 whose Fisher's p was not needed has none, and its test says which was used.
    unexplained = {row[4] for row in empty if row[:4] not in explained}
    assert unexplained - {"fisher_p"} == set()


def test_it_prints_the_same_as_json(closed_survey):
    rows = json.loads(printed("--format", "json"), parse_constant=pytest.fail)
    assert [tuple(row.values()) for row in rows] == analysed()
    assert list(rows[0]) == ["question", "choice", "by", "group", "statistic", "value"]


def test_its_json_is_json_where_a_limit_is_infinite(survey):
    """All of one phase said yes: the odds ratio's upper limit has no number. Values are strings, as in CSV."""
    for year, heard in (("1", "yes"), ("3", "no"), ("3", "yes")):
        build.handed_in(survey, 20, year=year, gender="female", heard=heard)
    build.closed(survey)
    rows = json.loads(printed("--format", "json"), parse_constant=pytest.fail)
    limits = {
        row["statistic"]: row["value"]
        for row in rows
        if (row["question"], row["by"], row["group"]) == ("heard", "phase", "")
        and row["statistic"] in ("odds_ratio", "or_high")
    }
    assert limits == {"odds_ratio": "", "or_high": "inf"}


def test_it_knows_no_other_format(survey):
    with pytest.raises(CommandError, match="invalid choice: 'xlsx'"):
        printed("--format", "xlsx")
