"""Questionnaires and answers that hypothesis draws piece by piece, for what is shown to whom.

One that fails shrinks to few pages, few questions, a short condition and few answers: the first of what can be drawn is
the simplest. How a question looks comes from a seed, since nothing depends on it.
"""

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from surveyapp.questionnaire.schema import (
    DECLINED_SUFFIX,
    MULTIPLE,
    NOTE,
    OTHER_SUFFIX,
    RANKING,
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
from tests.questionnaire.random_questionnaires import answer, question, without_impossible_conditions

WORDS, LANGUAGES = {"en": "Words"}, ("en",)
# Codes that are something else too: of a form, of any element, and with the number of a choice behind another code.
AWKWARD = ["submit", "elements", "reset", "id", "length", "action", "parentNode", "send", "a", "a_0", "a_0_1"]


class Drawn(random.Random):
    """Numbers out of bytes that hypothesis draws and shrinks: all at once, so that it takes no example for an answer's
    copy of the one before, as it likes to where each number is drawn by itself. Behind the last one all are 0.
    """

    def __init__(self, drawn):
        super().__init__(0)
        self.left = iter(drawn)

    def getrandbits(self, bits):
        return next(self.left, 0) & ((1 << bits) - 1)  # no number here is above 255


OF_A_QUESTIONNAIRE, OF_A_PERSON = 400, 80  # bytes; few need more


def drawn(people):
    """One source of numbers for the questionnaire, and one for each of some people."""
    ends = range(OF_A_QUESTIONNAIRE, OF_A_QUESTIONNAIRE + OF_A_PERSON * people + 1, OF_A_PERSON)
    return st.binary(min_size=ends[-1], max_size=ends[-1]).map(
        lambda found: [Drawn(found[start:end]) for start, end in pairwise((0, *ends))]
    )


def answered(times):
    """A questionnaire, which of the orders its choices stand in, and several people's answers to it."""
    return drawn(times).map(answers_of)


def answers_of(numbers):
    rng, *people = numbers
    made = questionnaire(rng)
    return made, people[0].randrange(10), [ticks(person, made) for person in people]


def pressed(times):
    """The same of one that takes any answers, and what several people press on each page, one after the other. Each
    but the first begins with a question that the person before was asked: the first number says which.
    """
    return drawn(times).map(presses_of)


def presses_of(numbers):
    rng, *people = numbers
    made = indulgent(questionnaire(rng))
    order = people[0].randrange(10)
    found = [
        (person.randrange(20), [presses(person, section, least=number > 0) for section in made.sections])
        for number, person in enumerate(people)
    ]
    return made, order, found


def questionnaire(rng):
    sections, codes = [], given_codes(rng)
    for number in range(rng.randint(1, 5)):
        before = [asked for section in sections for asked in section.questions]
        sections.append(drawn_section(rng, f"s{number}", codes, before))
    return without_impossible_conditions(Questionnaire("drawn", WORDS, LANGUAGES, tuple(sections)))


def given_codes(rng):
    awkward = list(AWKWARD)
    for number in range(1, 100):
        yield awkward.pop(rng.randrange(len(awkward))) if awkward and rng.randrange(4) == 3 else f"q{number}"


def drawn_section(rng, name, codes, before):
    questions, blocks = [], []
    strict = rng.randrange(2) == 1  # may be empty: nothing in it is for everybody
    for _ in range(rng.randint(1, 4)):
        kind, code, at = rng.choice((*TYPES, STATEMENTS, NOTE)), next(codes), len(questions)
        asked = [found for found in (*before, *questions) if found.type in WITH_CHOICES][-6:]
        shown_if = condition(rng, asked, 3) if asked and (strict or rng.randrange(3)) else None
        looks = random.Random(rng.randrange(100))
        if kind == NOTE:
            blocks.append(Block(code, NOTE, WORDS, at, shown_if=shown_if))
        elif kind == STATEMENTS:
            scale = question(looks, 0, LANGUAGES, SCALE).choices
            each = [f"{code}_s{number}" for number in range(rng.randint(2, 4))]
            questions += [Question(one, SCALE, WORDS, shown_if=shown_if, choices=scale) for one in each]
            blocks.append(Block(code, STATEMENTS, WORDS, at, len(each), shown_if=shown_if))
        else:
            looked = question(looks, 0, LANGUAGES, kind)
            questions.append(replace(looked, code=code, shown_if=shown_if))
    held = questions or [Question(next(codes), TEXT, WORDS)]
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


def indulgent(made):
    """Without what an answer must be: no mistake keeps anybody on a page."""
    sections = [
        replace(
            section,
            questions=tuple(
                replace(asked, required=False, at_least=None, at_most=None) for asked in section.questions
            ),
        )
        for section in made.sections
    ]
    return replace(made, sections=tuple(sections))


def presses(rng, section, least):
    """Fields and values, in the order of the page: taps, some of which take others back, and what is written."""
    return [press for asked in section.questions for press in presses_on(rng, asked, least)]


def presses_on(rng, asked, least):
    found = []
    if asked.type in WITH_CHOICES:
        found += [(asked.code, rng.choice(asked.choice_codes)) for _ in range(rng.randint(least, 3))]
        if rng.randrange(2) and any(choice.other for choice in asked.choices):
            found.append((asked.code + OTHER_SUFFIX, f"own words {rng.randrange(9)}"))
    elif asked.type == TEXT:
        found += [(asked.code, f"words {rng.randrange(9)}") for _ in range(rng.randint(least, 1))]
    elif rng.randint(least, 1):
        said = answer(rng, asked)
        ranks = [one.split(":") for one in said] if asked.type == RANKING else []
        found += [(f"{asked.code}.{code}", rank) for code, rank in ranks] or [(asked.code, said[0])]
    if asked.declined and rng.randrange(2):
        found.append((asked.code + DECLINED_SUFFIX, asked.declined))
    return found
