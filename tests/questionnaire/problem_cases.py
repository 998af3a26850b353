"""For each problem that a file can have, the smallest file that provokes it and nothing else."""

from tests.questionnaire import problem_cases_of_questions
from tests.questionnaire.written import (
    HEARD,
    SCHOOLS,
    YEAR,
    Case,
    ask,
    choices,
    grouping,
    groups,
    survey,
)


def many_strata():
    """Nine groupings of two groups, with two schools shown live: 2 ** 10."""
    listed = "".join(f"  - {{code: g{i}, label: {{en: G}}, from: heard}}\n" for i in range(9))
    schools = "live_by_school: true\nschools: [{code: a, name: A}, {code: b, name: B}]\n"
    return survey(ask("heard", required="true"), f"groupings:\n{listed}{schools}")


def long_condition():
    """Each question hangs on the two before it, so that each rule is twice as long as the last."""
    questions = [ask("q0"), ask("q1")]
    for i in range(2, 20):
        questions.append(ask(f"q{i}", shown_if=f"{{all: [{{q{i - 1}: yes}}, {{q{i - 2}: yes}}]}}"))
    return survey("".join(questions))


CASES = [
    # the file
    Case("too_large", " " * (256 * 1024 + 1), None, ""),
    Case("not_utf8", "code: s\ntitle: {fr: Santé}\n".encode("latin-1"), 2, "", "Latin-1"),
    Case("not_utf8", "code: s\n".encode("utf-16"), 1, "", "UTF-16"),
    Case("bad_character", b"code: s\n\x00title: {en: T}\n", 2, "", "NUL"),
    Case("bad_character", "code: s\ntitle: {en: \ud800}\n", 2, "", "a lone surrogate"),
    Case("not_yaml", "code: s\ntitle: {en: T\n", 3, ""),
    Case("not_yaml", 'code: "\\Uffffffff"', 1, "", "a number too large for a character"),
    Case("empty_file", "# nothing\n", None, ""),
    Case("several_documents", survey() + "---\ncode: t\n", 9, ""),
    Case("too_deep", "[" * 13 + "]" * 13, 1, ""),
    Case("too_deep", "[" * 100_000, 1, "", "and fast"),
    Case("alias", survey(head="thanks: &t {en: T}\n"), 4, "", "an anchor"),
    Case("tag", survey(head="thanks: !x {en: T}\n"), 4, ""),
    # keys and values
    Case("doubled_key", survey(head="code: t\n"), 4, ""),
    Case("unknown_key", survey(head="titel: {en: T}\n"), 4, ""),
    Case("unknown_key", survey(ask(require="true")), 8, "q", "of a question"),
    Case("shape", survey(ask(text="Q")), 8, "q", "words without a language"),
    Case("shape", survey("      - q\n"), 8, "section a, question 1", "a question that is none"),
    Case("shape", survey(ask(code="[q]")), 8, "section a, question 1", "a list for a code"),
    Case("not_true_or_false", survey(ask(required="yes")), 8, "q"),
    Case("not_a_whole_number", survey(head="minimum_group: five\n"), 4, "minimum_group"),
    Case("not_a_number", survey(ask(type="number", min="low", max=5)), 8, "q"),
    Case("condition_shape", survey(HEARD + ask(shown_if="{}")), 9, "q"),
    Case("condition_shape", survey(HEARD + ask(shown_if="{heard: []}")), 9, "q", "no choice"),
    Case("condition_shape", survey(HEARD + ask(shown_if="{all: []}")), 9, "q", "all of none"),
    Case("condition_shape", survey(HEARD + ask(shown_if="{heard: yes, a: b}")), 9, "q", "two at once"),
    Case("key_not_for_type", survey(ask(at_most=1)), 8, "q"),
    Case("key_not_for_type", survey(ask(choices=choices())), 8, "q", "choices of yes_no"),
    Case("key_not_for_type", survey(ask(type="text", choices=choices())), 8, "q", "choices of text"),
    Case(
        "key_not_for_type",
        survey(ask(type="scale", prefer_not="true", choices=choices())),
        8,
        "q",
        "prefer_not of scale",
    ),
    Case(
        "key_not_for_type",
        survey(ask(type="consent", label="{en: L}", prefer_not="true")),
        8,
        "q",
        "prefer_not of consent",
    ),
    Case("key_not_for_type", survey(ask(min=0)), 8, "q", "min of yes_no"),
    Case("key_not_for_type", survey(ask(integer="true")), 8, "q", "integer of yes_no"),
    Case("key_not_for_type", survey(ask(unit="{en: kg}")), 8, "q", "unit of yes_no"),
    Case("key_not_for_type", survey(ask(type="text", at_least=1)), 8, "q", "at_least of text"),
    Case("key_not_for_type", survey(ask(length=9)), 8, "q", "length of yes_no"),
    Case("key_not_for_type", survey(ask(lines=9)), 8, "q", "lines of yes_no"),
    Case("key_not_for_type", survey(ask(order="random")), 8, "q", "order of yes_no"),
    Case(
        "key_not_for_type", survey(ask(type="scale", order="random", choices=choices())), 8, "q", "of a scale"
    ),
    Case("key_not_for_type", survey(ask(label="{en: I do}")), 8, "q", "label of yes_no"),
    Case(
        "key_not_for_type",
        survey(ask(type="consent", label="{en: I do}", choices=choices())),
        8,
        "q",
        "choices of consent",
    ),
    # codes
    Case("missing_code", survey("      - {type: yes_no, text: {en: Q}}\n"), 8, "section a, question 1"),
    Case("bad_code", survey(ask("my-code")), 8, "my-code"),
    Case("bad_code", survey(ask("1st")), 8, "1st", "begins with a digit"),
    Case(
        "bad_code",
        survey(ask("q", "single", choices=choices("{code: -c, label: {en: C}}"))),
        8,
        "q, choice -c",
    ),
    Case("long_code", survey(ask("q" * 65)), 8, "q" * 65),
    Case("doubled_code", survey(ask() + ask()), 9, "q"),
    Case("doubled_code", survey(ask() + ask("Q")), 9, "Q", "in capitals"),
    Case(
        "doubled_code",
        survey(ask("q", "single", choices=choices("{code: a, label: {en: C}}"))),
        8,
        "q, choice a",
    ),
    Case("doubled_code", survey(YEAR + ask("phase"), grouping()), 5, "grouping phase", "of another question"),
    Case("reserved_code", survey(ask("ticket")), 8, "ticket"),
    Case("reserved_code", survey(ask("Ticket")), 8, "Ticket", "in capitals"),
    Case("reserved_code", survey(ask("q__other")), 8, "q__other", "own words"),
    # languages and texts
    Case("missing_languages", survey(languages="[]"), 3, "languages"),
    Case(
        "bad_language",
        survey("      - {code: q, type: yes_no, text: {English: Q}}\n").replace("en", "English"),
        3,
        "languages",
    ),
    Case(
        "long_language",
        survey("      - {code: q, type: yes_no, text: {en: Q}}\n").replace("en", "ca-ES-valencia"),
        3,
        "languages",
    ),
    Case("doubled_language", survey(languages="[en, en]"), 3, "languages"),
    Case("missing_text", survey(ask(text="{}")), 8, "q"),
    Case("missing_text", survey(ask(hint='{en: ""}')), 8, "q", "an empty hint"),
    Case(
        "missing_language",
        survey(ask(text="{en: Q, fr: Q}", hint="{en: H}"), languages="[en, fr]")
        .replace("{en: T}", "{en: T, fr: T}")
        .replace("{en: A}", "{en: A, fr: A}"),
        8,
        "q",
    ),
    Case("unknown_language", survey(ask(text="{en: Q, fr: Q}")), 8, "q"),
    Case("control_character", survey(ask(text='{en: "\\a"}')), 8, "q"),
    Case("control_character", survey(ask(text='{en: "\\ud800"}')), 8, "q", "a lone surrogate"),
    *problem_cases_of_questions.CASES,
    # conditions
    Case("condition_unknown_question", survey(HEARD + ask(shown_if="{herd: yes}")), 9, "q"),
    Case("condition_unknown_choice", survey(HEARD + ask(shown_if="{heard: [yes, maybe]}")), 9, "q"),
    Case("condition_no_choices", survey(ask("t", "text") + ask(shown_if="{t: yes}")), 9, "q"),
    Case("condition_itself", survey(ask(shown_if="{q: yes}")), 8, "q"),
    Case("condition_later", survey(ask(shown_if="{heard: yes}") + HEARD), 8, "q"),
    Case("condition_circle", survey(ask("a", shown_if="{b: yes}") + ask("b", shown_if="{a: yes}")), 8, "a"),
    Case("never_shown", survey(HEARD + ask(shown_if="{all: [{heard: yes}, {heard: no}]}")), 9, "q"),
    Case(
        "never_shown",
        survey(
            HEARD + ask("b", shown_if="{heard: yes}") + ask("c", shown_if="{all: [{b: yes}, {heard: no}]}")
        ),
        10,
        "c",
        "along the chain",
    ),
    Case(
        "never_shown",
        survey(YEAR + ask(shown_if='{all: [{year: "1"}, {not: {year: ["1", "2"]}}]}')),
        15,
        "q",
        "by a not",
    ),
    Case("condition_too_long", long_condition(), 20, "q12"),
    # groupings and schools
    Case("grouping_unknown_question", survey(YEAR, grouping(source="yaer")), 5, "grouping phase"),
    Case(
        "grouping_type", survey(ask("t", "text", required="true"), grouping(source="t")), 5, "grouping phase"
    ),
    Case("grouping_not_required", survey(HEARD, grouping(source="heard")), 5, "grouping phase"),
    Case(
        "grouping_not_for_all",
        survey(YEAR + ask(required="true", shown_if='{year: "1"}'), grouping(source="q")),
        5,
        "grouping phase",
    ),
    Case(
        "grouping_code_taken", survey(YEAR, grouping(groups(["1"], ["2"]), code="year")), 5, "grouping year"
    ),
    Case("too_few_groups", survey(YEAR, grouping(groups(["1", "2"]))), 5, "grouping phase"),
    Case("empty_group", survey(YEAR, grouping(groups(["1", "2"], []))), 5, "grouping phase, group g1"),
    Case(
        "group_unknown_choice",
        survey(YEAR, grouping(groups(["1"], ["2", "3"]))),
        5,
        "grouping phase, group g1",
    ),
    Case(
        "group_choice_twice", survey(YEAR, grouping(groups(["1"], ["2", "1"]))), 5, "grouping phase, group g1"
    ),
    Case(
        "group_choice_left_out",
        survey(
            YEAR.replace('- {code: "2"', '- {code: "3", label: {en: C}}\n          - {code: "2"'),
            grouping(groups(["1"], ["2"])),
        ),
        5,
        "grouping phase",
    ),
    Case("too_many_strata", many_strata(), 4, ""),
    Case(
        "too_many_schools",
        survey(head=SCHOOLS + "".join(f"  - {{code: s{i}, name: S}}\n" for i in range(1001))),
        1005,
        "school s1000",
    ),
    Case("bad_country", survey(head=SCHOOLS + "  - {code: a, name: A, country: France}\n"), 5, "school a"),
    Case("missing_name", survey(head=SCHOOLS + "  - {code: a}\n"), 5, "school a"),
    Case("long_name", survey(head=SCHOOLS + f"  - {{code: a, name: {'A' * 201}}}\n"), 5, "school a"),
    # the survey
    Case("minimum_group", survey(head="minimum_group: 4\n"), 4, "minimum_group"),
    Case("large_group", survey(head="minimum_group: 40000\n"), 4, "minimum_group"),
    Case("long_contact", survey(head=f"contact: {'a' * 250}@b.org\n"), 4, "contact"),
    Case("bad_contact", survey(head="contact: me\n"), 4, "contact"),
]
