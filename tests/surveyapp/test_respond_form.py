"""The form as data: pages and the links between them, what mending brings up, notes, hints, and languages."""

import pytest

from surveyapp import languages
from surveyapp.answer_form import AnswerForm, Turn, depending
from surveyapp.languages import PageLanguage
from surveyapp.questionnaire import yaml_form
from surveyapp.questionnaire.schema import SINGLE, YES_NO, Choice, Question, Questionnaire, Section
from surveyapp.questionnaire.standard_words import declining, yes_no_choices

TEXT = """
code: chain
title: {en: Chain}
languages: [en]
sections:
  - code: first
    title: {en: First}
    questions:
      - {code: a, type: yes_no, text: {en: A?}}
      - {code: b, type: yes_no, text: {en: B?}}
  - code: second
    title: {en: Second}
    questions:
      - {code: c, type: yes_no, shown_if: {a: yes}, text: {en: C?}}
  - code: third
    title: {en: Third}
    questions:
      - {code: d, type: yes_no, shown_if: {not: {c: [yes, no]}}, text: {en: D?}}
  - code: fourth
    title: {en: Fourth}
    questions:
      - {code: e, type: yes_no, shown_if: {all: [{a: no}, {any: [{b: yes}, {not: {c: yes}}]}]}, text: {en: E?}}
      - {code: years, type: number, min: -2.5, max: 1000, text: {en: Years?}}
      - {code: weeks, type: number, min: 0, max: 52, integer: true, text: {en: Weeks?}}
"""


@pytest.fixture(scope="module")
def questionnaire():
    return yaml_form.read(TEXT)


def field(form, name):
    return next(question for page in form.pages for question in page.questions if question.name == name)


def test_it_links_past_each_page_that_may_be_empty(questionnaire):
    pages = AnswerForm(questionnaire, "en").pages

    assert pages[0].next == (
        Turn("p2", " to-p2"),
        Turn("p3", " to-p3 past-p2"),
        Turn("p4", " past-p2 past-p3"),
    )
    assert pages[0].back == ()
    assert pages[3].back == (
        Turn("p3", " to-p3"),
        Turn("p2", " to-p2 past-p3"),
        Turn("p1", " past-p3 past-p2"),
    )
    assert pages[3].next == (Turn("send", ""),)


def test_it_finds_what_mending_can_bring_up_over_any_number_of_steps(questionnaire):
    assert depending(questionnaire.questions, {"b"}) == {"e"}
    assert depending(questionnaire.questions, {"a"}) == {"c", "d", "e"}
    assert depending(questionnaire.questions, set()) == set()


def test_it_says_in_words_who_is_asked(questionnaire):
    form = AnswerForm(questionnaire, "en")

    assert field(form, "a").only_if == ""
    assert field(form, "c").only_if == "A? Yes"
    assert field(form, "d").only_if == "not (C? Yes or No)"
    assert field(form, "e").only_if == "A? No and (B? Yes or not (C? Yes))"


def test_it_offers_the_keyboard_and_the_room_that_a_number_needs(questionnaire):
    form = AnswerForm(questionnaire, "en")

    years, weeks = field(form, "years"), field(form, "weeks")
    assert (years.inputmode, years.width, years.help) == ("text", "in-4", "A number from -2.5 to 1000.")
    assert (weeks.inputmode, weeks.width, weeks.help) == ("numeric", "in-2", "A whole number from 0 to 52.")


def test_it_shows_answers_and_mistakes_at_their_questions_and_in_the_summary(questionnaire):
    form = AnswerForm(questionnaire, "en", {"a": ["no"], "weeks": ["99"]}, {"weeks": "Too many."})

    assert [(choice.choice.code, choice.checked) for choice in field(form, "a").choices] == [
        ("yes", False),
        ("no", True),
    ]
    assert (field(form, "weeks").value, field(form, "weeks").error) == ("99", "Too many.")
    assert [(question.name, question.control) for question in form.summary] == [("weeks", "id_weeks_0")]
    assert field(form, "weeks").classes == "question wrong mend"


@pytest.mark.parametrize(
    ("offered", "wanted", "accepted", "chosen"),
    [
        (["en", "fr"], None, "", "en"),
        (["en", "fr"], "fr", "en", "fr"),
        (["fr", "fr-CA"], None, "fr-ca", "fr-CA"),
        (["en", "pt-BR"], None, "pt-PT", "pt-BR"),
        (["en", "fr"], None, "de;q=0.9,fr;q=0.1,en;q=0.05", "fr"),
        (["so", "ar"], None, "*", "so"),
        (["en"], "<script>", ";;;", "en"),
        (["en", "pt-BR"], "PT-br", "en", "pt-BR"),  # typed from paper
        (["pt-BR", "pt"], None, "pt-PT,en;q=0.9", "pt"),
        (["pt", "pt-BR"], None, "pt-BR", "pt-BR"),
        (["pt", "pt-BR"], None, "pt", "pt"),
        (["en", "zh-Hans", "zh-Hant"], None, "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        (["zh-Hans", "zh-Hant"], None, "zh-Hant-HK", "zh-Hant"),
        (["zh-TW", "zh-CN"], None, "zh-Hans", "zh-CN"),
        (["sr-Latn", "sr-Cyrl"], None, "sr-Cyrl-RS", "sr-Cyrl"),
        (["en", "no"], None, "nb-NO,nb;q=0.9,en;q=0.8", "no"),
        (["en", "nn", "nb"], None, "no,en;q=0.8", "nn"),
        (["nn", "nb"], None, "nb-NO", "nb"),
        (["en", "he"], None, "iw-IL", "he"),
        (["fr", "en"], None, "fr;q=0", "en"),
        (["fr", "fr-CA"], None, "fr;q=0", "fr"),  # nothing else is there
        (["fr", "fr-CA", "en"], None, "fr-CA;q=0,*", "fr"),
        (["en", "fr", "de"], None, "*,fr;q=0.5,en;q=0.1", "de"),
        (["en", "fr"], None, "*;q=0,fr;q=0.1", "fr"),
        (["en", "fr"], None, " de ; q = 0.9 , fr ; Q=0.8", "fr"),
        (["en", "fr"], None, "fr_FR;level=1;q=.5", "fr"),
        (["en", "fr"], None, "en;q=x,%%%,,en;q=.,fr;q=0.05", "fr"),
        (["en", "fr"], None, "fr;q=7,en", "fr"),
        (["en", "fr"], None, "fr;q=1e9,en;q=-1,\x00\u00e9", "en"),
        (["en", "fr"], None, "de," * 99 + "fr", "fr"),
        (["en", "fr"], None, "de," * 5000 + "fr", "en"),  # nobody reads that far
        (["en", "fr"], None, "f" * 9000, "en"),
    ],
)
def test_it_chooses_a_language(offered, wanted, accepted, chosen):
    assert languages.choose(offered, wanted, accepted) == chosen


@pytest.mark.parametrize(
    ("language", "yes", "own"),
    [
        ("so", "Haa", True),
        ("pt-BR", "Sim", True),
        ("en", "Yes", True),
        ("ca", "Yes", False),
        ("da", "Yes", False),
    ],
)
def test_it_marks_a_standard_word_that_the_language_lacks_and_no_word_of_an_author(language, yes, own):
    labels = [Choice("yes", {language: "No"}), Choice("other", {language: "No"}), declining([language])]
    asked = [
        Question("a", YES_NO, {}, choices=yes_no_choices([language], prefer_not=True)),
        Question("b", SINGLE, {}, choices=tuple(labels)),
    ]
    form = AnswerForm(
        Questionnaire("x", {}, (language,), sections=(Section("s", {}, tuple(asked)),)), language
    )
    views = [view for question in asked for view in field(form, question.code).choices]

    assert views[0].label == yes
    assert [isinstance(view.label, languages.InEnglish) for view in views] == [not own] * 3 + [
        False,
        False,
        not own,
    ]


@pytest.mark.parametrize(
    ("content", "interface", "direction", "ours", "name"),
    [
        ("en", "en", "ltr", "", "English"),
        ("fr-CA", "fr", "ltr", "", "Français"),
        ("ar", "en", "rtl", ' lang="en" dir="ltr"', "العربيّة"),
        ("so", "en", "ltr", ' lang="en" dir="ltr"', "Soomaali"),
        ("az-Arab", "en", "rtl", ' lang="en" dir="ltr"', "Azərbaycanca"),
        ("ur-Latn", "en", "ltr", ' lang="en" dir="ltr"', "اردو"),
        ("tlh", "en", "ltr", ' lang="en" dir="ltr"', "tlh"),
    ],
)
def test_it_says_of_a_language_how_its_page_is_written(content, interface, direction, ours, name):
    language = PageLanguage(content)

    assert (language.interface, language.direction, language.ours, language.name) == (
        interface,
        direction,
        ours,
        name,
    )
