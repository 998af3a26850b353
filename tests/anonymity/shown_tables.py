"""Small random surveys, closed, and who is in each group of each table that is shown of them."""

import random
from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np

from analysis.breakdowns import breakdowns_of
from surveyapp.columns import column_name
from surveyapp.pairs import NO_ANSWER, NOT_ASKED, NOT_TICKED, SCHOOL, TICKED
from surveyapp.questionnaire.schema import MULTIPLE
from tests.anonymity.small_surveys import a_small_survey
from tests.build import GENDER, HEARD, MOOD, PLACE, WHERE, YEAR, a_questionnaire

K = 5
MADE = a_questionnaire(questions=(YEAR, GENDER, HEARD, WHERE, MOOD, PLACE), schools=4)
QUESTIONS = [q for q in MADE.questions if q.code not in ("year", "gender")]
MOST, IMPORTED = 160, 60  # people of a survey
WITHIN = [("", ""), *((g.code, group.code) for g in MADE.groupings for group in g.groups)]


# Several tests look at the same surveys, and none changes them.
@cache
def survey(seed, imported=0):
    chance = random.Random(seed)
    return a_small_survey(chance, MADE, chance.randint(20, MOST), imported)


@cache
def shown_of(data):
    """What the product's own rules show; a test that puts others in their place does without."""
    return breakdowns_of(data.pairs(), K)


def people(data, name, codes, within, group):
    """Who is in a group that is shown, found from the answers themselves. `codes`: merged, with a plus between."""
    inside = data.in_strata & (groups_of(data, within) == group)
    return frozenset(np.flatnonzero(inside & np.isin(states(data, name), codes.split("+"))).tolist())


@cache
def groups_of(data, within):
    """Everybody's group in a grouping; without one they are all in the same."""
    if not within:
        return np.full(data.n, "")
    grouping = MADE.grouping_by_code[within]
    return np.array([grouping.group_of(a[grouping.question]) for a in data.answers], dtype=str)


@cache
def states(data, name):
    return np.array([state(data, i, name) for i in range(data.n)], dtype=str)


def state(data, i, name):
    if name == SCHOOL:
        return MADE.schools[data.school_codes()[i]].code
    code, _, choice = name.partition("/")
    question, answers = MADE.by_code[code], data.answers[i]
    if code not in answers:
        return NOT_ASKED
    answer = answers[code]
    if not answer or str(answer) in question.missing_codes:
        return NO_ANSWER
    return (TICKED if choice in answer else NOT_TICKED) if choice else answer


def partitions(data, shown=None):
    """The groups of each table that is shown, and its answers, each as sets of people; the planned groups too."""
    shown = shown or breakdowns_of(data.pairs(), K)
    found = {()}
    for by in (("phase",), ("gender",), ("phase", "gender")):
        found.add(planned(data, by))
    kinds = Counter()
    for question, variable, (within, group) in product(QUESTIONS, shown.pairs.variables, WITHIN):
        by = variable.name
        if by.partition("/")[0] == question.code:
            continue
        table = shown.by(question, by, within, group)
        if table.withheld:
            continue
        kinds[within] += 1
        rows = [people(data, by, g.group[0], within, group) for g in table.groups]
        assert [len(some) for some in rows] == [g.people for g in table.groups]
        found.add(tuple(rows))
        found |= {tuple(columns) for columns in transposed(data, question, table, within, group)}
    return found - {()}, kinds


def transposed(data, question, table, within, group):
    """The table's answers as groups; those of a multiple choice overlap, so each is a table of its own."""
    some = []
    for i, answer in enumerate(table.answers):
        name = column_name(question.code, answer) if question.type == MULTIPLE else question.code
        some.append(people(data, name, TICKED if question.type == MULTIPLE else answer, within, group))
        assert sum(g.choices[i].count for g in table.groups) == len(some[-1])
    return [[one] for one in some] if question.type == MULTIPLE else [some]


def planned(data, by):
    groupings = [MADE.grouping_by_code[code] for code in by]
    groups = {}
    for i in np.flatnonzero(data.in_strata).tolist():
        key = tuple(g.group_of(data.answers[i][g.question]) for g in groupings)
        groups.setdefault(key, set()).add(i)
    return tuple(map(frozenset, groups.values()))


def smallest_difference(first, second):
    """The fewest people, but not nobody, by which some groups of one and some of the other differ; None: no such."""
    rows, columns = members(first), members(second)
    taken = (any_of(len(rows)) @ rows > 0).astype(np.float32)  # whichever groups are added up
    inside = taken @ columns.T
    outside = columns.sum(axis=1) - inside
    rest = taken @ (columns.sum(axis=0) == 0).astype(np.float32)
    least = rest + np.minimum(inside, outside).sum(axis=1)
    turned = np.maximum(inside, outside).min(axis=1)  # the next one turns one group over
    found = np.where(least == 0, turned, least)
    return int(found[found > 0].min()) if found.any() else None


@cache
def members(groups):
    """A row for each group: who is in it. So few people are whole numbers in float32, which multiplies fast."""
    rows = np.zeros((len(groups), MOST + IMPORTED), dtype=np.float32)
    for row, group in zip(rows, groups, strict=True):
        row[list(group)] = 1
    return rows


@cache
def any_of(n):
    """A row for each choice of some of n."""
    return np.array(list(product([0, 1], repeat=n)), dtype=np.float32)


def leaks(data, shown=None):
    found, kinds = partitions(data, shown)
    pairs = combinations_with_replacement(sorted(found, key=repr), 2)
    return [few for first, second in pairs if (few := smallest_difference(first, second)) and few < K], kinds
