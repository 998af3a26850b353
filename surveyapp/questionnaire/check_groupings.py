"""Checks of groupings: each puts everybody into one group, and their cross does not grow too large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod

from . import places
from .places import TOP
from .problems import Place, Problem, did_you_mean, problem
from .schema import CONSENT, ONE_CHOICE, TYPES, Grouping, Question, Questionnaire

MOST_STRATA = 512


def check_groupings(questionnaire: Questionnaire) -> Iterator[Problem]:
    for place, grouping in places.groupings(questionnaire):
        question = questionnaire.by_code.get(grouping.question)
        if question is None:
            hint = did_you_mean(grouping.question, questionnaire.by_code)
            at = place.at("from")
            yield problem("grouping_unknown_question", at, question=grouping.question, hint=hint)
        elif question.type not in ONE_CHOICE or question.type == CONSENT:
            # an unknown type is reported where it stands
            if question.type in TYPES:
                yield problem("grouping_type", place.at("from"), question=question.code, type=question.type)
        else:
            yield from _source(place, question)
            yield from _groups(place, grouping, question)
    yield from check_strata(questionnaire, len(questionnaire.schools))


def check_strata(questionnaire: Questionnaire, schools: int) -> Iterator[Problem]:
    """Also asked when a survey opens: schools may have come since the file was read."""
    count = prod(len(grouping.groups) for grouping in questionnaire.groupings)
    if questionnaire.live_by_school:
        count *= max(schools, 1)
    if count > MOST_STRATA:
        place = TOP.at("groupings" if questionnaire.groupings else "schools")
        yield problem("too_many_strata", place, count=count, limit=MOST_STRATA)


def _source(place: Place, question: Question) -> Iterator[Problem]:
    if not question.required:
        yield problem("grouping_not_required", place.at("from"), question=question.code)
    if question.shown_if is not None:
        yield problem("grouping_not_for_all", place.at("from"), question=question.code)


def _groups(place: Place, grouping: Grouping, question: Question) -> Iterator[Problem]:
    if len(grouping.groups) < 2:
        yield problem("too_few_groups", place.at("groups"))
    for at, group in places.groups(place, grouping):
        if not group.choices:
            yield problem("empty_group", at.at("choices"))
    yield from _placed_choices(place, grouping, question)


def _placed_choices(place: Place, grouping: Grouping, question: Question) -> Iterator[Problem]:
    """Each choice of the question in one group, and nothing else."""
    seen: Counter[str] = Counter()
    for at, group in places.groups(place, grouping):
        for i, choice in enumerate(group.choices):
            where = at.at("choices", i)
            seen[choice] += 1
            if choice not in question.choice_codes:
                hint = did_you_mean(choice, question.choice_codes)
                said = {"choice": choice, "question": question.code, "hint": hint}
                yield problem("group_unknown_choice", where, **said)
            elif seen[choice] == 2:
                yield problem("group_choice_twice", where, choice=choice)
    for choice in question.choice_codes:
        if choice and not seen[choice]:
            yield problem("group_choice_left_out", place.at("groups"), choice=choice)
