"""The questionnaire's page in a real browser: it shows the questions and pages that Python says."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given as over
from hypothesis import settings as runs

from surveyapp.answer_form import AnswerForm
from surveyapp.languages import PageLanguage
from surveyapp.questionnaire.conditions import holds, shown_questions
from surveyapp.questionnaire.schema import NOTE
from surveyapp.questionnaire.skip_css import stylesheet
from tests.questionnaire.condition_cases import CASES
from tests.questionnaire.drawn_questionnaires import answered

# For each set of answers: the questions shown, those that a script is told are skipped, and the pages by their links,
# from first to last. Two ways on would be a fault; so would two pages at once: with the first set pages are turned.
LOOK = """sets => {
  const form = document.querySelector('form'), all = [...document.querySelectorAll('[data-q]')];
  const pages = [...document.querySelectorAll('.page')], named = found => found.map(q => q.id.slice('div_id_'.length));
  const shown = e => getComputedStyle(e).display !== 'none', title = page => page.querySelector('h2').id;
  const skipped = q => getComputedStyle(q).getPropertyValue('--skip').trim() === '1';
  return sets.map((given, at) => {
    form.reset();
    for (const input of form.elements) if (given[input.name]?.includes(input.value)) input.checked = true;
    return [
      named(all.filter(q => shown(q) && shown(q.closest('.question')))), named(all.filter(skipped)), walk(!at),
    ];
  });
  function walk(turning) {
    const seen = [];
    let page = pages[0];
    while (page && seen.length < 30) {
      seen.push(title(page));
      if (turning) location.hash = title(page);
      if (turning && pages.filter(shown).map(title).join() !== title(page)) return ['another page', ...seen];
      const ways = [...page.querySelectorAll('a.next')].filter(shown);
      if (ways.length > 1) return ['ways at once', ...seen];
      page = ways[0] && document.querySelector(ways[0].hash).closest('.page');
    }
    return seen;
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
        "rules": 1,
    }
    page = render_to_string("respond/form.html", {"form": AnswerForm(made, language), "ticket": "t", **frame})
    return page.replace("</head>", f"<style>{css}</style></head>")


@pytest.fixture(scope="module")
def tab(browser):
    tab = browser.new_page()
    yield tab
    tab.close()


def expected(made, given):
    """The questions shown and those skipped, in their order, and the pages that a walk by 'Next' passes."""
    shown = shown_questions(made.questions, given)
    pages = [
        f"p{number}"
        for number, section in enumerate(made.sections, 1)
        if number == 1
        or any(question.code in shown for question in section.questions)
        or any(block.type == NOTE and visible(block, given, shown) for block in section.blocks)
    ]
    codes = [question.code for question in made.questions]
    return [
        [code for code in codes if code in shown],
        [code for code in codes if code not in shown],
        [*pages, "send"],
    ]


def visible(block, given, shown):
    return block.shown_if is None or holds(block.shown_if, given, shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_shows_what_the_table_says(tab, case):
    made = case.questionnaire
    tab.set_content(html(made))
    assert tab.evaluate(LOOK, [case.given]) == [expected(made, case.given)]


@runs(max_examples=80)
@over(answered(times=5))
def test_it_shows_what_python_says_of_random_questionnaires(tab, drawn):
    made, sets = drawn
    tab.set_content(html(made))
    assert tab.evaluate(LOOK, sets) == [expected(made, given) for given in sets]


# The same where the script runs, which hides what was not asked when it last looked: at each page the questions there.
# One change is told, of a box that is not ticked: told of 'none', the script would take ticks away that were drawn.
LOOK_WITH_SCRIPT = """sets => {
  const form = document.querySelector('#answers'), pages = [...document.querySelectorAll('.page:not(#wait)')];
  return sets.map(given => {
    form.reset();
    for (const input of form.elements) if (given[input.name]?.includes(input.value)) input.checked = true;
    form.querySelector('.form-check-input:not(:checked)')?.dispatchEvent(new Event('input', { bubbles: true }));
    return pages.map(page => {
      location.hash = page.querySelector('h2').id;
      onhashchange();
      const seen = [...page.querySelectorAll('[data-q]')].filter(q => q.checkVisibility());
      return seen.map(q => q.id.slice('div_id_'.length));
    });
  });
}"""


@pytest.fixture(scope="module")
def scripted(browser):
    """A page with the product's script, and `show` to open a questionnaire in it."""
    tab = browser.new_page()
    errors, now = [], {}
    script = Path(settings.BASE_DIR, "static/js/draft.js").read_text()
    tab.on("pageerror", lambda error: errors.append(error))
    tab.route("**/*", lambda route: route.fulfill(status=404))
    tab.route("**/draft.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    tab.route("**/r/s/n/form", lambda route: route.fulfill(body=now["html"], content_type="text/html"))

    def show(made):
        now["html"] = html(made)
        tab.goto("http://survey.test/r/s/n/form")
        tab.locator("body[data-kept]").wait_for(state="attached")
        assert errors == []
        return tab

    yield show
    tab.close()
    assert errors == []


@runs(max_examples=8)
@over(answered(times=5))
def test_with_the_script_each_page_asks_what_python_says(scripted, drawn):
    made, sets = drawn
    found = scripted(made).evaluate(LOOK_WITH_SCRIPT, sets)
    asked = [shown_questions(made.questions, given) for given in sets]
    pages = [
        [[q.code for q in section.questions if q.code in codes] for section in made.sections]
        for codes in asked
    ]
    assert found == [[*questions, []] for questions in pages]
