"""The sentence under each chart of the study: its numbers are those of the files."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from analysis import page
from analysis.names import Names
from analysis.report import build
from surveyapp.questionnaire.schema import YES_NO
from tests.analysis.telling_words import without_no_break

STUDY = Path(__file__).parents[2] / "examples" / "ir2019"
pytestmark = [pytest.mark.django_db, pytest.mark.once]
VIEWS = [(), ("phase",), ("gender",), ("phase", "gender")]


@pytest.fixture(scope="module")
def study(django_db_setup, django_db_blocker):
    """Each view's cards, and what `analyse` prints: (question, choice, by, group, statistic) -> value."""
    from django.db import transaction

    from surveyapp import tallies
    from surveyapp.models import Survey
    from surveyapp.store import questionnaire_of

    out = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        call_command("import_questionnaire", str(STUDY / "questionnaire.yaml"))
        call_command("import_responses", "ir2019", str(STUDY / "responses.csv"))
        call_command("close_survey", "ir2019")
        call_command("analyse", "ir2019", stdout=out)
        survey = Survey.objects.get(code="ir2019")
        plan, atoms = questionnaire_of(survey), tallies.atoms(survey)
        cards = {by: cards_of(plan, atoms, by, survey.minimum_group) for by in VIEWS}
        transaction.set_rollback(True)
    rows = csv.DictReader(io.StringIO(out.getvalue()))
    return cards, {tuple(row.values())[:5]: row["value"] for row in rows}, plan


def cards_of(plan, atoms, by, k):
    reading = page.Reading(Names(plan, "en"), by, k, True, {})
    report = build(plan, atoms, k, page.drawn_from(by))
    return {card.code: card for section in page.sections(report, reading) for card in section.cards}


@pytest.mark.parametrize(
    ("question", "by", "words"),
    [
        (
            "heard",
            ("phase",),
            "The group ‘Clinical’ said yes more often than the group ‘Preclinical’: 96.5 % against 65.0 %. "
            "Difference 31.5 points (95 % CI 27.7 to 35.2), p < 0.001.",
        ),
        (
            "ai_threat",
            ("phase",),
            "No clear difference: 33.9 % of the group ‘Preclinical’ and 33.8 % of the group ‘Clinical’ said yes. "
            "Difference 0.1 points (95 % CI −4.7 to 5.0), p = 0.95.",
        ),
        (
            "career",
            ("gender",),
            "The group ‘Male’ said yes more often than the group ‘Female’: 35.3 % against 18.1 %. "
            "Difference 17.2 points (95 % CI 12.4 to 22.0), p < 0.001.",
        ),
        (
            "career",
            ("phase", "gender"),
            "Within ‘Preclinical’, 32.4 % of the group ‘Male’ said yes, 19.5 % of the group ‘Female’. "
            "Within ‘Clinical’, 37.9 % of the group ‘Male’ said yes, 16.7 % of the group ‘Female’. "
            "Comparing only people of the same group by phase, the odds of a yes were 2.47 times as high in the "
            "group ‘Male’ as in the group ‘Female’ (Mantel-Haenszel, 95 % CI 1.93 to 3.15, p < 0.001). "
            "Whether this odds ratio differs by phase is not clear (Breslow-Day p = 0.087). "
            "The tests of Mantel-Haenszel and Breslow-Day stand beside the plan and are not adjusted. "
            "The planned test is that of the whole table (p < 0.001; after Holm p < 0.001, allowing for all 20 "
            "planned comparisons by phase and gender); it does not say which of the two groupings a difference comes "
            "from.",
        ),
        (
            "knowledge",
            ("phase",),
            "Answers nearer to ‘Excellent’ were more frequent in the group ‘Clinical’ than in the group "
            "‘Preclinical’ (Mann-Whitney p < 0.001; rank-biserial correlation 0.25). The largest gap: "
            "‘No knowledge’, 33.0 % of the group ‘Preclinical’ against 6.3 % of the group ‘Clinical’: 26.7 points "
            "(95 % CI 22.8 to 30.5, of a gap picked as the largest).",
        ),
        (
            "career_no_reasons",
            ("phase",),
            "Of 5 answers, ‘I know too little about it’ differs most clearly: 73.5 % of the group ‘Clinical’ "
            "against 66.7 % of the group ‘Preclinical’. Difference 6.8 points (95 % CI 1.4 to 12.1, of an answer "
            "picked as the clearest), p = 0.014. "
            "Allowing for all 21 planned comparisons by phase, it may be chance (p = 0.20).",
        ),
        ("year", ("phase",), "The most frequent answer: ‘First year’, 25.8 % (95 % CI 23.6 to 28.1)."),
        ("ai_threat", (), "33.9 % said yes (95 % CI 31.5 to 36.3)."),
    ],
)
def test_it_says_the_study_s_results_in_words(study, question, by, words):
    assert without_no_break(study[0][by][question].says) == words


def test_it_says_something_under_each_chart_of_the_study(study):
    silent = [(by, code) for by in VIEWS for code, card in study[0][by].items() if not card.says]
    assert silent == []


def parsed(pattern, text):
    found = re.search(pattern, without_no_break(text).replace("−", "-"))
    return [float(number) for number in found.groups()]


@pytest.mark.parametrize("by", ["phase", "gender"])
def test_it_repeats_the_figures_of_the_files(study, by):
    cards, listed, plan = study
    yes_no = [q.code for q in plan.questions if q.type == YES_NO]
    n = r"(-?\d+\.\d+)"
    pattern = f"{n} %.*? {n} %.*Difference {n} points \\(95 % CI {n} to {n}\\), p [=<] {n}"
    for code in yes_no:
        group_rates = sorted(
            float(listed[code, "yes", by, group.code, "percent"])
            for group in plan.grouping_by_code[by].groups
        )
        first_less_second, *limits = (
            float(listed[code, "yes", by, "", name])
            for name in ("difference", "difference_low", "difference_high")
        )
        sign = -1 if first_less_second < 0 else 1
        expected = [*reversed(group_rates), abs(first_less_second), *sorted(sign * limit for limit in limits)]
        *rates_and_difference, p = parsed(pattern, cards[by,][code].says)
        assert rates_and_difference == pytest.approx(expected, abs=0.0501)
        assert p == pytest.approx(max(0.001, float(listed[code, "", by, "", "p"])), rel=0.06)
    assert len(yes_no) == 7


def test_it_names_the_answer_whose_groups_are_furthest_apart(study):
    cards, listed, plan = study
    for code in ("heard_where", "image_guided_surgery", "knowledge", "gender"):
        rates = {
            choice.code: [
                float(listed[code, choice.code, "phase", g, "percent"]) for g in ("preclinical", "clinical")
            ]
            for choice in plan.by_code[code].counted_choices
        }
        widest = max(rates, key=lambda choice: abs(rates[choice][0] - rates[choice][1]))
        label = next(c.label["en"] for c in plan.by_code[code].choices if c.code == widest)
        named, high, low = re.search(
            r"The largest gap: ‘(.*?)’, ([\d.]+) % .*? against ([\d.]+) %"
            if len(rates) > 2
            else r" ‘([^‘’]*)’: ([\d.]+) % .*? against ([\d.]+) %",  # two answers have but one gap
            without_no_break(cards["phase",][code].says),
        ).groups()
        assert named == label
        assert [float(low), float(high)] == pytest.approx(sorted(rates[widest]), abs=0.0501)


def test_it_puts_sizes_and_holm_beside_the_test(study):
    card = study[0]["phase",]["heard"]
    assert [(label, without_no_break(words)) for label, words in card.test[2:]] == [
        ("Fisher’s exact test", "p = 9.1 × 10⁻⁵⁹"),
        ("p, Holm", "2.4 × 10⁻⁵¹, allowing for all 21 planned comparisons by phase"),
        ("Cramér’s V", "0.40"),
        ("Difference", "−31.5 points, ‘Preclinical’ less ‘Clinical’ (95 % CI −35.2 to −27.7, Newcombe)"),
        ("Odds ratio", "0.07; ‘Preclinical’ to ‘Clinical’ (95 % CI 0.04 to 0.10)"),
    ]
    assert dict(study[0]["phase",]["knowledge"].test)["Mann-Whitney"] == (
        "p = 7.2 × 10⁻²⁰; rank-biserial correlation 0.25 (above 0: ‘Preclinical’ is nearer to the last answer)"
    )
    crossed = dict(study[0]["phase", "gender"]["career"].test)
    assert crossed["Mantel-Haenszel odds ratio"] == "0.41; ‘Female’ to ‘Male’ (95 % CI 0.32 to 0.52)"
    assert crossed["Breslow-Day with Tarone’s adjustment"] == "χ² = 2.93, 1 df, p = 0.087"


def test_it_gives_each_ticked_answer_its_own_holm(study):
    card = study[0]["phase",]["career_no_reasons"]
    assert [(row.p, row.holm) for row in card.table.tests.ranked][:2] == [("0.014", "0.20"), ("0.57", "1.0")]
    assert card.family == "allowing for all 21 planned comparisons by phase"
