"""Questionnaires and answers that hypothesis draws piece by piece, for what is shown to whom.

One that fails shrinks to few pages, few questions, a short condition and few answers: the first of what can be drawn is
the simplest. How a question looks comes from a seed, since nothing depends on it.
"""

import random
from dataclasses import replace

from hypothesis import strategies as st

from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NOTE,
    SCALE,
    STATEMENTS,
    TEXT,
    TYPES,
    WITH_CHOICES,
    All,
    Any,
    Block,
    Is,
    Not,
    Question,
    Questionnaire,
    Section,
)
from tests.questionnaire.random_questionnaires import question, without_impossible_conditions

WORDS, LANGUAGES = {"en": "Words"}, ("en",)


@st.composite
def answered(draw, times):
    """A questionnaire, and several people's answers to it."""
    rng = draw(st.randoms(use_true_random=False))  # each of its numbers is hypothesis' own, and shrinks
    made = questionnaire(rng)
    return made, [ticks(rng, made) for _ in range(times)]


def questionnaire(rng):
    sections = []
    for number in range(rng.randint(1, 4)):
        before = [asked for section in sections for asked in section.questions]
        sections.append(drawn_section(rng, f"s{number}", before))
    return without_impossible_conditions(Questionnaire("drawn", WORDS, LANGUAGES, tuple(sections)))


def drawn_section(rng, name, before):
    questions, blocks = [], []
    for number in range(rng.randint(1, 5)):
        kind, code, at = rng.choice((*TYPES, STATEMENTS, NOTE)), f"{name}_{number}", len(questions)
        asked = [found for found in (*before, *questions) if found.type in WITH_CHOICES][-6:]
        shown_if = condition(rng, asked, 2) if asked and rng.randrange(3) else None
        looks = random.Random(rng.randrange(10))
        if kind == NOTE:
            blocks.append(Block(code, NOTE, WORDS, at, shown_if=shown_if))
        elif kind == STATEMENTS:
            scale = question(looks, number, LANGUAGES, SCALE).choices
            both = (f"{code}_1", f"{code}_2")
            questions += [Question(one, SCALE, WORDS, shown_if=shown_if, choices=scale) for one in both]
            blocks.append(Block(code, STATEMENTS, WORDS, at, 2, shown_if=shown_if))
        else:
            looked = question(looks, number, LANGUAGES, kind)
            questions.append(replace(looked, code=code, shown_if=shown_if))
    held = questions or [Question(f"{name}_text", TEXT, WORDS)]
    return Section(name, WORDS, tuple(held), tuple(blocks))


def condition(rng, asked, depth):
    kind = rng.randrange(5) if depth else 0
    if kind < 2:
        one = rng.choice(asked)
        return Is(one.code, tuple(some(rng, one.choice_codes) or one.choice_codes[:1]))
    if kind == 2:
        return Not(condition(rng, asked, depth - 1))
    parts = tuple(condition(rng, asked, depth - 1) for _ in range(rng.randint(1, 3)))
    return All(parts) if kind == 3 else Any(parts)


def some(rng, codes):
    return [code for code in codes if rng.randrange(2)]


def ticks(rng, made):
    """Choices as a form posts them, to hidden questions too: somebody has changed an earlier answer afterwards."""
    return {
        asked.code: some(rng, asked.choice_codes) if asked.type == MULTIPLE else one_or_none(rng, asked)
        for asked in made.questions
        if asked.type in WITH_CHOICES
    }


def one_or_none(rng, asked):
    at = rng.randint(0, len(asked.choice_codes))
    return list(asked.choice_codes[at - 1 : at]) if at else []
