"""Random sound questionnaires with nested conditions, and random answers to them as a form posts them."""

from dataclasses import replace
from itertools import pairwise

from surveyapp.questionnaire.checks import problems_in
from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    OTHER_SUFFIX,
    SCALE,
    SINGLE,
    TEXT,
    TYPES,
    WITH_CHOICES,
    YES_NO,
    All,
    Any,
    Choice,
    Group,
    Grouping,
    Is,
    Not,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)
from surveyapp.questionnaire.standard_words import yes_no_choices

# words that a careless writer of YAML would get wrong
AWKWARD = [
    "yes",
    "no: yes",
    "'",
    '"',
    "# x",
    "- a",
    "{a}",
    "[b]",
    "null",
    "1.0",
    "a\nb",
    "émé",
    "سؤال",
    "😀",
    "*",
    "&c",
]


def questionnaire(rng, size=12):
    """With up to two groupings, one to three languages, and every type of question."""
    languages = tuple(rng.choice([["en"], ["fr", "en"], ["en", "ar", "so"], ["pt-BR"]]))
    questions = [question(rng, i, languages) for i in range(size)]
    groupings = [grouping(rng, i, questions, languages) for i in range(rng.randint(0, 2))]
    # the first three are asked of everybody, as what groupings are made from must be
    for i in range(3, size):
        before = [q for q in questions[:i] if q.type in WITH_CHOICES]
        if before and rng.random() < 0.65:
            questions[i] = replace(questions[i], shown_if=condition(rng, before, 2))
    cuts = [0, *sorted(rng.sample(range(1, size), min(rng.randint(1, 4), size - 1))), size]
    made = Questionnaire(
        code=f"random-{rng.randrange(1000)}",
        title=text(rng, languages),
        languages=languages,
        sections=tuple(
            Section(f"s{n}", text(rng, languages), tuple(questions[a:b]))
            for n, (a, b) in enumerate(pairwise(cuts))
        ),
        groupings=tuple(groupings),
        introduction=text(rng, languages) if rng.random() < 0.5 else {},
        contact=rng.choice(["", "study@example.org"]),
        schools=(SchoolEntry("north", "North: a school", "FR"), SchoolEntry("south-1", "South")),
        minimum_group=rng.choice([5, 5, 10]),
        live_by_school=rng.random() < 0.3,
    )
    return without_impossible_conditions(made)


def without_impossible_conditions(made):
    """A condition that contradicts itself or is too long for CSS is dropped; nothing else may be wrong."""
    while problems := problems_in(made):
        assert {p.code for p in problems} <= {"never_shown", "condition_too_long"}, problems
        dropped = {p.place for p in problems}
        sections = [
            replace(
                section,
                questions=tuple(
                    replace(q, shown_if=None) if q.code in dropped else q for q in section.questions
                ),
            )
            for section in made.sections
        ]
        made = replace(made, sections=tuple(sections))
    return made


def text(rng, languages):
    return {language: f"{rng.choice(AWKWARD)} {rng.randrange(100)}" for language in languages}


def question(rng, i, languages):
    # the first three can make groups
    kind = rng.choice([SINGLE, YES_NO, SCALE] if i < 3 else TYPES)
    made = Question(f"q{i}", kind, text(rng, languages), required=i < 3 or rng.random() < 0.5)
    if rng.random() < 0.2:
        made = replace(made, hint=text(rng, languages))
    if kind == NUMBER:
        low = rng.choice([0.0, -3.5, 17.0])
        unit = text(rng, languages) if rng.random() < 0.5 else {}
        return replace(made, minimum=low, maximum=low + 10, integer=rng.random() < 0.5, unit=unit)
    if kind == YES_NO:
        return replace(made, choices=yes_no_choices(languages, rng.random() < 0.3))
    return made if kind == TEXT else with_choices(rng, made, languages)


def with_choices(rng, made, languages):
    choices = [Choice(f"{'c' * (j % 2)}{j}", text(rng, languages)) for j in range(rng.randint(2, 5))]
    if made.type != SCALE and rng.random() < 0.3:
        choices[0] = replace(choices[0], other=True)
    if rng.random() < 0.3:
        choices.append(Choice("declined", text(rng, languages), prefer_not=True))
    if made.type == MULTIPLE and rng.random() < 0.4:
        choices.append(Choice("none", text(rng, languages), exclusive=True))
    at_most = rng.choice([None, 1, 2]) if made.type == MULTIPLE else None
    return replace(made, choices=tuple(choices), at_most=at_most)


def grouping(rng, i, questions, languages):
    source = questions[i]
    codes = list(source.choice_codes)
    if rng.random() < 0.5:
        groups = tuple(Group(c.code, c.label, (c.code,)) for c in source.choices)
        return Grouping(rng.choice([source.code, f"g{i}"]), text(rng, languages), source.code, groups)
    rng.shuffle(codes)
    cut = rng.randint(1, len(codes) - 1)
    halves = [tuple(codes[:cut]), tuple(codes[cut:])]
    groups = tuple(Group(f"h{n}", text(rng, languages), half) for n, half in enumerate(halves))
    return Grouping(f"g{i}", text(rng, languages), source.code, groups)


def condition(rng, before, depth):
    kind = rng.random()
    if depth and kind < 0.15:
        return Not(condition(rng, before, depth - 1))
    if depth and kind < 0.5:
        parts = tuple(condition(rng, before, depth - 1) for _ in range(rng.randint(1, 3)))
        return rng.choice([All, Any])(parts)
    asked = rng.choice(before[-6:])
    codes = asked.choice_codes
    return Is(asked.code, tuple(rng.sample(codes, 1 if rng.random() < 0.6 else rng.randint(1, len(codes)))))


def answers(rng, made, careful=True):
    """Fields as they are posted, to hidden questions too: somebody has changed an earlier answer afterwards.

    `careful` people answer what is required and keep to every rule; others leave questions open.
    """
    posted = {}
    for asked in made.questions:
        if (careful and asked.required) or rng.random() < 0.8:
            posted[asked.code] = answer(rng, asked)
            if any(choice.other and choice.code in posted[asked.code] for choice in asked.choices):
                posted[asked.code + OTHER_SUFFIX] = [rng.choice(["", "own words", "mes mots"])]
    return posted


def answer(rng, asked):
    if asked.type == TEXT:
        return ["something to say"]
    if asked.type == NUMBER:
        value = asked.minimum + rng.randint(1, 9)
        return [str(int(value) if asked.integer else value)]
    if asked.type != MULTIPLE:
        return [rng.choice(asked.choice_codes)]
    alone = [choice.code for choice in asked.choices if choice.exclusive or choice.prefer_not]
    if alone and rng.random() < 0.3:
        return [rng.choice(alone)]
    others = [code for code in asked.choice_codes if code not in alone]
    return rng.sample(others, rng.randint(1, min(asked.at_most or len(others), len(others))))
