"""What a student does on the pages, and what can be seen there; for the journeys in a browser."""

import json
import re

from playwright.sync_api import expect

from tests.browser import COLOURS, LOOKS, RULES

PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
MAGNIFIED = {"width": 320, "height": 256}  # a screen of 1280 x 1024, four times as large
DRAFT = "answers:/r/ward/north"


def tap(page, *ids):
    for name in ids:
        page.locator(f"label[for=id_{name}]").click()


def next_page(page):
    page.locator("a.next:visible").click()


def follow(page, locator):
    """To another document; turning a page of the form is none."""
    with page.expect_navigation():
        locator.click()


def submit(page):
    follow(page, page.locator("form button[type=submit]:visible"))


def shown(page):
    """The headings of the pages to be seen: one, but for browsers that cannot hide."""
    return page.locator(".page-title:visible").all_inner_texts()


def questions(page):
    return page.locator(".question:visible legend, .question:visible > .form-label").all_inner_texts()


def focused(page):
    return page.evaluate("document.activeElement.id")


OUTSIDE = """() => {
  const seen = e => e.checkVisibility() && !e.closest('.visually-hidden, .skip');
  const all = [...document.querySelectorAll('body *')].filter(seen);
  const words = e => [...e.childNodes].filter(n => n.nodeType === 3 && n.data.trim()).map(n => {
    const range = document.createRange(); range.selectNodeContents(n); return range;
  });
  const out = ({ left, right, width }) => width > 1 && (left < -0.5 || right > innerWidth + 0.5);
  const found = all.filter(e => [e, ...words(e)].some(r => out(r.getBoundingClientRect())));
  const scrolls = document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways'] : [];
  return [...scrolls, ...found.map(e => `${e.localName}.${e.className}#${e.id} ${e.textContent.trim().slice(0, 40)}`)];
}"""


def outside(page):
    """What cannot be seen without scrolling sideways, or not at all: what is contained makes no page wider."""
    return page.evaluate(OUTSIDE)


def large(page, size):
    """The size of letters that a reader has chosen in the browser, as the root has it."""
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)


def broken_anywhere(page, axe):
    """Rules of axe that this page breaks on a phone or a desk, by day or by night; and what leaves the page."""
    found = []
    for width in (1280, 390, 320):  # and so it stays: narrow and light
        page.set_viewport_size({"width": width, "height": 640})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            rules = COLOURS if scheme == "dark" else LOOKS if width > 320 else RULES
            broken = axe(page, rules, doubts=True)
            found += [f"{width} px, {scheme}: {rule}" for rule in broken]
        found += [f"outside at {width} px: {it}" for it in outside(page)]
        if width == 390:
            large(page, "200%")
            found += [f"outside when twice as large: {it}" for it in outside(page)]
            large(page, "")
    return found


def fill(page):
    """Every page but the last, in the survey `ward`."""
    tap(page, "shift_1", "tired_0")
    page.fill("#id_hours_0", "42")
    next_page(page)
    tap(page, "helps_0", "helps_1")
    next_page(page)
    tap(page, "mood_1", "place_1")
    page.fill("#id_place__other", "in the garden")
    page.fill("#id_wish_0", "more tea")
    next_page(page)


# ---- with the script


def open_form(page, address):
    """The questionnaire, with the script at work."""
    page.goto(address + "/form", timeout=30_000)  # the first page of all is slow to come
    page.locator("body[data-kept]").wait_for()


def another_tab(page):
    tab = page.context.new_page()
    tab.set_default_timeout(10_000)
    return tab


def saved(page):
    page.locator(".saved:visible").wait_for()


def filled(page, address):
    """At the last page, with everything answered."""
    open_form(page, address)
    fill(page)
    on_page(page, "send")


def press_submit(page):
    """With the script no document comes at once."""
    page.locator(".send button[type=submit]").click()


def try_now(page):
    page.get_by_role("button", name="Try now").click()


def thanked(page):
    page.wait_for_url("**/thanks*#clean")


def ticket(page):
    return page.locator("[name=ticket]").input_value()


def ticked(page):
    return page.locator(".question :checked").count()


def on_page(page, name):
    """Waits for a page of the form: its id is in the address, its heading has the focus."""
    expect(page).to_have_url(re.compile(f"#{name}$"))
    expect(page.locator(f"#{name}")).to_be_focused()


def kept(page):
    """The draft, or what stands in its place."""
    return json.loads(page.evaluate(f"localStorage.getItem('{DRAFT}')") or "null")


def put_draft(page, draft):
    text = draft if isinstance(draft, str) else json.dumps(draft)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [DRAFT, text])


ON_THE_DEVICE = """async () => [
  localStorage.length, sessionStorage.length, document.cookie,
  (await indexedDB.databases()).length, (await caches.keys()).length,
]"""


def left_on_device(page):
    """Whatever a browser keeps for a site."""
    found = [*page.evaluate(ON_THE_DEVICE), *page.context.cookies()]
    return [kept for kept in found if kept]
