"""The questionnaire's page in a real browser: it shows the questions and pages that Python says."""

import random
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from surveyapp.answer_form import AnswerForm
from surveyapp.languages import PageLanguage
from surveyapp.questionnaire.conditions import holds, shown_questions
from surveyapp.questionnaire.schema import NOTE
from surveyapp.questionnaire.skip_css import stylesheet
from tests.questionnaire.condition_cases import CASES
from tests.questionnaire.random_questionnaires import answers, questionnaire

TICK = """given => {
  document.querySelector('form').reset();
  for (const [name, values] of Object.entries(given))
    for (const value of values)
      for (const input of document.getElementsByName(name))
        if (input.value === value) input.checked = true;
  const shown = e => getComputedStyle(e).display !== 'none';
  return [...document.querySelectorAll('[data-q]')]
    .filter(q => shown(q) && shown(q.closest('.question'))).map(q => q.id.slice('div_id_'.length));
}"""
SKIPPED = """() => [...document.querySelectorAll('[data-q]')]
  .filter(q => getComputedStyle(q).getPropertyValue('--skip').trim() === '1')
  .map(q => q.id.slice('div_id_'.length))"""
# from page to page by the links that can be seen; two at once or two pages at once would be a fault
WALK = """() => {
  const seen = []; location.hash = 'p1';
  const visible = e => e.getClientRects().length > 0;
  while (seen.length < 30) {
    const pages = [...document.querySelectorAll('.page')].filter(visible);
    if (pages.length !== 1) return ['pages at once: ' + pages.length];
    seen.push(pages[0].querySelector('h2').id);
    const ways = [...pages[0].querySelectorAll('a.next')].filter(visible);
    if (ways.length > 1) return ['ways at once: ' + ways.length];
    if (!ways.length) return seen;
    location.hash = ways[0].hash;
  }
}"""


def html(made):
    """The product's own document, with its style sheets inside: nothing serves this page."""
    sheets = ["vendor/bootstrap-part.css", "css/tokens.css", "css/site.css"]
    css = "".join(Path(settings.BASE_DIR, "static", sheet).read_text() for sheet in sheets) + stylesheet(made)
    language = made.languages[0]
    frame = {
        "title": "Random",
        "language": PageLanguage(language),
        "languages": [],
        "link": "/r/s/n",
        "revision": 1,
    }
    page = render_to_string("respond/form.html", {"form": AnswerForm(made, language), "ticket": "t", **frame})
    return page.replace("</head>", f"<style>{css}</style></head>")


@pytest.fixture(scope="module")
def tab(browser):
    tab = browser.new_page()
    yield tab
    tab.close()


def expected(made, given):
    """The questions shown, in their order, and the pages that a walk by 'Next' passes."""
    shown = shown_questions(made.questions, given)
    pages = [
        f"p{number}"
        for number, section in enumerate(made.sections, 1)
        if number == 1
        or any(question.code in shown for question in section.questions)
        or any(block.type == NOTE and visible(block, given, shown) for block in section.blocks)
    ]
    return [question.code for question in made.questions if question.code in shown], [*pages, "send"]


def visible(block, given, shown):
    return block.shown_if is None or holds(block.shown_if, given, shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_shows_what_the_table_says(tab, case):
    made = case.questionnaire
    tab.set_content(html(made))
    shown, walk = expected(made, case.given)
    assert tab.evaluate(TICK, case.given) == shown
    assert tab.evaluate(WALK) == walk


@pytest.mark.parametrize("seed", range(40))
def test_it_shows_what_python_says_of_random_questionnaires(tab, seed):
    rng = random.Random(seed)
    made = questionnaire(rng, size=14)
    tab.set_content(html(made))
    for _ in range(5):
        given = answers(rng, made, careful=False)
        shown, walk = expected(made, given)
        assert tab.evaluate(TICK, given) == shown
        assert sorted(tab.evaluate(SKIPPED)) == sorted(q.code for q in made.questions if q.code not in shown)
        assert tab.evaluate(WALK) == walk
