"""Accessibility beyond axe's rules, in a survey of every type of question: docs/accessibility.md leads here."""

import io

import pytest
from PIL import Image, ImageChops

from tests.all_types import PICTURED, choices, opened_with_picture, said
from tests.browser import LOOKS
from tests.journeys.respondent import (
    MAGNIFIED,
    NARROW,
    broken_anywhere,
    next_page,
    on_page,
    outside,
    press_submit,
    tap,
    thanked,
)
from tests.journeys.sight import SIGHT, SPACED, announced, walked
from tests.respond_surveys import link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(live_server):
    return link(opened_with_picture()) + "{}?lang=en&order=1"


def each_page(page, address):
    """All that is seen on the way from the first page to the thanks; on two pages something is missing first."""
    page.goto(address.format(""))
    yield "first"
    page.goto(address.format("/form"))
    page.locator("body[data-kept]").wait_for()
    next_page(page)
    yield "chosen"
    tap(page, "shift_0", "helps_0", "helps_4")
    next_page(page)
    on_page(page, "p2")
    yield "agreeing"
    tap(page, "agree_safe_0", "agree_calm_1")
    next_page(page)
    on_page(page, "p3")
    next_page(page)
    yield "written"
    tap(page, "agrees_0")
    next_page(page)
    on_page(page, "send")
    yield "review"
    press_submit(page)
    thanked(page)
    yield "thanks"


TITLES = [
    "Every type of question",
    "Error: One choice and several – Every type of question",
    "Statements and order – Every type of question",
    "Error: Numbers and words – Every type of question",
    "Check your answers – Every type of question",
    "Thank you – Every type of question",
]

MONTH = "Year and month, from 2010-\u206001 to 2030-\u206012."
NAMELESS = "Please name nobody, yourself included. Your words are kept apart from your other answers."
DISAGREE = "Please tick the box if you agree. If you do not, close this page: nothing is sent."
HEARD = {
    "chosen": """
heading Every type of question
alert Please look at this again
heading Please look at this again
link When do you work?
heading One choice and several
group When do you work?
  radio By day (Error: Please answer this question.)
  radio By night (Error: Please answer this question.)
group Are you tired? (optional)
  radio Yes
  radio No
  radio I prefer not to answer
group How is your mood? (optional)
  radio Good
  radio Fair
  radio Bad
  radio I do not say
group What helps? (optional) Tick 2 to 3.
  checkbox A talk
  checkbox Sleep
  checkbox A walk
  checkbox Tea
  checkbox Something else
  checkbox Nothing
link Next
link How your answers stay anonymous (opens a new tab)
""",
    "agreeing": """
heading Every type of question
link Back
heading Statements and order
image A corridor with a lamp
group How far do you agree? Two statements, one answer each.
  group The ward is safe.
    radio Not at all
    radio Partly
    radio Fully
  group The ward is calm.
    radio Not at all
    radio Partly
    radio Fully
group What matters most? (optional) Give each a number: 1 is the first. Use each number once.
  combobox Rest
  combobox Pay
  combobox The team
  checkbox I prefer not to answer
link Next
link How your answers stay anonymous (opens a new tab)
""",
    "written": f"""
heading Every type of question
link Back
alert Please look at this again
heading Please look at this again
link Do you agree to take part?
heading Numbers and words
textbox How long is a night? (optional) (A number from 0 to 24. hours)
checkbox I prefer not to answer (How long is a night? (optional))
textbox When did you begin? (optional) (A year from 1990 to 2030.)
checkbox I prefer not to answer (When did you begin? (optional))
DateTime When did you start? (optional) ({MONTH})
spinbutton Month Month ({MONTH})
spinbutton Year Year ({MONTH})
button Show month picker Show month picker ({MONTH})
checkbox I prefer not to answer (When did you start? (optional))
textbox One word? (optional) ({NAMELESS} Up to 20 characters)
textbox What do you wish? (optional) ({NAMELESS} Up to 500 characters)
checkbox I prefer not to answer (What do you wish? (optional))
group Do you agree to take part?
  checkbox I take part of my own will. (Error: {DISAGREE})
link Next
link How your answers stay anonymous (opens a new tab)
""",
}


def test_it_keeps_the_focus_in_sight_shows_edges_and_says_names(open_page, live_server, address):
    page = open_page(live_server.url, viewport=NARROW, bypass_csp=True)  # for the style of 1.4.12 alone
    titles, heard, wrong = [], {}, {}
    for name in each_page(page, address):
        page.evaluate(SIGHT)
        if name == "review":  # a statement has its question before it
            assert "How far do you agree? – The ward is safe." in page.locator("#review").inner_text()
        titles.append(page.title())
        heard[name] = announced(page)
        back, found = walked(page, "Shift+Tab")
        on, more = walked(page, "Tab")
        stops = page.evaluate("sight.stops()")
        found += more + [f"never reached: {stop}" for stop in stops if stop not in on]
        for way in (on, back[::-1]):
            reached = list(dict.fromkeys(way))  # a month has several places to stop
            if reached != [stop for stop in stops if stop in reached]:
                found.append(f"another order than the document's: {reached}")
        page.set_viewport_size(MAGNIFIED)
        # Of a text of several lines the browser shows the caret's, so its foot may lie below.
        found += [f"magnified: {it}" for it in walked(page, "Tab")[1] if "id_wish_0" not in it]
        page.set_viewport_size(NARROW)
        found += [f"small: {it}" for it in page.evaluate("sight.small()")]
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            found += [f"faint when {scheme}: {it}" for it in page.evaluate("sight.faint()")]
        spaced = page.add_style_tag(content=SPACED)
        found += [f"cut when spaced: {it}" for it in page.evaluate("sight.cut()")]
        found += [f"outside when spaced: {it}" for it in outside(page)]
        spaced.evaluate("style => style.remove()")
        wrong[name] = found

    assert wrong == {name: [] for name in wrong}
    assert titles == TITLES
    for name, lines in HEARD.items():
        assert heard[name] == lines.strip().split("\n"), name


def colourless(page, control):
    """A control and its row as they are where the reader's own colours are forced."""
    row = page.locator(f"#{control}").locator("xpath=..")
    row.scroll_into_view_if_needed()
    return Image.open(io.BytesIO(row.screenshot())).convert("L")


LONG = "Arbeitsunfähigkeitsbescheinigung"
LONG_WORDS = (
    ("Fair", "Moyen", "متوسط"),
    ("A talk", "Une conversation", "حديث"),
    ("Pay", "Le salaire", "الراتب"),
    ("hours", "heures", "ساعات"),
    ("One word?", "Un mot ?", "كلمة واحدة؟"),
    ("Two statements, one answer each.", "Deux affirmations.", "عبارتان، إجابة لكل منهما."),
    ("The ward is calm.", "Le service est calme.", "القسم هادئ."),
    ("Numbers and words", "Nombres et mots", "أرقام وكلمات"),
    ("I take part of my own will.", "Je participe de mon plein gré.", "أشارك بمحض إرادتي."),
)


def with_long_words():
    """Wherever an author may put one; and a scale of seven steps."""
    text = PICTURED
    for words in LONG_WORDS:
        assert said(*words) in text
        text = text.replace(said(*words), said(LONG, LONG, LONG))
    steps = [(f"step{n}", said(*[f"{LONG} {n}"] * 3), "") for n in range(4)]
    return text.replace("          - {code: fair", choices(*steps) + "          - {code: fair")


def moves_nothing_when_it_comes(page, held):
    """A note's picture, later than all else."""
    note, picture = page.locator("#div_id_ward_is"), page.locator("#div_id_ward_is img")
    before = note.bounding_box()
    [request] = held
    request.continue_()
    picture.evaluate("img => img.decode()")
    assert picture.evaluate("img => [img.naturalWidth, img.naturalHeight]") == [1200, 600]
    assert note.bounding_box() == before


@pytest.mark.parametrize(
    ("language", "script"), [("en", True), ("ar", False)], ids=["with the script", "without it, in Arabic"]
)
def test_it_breaks_no_rule_at_any_width_and_shows_what_is_chosen_without_colours(
    open_page, live_server, axe, language, script
):
    page = open_page(live_server.url)
    if not script:
        page.route("**/draft.js", lambda route: route.abort())
    held = []
    page.route("**/picture-*", lambda route: held.append(route))
    address = f"{link(opened_with_picture(with_long_words()))}/form?lang={language}&order=1"
    page.goto(address, wait_until="domcontentloaded")
    if script:
        page.locator("body[data-kept]").wait_for()
    page.evaluate("location.hash = 'all'")  # every page at once
    moves_nothing_when_it_comes(page, held)
    tap(page, "shift_0", "tired_0", "helps_4", "agree_safe_0")
    assert broken_anywhere(page, axe) == []
    page.emulate_media(media="print")
    for width in (718, 320):  # A4 within its margins; a printer of receipts
        page.set_viewport_size({"width": width, "height": 640})
        assert outside(page) == []
    page.emulate_media(media="screen", contrast="more")
    assert axe(page, LOOKS) == []

    page.emulate_media(color_scheme="light", contrast=None, forced_colors="active", reduced_motion="reduce")
    page.evaluate(SIGHT)
    assert page.evaluate("sight.moving()") == []
    for control in ("id_shift_1", "id_helps_1", "id_agree_calm_1"):
        before = colourless(page, control)
        tap(page, control.removeprefix("id_"))
        page.mouse.move(0, 0)
        marked = sum(
            ImageChops.difference(before, colourless(page, control)).point(lambda d: d > 96).histogram()[1:]
        )
        assert marked > 100, f"{control} looks alike when chosen"  # pixels
    page.evaluate("location.hash = 'p2'")
    bar = Image.open(io.BytesIO(page.locator("progress:visible").first.screenshot())).convert("L")
    begun, ahead = bar.getpixel((2, bar.height // 2)), bar.getpixel((bar.width - 3, bar.height // 2))
    assert abs(begun - ahead) > 96, "how far it is cannot be seen"
