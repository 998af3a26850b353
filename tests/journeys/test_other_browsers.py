"""The study answered in Firefox and in WebKit, of which Safari and the browsers of iPhones are made.

What Chromium's tests ask of each page is not asked again: only what an engine does by itself. Which questions are to be
seen (`:has()`), where the focus goes, what is kept over a reload, what is left on the device.
"""

import pytest
from django.core.management import call_command
from django.db import OperationalError

from surveyapp.actions import responses, surveys
from surveyapp.models import Envelope, Response, Survey
from surveyapp.questionnaire import answers
from surveyapp.questionnaire.conditions import shown_questions
from surveyapp.store import questionnaire_of
from tests.journeys.test_study_student import GIVEN, STORED
from tests.other_browsers import BROWSERS, firefox
from tests.respond_surveys import STUDY

pytestmark = [pytest.mark.once, pytest.mark.browser]

CHECKED = "return [...document.querySelectorAll('.question :checked')].map(choice => choice.id)"
SAVED = """const [draft] = Object.values(localStorage);
  return draft && JSON.parse(draft).answers.length === document.querySelectorAll('.question :checked').length"""
# How a browser is when nothing is left: no draft, nothing of the tab's, no cookie, no box still ticked.
LEFT = """return [localStorage.length, sessionStorage.length, document.cookie,
  document.querySelectorAll(':checked').length]"""


@pytest.fixture
def study(live_server):
    call_command("import_questionnaire", str(STUDY), verbosity=0)
    survey = Survey.objects.get()
    surveys.open_survey(survey=survey)
    return questionnaire_of(survey)


def asked(browser):
    ids = "return [...document.querySelectorAll('[data-q]')].filter(q => q.checkVisibility()).map(q => q.id.slice(7))"
    return browser.js(ids)


def on_page(browser, title):
    browser.until(lambda: browser.texts(".page-title") == [title], title)


def focus_is_on(browser, what):
    browser.until(lambda: browser.js("return document.activeElement.matches(arguments[0])", what), what)


def give(browser, study, section, choices):
    """One page: after each tap those questions are to be seen that Python says, soon and no others."""
    given = {}
    for code, choice in choices:
        browser.tap(f"{code}_{study.by_code[code].choice_codes.index(choice)}")
        many = study.by_code[code].type == "multiple"
        given[code] = [*given.get(code, []), choice] if many else [choice]
        expected = [q.code for q in section.questions if q.code in shown_questions(section.questions, given)]
        browser.until(lambda now=expected: asked(browser) == now, f"asked after {code}: {expected}")


def begun(browser, live_server, study):
    browser.goto(live_server.url + "/r/ir2019/nancy")
    assert browser.texts("h1") == [study.title["en"]]
    browser.click("main a.btn-primary")


def handed_in(browser, study):
    browser.until(lambda: browser.texts("h1") == [study.thanks["en"]], "the thanks")
    assert Envelope.objects.count() == 1
    surveys.close(survey=Survey.objects.get())
    assert Response.objects.get().answers == STORED


@pytest.mark.parametrize("browser_of", BROWSERS, ids=lambda made: made.__name__)
def test_it_is_answered_with_the_script(browser_of, live_server, study, tmp_path):
    with browser_of(tmp_path) as browser:
        begun(browser, live_server, study)
        browser.until(lambda: browser.js("return 'kept' in document.body.dataset"), "the script")
        for section, choices in zip(study.sections, GIVEN, strict=True):
            on_page(browser, section.title["en"])
            if section.code == "radiology":  # a mistake: said in the summary, crossed off when it is mended
                browser.click("a.next")
                focus_is_on(browser, ".summary")
                assert browser.texts(".summary a") == [q.text["en"] for q in section.questions]
                browser.click(".summary a")
                focus_is_on(browser, "#id_ai_threat_0")
            give(browser, study, section, choices)
            if section.code == "radiology":
                browser.until(lambda: len(browser.texts(".summary a.done")) == 2, "both mended")
            if section.code == "knowledge_of_ir":  # left and come back to
                browser.until(lambda: browser.js(SAVED), "saved")
                before = browser.js(CHECKED)
                browser.goto("about:blank")
                browser.goto(live_server.url + "/r/ir2019/nancy/form")
                on_page(browser, section.title["en"])
                assert browser.js(CHECKED) == before
            browser.click("a.next")
            focus_is_on(browser, ".page-title")
        on_page(browser, "Check your answers")
        browser.goto("about:blank")
        browser.goto(live_server.url + "/r/ir2019/nancy/form")  # begins where the student was: at the review
        browser.until(lambda: len(browser.texts("#review .pairs > div")) == len(STORED), "the review")
        browser.js("window.fetch = () => Promise.reject(new Error('no network'))")
        browser.click(".send [type=submit]")
        focus_is_on(browser, "#waiting")
        assert Envelope.objects.count() == 0
        browser.goto("about:blank")
        browser.goto(live_server.url + "/r/ir2019/nancy/form")  # with the network back: it goes on by itself
        handed_in(browser, study)
        browser.until(lambda: browser.js(LEFT) == [0, 0, "", 0], "nothing left")
        assert browser.said() == []


def test_it_is_answered_without_a_script(live_server, study, tmp_path):
    with firefox(tmp_path, scripted=False) as browser:
        begun(browser, live_server, study)
        for section, choices in zip(study.sections, GIVEN, strict=True):
            on_page(browser, section.title["en"])
            give(browser, study, section, choices)
            browser.click("a.next")
        on_page(browser, "Check your answers")
        assert browser.js("return 'kept' in document.body.dataset") is False
        browser.click(".send [type=submit]")
        handed_in(browser, study)
        assert browser.said() == []


@pytest.mark.parametrize("browser_of", BROWSERS, ids=lambda made: made.__name__)
def test_without_a_script_back_has_the_answers(browser_of, live_server, study, tmp_path, monkeypatch):
    """After a failure, and after a look at mistakes; with nothing in the page's own hands."""

    def locked(**what):
        raise OperationalError("database is locked")

    with browser_of(tmp_path, scripted=False) as browser:
        begun(browser, live_server, study)
        give(browser, study, study.sections[0], GIVEN[0])
        given = browser.js(CHECKED)
        assert len(given) == len(GIVEN[0])
        browser.goto(live_server.url + "/r/ir2019/nancy/start#send")
        browser.click(".send [type=submit]")
        browser.until(lambda: browser.texts("#mend h2") == ["Please look at this again"], "mistakes")

        browser.back()
        on_page(browser, "Check your answers")
        assert browser.js(CHECKED) == given

        monkeypatch.setattr(answers, "clean", lambda *_: answers.Cleaned())
        monkeypatch.setattr(responses, "hand_in", locked)
        browser.click(".send [type=submit]")
        browser.until(lambda: browser.texts("h1") == ["We cannot reach our records just now"], "the failure")
        browser.back()
        on_page(browser, "Check your answers")
        assert browser.js(CHECKED) == given
