"""Whoever imported responses knows them: what is shown beside them must be of k others at least."""

from analysis.report import TOO_FEW, build
from surveyapp.disclosure import Atom
from surveyapp.questionnaire import yaml_form

QUESTIONNAIRE = yaml_form.read("""
code: wards
title: {en: Wards}
languages: [en]
groupings: [{code: stage, label: {en: Stage}, from: stage}]
sections:
  - code: all_of_it
    title: {en: All}
    questions:
      - {code: stage, type: single, required: true, text: {en: Stage?},
         choices: [{code: early, label: {en: Early}}, {code: late, label: {en: Late}}]}
      - {code: nights, type: yes_no, required: true, text: {en: Nights?}}
      - {code: tired, type: yes_no, required: true, shown_if: {nights: yes}, text: {en: Tired?}}
""")


def atom(batch, stage, tired):
    """20 people; of them `tired` were shown the follow-up and said yes to it."""
    tally = {"stage": {stage: 20}, "nights": {"no": 20 - tired, "yes": tired}}
    return Atom((stage,), None, 20, {**tally, "tired": {"-hidden": 20 - tired, "yes": tired}}, batch=batch)


def test_it_withholds_a_follow_up_of_which_few_are_left_beside_an_import():
    imported = [atom(1, "early", 10), atom(1, "late", 10)]
    few = [atom(0, "early", 1), atom(0, "late", 1)]

    tired = build(QUESTIONNAIRE, [*imported, *few], 5).question("tired")

    assert (tired.withheld, tired.everybody) == (TOO_FEW, None)


def test_it_shows_a_follow_up_for_everybody_alone_where_few_are_left_in_a_group():
    imported = [atom(1, "early", 10), atom(1, "late", 10)]
    some = [atom(0, "early", 3), atom(0, "late", 6)]

    tired = build(QUESTIONNAIRE, [*imported, *some], 5).question("tired")

    assert tired.everybody.base == 29
    assert tired.by("stage").withheld == TOO_FEW


def test_it_shows_it_split_where_each_is_of_enough():
    imported = [atom(1, "early", 10), atom(1, "late", 10)]
    enough = [atom(0, "early", 5), atom(0, "late", 0)]

    tired = build(QUESTIONNAIRE, [*imported, *enough], 5).question("tired")

    assert [group.base for group in tired.by("stage").groups] == [15, 10]
