"""For each problem that sections and questions can have, the smallest file that provokes it and nothing else."""

from tests.questionnaire.written import HEARD, ONE_CHOICE, Case, ask, choices, note, statements, survey

CASES = [
    Case("missing_sections", "code: s\ntitle: {en: T}\nlanguages: [en]\n", 1, "sections"),
    Case("empty_section", survey("        []\n"), 7, "section a"),
    Case(
        "too_many_sections",
        survey()
        + "".join(
            f"  - {{code: a{i}, title: {{en: A}}, questions: [{ask(f'q{i}').strip(' -' + chr(10))}]}}\n"
            for i in range(100)
        ),
        108,
        "sections",
    ),
    Case("too_many_questions", survey("".join(ask(f"q{i}") for i in range(501))), 508, "q500"),
    Case("unknown_type", survey(ask(type="sinlge")), 8, "q"),
    Case("too_few_choices", survey(ask(type="single", choices=ONE_CHOICE)), 8, "q"),
    Case(
        "too_few_choices",
        survey(
            ask(
                type="scale",
                choices="[{code: a, label: {en: A}}, {code: b, label: {en: B}, prefer_not: true}]",
            )
        ),
        8,
        "q",
        "one of two declines",
    ),
    Case("too_few_choices", survey(ask(type="multiple")), 8, "q", "none at all"),
    Case(
        "too_many_choices",
        survey(
            ask(
                type="single",
                choices="[" + ", ".join(f"{{code: {i}, label: {{en: C}}}}" for i in range(401)) + "]",
            )
        ),
        8,
        "q",
    ),
    Case(
        "other_not_here",
        survey(ask(type="scale", choices=choices("{code: c, label: {en: C}, other: true}"))),
        8,
        "q, choice c",
    ),
    Case(
        "other_not_here",
        survey(
            ask(
                type="single",
                choices=choices(
                    "{code: c, label: {en: C}, other: true}", "{code: d, label: {en: D}, other: true}"
                ),
            )
        ),
        8,
        "q, choice d",
        "twice",
    ),
    Case(
        "other_not_here",
        survey(
            ask(type="single", choices=choices("{code: c, label: {en: C}, other: true, prefer_not: true}"))
        ),
        8,
        "q, choice c",
        "and declined",
    ),
    Case(
        "exclusive_not_here",
        survey(ask(type="single", choices=choices("{code: c, label: {en: C}, exclusive: true}"))),
        8,
        "q, choice c",
    ),
    Case(
        "exclusive_not_here",
        survey(
            ask(
                type="multiple",
                choices=choices("{code: c, label: {en: C}, exclusive: true, prefer_not: true}"),
            )
        ),
        8,
        "q, choice c",
        "and declined",
    ),
    Case("picture_name", survey(note(picture="ward.svg", alt="{en: A}")), 8, "hello", "a drawing"),
    Case("picture_name", survey(note(picture="../ward.png", alt="{en: A}")), 8, "hello", "another folder"),
    Case("missing_text", survey(note(picture="ward.png")), 8, "hello", "in place of a picture"),
    Case("alt_alone", survey(note(alt="{en: A}")), 8, "hello"),
    Case("at_least_range", survey(ask(type="multiple", choices=choices(), at_least=3)), 8, "q"),
    Case(
        "at_least_range",
        survey(ask(type="multiple", choices=choices(), at_least=2, at_most=1)),
        8,
        "q",
        "more than at_most",
    ),
    Case("unknown_order", survey(ask(type="single", choices=choices(), order="shuffled")), 8, "q"),
    Case("text_size", survey(ask(type="text", length=2001)), 8, "q"),
    Case("text_size", survey(ask(type="text", lines=0)), 8, "q", "no line"),
    Case("statements_range", survey(statements("{code: one, text: {en: One}}")), 8, "agree"),
    Case(
        "missing_text",
        survey(statements("{code: one, text: {en: One}}", "{code: two}")),
        8,
        "two",
        "statement",
    ),
    Case("too_few_choices", survey(statements(choices=ONE_CHOICE)), 8, "agree", "of statements, once"),
    Case("condition_later", survey(statements(shown_if="{one: a}")), 8, "agree", "on its own statement"),
    Case("doubled_code", survey(HEARD + statements(code="heard")), 9, "heard", "of statements"),
    Case("unknown_key", survey(note(hint="{en: H}")), 8, "hello", "of a note"),
    Case("condition_unknown_question", survey(note(shown_if="{herd: yes}") + HEARD), 8, "hello", "of a note"),
    Case("condition_unknown_question", survey(note() + ask(shown_if="{hello: yes}")), 9, "q", "a note"),
    Case("missing_text", survey(ask(type="consent")), 8, "q", "of the box"),
    Case("year_bounds", survey(ask(type="year", min=0, max=2000)), 8, "q"),
    Case("not_a_whole_number", survey(ask(type="year", min=1990.5, max=2000)), 8, "q", "half a year"),
    Case("month_bounds", survey(ask(type="month", min="2019-03", max="2019-03")), 8, "q"),
    Case("not_a_month", survey(ask(type="month", min="2019-13", max="2020-01")), 8, "q"),
    Case(
        "too_many_ranked",
        survey(
            ask(
                type="ranking",
                choices=f"[{', '.join(f'{{code: c{i}, label: {{en: C}}}}' for i in range(11))}]",
            )
        ),
        8,
        "q",
    ),
    Case(
        "prefer_not_not_here",
        survey(ask(type="ranking", choices=choices("{code: x, label: {en: X}, prefer_not: true}"))),
        8,
        "q, choice x",
    ),
    Case(
        "condition_no_choices",
        survey(ask(type="ranking", choices=choices()) + ask("r", shown_if="{q: a}")),
        9,
        "r",
        "a ranking",
    ),
    Case("at_most_range", survey(ask(type="multiple", at_most=3, choices=choices())), 8, "q"),
    Case(
        "at_most_range", survey(ask(type="multiple", at_most=0, choices=choices())), 8, "q", "nothing at all"
    ),
    Case(
        "at_most_range",
        survey(
            ask(type="multiple", at_most=3, choices=choices("{code: c, label: {en: C}, exclusive: true}"))
        ),
        8,
        "q",
        "one of three rules the others out",
    ),
    Case("number_bounds", survey(ask(type="number", min=1)), 8, "q", "without max"),
    Case("number_bounds", survey(ask(type="number", min=1, max=1)), 8, "q"),
]
