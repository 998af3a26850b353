"""Checked at 'Next' by the server's rules in the server's words; everything to look at before Submit; for everybody."""

from playwright.sync_api import expect

from surveyapp.actions import surveys
from surveyapp.models import Response, Survey
from surveyapp.questionnaire import answers, yaml_form
from tests.journeys.respondent import (
    fill,
    next_page,
    on_page,
    open_form,
    press_submit,
    shown,
    tap,
    thanked,
)
from tests.respond_surveys import EVERY_TYPE, link, opened

WARD = yaml_form.read(EVERY_TYPE)


def mistakes(page):
    """Question -> what is said at it; a screen reader hears the sign as 'Error:'."""
    found = {}
    for question in page.locator(".question.wrong:visible").all():
        said = question.locator(".invalid-feedback")
        described = question.locator("input, select, textarea").first.get_attribute("aria-describedby")
        assert said.get_attribute("id") in described.split()
        found[question.get_attribute("id").removeprefix("div_id_")] = (
            said.inner_text().split("\n")[-1].strip()
        )
    return found


def by_the_server(**given):
    """What the server says of these answers, of the questions that are named."""
    errors = answers.clean(WARD, {name: [values] for name, values in given.items()}).errors
    return {name: error.message for name, error in errors.items() if name in given}


NUMBERS = [
    "", " ", "42", "-1", "101", "100", "4.5", "4,0", "4,5", "+7", "1e2", "0x1f", "\N{MINUS SIGN}3", "٤٢", "٤٢٠",
    "۴۲", "۴۲۰", "४२", "ninety", "1.", "1 000", "9" * 21, "-0", "100.0001",
]  # fmt: skip


def test_it_says_at_next_what_the_server_would_say(phone, address):
    open_form(phone, address)
    tap(phone, "shift_0")
    phone.locator("#id_hours_0").press("Tab")
    assert mistakes(phone) == {}  # nobody has pressed Next yet

    for typed in NUMBERS:
        phone.fill("#id_hours_0", typed)
        next_page(phone)
        assert (typed, mistakes(phone).get("hours")) == (typed, by_the_server(hours=typed).get("hours"))
    assert mistakes(phone)["tired"] == by_the_server(tired="")["tired"] == "Please answer this question."
    assert phone.locator(".summary a").all_inner_texts() == ["How long do you work?", "Are you tired?"]
    expect(phone.locator(".summary")).to_be_focused()
    assert (phone.title(), shown(phone)) == ("Error: Your work – Life on the ward", ["Your work"])
    phone.get_by_role("link", name="How long do you work?").click()
    expect(phone.locator("#id_hours_0")).to_be_focused()
    assert phone.locator("#div_id_hours .form-control").bounding_box()["y"] > 60  # not under the strip

    box = phone.locator(".summary").bounding_box()["height"]
    phone.fill("#id_hours_0", "42")
    expect(phone.locator(".summary .done")).to_have_text(["How long do you work?"])  # crossed off at once
    assert phone.title() == "Error: Your work – Life on the ward"
    tap(phone, "tired_0")
    expect(phone.locator(".question.wrong, .summary a:not(.done)")).to_have_count(0)
    assert phone.title() == "Your work – Life on the ward"
    assert phone.locator(".summary").bounding_box()["height"] == box  # nothing moved under the finger
    assert phone.locator("#id_hours_0").get_attribute("aria-describedby").split() == [
        "id_hours_hint",
        "id_hours_helptext",
        "id_hours_unit",
    ]
    phone.locator("#id_hours_0").press("Enter")  # as Next
    on_page(phone, "p2")
    expect(phone.locator(".summary")).to_have_count(0)
    assert (phone.title(), phone.evaluate("scrollY")) == ("Your rest – Life on the ward", 0)
    tap(phone, "helps_0", "helps_1", "helps_2")
    next_page(phone)
    assert mistakes(phone) == {"helps": "Please choose at most 2."}
    tap(phone, "helps_3")
    assert phone.locator("#div_id_helps :checked").count() == 1  # 'none of these' stands alone
    tap(phone, "helps_1")
    assert phone.locator("#div_id_helps :checked").evaluate_all("all => all.map(f => f.value)") == ["tea"]
    next_page(phone)
    on_page(phone, "p3")


def test_a_text_that_is_too_long_is_kept_whole_and_said(phone, address):
    open_form(phone, address)
    phone.evaluate("location.hash = 'p3'")
    tap(phone, "mood_0", "place_1")
    count = phone.locator("#id_wish_0 ~ .count")
    for field, name in (("#id_wish_0", "wish"), ("#id_place__other", "place__other")):
        phone.fill(field, "x" * 500 + "\n")  # a pasted line end does not count
        assert phone.locator(".count.over").count() == 0
        phone.fill(field, "\N{GRINNING FACE}" * 501)
        assert phone.input_value(field) == "\N{GRINNING FACE}" * 501
        expect(phone.locator(".count.over")).to_have_text("Characters left: \u200e-1")
        next_page(phone)
        said = by_the_server(**{"place": "elsewhere", name: "x" * 501})[name]
        assert mistakes(phone) == {name.removesuffix("__other"): said}
        phone.fill(field, "x" * 500)
        expect(phone.locator(".summary a:not(.done)")).to_have_count(0)
    expect(count).to_have_text("Characters left: \u200e0")
    next_page(phone)
    on_page(phone, "send")


def test_it_shows_every_answer_before_submit_and_each_can_be_changed(phone):
    address = link(opened(EVERY_TYPE.replace("at_most: 2\n        required: true", "at_most: 2")))
    open_form(phone, address)
    fill(phone)
    on_page(phone, "send")
    rows = phone.locator("#review .pairs > div")
    assert [row.split("\n")[:2] for row in rows.all_inner_texts()] == [
        ["When do you work?", "By night"],
        ["How long do you work?", "42 hours"],
        ["Are you tired?", "Yes"],
        ["What helps?", "Sleep, Tea"],
        ["How is your mood?", "Fair"],
        ["Where do you rest?", "Elsewhere: in the garden"],
        ["What do you wish?", "more tea"],
    ]
    assert rows.last.locator("a").text_content() == "Change What do you wish?"
    assert phone.locator("progress:visible + span").text_content() == "Questions answered: 7 of 7"
    rows.nth(2).locator("a").click()
    on_page_of(phone, "id_tired_0")
    tap(phone, "tired_1")
    next_page(phone)
    on_page(phone, "send")
    assert rows.count() == 6  # what helps is not asked any more
    rows.nth(2).locator("a").click()
    tap(phone, "tired_0")
    next_page(phone)
    on_page(phone, "p2")  # not past what the new answer brought up, be it optional
    next_page(phone)
    on_page(phone, "send")
    rows.nth(6).locator("a").click()
    phone.fill("#id_wish_0", "")
    next_page(phone)
    assert rows.last.inner_text().split("\n")[1] == "Not answered"
    rows.nth(6).locator("a").click()
    phone.goto(address)
    phone.locator("[data-if-draft] a").click()
    on_page(phone, "p3")  # which holds what was being changed


def test_it_says_who_is_asked_and_checks_nothing_where_the_skip_logic_does_not_come(phone, address):
    """Which questions are meant for this student, only the server can tell then."""
    phone.route("**/rules-*.css", lambda route: route.abort())
    open_form(phone, address)
    tap(phone, "shift_0", "tired_1")
    next_page(phone)  # that the hours are missing, the server says
    on_page(phone, "p2")
    assert (shown(phone), mistakes(phone)) == (["Your rest"], {})
    assert phone.locator(".only-if:visible").all_inner_texts() == ["Only if you answered: Are you tired? Yes"]
    tap(phone, "helps_0")
    assert [phone.locator(f"a.{way}:visible").count() for way in ("next", "turn")] == [1, 1]
    next_page(phone)
    assert [phone.locator(f"a.{way}:visible").count() for way in ("next", "turn")] == [1, 1]
    next_page(phone)
    on_page(phone, "send")
    phone.allow("422 /r/ward/north/send")
    with phone.expect_navigation():
        press_submit(phone)
    assert list(mistakes(phone)) == ["hours"]
    phone.fill("#id_hours_0", "42")
    press_submit(phone)
    thanked(phone)

    surveys.close(survey=Survey.objects.get())
    assert "helps" not in Response.objects.get().answers


def on_page_of(page, control):
    expect(page.locator(f"#{control}")).to_be_focused()
    assert len(shown(page)) == 1


UNCOVERED = """() => {
  const focus = document.activeElement, strip = document.querySelector('.page:has(:focus) .strip');
  const { top, bottom } = focus.getBoundingClientRect();
  return !strip || strip.contains(focus) || bottom <= 0 || top >= strip.getBoundingClientRect().bottom - 1;
}"""


def test_it_can_be_answered_with_the_keyboard_alone(phone, address):
    def press(selector, *keys):
        for _ in range(40):
            if phone.evaluate(f"document.activeElement.matches('{selector}')"):
                break
            phone.keyboard.press("Tab")
        assert phone.evaluate(UNCOVERED), selector
        for key in keys:
            phone.keyboard.press(key)

    phone.goto(address)
    press("a.btn-primary", "Enter")
    phone.wait_for_url("**/form")
    press("[name=shift]", "Space", "ArrowDown")
    press("[name=hours]", "4", "2")
    press("a.next", "Enter")
    expect(phone.locator(".summary")).to_be_focused()
    press(".summary a", "Enter")
    press("[name=tired]", "Space")
    press("a.next", "Enter")
    on_page(phone, "p2")
    press("#id_helps_1", "Space")
    press("a.next", "Enter")
    on_page(phone, "p3")
    press("[name=mood]", "Space")
    press("a.next", "Enter")
    on_page(phone, "send")
    press(".send .forget summary", "Enter")
    press(".send [data-do=off]", "Enter")
    expect(phone.locator(".send [data-do=on]")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator(".send [data-do=off]")).to_be_focused()
    phone.locator("#send").focus()
    press(".send [type=submit]", "Enter")
    thanked(phone)

    surveys.close(survey=Survey.objects.get())
    assert Response.objects.get().answers == {
        "shift": "night",
        "hours": 42,
        "tired": "yes",
        "helps": ["tea"],
        "mood": "good",
        "place": None,
        "wish": None,
    }
