"""The sentence under each chart: its numbers are those of the files, and it says no more than its test does."""

import csv
import dataclasses
import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import page
from analysis.names import Names
from analysis.report import build
from analysis.telling import Telling
from surveyapp.questionnaire.schema import MULTIPLE, SCALE, SINGLE, YES_NO, Question, SchoolEntry
from tests.analysis.telling_words import said, without_no_break
from tests.results_surveys import STAGE, WARD, atom, choices, en, four_strata, questionnaire

STUDY = Path(__file__).parents[2] / "examples" / "ir2019"
pytestmark = [pytest.mark.django_db, pytest.mark.once]
VIEWS = [(), ("phase",), ("gender",), ("phase", "gender")]
CLAIMS = re.compile(r"more often|differently|differs? |more frequent in|times as high")


# ----- the study


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


# ----- never more than the test says

KINDS = {
    kind: Question("asked", kind, en("Asked?"), choices=choices(*codes))
    for kind, codes in {
        YES_NO: ("yes", "no"),
        SINGLE: ("ward", "home", "lab"),
        SCALE: ("much", "some", "none"),
        MULTIPLE: ("tea", "walks", "talks"),
    }.items()
}
COUNTS = st.lists(st.integers(0, 60), min_size=3, max_size=3)


def answers(question, counts, people):
    given_to = dict(zip((choice.code for choice in question.choices), counts, strict=False))
    spare = people - max(given_to.values()) if question.type == MULTIPLE else people - sum(given_to.values())
    return given_to if question.type == MULTIPLE else given_to | {"-open": spare}


def asked(kind, table, by):
    """A survey of this one question; a row of counts a group, of 200 people each."""
    question, groups = (
        KINDS[kind],
        [("student", "heart"), ("student", "knife"), ("resident", "heart"), ("resident", "knife")],
    )
    atoms = [
        atom(*g, people=200, asked=answers(question, row, 200)) for g, row in zip(groups, table, strict=True)
    ]
    return questionnaire((STAGE, WARD, question)), atoms, "asked", *by


def smallest_p(plan, atoms, code, *by):
    """Of all the tests that the sentence may speak of."""
    breakdown = build(plan, atoms, 1, (by,)).question(code).by(*by)
    sizes = breakdown.effects
    more = [sizes.ranks, *((sizes.strata.common, sizes.strata.homogeneity) if sizes.strata else ())]
    return min((test.p for test in [*breakdown.tests, *more] if test and test.p is not None), default=None)


def test_it_never_takes_holm_s_p_of_a_scale_for_that_of_its_order():
    """The sentence leads with Mann-Whitney; what is planned, and adjusted, is the test of the whole table."""
    scales = tuple(
        Question(f"scale{i}", SCALE, en("?"), choices=choices("much", "some", "none")) for i in range(12)
    )
    rows = {"student": {"much": 30, "some": 25, "none": 45}, "resident": {"much": 18, "some": 27, "none": 55}}
    atoms = [
        atom(stage, "heart", people=100, **{q.code: given for q in scales}) for stage, given in rows.items()
    ]
    plan = questionnaire((STAGE, WARD, *scales))
    # R: t <- matrix(c(30, 18, 25, 27, 45, 55), 2); chisq.test(t, correct = FALSE)$p.value is 0.130;
    # wilcox.test(rep(1:3, t[1, ]), rep(1:3, t[2, ]), exact = FALSE, correct = FALSE)$p.value is 0.070
    text = without_no_break(said(plan, atoms, "scale3", "stage"))
    assert text.startswith("No clear difference in the order of the answers (Mann-Whitney p = 0.070;")
    rows["resident"]["much"], rows["resident"]["none"] = 15, 58
    # R: with 15, 27, 58 the p of the order is 0.0203, that of the whole table 0.0348; 12 times that is 0.42
    text = without_no_break(said(plan, atoms, "scale3", "stage"))
    assert text.count("(Mann-Whitney p = 0.020;") == 1
    assert text.endswith(
        "The planned test is that of the whole table (p = 0.035); allowing for all 12 planned comparisons by stage, "
        "it may be chance (p = 0.42)."
    )
    report = build(plan, atoms, 5)
    breakdown = report.question("scale3").by("stage")
    assert breakdown.holm[0] == min(1, 12 * breakdown.whole.p)
    reading = page.Reading(Names(plan, "en"), ("stage",), 5, True, {})
    card = next(c for s in page.sections(report, reading) for c in s.cards if c.code == "scale3")
    assert without_no_break(dict(card.test)["p, Holm"]).endswith(
        "of the test of the whole table, allowing for all 12 planned comparisons by stage"
    )


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(COUNTS, min_size=4, max_size=4),
    st.sampled_from([("stage",), ("stage", "ward")]),
)
def test_it_names_a_difference_only_where_a_test_finds_one(kind, table, by):
    survey = asked(kind, table, by)
    text, p = said(*survey), smallest_p(*survey)
    if p is None:
        assert re.fullmatch(r"Comparison: not computable, because [a-z ]+\.", text)
    elif p >= 0.05:
        claims = CLAIMS.findall(text.replace("odds ratio differs by stage is not clear", ""))
        assert (claims, text.count("No clear difference")) == ([], 1)
    else:
        assert len(CLAIMS.findall(text)) + text.count("No clear difference") >= 1
    assert (
        re.findall(
            r"significan|no difference|equal|caus(?!e nobody|e every|e only)|did not differ|nan|inf",
            text.replace("because", ""),
        )
        == []
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_it_reads_the_same_whichever_group_comes_first(one, other):
    def words(first, second):
        return said(
            *asked(YES_NO, [[first, 60 - first, 0], [0] * 3, [second, 60 - second, 0], [0] * 3], ("stage",))
        )

    def swapped(text):
        return text.replace("Student", "?").replace("Resident", "Student").replace("?", "Resident")

    if one != other:
        assert words(one, other) == swapped(words(other, one))


def test_it_writes_p_so_that_it_agrees_with_the_words():
    telling = Telling(None, None, Names(questionnaire(), "en"), 0)
    written = [without_no_break(telling.p(p)) for p in (0.0494, 0.0499, 0.05, 0.0501, 0.23, 1e-9)]
    assert written == ["p = 0.049", "p < 0.05", "p = 0.050", "p = 0.050", "p = 0.23", "p < 0.001"]


def test_it_says_so_where_answers_are_spread_differently_around_the_same_middle():
    text = said(*asked(SCALE, [[30, 0, 30], [0] * 3, [0, 60, 0], [0] * 3], ("stage",)))
    assert without_no_break(text) == (
        "No clear difference in the order of the answers (Mann-Whitney p = 1.0; rank-biserial correlation 0.00). "
        "The groups answered differently (p < 0.001; Cramér’s V = 1.00). "
        "The largest gap: ‘Some’, 100.0 % of the group ‘Resident’ against 0.0 % of the group ‘Student’: "
        "100.0 points (95 % CI 91.5 to 100.0, of a gap picked as the largest)."
    )


# ----- many groups, hardly any answers


def test_it_names_the_highest_and_the_lowest_of_many_groups():
    atoms = [
        dataclasses.replace(stratum, school=school)
        for stratum, school in zip(four_strata(), ("north", "north", "south", "west"), strict=True)
    ]
    schools = (*questionnaire().schools, SchoolEntry("west", "Western Institute"))
    plan = dataclasses.replace(questionnaire(live_by_school=True), schools=schools)
    assert without_no_break(said(plan, atoms, "nights", "school")) == (
        # R: chisq.test(matrix(c(17, 15, 18, 23, 5, 2), 3), correct = FALSE): 14.613, p = 0.00067
        "The groups answered differently (p < 0.001; Cramér’s V = 0.43). The largest gap: ‘Yes’, from 42.5 % of the "
        "group ‘Northern Institute’ (17 of 40) to 90.0 % of the group ‘Western Institute’ (18 of 20)."
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[0] * 3] * 4, "nobody is counted"),
        ([[9, 0, 0], [0] * 3, [0] * 3, [0] * 3], "only one group has answers"),
        ([[9, 0, 0], [0] * 3, [9, 0, 0], [0] * 3], "everybody gave the same answer"),
    ],
)
def test_it_says_why_nothing_can_be_compared(kind, table, why):
    if kind == MULTIPLE:  # who ticks nothing has answered all the same
        table = [[200 if any(row) else 0, 0, 0] for row in table]
    plan, atoms, code, by = asked(kind, table, ("stage",))
    left_open = {"-open": 200}
    atoms = [
        one if any(row) else dataclasses.replace(one, tally=one.tally | {code: left_open})
        for one, row in zip(atoms, table, strict=True)
    ]
    assert said(plan, atoms, code, by) == f"Comparison: not computable, because {why}."


def test_it_leaves_the_value_out_where_a_cell_is_empty():
    plan, atoms, code, by = asked(YES_NO, [[60, 0, 0], [0] * 3, [30, 30, 0], [0] * 3], ("stage",))
    reading = page.Reading(Names(plan, "en"), (by,), 1, True, {})
    (card,) = [c for s in page.sections(build(plan, atoms, 1), reading) for c in s.cards if c.code == code]
    # R: fisher.test(matrix(c(60, 30, 0, 30), 2))$conf.int is 13.703 to Inf
    assert dict(card.test)["Odds ratio"] == (
        "not estimable, because nobody of a group gave the answer, or everybody did; ‘Student’ to ‘Resident’ "
        "(95 % CI 13.70 to ∞)"
    )


def test_it_is_silent_where_a_reason_stands_and_where_there_is_nothing_to_compare():
    plan = questionnaire()
    few = [
        atom("student", "heart", nights={"yes": 12, "no": 8}),
        atom("resident", "heart", nights={"yes": 2, "-open": 18}),
    ]
    assert said(plan, few, "nights", "stage", k=5) == ""
    assert said(plan, (), "nights", k=5) == ""
    assert [said(plan, four_strata(), "words"), said(plan, four_strata(), "words", "stage")] == ["", ""]
    assert said(plan, four_strata(), "hours") == ""  # nobody answered
