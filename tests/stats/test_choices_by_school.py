"""Multiple choices inside schools: the study's against R (reference/by_school_choices.R), made-up ones by hand."""

import dataclasses

import pytest

from analysis import choices_by_school, choices_by_school_words
from analysis.breakdowns import breakdowns_of
from analysis.names import Names
from analysis.report import AFTER_CLOSING, TOO_FEW
from analysis.school_strata import Tallies
from analysis.stats.generalised import general_association
from surveyapp.questionnaire.schema import SINGLE, Question
from tests.anonymity.small_surveys import InMemory
from tests.build import GENDER, WHERE, YEAR, a_questionnaire
from tests.results_surveys import HELPS, WARD, atom, choices, questionnaire
from tests.stats import study_pairs
from tests.stats.stats_reference import rows
from tests.stats.test_strata import NAMES, figures, near


@pytest.fixture
def study():
    return study_pairs.study()


def test_it_gives_the_figures_that_r_gives_of_each_choice_of_several(study):
    found = {
        (within.question.code, choice.choice, within.grouping): choice
        for within in choices_by_school.from_pairs(breakdowns_of(study, 5))
        for choice in within.choices
    }
    expected = {
        (row["question"], row["choice"], row["grouping"]): row for row in rows("by_school_choices.csv")
    }
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        got = found[key]
        assert (got.schools, got.left_out, got.no_answer, got.ratio.strata) == (
            3,
            (),
            False,
            int(row["used"]),
        )
        assert got.test == got.ratio.common
        for name, figure in zip(NAMES, figures(got.ratio), strict=True):
            assert figure == near(name, float(row[name])), (key, name)


def test_the_words_on_several_choices_carry_the_figures_of_r(study):
    plan = study.questionnaire
    for within in choices_by_school.from_pairs(breakdowns_of(study, 5)):
        of = [
            row
            for row in rows("by_school_choices.csv")
            if (row["question"], row["grouping"]) == (within.question.code, within.grouping)
        ]
        said = choices_by_school_words.words(within, 5, Names(plan, "en")).replace("\u00a0", " ")
        least = min(of, key=lambda row: float(row["cmh_p"]))
        if float(least["cmh_p"]) < 0.05:
            odds = float(least["odds_ratio"])
            assert (
                f"the odds of ticking it were {max(odds, 1 / odds):.2f} times as high in the group ‘" in said
            )
            assert ("of an answer picked as the clearest" in said) == (len(of) > 1)
        else:
            assert f"no clear difference in any of the {len(of)} answers" in said
        lines = choices_by_school_words.tests(within, Names(plan, "en")).lines
        for line, row in zip(lines, of, strict=True):
            assert line.ratio == f"{float(row['odds_ratio']):.2f}"
            assert line.interval == f"{float(row['or_low']):.2f} to {float(row['or_high']):.2f}"


THIRD = Question(
    "stage", SINGLE, {"en": "Stage?"}, required=True, choices=choices("student", "resident", "chief")
)
HELPED = questionnaire((THIRD, WARD, HELPS), (THIRD, WARD), live_by_school=True)


def helped(*schools):
    """Of each school and stage: how many ticked tea, of how many who answered; one more left it open."""
    return [
        atom(stage, "heart", people=base + 1, school=school, helps={"tea": tea, "walks": base, "-open": 1})
        for school, groups in zip(("north", "south"), schools, strict=True)
        for stage, (tea, base) in zip(("student", "resident", "chief"), groups, strict=False)
    ]


def choices_of(atoms, plan=HELPED):
    (found,) = (w for w in choices_by_school.from_tallies(Tallies(plan, atoms, 5)) if w.grouping == "stage")
    return found


def test_of_more_than_two_groups_each_choice_has_the_general_test():
    north, south = [(3, 9), (8, 12), (5, 7)], [(2, 11), (9, 9), (6, 8)]
    tea, walks, talking = choices_of(helped(north, south)).choices
    tables = [[(n, base - n) for n, base in school] for school in (north, south)]
    assert (tea.test, tea.ratio, tea.groups) == (general_association(tables), None, THIRD.choice_codes)
    assert {walks.test.note_code, talking.test.note_code} == {
        "no_stratum"
    }  # all ticked the one, nobody the other
    listed = list(choices_by_school.choice_rows(iter([choices_of(helped(north, south))])))
    assert next(r.value for r in listed if (r.choice, r.statistic) == ("tea", "cmh_p")) == repr(tea.test.p)
    assert [r.value for r in listed if (r.choice, r.statistic) == ("walks", "cmh_p")] == [""]
    fewer = choices_of(helped([*north[:2], (1, 2)], south)).choices[0]
    assert (fewer.left_out, fewer.groups) == (("chief",), ("student", "resident"))
    assert fewer.test == fewer.ratio.common
    later = questionnaire((THIRD, WARD, HELPS), (THIRD, WARD))
    assert choices_of(helped(north, south), later).withheld == AFTER_CLOSING
    assert choices_of(helped([(1, 2)], [(5, 9)])).withheld == TOO_FEW


def talk_within(left_open, others):
    """Two schools and phases, 400 people; so many left the question open or ticked another choice, the rest 'talk'."""
    plan = a_questionnaire(questions=(YEAR, GENDER, dataclasses.replace(WHERE, shown_if=None)), schools=2)
    made = []
    for n in range(400):
        where = [] if n < left_open else ["web"] if n < left_open + others else ["talk"]
        posted = {"year": ["13"[n % 2]], "gender": ["female"], "where": where}
        made.append((n // 2 % 2, posted, 0))
    shown = breakdowns_of(InMemory(plan, made).pairs(), 5)
    found = next(w for w in choices_by_school.from_pairs(shown) if w.grouping == "phase")
    said = choices_by_school_words.words(found, 5, Names(plan, "en")) if not found.withheld else ""
    return next((choice for choice in found.shown if choice.choice == "talk"), None), said


def test_few_without_an_answer_count_as_not_having_ticked_and_many_never_do():
    note = "Fewer than 5 gave no answer; they count among those who did not tick it."
    few, said = talk_within(left_open=4, others=150)
    assert (few.no_answer, few.test.n, note in said) == (True, 400, True)
    many, said = talk_within(left_open=100, others=150)
    assert (many.no_answer, many.test.n, note in said) == (False, 300, False)
    assert talk_within(left_open=100, others=2)[0] is None
