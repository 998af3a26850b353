"""The trend of a share along the answers that groups are merged from: only where these stand in a known order."""

import pytest
from django.utils import translation

from analysis import other_page
from analysis.breakdowns import breakdowns_of, counts_upwards
from analysis.names import Names
from analysis.other_choice import Asked
from surveyapp.questionnaire.schema import SCALE, SINGLE, Group, Grouping, Question
from tests.anonymity.small_surveys import InMemory
from tests.build import HEARD, a_questionnaire, choices, said


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def heard_by(counts, halves, kind=SINGLE, declined=""):
    """By a question that two groups are merged from. `counts`: code -> (yes, people)."""
    source = Question(
        "source", kind, said("Source?"), required=True, choices=choices(*counts, prefer_not=declined)
    )
    groups = tuple(Group(f"half{i}", said(f"Half {i}"), codes) for i, codes in enumerate(halves))
    plan = a_questionnaire(
        questions=(source, HEARD), groupings=(Grouping("half", said("Half"), "source", groups),), schools=1
    )
    rows = [
        (0, {"source": [code], "heard": ["yes" if n < yes else "no"]}, 0)
        for code, (yes, people) in counts.items()
        for n in range(people)
    ]
    shown = breakdowns_of(InMemory(plan, rows).pairs(), 5)
    found = shown.by(HEARD, "source")
    (part,) = other_page.parts(shown, HEARD, Asked("source"), Names(plan, "en"), alone=False)
    return found.effects, part.card


YEARS = [("1", "2", "3"), ("4", "5", "6")]


def test_a_year_that_nobody_is_in_keeps_its_place():
    """R: prop.trend.test(c(2, 5, 9), c(10, 10, 10), score = c(1, 2, 6)), and lm's slope."""
    nobody = (0, 0)
    years = {"1": (2, 10), "2": (5, 10), "3": nobody, "4": nobody, "5": nobody, "6": (9, 10)}
    effects, card = heard_by(years, YEARS)
    assert effects.trend.statistic == pytest.approx(9.298469388)
    assert effects.trend.p == pytest.approx(0.002293453932)
    assert effects.trend.effect == pytest.approx(12.85714286)
    assert card.says.endswith("Answers that nobody gave count as groups here.")
    assert card.table.columns[1:] == tuple((year, "10 answered") for year in ("1", "2", "6"))
    _effects, whole = heard_by(dict.fromkeys(years, (5, 10)), YEARS)
    assert "nobody" not in whole.says
    assert "Cochran-Armitage" in whole.says


COUNTRIES = {"de": (2, 10), "fr": (5, 10), "jp": (9, 10)}


@pytest.mark.parametrize(
    ("counts", "halves", "kind", "trend"),
    [
        (COUNTRIES, [("de", "fr"), ("jp",)], SINGLE, False),
        (COUNTRIES, [("de", "fr"), ("jp",)], SCALE, True),
        (
            {"year1": (2, 10), "year2": (5, 10), "year10": (9, 10)},
            [("year1", "year2"), ("year10",)],
            SINGLE,
            True,
        ),
    ],
    ids=["countries", "a scale", "years"],
)
def test_there_is_a_trend_only_where_the_order_is_known(counts, halves, kind, trend):
    effects, card = heard_by(counts, halves, kind)
    assert (effects.trend is not None) is trend
    assert ("From group to group" in card.says) is trend


def test_who_would_rather_not_say_their_year_is_no_step():
    years = {"1": (2, 10), "2": (5, 10), "3": (9, 10)}
    said_all, _card = heard_by(years, [("1", "2"), ("3",)])
    some_did_not, card = heard_by(years | {"no": (10, 10)}, [("1", "2"), ("3",), ("no",)], declined="no")
    assert some_did_not.trend == said_all.trend
    assert "nobody" not in card.says


def test_two_groups_in_no_known_order_have_their_odds_ratio():
    effects, card = heard_by({"de": (2, 10), "fr": (5, 10), "jp": (0, 0)}, [("de", "fr"), ("jp",)])
    assert effects.trend is None
    assert effects.odds_ratio.value == pytest.approx(0.25)
    assert "Odds ratio" in dict(card.test)


def test_it_knows_codes_that_count_upwards():
    for codes in (("1", "2", "3"), ("year_9", "year_10"), ("1st", "2st"), ("2024", "2026")):
        assert counts_upwards(codes), codes
    for codes in (
        ("de", "fr"),
        ("2", "1"),
        ("1", "1"),
        ("a1", "b2"),
        ("1", "x"),
        ("1", "2a"),
        ("1_1", "1_2"),
    ):
        assert not counts_upwards(codes), codes
