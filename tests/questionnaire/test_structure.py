import json
import random
from dataclasses import fields, replace

import pytest

from surveyapp.questionnaire.schema import (
    NOTE,
    STATEMENTS,
    Block,
    Choice,
    Group,
    Grouping,
    Is,
    Question,
    Section,
)
from surveyapp.questionnaire.structure import (
    WordingChange,
    fingerprint,
    structure,
    structure_differences,
    wording_changes,
)
from surveyapp.questionnaire.yaml_form import read
from tests.questionnaire.random_questionnaires import questionnaire
from tests.questionnaire.written import HEARD, YEAR, ask, choices, grouping, groups, survey

QUESTIONS = YEAR + HEARD + ask("q", "multiple", choices=choices(), shown_if="{heard: yes}", hint="{en: H}")
HEAD = grouping(groups(["1"], ["2"]))
FILE = survey(QUESTIONS, HEAD)
BASE = read(FILE)

# a correction in the file -> the change that is told
CORRECTIONS = [
    ("title: {en: T}", "title: {en: U}", WordingChange("title", "en", "T", "U")),
    ("title: {en: A}", "title: {en: B}", WordingChange("section a, title", "en", "A", "B")),
    ("text: {en: Heard}", "text: {en: Herd}", WordingChange("heard, text", "en", "Heard", "Herd")),
    ("label: {en: One}", "label: {en: I}", WordingChange("year, choice 1, label", "en", "One", "I")),
    ("label: {en: Phase}", "label: {en: P}", WordingChange("grouping phase, label", "en", "Phase", "P")),
    ("languages:", "contact: a@b.c\nlanguages:", WordingChange("contact", "", "", "a@b.c")),
    ("languages:", "thanks: {en: Thanks}\nlanguages:", WordingChange("thanks", "en", "", "Thanks")),
]


@pytest.mark.parametrize(("old", "new", "change"), CORRECTIONS)
def test_it_tells_a_correction_and_finds_the_structure_the_same(old, new, change):
    corrected = read(FILE.replace(old, new, 1))
    assert wording_changes(BASE, corrected) == (change,)
    assert structure_differences(BASE, corrected) == ()
    assert fingerprint(corrected) == fingerprint(BASE)


def test_it_tells_a_text_that_is_gone():
    corrected = read(FILE.replace(", hint: {en: H}", ""))
    assert wording_changes(BASE, corrected) == (WordingChange("q, hint", "en", "H", ""),)


CHANGES = [
    ("languages:", "minimum_group: 10\nlanguages:", ["*minimum_group* was 5 and would be 10."]),
    ("languages:", "live_by_school: true\nlanguages:", ["*live_by_school* was false and would be true."]),
    (HEARD, HEARD + ask("new"), ["The question *new* is new."]),
    (QUESTIONS, YEAR + HEARD, ["The question *q* is gone."]),
    (YEAR + HEARD, HEARD + YEAR, ["The order of the questions has changed."]),
    ("type: multiple", "type: single", ['*type* of the question *q* was "multiple" and would be "single".']),
    (
        "code: heard, ",
        "code: heard, required: true, ",
        ["*required* of the question *heard* was false and would be true."],
    ),
    (
        ", shown_if: {heard: yes}",
        "",
        ['*shown_if* of the question *q* was {"heard": "yes"} and would be nothing.'],
    ),
    (
        "{heard: yes}",
        "{heard: no}",
        ['*shown_if* of the question *q* was {"heard": "yes"} and would be {"heard": "no"}.'],
    ),
    (
        "{code: b, label: {en: B}}",
        "{code: c, label: {en: B}}",
        [
            "The choice *b* of the question *q* is gone.",
            "The choice *c* of the question *q* is new.",
        ],
    ),
    (
        "{code: b, label: {en: B}}",
        "{code: b, label: {en: B}, other: true}",
        ["*other* of the choice *b* of the question *q* was false and would be true."],
    ),
    (
        "{code: a, label: {en: A}}, {code: b, label: {en: B}}",
        "{code: b, label: {en: B}}, {code: a, label: {en: A}}",
        ["The order of the choices of the question *q* has changed."],
    ),
    (HEAD, "", ["The grouping *phase* is gone."]),
    (
        "{code: g0, ",
        "{code: g, ",
        ["The group *g0* of the grouping *phase* is gone.", "The group *g* of the grouping *phase* is new."],
    ),
    (
        "code: a\n",
        "code: b\n",
        [
            "The section *a* is gone.",
            "The section *b* is new.",
            *(f"The question *{code}* has moved to the section *b*." for code in ("year", "heard", "q")),
        ],
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), CHANGES)
def test_it_says_in_words_what_else_has_changed(old, new, told):
    changed = read(FILE.replace(old, new, 1))
    assert list(structure_differences(BASE, changed)) == told
    assert fingerprint(changed) != fingerprint(BASE)


# another value for every field that is no words; a new field of the schema must be put here or among the words
FIELDS = {
    Question: {
        "code": "other",
        "type": "scale",
        "required": True,
        "shown_if": None,
        "choices": (),
        "at_most": 1,
        "minimum": 1.0,
        "maximum": 1.0,
        "integer": True,
        "at_least": 1,
        "length": 60,
        "lines": 1,
        "year": True,
        "month": True,
        "random_order": True,
    },
    Choice: {"code": "other", "other": True, "prefer_not": True, "exclusive": True},
    Grouping: {"code": "other", "question": "heard", "groups": ()},
    Group: {"code": "other", "choices": ()},
    Section: {"code": "other", "questions": (), "blocks": (Block("c", NOTE, {}, 0),)},
    Block: {
        "code": "other",
        "type": STATEMENTS,
        "before": 1,
        "holds": 1,
        "shown_if": Is("heard", ("yes",)),
        "picture": "other.png",
    },
}
WORDS = {"text", "hint", "unit", "label", "title", "alt"}
NOTED = replace(BASE, sections=(replace(BASE.sections[0], blocks=(Block("b", NOTE, {"en": "N"}, 0),)),))


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_it_has_every_field_but_the_words_in_the_structure(kind):
    assert {f.name for f in fields(kind)} - WORDS == set(FIELDS[kind])
    for name, value in FIELDS[kind].items():
        changed = with_another(kind, **{name: value})
        assert fingerprint(changed) not in (fingerprint(BASE), fingerprint(NOTED)), name


def with_another(kind, **value):
    """The base, where one part of this kind has another value in one field."""
    if kind in (Grouping, Group):
        grouping = BASE.groupings[0]
        first, *rest = grouping.groups
        changed = {"groups": (replace(first, **value), *rest)} if kind is Group else value
        return replace(BASE, groupings=(replace(grouping, **changed),))
    if kind is Block:
        (section,) = NOTED.sections
        return replace(NOTED, sections=(replace(section, blocks=(replace(section.blocks[0], **value),)),))
    if kind is Section:
        return replace(BASE, sections=(replace(BASE.sections[0], **value),))
    asked = BASE.by_code["q"]
    first, *rest = asked.choices
    changed = {"choices": (replace(first, **value), *rest)} if kind is Choice else value
    return with_question(BASE, "q", **changed)


def test_it_tells_a_language_that_was_added():
    more = "languages: [en, fr]"
    file = FILE.replace("languages: [en]", more)
    for word in ("T", "A", "Year", "One", "Two", "Heard", "Q", "H", "B", "Phase", "G"):
        file = file.replace(f"{{en: {word}}}", f"{{en: {word}, fr: {word}}}")
    assert structure_differences(BASE, read(file)) == ('*languages* was ["en"] and would be ["en", "fr"].',)


def test_it_leaves_the_survey_and_its_schools_out_of_the_structure():
    school = read(FILE.replace("code: s", "code: t\nschools: [{code: a, name: A}]", 1))
    assert fingerprint(school) == fingerprint(BASE)


def test_it_has_no_word_in_the_structure():
    assert "Heard" not in json.dumps(structure(BASE))
    assert json.loads(json.dumps(structure(BASE))) == structure(BASE)


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_a_difference_in_words_exactly_where_the_fingerprints_differ(seed):
    """A random part of a random questionnaire is changed."""
    rng = random.Random(seed)
    made = questionnaire(rng)
    changed = rng.choice([flip_required, swap_sections, drop_choice, other_words, move_question])(rng, made)
    told = structure_differences(made, changed)
    assert bool(told) == (fingerprint(made) != fingerprint(changed))
    assert structure_differences(made, made) == ()


def with_question(made, code, /, **fields):
    sections = tuple(
        replace(s, questions=tuple(replace(q, **fields) if q.code == code else q for q in s.questions))
        for s in made.sections
    )
    return replace(made, sections=sections)


def flip_required(rng, made):
    question = rng.choice(made.questions)
    return with_question(made, question.code, required=not question.required)


def swap_sections(rng, made):
    return replace(made, sections=tuple(rng.sample(made.sections, len(made.sections))))


def drop_choice(rng, made):
    question = rng.choice([q for q in made.questions if q.choices])
    return with_question(made, question.code, choices=question.choices[1:])


def other_words(rng, made):
    return with_question(made, rng.choice(made.questions).code, text={"en": "Other words"})


def move_question(rng, made):
    first, second, *rest = made.sections
    moved = replace(first, questions=(*first.questions, second.questions[0]))
    return replace(made, sections=(moved, replace(second, questions=second.questions[1:]), *rest))
