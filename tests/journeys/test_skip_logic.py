"""The questionnaire's page in a real browser: it shows the questions and pages that Python says."""

from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given as over
from hypothesis import note
from hypothesis import settings as runs

from surveyapp.answer_form import AnswerForm
from surveyapp.languages import PageLanguage
from surveyapp.one_sheet import small, together
from surveyapp.questionnaire.conditions import holds, shown_questions
from surveyapp.questionnaire.schema import (
    CONSENT,
    DECLINED_SUFFIX,
    MULTIPLE,
    OTHER_SUFFIX,
    Block,
)
from surveyapp.questionnaire.skip_css import stylesheet
from surveyapp.questionnaire.yaml_writer import write
from tests.questionnaire.condition_cases import CASES
from tests.questionnaire.drawn_questionnaires import answered, pressed

# For each set of answers: what is shown, the questions that a script is told are skipped, and the pages by their links
# from first to last. Two ways on would be a fault.
LOOK = """([body, rules, sets, stays]) => {
  document.body.replaceWith(new DOMParser().parseFromString(body, 'text/html').body);
  document.querySelector('#rules').textContent = rules;
  const form = document.querySelector('form'), all = [...document.querySelectorAll('.question, .statement')];
  const first = document.querySelector('.page'), inputs = document.querySelectorAll('form [name]');
  const named = found => found.map(q => q.id.slice('div_id_'.length));
  const shown = e => getComputedStyle(e).display !== 'none', title = page => page.querySelector('h2').id;
  const skipped = q => q.dataset.q && getComputedStyle(q).getPropertyValue('--skip').trim() === '1';
  const found = sets.map(given => {
    HTMLFormElement.prototype.reset.call(form);
    for (const input of inputs) if (given[input.name]?.includes(input.value)) input.checked = true;
    return [named(all.filter(q => shown(q) && shown(q.closest('.question')))), named(all.filter(skipped)), walk()];
  });
  if (!stays) document.body.replaceChildren();  // else it would be drawn, for nobody
  return found;
  function walk() {
    const seen = [];
    let page = first;
    while (page && seen.length < 30) {
      seen.push(title(page));
      const ways = [...page.querySelectorAll('a.next')].filter(shown);
      if (ways.length > 1) return ['ways at once', ...seen];
      page = ways[0] && document.querySelector(ways[0].hash).closest('.page');
    }
    return seen;
  }
}"""
# What is seen with the answers that the fields have: of each page where pages are turned, and of all below one another.
TURN = """() => {
  const seen = what => [...document.querySelectorAll(what)].filter(e => e.checkVisibility());
  const look = hash => {
    location.hash = hash;
    const pages = seen('.page').map(page => page.querySelector('h2').id);
    return [pages, seen('.question, .statement').map(q => q.id.slice('div_id_'.length))];
  };
  return [...document.querySelectorAll('.page:not(#wait) > h2')].map(title => look(title.id)).concat([look('all')]);
}"""
# The same where the script runs, which hides what was not asked when it last looked.
ANSWER = Path(__file__).with_name("answering.js").read_text("utf-8")
SMALL = {"width": 320, "height": 320}


def css():
    return small(together())


def body(made, order=0, link="/r/s/n"):
    """Of the product's own page, which nothing serves here."""
    language = made.languages[0]
    frame = {"title": "Random", "language": PageLanguage(language), "languages": [], "link": link, "rules": 1}
    form = AnswerForm(made, language, order=order)
    html = render_to_string("respond/form.html", {"form": form, "ticket": "t", **frame})
    return html[html.index("<body") :]


@pytest.fixture(scope="module")
def tab(browser):
    """A page without scripts, into which one questionnaire after another is put."""
    tab = browser.new_page(viewport=SMALL, java_script_enabled=False)
    tab.set_content(f"<!doctype html><style>{css()}</style><style id=rules></style><body>")
    yield tab
    tab.close()


@pytest.fixture(scope="module")
def scripted(browser):
    """A page of the site, and the product's own around the body of a questionnaire, with style sheets and script."""
    tab, errors = browser.new_page(viewport=SMALL), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.route("**/*", lambda route: route.fulfill(body="<!doctype html><body>", content_type="text/html"))
    tab.goto("http://survey.test/r/s/n/form")
    script = Path(settings.BASE_DIR, "static/js/draft.js").read_text()
    head = f'<!doctype html><html lang="en"><style>{css()}</style><script type="module">{script}</script>'

    def answer(made, order, number, asked):
        html = f"{head}<style>{stylesheet(made)}</style>{body(made, order, f'/r/s/n{number}')}"
        found = tab.evaluate(ANSWER, [html, asked])
        assert errors == []
        return found

    yield answer
    tab.close()
    assert errors == []


def visible(item, given, shown):
    return item.shown_if is None or holds(item.shown_if, given, shown)


def items(section, given, shown):
    """The codes of what is shown of a section, in its order: statements behind the question that they share."""
    for item in section.items:
        if visible(item, given, shown):
            yield item.code
            yield from (held.code for held in (section.statements(item) if isinstance(item, Block) else ()))


def expected(made, given):
    """What is shown and what is skipped, in the order of the file, and the pages that a walk by 'Next' passes."""
    shown = shown_questions(made.questions, given)
    found = [[*items(section, given, shown)] for section in made.sections]
    pages = [f"p{number}" for number, codes in enumerate(found, 1) if codes or number == 1]
    skipped = [question.code for question in made.questions if question.code not in shown]
    return [[code for codes in found for code in codes], skipped, [*pages, "send"]]


def compare(made, answers, found, wanted):
    if found != wanted:  # as a file has it: the questionnaire itself would fill screens
        note(write(made))
        note(f"answers: {answers}")
    assert found == wanted


def look(tab, made, sets, order=0, *, stays=False):
    return tab.evaluate(LOOK, [body(made, order), stylesheet(made), sets, stays])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_shows_what_the_table_says(tab, case):
    assert look(tab, case.questionnaire, [case.given]) == [expected(case.questionnaire, case.given)]


@pytest.mark.parametrize("name", ["nested, by its first way", "a page of which nothing is shown"])
def test_it_shows_one_page_at_a_time_or_all(tab, name):
    case = next(case for case in CASES if case.name == name)
    look(tab, case.questionnaire, [case.given], stays=True)
    shown, _, _ = expected(case.questionnaire, case.given)
    first = [code for code in shown if code not in ("next", "last")]
    second = [code for code in shown if code not in first]
    pages = [[["p1"], first], [["p2"], second], [["send"], []]]
    assert tab.evaluate(TURN) == [*pages, [["p1", "p2", "send"], shown]]


def test_it_shows_what_python_says_of_random_questionnaires(tab):
    different = set()

    @runs(max_examples=205)
    @over(answered(times=5))
    def each(drawn):
        made, order, sets = drawn
        different.add(repr(made))
        compare(made, sets, look(tab, made, sets, order), [expected(made, given) for given in sets])

    each()
    assert len(different) >= 200


def test_with_the_script_people_are_asked_what_python_says(scripted):
    """On the page, in the list before Submit, and in what is posted."""
    different, numbers = set(), count()

    @runs(max_examples=26)
    @over(pressed(times=10))
    def each(drawn):
        made, order, people = drawn
        wanted, asked, given = [], [], set()
        for number, (at, presses) in enumerate(people, 1):
            codes = [code for code, _ in wanted[-1]["review"]] if wanted else []
            change, last = codes[at % len(codes)] if codes else None, number == len(people)
            person = {"presses": presses, "change": change, "patient": last}
            if change and not last:
                page = next(n for n, codes in enumerate(on_pages(made)) if change in codes)
                person["stays"] = presses[page]
            told, given = answering(made, given, **person)
            wanted.append(told)
            asked.append(person)
            different.add((repr(made), *sorted(given)))
        compare(made, asked, scripted(made, order, next(numbers), asked), wanted)

    each()
    assert len(different) >= 200


def answering(made, given, presses, change, patient, stays=None):
    """What one person meets, in the fields of whom `given` is; and what is in them afterwards.

    Who came to `change` one question goes on past the pages where nothing is asked that was not asked before.
    """
    owner = {name: asked for asked in made.questions for name in names(asked)}
    on = on_pages(made)
    for press in stays or ():
        given = after(press, owner[press[0]], given)
    page = next(n for n, codes in enumerate(on, 1) if change in codes) if change else 1
    (shown, found, skipped), walk = state(made, given), []
    known = set(shown) if change else set()
    page = len(found) if stays is not None else page
    while page < len(found):
        there = max((n for n, codes in enumerate(found[: page - 1], 1) if codes), default=None)
        back = [title(made, there)] if there else []
        walk.append(
            {"pages": [title(made, page)], "shown": found[page - 1], "skipped": skipped, "back": back}
        )
        for press in presses[page - 1]:
            given = after(press, owner[press[0]], given)
        shown, found, skipped = state(made, given)
        to = next(n for n, codes in enumerate(found, 1) if n > page and (codes or n == len(found)))
        walk[-1] |= {"then": patient and found[page - 1], "next": [title(made, to)]}
        known |= shown & on[page - 1]
        page = len(found) if change and shown <= known else to
    links = [title(made, n) for n, codes in enumerate(found, 1) if codes or n == len(found)]
    back = links[-2::-1]
    walk.append({"pages": ["send"], "shown": [], "skipped": skipped, "back": back[:1]})
    answered = {owner[name].code for name, _ in given if not name.endswith(OTHER_SUFFIX)}
    review = [[asked.code, asked.code in answered] for asked in made.questions if asked.code in shown]
    posted = sorted([name, value] for name, value in given if owner[name].code in shown)
    return {
        "walk": walk,
        "links": links,
        "review": review,
        "posted": posted,
        "back": back if patient else [],
    }, given


def state(made, given):
    """The questions shown, what is shown of each page, the last one too, and the questions skipped."""
    answers = {}
    for name, value in given:
        answers.setdefault(name, []).append(value)
    shown = shown_questions(made.questions, answers)
    found = [[*items(section, answers, shown)] for section in made.sections]
    return shown, [*found, []], [asked.code for asked in made.questions if asked.code not in shown]


def on_pages(made):
    return [{asked.code for asked in section.questions} for section in made.sections]


def title(made, page):
    return f"p{page}" if page <= len(made.sections) else "send"


def names(asked):
    yield from (asked.code, asked.code + OTHER_SUFFIX, asked.code + DECLINED_SUFFIX)
    yield from (f"{asked.code}.{code}" for code in asked.choice_codes)


def after(press, asked, given):
    """The fields after one more was tapped or written: what rules others out takes them away, and they it."""
    code, declining = asked.code, (asked.code + DECLINED_SUFFIX, asked.declined)
    boxes = asked.type in (MULTIPLE, CONSENT)
    if press in given and ((boxes and press[0] == code) or press == declining):
        return given - {press}
    alone = {(code, choice.code) for choice in asked.choices if choice.exclusive or choice.prefer_not}
    alone = (alone if boxes else set()) | {declining}
    ruled_out = {(code, choice) for choice in asked.choice_codes} if boxes and press in alone else alone
    field = set() if boxes and press[0] == code else {one for one in given if one[0] == press[0]}
    return given - ruled_out - field | {press}
