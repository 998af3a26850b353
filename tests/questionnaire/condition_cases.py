"""One table of conditions, held by Python and by a real browser alike: rules, answers, and what is shown."""

from dataclasses import dataclass

from surveyapp.questionnaire.yaml_form import read

# rules look at the first three questions; `same` stands on their page, `next` and `last` on the second
FRAME = """
code: cases
title: {{en: Cases}}
languages: [en]
sections:
  - code: first
    title: {{en: First}}
    questions:
      - {{code: heard, type: yes_no, prefer_not: true, text: {{en: Heard}}}}
      - code: where
        type: single
        text: {{en: Where}}
        choices:
          - {{code: lecture, label: {{en: Lecture}}}}
          - {{code: book, label: {{en: Book}}}}
          - {{code: "3", label: {{en: Elsewhere}}, other: true}}
      - code: topics
        type: multiple
        text: {{en: Topics}}
        choices:
          - {{code: pain, label: {{en: Pain}}}}
          - {{code: tumour, label: {{en: Tumour}}}}
          - {{code: none, label: {{en: None}}, exclusive: true}}
      - {{code: same, type: yes_no, text: {{en: Same}}{same}}}
  - code: second
    title: {{en: Second}}
    questions:
      - {{code: next, type: yes_no, text: {{en: Next}}{next}}}
      - {{code: last, type: yes_no, text: {{en: Last}}{last}}}
"""
RULED = ("same", "next", "last")


@dataclass(frozen=True)
class Case:
    name: str
    rules: dict[str, str]  # question -> shown_if, as a file has it
    given: dict[str, list[str]]
    shown: set[str]  # of RULED

    @property
    def questionnaire(self):
        rules = {q: f", shown_if: {self.rules[q]}" if q in self.rules else "" for q in RULED}
        return read(FRAME.format(**rules))


IS, ONE_OF = "{heard: yes}", "{where: [lecture, '3']}"
NOT = "{not: {heard: yes}}"
ALL = "{all: [{heard: yes}, {where: book}]}"
ANY = "{any: [{heard: yes}, {topics: pain}]}"
CHAIN = {"same": "{heard: yes}", "next": "{same: yes}", "last": "{next: yes}"}
NESTED = "{any: [{all: [{heard: yes}, {not: {where: [lecture, book]}}]}, {topics: [tumour, none]}]}"

CASES = [
    Case("no rule, no answer", {}, {}, {"same", "next", "last"}),
    Case("equal, met", {"same": IS}, {"heard": ["yes"]}, {"same", "next", "last"}),
    Case("equal, another choice", {"same": IS}, {"heard": ["no"]}, {"next", "last"}),
    Case("equal, left open", {"same": IS}, {}, {"next", "last"}),
    Case("equal, on another page", {"last": IS}, {"heard": ["yes"]}, {"same", "next", "last"}),
    Case("declined is a choice", {"same": "{heard: prefer_not}"}, {"heard": ["prefer_not"]}, set(RULED)),
    Case("declined is neither yes", {"same": IS}, {"heard": ["prefer_not"]}, {"next", "last"}),
    Case("one of, the first", {"same": ONE_OF}, {"where": ["lecture"]}, set(RULED)),
    Case("one of, the last", {"same": ONE_OF}, {"where": ["3"]}, set(RULED)),
    Case("one of, the other", {"same": ONE_OF}, {"where": ["book"]}, {"next", "last"}),
    Case("multiple, among others", {"next": "{topics: pain}"}, {"topics": ["pain", "tumour"]}, set(RULED)),
    Case("multiple, only others", {"next": "{topics: pain}"}, {"topics": ["tumour"]}, {"same", "last"}),
    Case("not, met", {"same": NOT}, {"heard": ["no"]}, set(RULED)),
    Case("not, left open", {"same": NOT}, {}, set(RULED)),
    Case("not, given", {"same": NOT}, {"heard": ["yes"]}, {"next", "last"}),
    Case("all, both", {"same": ALL}, {"heard": ["yes"], "where": ["book"]}, set(RULED)),
    Case("all, one", {"same": ALL}, {"heard": ["yes"]}, {"next", "last"}),
    Case("any, one", {"same": ANY}, {"topics": ["pain"]}, set(RULED)),
    Case("any, neither", {"same": ANY}, {"heard": ["no"], "topics": ["none"]}, {"next", "last"}),
    Case("chain, whole", CHAIN, {"heard": ["yes"], "same": ["yes"], "next": ["yes"]}, set(RULED)),
    Case("chain, ticks left behind it", CHAIN, {"heard": ["no"], "same": ["yes"], "next": ["yes"]}, set()),
    Case("chain, broken in the middle", CHAIN, {"heard": ["yes"], "next": ["yes"]}, {"same"}),
    Case(
        "not of a hidden answer is true",
        {"same": IS, "next": "{not: {same: yes}}"},
        {"heard": ["no"], "same": ["yes"]},
        {"next", "last"},
    ),
    Case(
        "not of a shown answer",
        {"same": IS, "next": "{not: {same: yes}}"},
        {"heard": ["yes"], "same": ["yes"]},
        {"same", "last"},
    ),
    Case(
        "not of an all is one of the nots",
        {"last": "{not: {all: [{heard: yes}, {same: yes}]}}"},
        {"heard": ["yes"], "same": ["no"]},
        set(RULED),
    ),
    Case(
        "not of an any is none of them",
        {"last": "{not: {any: [{heard: yes}, {same: yes}]}}"},
        {"heard": ["no"], "same": ["yes"]},
        {"same", "next"},
    ),
    Case("nested, by its first way", {"last": NESTED}, {"heard": ["yes"], "where": ["3"]}, set(RULED)),
    Case("nested, by its second way", {"last": NESTED}, {"topics": ["none"]}, set(RULED)),
    Case("nested, by none", {"last": NESTED}, {"heard": ["yes"], "where": ["book"]}, {"same", "next"}),
    Case("a page of which nothing is shown", {"next": IS, "last": IS}, {"heard": ["no"]}, {"same"}),
    Case(
        "the same question in both parts",
        {"last": "{all: [{topics: pain}, {topics: tumour}]}"},
        {"topics": ["pain", "tumour"]},
        set(RULED),
    ),
]
