"""Random sound questionnaires with nested conditions, and random answers to them as a form posts them."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from surveyapp.questionnaire import months
from surveyapp.questionnaire.checks import problems_in
from surveyapp.questionnaire.schema import (
    CONSENT,
    DECLINED_SUFFIX,
    MULTIPLE,
    NOTE,
    NUMBER,
    OTHER_SUFFIX,
    RANKING,
    SCALE,
    SINGLE,
    STATEMENTS,
    TEXT,
    TYPES,
    WITH_CHOICES,
    YES_NO,
    All,
    Any,
    Block,
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
from surveyapp.questionnaire.standard_words import consent_choices, declining, yes_no_choices

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(4, 12)  # questions: where a property fails, fewer are looked for

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
    cuts = [0, *sorted(rng.sample(range(1, size), min(rng.randint(1, 4), size - 1))), size]
    blocks = statements(rng, questions, cuts, languages)
    seconds = {start + block.before + 1 for start, block in blocks.items()}
    groupings = [grouping(rng, i, questions, languages) for i in range(rng.randint(0, 2))]
    # the first three are asked of everybody, as what groupings are made from must be
    for i in range(3, size):
        before = [q for q in questions[:i] if q.type in WITH_CHOICES]
        if i in seconds:
            questions[i] = replace(questions[i], shown_if=questions[i - 1].shown_if)
        elif before and rng.random() < 0.65:
            questions[i] = replace(questions[i], shown_if=condition(rng, before, 2))
    made = Questionnaire(
        code=f"random-{rng.randrange(1000)}",
        title=text(rng, languages),
        languages=languages,
        sections=tuple(
            section(rng, f"s{n}", questions, place, languages, blocks.get(place[0]))
            for n, place in enumerate(pairwise(cuts))
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
                    replace(q, shown_if=None)
                    if q.code in dropped
                    or any(q in section.statements(b) for b in section.blocks if b.code in dropped)
                    else q
                    for q in section.questions
                ),
                blocks=tuple(replace(b, shown_if=None) if b.code in dropped else b for b in section.blocks),
            )
            for section in made.sections
        ]
        made = replace(made, sections=tuple(sections))
    return made


def statements(rng, questions, cuts, languages):
    """In some sections two questions become statements of one scale; a section's place -> its block."""
    found = {}
    for start, end in pairwise(cuts):
        if start > 2 and end - start > 1 and rng.random() < 0.6:
            at = rng.randint(start, end - 2)
            scale = with_choices(rng, replace(questions[at], type=SCALE, choices=()), languages).choices
            for code in (at, at + 1):
                said = text(rng, languages)
                required = questions[at].required
                questions[code] = Question(f"q{code}", SCALE, said, required=required, choices=scale)
            words = text(rng, languages)
            found[start] = Block(f"b{start}", STATEMENTS, words, at - start, 2, text(rng, languages))
    return found


def section(rng, code, questions, place, languages, block):
    start, end = place
    held, blocks = tuple(questions[start:end]), ()
    if block:
        blocks = (replace(block, shown_if=held[block.before].shown_if),)
    elif rng.random() < 0.5:
        at = rng.randint(0, len(held))
        before = [q for q in questions[: start + at] if q.type in WITH_CHOICES]
        shown_if = condition(rng, before, 1) if before and rng.random() < 0.7 else None
        blocks = (Block(f"b{start}", NOTE, text(rng, languages), at, shown_if=shown_if),)
    return Section(code, text(rng, languages), held, blocks)


def text(rng, languages):
    return {language: f"{rng.choice(AWKWARD)} {rng.randrange(100)}" for language in languages}


def question(rng, i, languages, kind=None):
    # the first three can make groups
    kind = kind or rng.choice([SINGLE, YES_NO, SCALE] if i < 3 else TYPES)
    made = Question(f"q{i}", kind, text(rng, languages), required=i < 3 or rng.random() < 0.5)
    if kind in (NUMBER, TEXT) and rng.random() < 0.3:
        made = replace(made, choices=(declining(languages),))
    if rng.random() < 0.2:
        made = replace(made, hint=text(rng, languages))
    if kind == NUMBER:
        low = rng.choice([0.0, -3.5, 17.0])
        unit = text(rng, languages) if rng.random() < 0.5 else {}
        if rng.random() < 0.3:
            return replace(made, minimum=1990.0, maximum=2000.0, integer=True, year=True, unit=unit)
        if rng.random() < 0.3:
            return replace(made, minimum=24000.0, maximum=24010.0, integer=True, month=True, unit=unit)
        return replace(made, minimum=low, maximum=low + 10, integer=rng.random() < 0.5, unit=unit)
    if kind == CONSENT:
        return replace(made, required=True, choices=consent_choices(text(rng, languages)))
    if kind == YES_NO:
        return replace(made, choices=yes_no_choices(languages, rng.random() < 0.3))
    if kind == TEXT:
        return replace(made, length=rng.choice([None, 60, 2000]), lines=rng.choice([None, 1, 8]))
    return with_choices(rng, made, languages)


def with_choices(rng, made, languages):
    choices = [Choice(f"{'c' * (j % 2)}{j}", text(rng, languages)) for j in range(rng.randint(2, 5))]
    if made.type == RANKING:
        choices += [declining(made.text)] if rng.random() < 0.3 else []
        return replace(made, choices=tuple(choices), random_order=rng.random() < 0.3)
    if made.type != SCALE and rng.random() < 0.3:
        choices[0] = replace(choices[0], other=True)
    if rng.random() < 0.3:
        choices.append(Choice("declined", text(rng, languages), prefer_not=True))
    if made.type == MULTIPLE and rng.random() < 0.4:
        choices.append(Choice("none", text(rng, languages), exclusive=True))
    at_most = rng.choice([None, 1, 2]) if made.type == MULTIPLE else None
    at_least = rng.choice([None, 1, at_most]) if made.type == MULTIPLE else None
    mixed = made.type in (SINGLE, MULTIPLE) and rng.random() < 0.3
    return replace(made, choices=tuple(choices), at_least=at_least, at_most=at_most, random_order=mixed)


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
            if asked.declined and rng.random() < 0.3:
                posted[asked.code + DECLINED_SUFFIX] = [asked.declined]
            posted[asked.code] = answer(rng, asked)  # be it declined: that overrules it
            if any(choice.other and choice.code in posted[asked.code] for choice in asked.choices):
                posted[asked.code + OTHER_SUFFIX] = [rng.choice(["", "own words", "mes mots"])]
    return posted


def answer(rng, asked):
    if asked.type == TEXT:
        return ["something to say"]
    if asked.type == NUMBER:
        value = asked.minimum + rng.randint(1, 9)
        if asked.month:
            return [months.iso(value)]
        return [str(int(value) if asked.integer else value)]
    if asked.type == RANKING:
        order = rng.sample(asked.counted_codes, len(asked.counted_codes))
        return [f"{code}:{rank}" for rank, code in enumerate(order, 1)]
    if asked.type != MULTIPLE:
        return [rng.choice(asked.choice_codes)]
    alone = [choice.code for choice in asked.choices if choice.exclusive or choice.prefer_not]
    if alone and rng.random() < 0.3:
        return [rng.choice(alone)]
    others = [code for code in asked.choice_codes if code not in alone]
    most = min(asked.at_most or len(others), len(others))
    return rng.sample(others, rng.randint(asked.at_least or 1, most))


def as_row(made, found):
    """One person's answers as a line of a file has them. `found`: as `clean` gives them."""
    return {code: cell(made.by_code[code], answer) for code, answer in found.answers.items()} | found.texts


def cell(asked, answer):
    if answer is None or answer is True:
        return ""
    if asked.month and isinstance(answer, int):
        return months.iso(answer)
    return " ".join(answer) if isinstance(answer, list) else str(answer)
