"""The watch over browser pages sees what goes wrong: else a green browser test would mean nothing."""

import pytest

from tests.browser import RULES, Watch

# Rules of levels A and AA that axe knows, but for those that it gave up itself; and those that it runs for these tags.
ASKED = """async tags => {
  const level = /^wcag2[0-9]?(a|aa)$/;
  const all = axe.getRules().filter(({ tags }) => tags.some(t => level.test(t)) && !tags.includes('deprecated'));
  const { passes, violations, incomplete, inapplicable } = await axe.run({ runOnly: tags });
  const run = [passes, violations, incomplete, inapplicable].flat().map(rule => rule.id);
  return { all: all.map(rule => rule.ruleId), run };
}"""


@pytest.fixture
def watched(browser):
    context = browser.new_context()
    yield context.new_page(), Watch(context, "")
    context.close()


def test_it_sees_a_broken_script_a_console_message_and_a_request_to_elsewhere(watched):
    page, watch = watched
    page.route("http://elsewhere.example/*", lambda route: route.fulfill(status=404))
    page.set_content(
        "<script>console.warn('careful'); broken()</script><img src='http://elsewhere.example/dot.png'>"
    )
    page.wait_for_load_state("networkidle")
    assert sorted(watch.verdict()) == [
        "404 /dot.png",
        "console warning: careful",
        "elsewhere: http://elsewhere.example/dot.png",
        "script: broken is not defined",
    ]


def test_it_sees_what_goes_wrong_in_a_further_tab_and_in_a_window_that_a_page_opens(watched):
    page, watch = watched
    page.context.route(
        "**/*", lambda route: route.fulfill(status=404, body="<p>nowhere", content_type="text/html")
    )
    tab = page.context.new_page()
    tab.goto("http://elsewhere.example/tab")
    tab.evaluate("console.error('in the tab'); setTimeout(() => broken())")
    with page.expect_popup() as opening:
        page.evaluate("open('http://elsewhere.example/window')")
    opening.value.wait_for_load_state("networkidle")
    opening.value.evaluate("console.info('in the window')")
    tab.close()  # what was seen stays seen
    assert sorted(watch.verdict()) == [
        "404 /tab",
        "404 /window",
        "console error: in the tab",
        "console info: in the window",
        "elsewhere: http://elsewhere.example/tab",
        "elsewhere: http://elsewhere.example/window",
        "script: broken is not defined",
    ]


def test_it_sees_what_the_content_security_policy_refuses(watched):
    page, watch = watched
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    page.set_content(f"{policy}<p style='color: red'>red</p>")
    [problem] = watch.verdict()
    assert problem.startswith("console error: ") and "Content Security Policy" in problem


def test_it_sees_what_a_students_page_leaves_on_the_device(watched):
    page, watch = watched
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<h1>Thanks</h1>"))
    page.goto("https://elsewhere.example/r/ward/north/thanks")  # only there a page may have a cache
    assert watch.left_behind() == []
    page.evaluate("document.cookie = 'seen=1'; localStorage.draft = sessionStorage.page = 1")
    page.evaluate("caches.open('old')")
    page.evaluate("new Promise(done => { indexedDB.open('rows').onsuccess = done; }).then(() => 0)")
    assert watch.left_behind() == [
        "cookie: seen",
        *(f"kept: {name}" for name in ("draft", "page", "rows", "old")),
    ]
    page.goto("https://elsewhere.example/surveys/")  # staff have cookies
    assert watch.left_behind() == []


def test_it_lets_pass_what_a_test_allowed_and_asks_that_it_happened(watched):
    page, watch = watched
    watch.allowed += ["broken is not defined", "404 /never"]
    page.set_content("<script>broken()</script>")
    assert watch.verdict() == ["allowed, but did not happen: 404 /never"]


def test_it_finds_accessibility_problems_on_a_page(bare_page, axe):
    bare_page.set_content("<html lang='en'><title>t</title><main><h1>h</h1><input></main></html>")
    assert axe(bare_page) == ["label: <input>"]


UNHEARD = """<html lang='en'><title>t</title><style>
@media (orientation: portrait) { #turned { transform: rotate(90deg); } }</style><main id='turned'><h1>h</h1>
<button aria-label='Send'>Submit</button></main>"""


def test_it_asks_each_rule_of_a_and_aa_also_those_that_axe_takes_for_experimental(bare_page, axe):
    bare_page.set_content(UNHEARD)
    assert sorted(broken.partition(":")[0] for broken in axe(bare_page)) == [
        "css-orientation-lock",
        "label-content-name-mismatch",
    ]
    asked = bare_page.evaluate(ASKED, RULES)
    assert [rule for rule in asked["all"] if rule not in asked["run"]] == []


def test_it_has_a_page_without_scripts_too(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.set_content("<p>before</p><script>document.querySelector('p').textContent = 'after'</script>")
    assert (page.locator("p").inner_text(), page.viewport_size["width"]) == ("before", 360)
