"""What is compared inside schools is added up from tables by school inside groups that are shown, from nothing else.

So its figures tell nothing that those tables do not; whether these may stand beside each other is asked elsewhere.
"""

import random
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from analysis import breakdowns
from analysis.breakdowns import breakdowns_of
from analysis.school_strata import tables_of
from surveyapp.columns import column_name
from surveyapp.pairs import SCHOOL, TICKED
from surveyapp.questionnaire.schema import MULTIPLE, NUMBER, SCALE, SINGLE
from tests.anonymity.small_surveys import InMemory, a_small_survey
from tests.build import GENDER, HEARD, HOURS, MOOD, PLACE, WHERE, YEAR, a_questionnaire

K = 5
QUESTIONS = (YEAR, GENDER, HEARD, replace(WHERE, shown_if=None), MOOD, PLACE, replace(HOURS, maximum=6))
MADE = a_questionnaire(questions=QUESTIONS, schools=4)
GROUPS = {grouping.code: [group.code for group in grouping.groups] for grouping in MADE.groupings}


@pytest.fixture(autouse=True)
def no_tests(monkeypatch):
    """Nothing here looks at them, and they take most of the time."""
    for name in ("compare", "compared"):
        monkeypatch.setattr(breakdowns, name, lambda table: breakdowns.NO_EFFECTS)
    monkeypatch.setattr(breakdowns, "effects", lambda *args, **more: breakdowns.NO_EFFECTS)


def leaning(seed):
    chance = random.Random(seed)
    return a_small_survey(chance, MADE, chance.randint(60, 400), 0)


def people(chance):
    """Many of each group, nobody of whom is in a bad mood or heard of it on the ward.

    School 4 is of nobody.
    """
    rows = []
    for n in range(chance.randint(300, 400)):
        posted = {question.code: [chance.choice(question.choice_codes or "012345")] for question in QUESTIONS}
        posted |= {"mood": [chance.choice(["good", "fair"])], "where": chance.sample(["talk", "web"], n % 3)}
        rows.append([chance.randrange(3), posted, 0])
    return rows


def with_a_few(seed, **fixed):
    """Three people are all of a school, and all who gave an answer: so schools and answers have to be merged."""
    rows = people(random.Random(seed))
    for row in rows[:3]:
        row[0] = 3
        row[1] |= {"mood": ["bad"]} | fixed
    return InMemory(MADE, rows)


def of_one_group(seed):
    """They are all of one group, the first of each grouping or the last: so no other group's counts show it."""
    year, gender = ("1", "female") if seed % 2 else ("3", "third")
    return with_a_few(seed, year=[year], gender=[gender])


def rare_in_each_group(seed):
    """Answers that enough gave, but fewer than k of each phase."""
    rows = people(random.Random(seed))
    for n, (_school, posted, _batch) in enumerate(rows[:8]):
        posted |= {"mood": ["bad"], "year": ["3" if n % 2 else "1"], "hours": ["6"], "where": ["ward"]}
    return InMemory(MADE, rows)


def strata_in(shown):
    """(question, choice, grouping) -> what goes into its tests; None where it is withheld."""
    found = {}
    for question, _groups, tables in tables_of(shown, (SINGLE, SCALE, MULTIPLE, NUMBER)):
        for choice in question.choice_codes if question.type == MULTIPLE else ("",):
            strata = tables.strata(question, column_name(question.code, choice))
            if strata and choice and (TICKED,) not in strata.answers:
                strata = None
            found[question.code, choice, tables.grouping] = strata
    return found


SURVEYS = [(leaning, 10), (with_a_few, 4), (of_one_group, 4), (rare_in_each_group, 2)]


@pytest.mark.parametrize(("made", "seeds"), SURVEYS)
def test_what_is_compared_inside_schools_is_added_up_from_tables_that_are_shown(made, seeds):
    compared = Counter()
    for seed in range(seeds):
        shown = breakdowns_of(made(seed).pairs(), K)
        for (code, choice, grouping), strata in strata_in(shown).items():
            if strata is None:
                continue
            compared[code] += 1
            question = MADE.by_code[code]
            for at, group in enumerate(strata.groups):
                table = shown.by(question, SCHOOL, grouping, group)
                cells = {
                    (i, j): n
                    for i, school in enumerate(strata.cells)
                    for j, n in enumerate(school[at].answers)
                    if n
                }
                if table.withheld:  # all of the group are at one school: the planned table has them
                    assert len({school for school, _answer in cells}) == 1
                else:
                    assert added_up(table, question, choice, strata, shown.pairs) == cells
    assert min(compared[code] for code in ("mood", "place", "where", "hours")) > 1


@pytest.mark.parametrize(("made", "seeds"), SURVEYS)
def test_schools_are_those_of_the_table_by_school_whatever_group_is_looked_at(made, seeds):
    for seed in range(seeds):
        shown = breakdowns_of(made(seed).pairs(), K)
        for (code, _choice, _grouping), strata in strata_in(shown).items():
            rows = {row.group[0] for row in shown.by(MADE.by_code[code], SCHOOL).groups}
            assert strata is None or {"+".join(codes) for codes in strata.schools} <= rows


@pytest.mark.parametrize("seed", range(4))
def test_no_group_is_left_out_for_a_school_that_is_put_together_with_another(seed):
    """By one group's counts alone it would stay apart, and whose few people are in it would not be compared."""
    strata = strata_in(breakdowns_of(of_one_group(seed).pairs(), K))
    for code, grouping in product(("mood", "place"), GROUPS):
        found = strata[code, "", grouping]
        assert found is not None, (code, grouping)
        assert (list(found.groups), found.left_out) == (GROUPS[grouping], ())


def added_up(table, question, choice, strata, pairs):
    """The same cells from what the table of one group shows."""
    counts = Counter()
    for row in table.groups:
        school = whole(strata.schools, row.group[0])
        if question.type == MULTIPLE:
            shown, at = row.choices[table.answers.index(choice)], strata.answers.index((TICKED,))
            counts[school, at] += shown.count
            counts[school, 1 - at] += shown.base - shown.count
        elif question.type == NUMBER:
            classes = pairs.shape.classes[question.code]
            spans = [(classes[int(codes[0])].low, classes[int(codes[-1])].high) for codes in strata.answers]
            for mean, n in row.numbers.bins:
                low, high = next(span for span in row.numbers.spans if span[0] <= mean <= span[1])
                (at,) = [i for i, span in enumerate(spans) if span[0] <= low and high <= span[1]]
                counts[school, at] += n
        else:
            for answer, shown in zip(table.answers, row.choices, strict=True):
                counts[school, whole(strata.answers, answer)] += shown.count
    return +counts


def whole(parts, codes):
    """Which part holds all of these."""
    (found,) = [i for i, part in enumerate(parts) if set(codes.split("+")) <= set(part)]
    return found
