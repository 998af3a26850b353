"""Answers kept on the student's device: when they come back, when they are gone, and that the page says what is so."""

import json

import pytest
from playwright.sync_api import expect

from surveyapp.models import Envelope
from tests.browser import FLAGS, UNWANTED_FLAGS, chromium
from tests.journeys.respondent import (
    PHONE,
    fill,
    left_on_device,
    next_page,
    on_page,
    open_form,
    press_submit,
    saved,
    shown,
    tap,
    thanked,
    ticked,
    ticket,
)
from tests.respond_surveys import link, opened

KEY = "answers:/r/ward/north"


@pytest.fixture
def address(live_server):
    return link(opened())


@pytest.fixture
def phone(open_page, live_server):
    return open_page(live_server.url, viewport=PHONE)


def kept(page):
    """The draft, or what stands in its place."""
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


def put(page, draft):
    text = draft if isinstance(draft, str) else json.dumps(draft)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def another_tab(page):
    tab = page.context.new_page()
    tab.set_default_timeout(10_000)
    return tab


def test_it_keeps_answers_from_the_first_tap_to_the_thanks(phone, address):
    sent = []
    phone.context.on("request", lambda request: sent.append(request))
    open_form(phone, address)
    first = ticket(phone)
    assert left_on_device(phone) == []
    assert not phone.locator(".saved:visible, .unsaved:visible").count()
    next_page(phone)  # nothing is answered: no turn, and nothing to keep
    heard = phone.locator(".strip:visible [role=status]")  # there before it has anything to say
    assert heard.inner_text() == ""
    tap(phone, "shift_1", "tired_0")
    saved(phone)
    assert heard.inner_text().strip() == "Saved on this device"
    phone.fill("#id_hours_0", "42")
    next_page(phone)
    on_page(phone, "p2")
    tap(phone, "helps_1")
    phone.reload()  # before the page had time to write
    on_page(phone, "p2")
    assert (ticked(phone), ticket(phone), phone.locator("#id_hours_0").input_value()) == (3, first, "42")

    tab = another_tab(phone)  # the first is closed, or was discarded
    phone.close()
    tab.goto(address)
    tab.get_by_role("link", name="Français").click()
    tab.locator("[data-if-draft] a").click()  # 'Go on where you stopped'
    on_page(tab, "p2")
    tab.get_by_role("link", name="English").click()
    tab.wait_for_url("**/form?lang=en#p2")
    assert (ticked(tab), ticket(tab), shown(tab)) == (3, first, ["Your rest"])

    other = another_tab(tab)
    open_form(other, address)
    tap(tab, "helps_0")
    expect(other.locator("#id_helps_0")).to_be_checked()
    tap(other, "helps_0")
    expect(tab.locator("#id_helps_0")).not_to_be_checked()
    next_page(tab)
    tap(tab, "mood_1")
    next_page(tab)
    assert [r for r in sent if r.method != "GET" or "?" in r.url.replace("?lang=", "")] == []
    press_submit(tab)
    thanked(tab)
    thanked(other)  # it says the same, without handing in

    assert tab.locator("h1").inner_text() == "Thank you. Your answers have been recorded."
    expect(tab.locator("#clean")).to_be_focused()
    assert tab.locator(".lead").all_inner_texts()[-1].startswith("You can close this page. Nothing of")
    assert (left_on_device(tab), Envelope.objects.count()) == ([], 1)
    assert [r.url.rpartition("/")[2] for r in sent if r.method == "POST"] == ["send?lang=en"]
    tab.go_back(wait_until="commit")  # the browser has the old page in memory
    tab.locator("body[data-kept='']").wait_for()
    assert (ticked(tab), ticket(tab) != first, left_on_device(tab)) == (0, True, [])
    assert tab.evaluate("[...document.forms[0]].filter(f => /text/.test(f.type) && f.value).length") == 0


def test_it_keeps_nothing_on_a_shared_computer(phone, address):
    def shared(what):
        if not phone.locator(".forget[open]:visible").count():
            phone.locator(".forget:visible summary").click()
        phone.get_by_role("button", name=what).click()

    open_form(phone, address)
    tap(phone, "shift_1")
    saved(phone)
    shared("Keep nothing here")
    assert phone.locator(".strip:visible").inner_text().split("\n")[-1].strip() == "Not saved on this device"
    assert (
        "Reloading or closing this page deletes your answers."
        in phone.locator(".forget:visible").inner_text()
    )
    tap(phone, "tired_1")
    assert not phone.locator("[data-language]").is_visible()  # it would lose them
    assert "answers" not in kept(phone)
    shared("Keep my answers here after all")
    saved(phone)
    assert len(kept(phone)["answers"]) > 1
    shared("Keep nothing here")
    phone.reload()
    phone.locator("body[data-kept=off]").wait_for()
    assert ticked(phone) == 0

    shared("Keep my answers here after all")
    tap(phone, "shift_0")
    phone.fill("#id_hours_0", "12")
    saved(phone)
    next_page(phone)  # says what is missing
    other = another_tab(phone)
    open_form(other, address)
    assert ticked(other) == 1
    shared("Delete my answers")
    expect(other.locator("#say")).to_have_text("Your answers are deleted from this device.")
    assert (ticked(other), other.locator("#say.notice").is_visible()) == (0, True)
    other.close()
    on_page(phone, "p1")
    assert phone.locator("#say").inner_text() == "Your answers are deleted from this device."
    assert (ticked(phone), phone.locator("#id_hours_0").input_value(), left_on_device(phone)) == (0, "", [])
    assert not phone.locator(".wrong, .summary").count()

    tap(phone, "shift_0")
    saved(phone)
    phone.goto(address)
    phone.get_by_role("button", name="Delete my answers").click()
    assert left_on_device(phone) == []
    assert not phone.locator("[data-if-draft]").is_visible()

    phone.get_by_role("link", name="Start").click()
    fill(phone)
    first = ticket(phone)
    phone.route("**/send", lambda route: route.abort())
    press_submit(phone)
    on_page(phone, "waiting")
    shared("Keep nothing here")
    assert phone.locator("#waiting").inner_text() == "Your answers are still in this page"
    shared("Keep my answers here after all")
    assert kept(phone)["sending"]  # it goes on when it is opened again
    with phone.expect_navigation():
        shared("Delete my answers")
    phone.locator("body[data-kept='']").wait_for()
    assert (ticked(phone), ticket(phone) != first, left_on_device(phone)) == (0, True, [])


def test_it_keeps_what_was_answered_before_the_script_came(phone, address):
    on_its_way = []
    phone.route("**/draft.js", lambda route: on_its_way.append(route))
    phone.goto(address + "/form", wait_until="commit")
    tap(phone, "shift_1", "tired_0")
    phone.fill("#id_hours_0", "42")
    next_page(phone)
    on_its_way.pop().continue_()
    saved(phone)
    assert (shown(phone), ["hours", "42"] in kept(phone)["answers"]) == (["Your rest"], True)

    phone.goto(address, wait_until="commit")
    phone.unroute("**/draft.js")
    phone.route("**/draft.js", lambda route: on_its_way.append(route))
    phone.goto(address + "/form", wait_until="commit")
    tap(phone, "shift_0")  # what was just chosen wins, and the rest comes back
    on_its_way.pop().continue_()
    saved(phone)
    assert phone.locator("#id_shift_0").is_checked()
    assert (ticked(phone), phone.locator("#id_hours_0").input_value()) == (2, "42")
    expect(phone.locator("body")).to_have_attribute("data-kept", "yes")
    assert ["shift", "day"] in kept(phone)["answers"]


TAMPERED = [
    "{",
    "null",
    "7",
    '"answers"',
    "[]",
    {"day": 0},
    {"day": "tomorrow", "answers": []},
    {"answers": [["shift", "night"]]},
    {"answers": {"shift": "night"}},
    {"answers": [1, None, "shift"]},
    {"answers": [["shift", {"toString": 1}], ["hours", ["<img src=x onerror=broken()>"]]]},
    {"answers": [["ticket", "forged"], ["__proto__", "x"], ["submit", "x"], ["shift", "dusk"]]},
    {"answers": "shift", "at": "javascript:broken()", "ticket": {"toString": None}, "sending": 1},
    {"sent": "https://elsewhere.example/", "off": ""},
]


def test_it_trusts_no_draft_that_is_old_of_another_version_or_tampered_with(phone, address):
    open_form(phone, address)
    version, day = phone.evaluate("[document.body.dataset.version, +document.body.dataset.day]")
    good = {
        "day": day,
        "version": version,
        "ticket": ticket(phone),
        "answers": [["shift", "night"], ["hours", "7"]],
        "at": "#p1",
    }

    def opened_with(draft):
        put(phone, draft)
        phone.reload()
        phone.locator("body[data-kept]").wait_for()
        return ticked(phone)

    assert opened_with({**good, "day": day - 7}) == 1
    phone.evaluate("localStorage.setItem('answers:/r/other/north', '{\"day\": 1, \"answers\": []}')")
    assert opened_with({**good, "day": day - 8}) == 0
    assert left_on_device(phone) == []  # of another survey neither

    structure = {
        **good,
        "version": "another",
        "answers": [*good["answers"], ["gone", "1"], ["tired", "maybe"]],
    }
    assert opened_with(structure) == 1
    assert phone.locator("#id_hours_0").input_value() == "7"
    assert phone.locator("#say.notice").inner_text().startswith("The questions have changed since you began.")
    assert ticket(phone) != good["ticket"]

    for draft in TAMPERED:
        opened_with({**good, **draft} if isinstance(draft, dict) else draft)
        tap(phone, "tired_1")
        saved(phone)
    assert kept(phone)["version"] == version

    # a device whose clock is wrong by a year, and then set right
    phone.clock.set_system_time("2020-01-01T00:00:00Z")
    tap(phone, "shift_1")
    saved(phone)
    phone.clock.set_system_time("2031-01-01T00:00:00Z")
    phone.reload()
    expect(phone.locator("#id_shift_1")).to_be_checked()


FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_it_works_where_nothing_can_be_kept_and_says_so(phone, address, storage):
    phone.add_init_script(storage)
    phone.goto(address)
    phone.get_by_role("link", name="Start").click()
    fill(phone)
    on_page(phone, "send")
    assert phone.locator(".strip:visible").inner_text().split("\n")[-1].strip() == "Not saved on this device"
    phone.context.set_offline(True)
    press_submit(phone)
    on_page(phone, "waiting")
    assert phone.locator("#waiting").inner_text() == "Your answers are still in this page"
    assert "please leave this page open" in phone.locator("#wait").inner_text()
    phone.context.set_offline(False)
    thanked(phone)

    assert Envelope.objects.count() == 1


def test_it_has_the_answers_after_the_browser_was_closed_and_the_site_was_deployed_anew(
    browser, live_server, address, tmp_path
):
    wrong = []

    def started():
        context = browser.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=chromium(),
            args=FLAGS,
            ignore_default_args=UNWANTED_FLAGS,
            headless=True,
            base_url=live_server.url,
        )
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda message: wrong.append(message.text))
        context.on("response", lambda got: wrong.append(got.url) if got.status >= 400 else None)
        context.on(
            "request", lambda r: None if r.url.startswith(live_server.url + "/") else wrong.append(r.url)
        )
        return context, context.pages[0]

    context, page = started()
    open_form(page, address)
    tap(page, "shift_1")
    page.fill("#id_hours_0", "42")
    saved(page)
    first = ticket(page)
    context.close()

    context, page = started()

    def deployed(route):
        """Another name for the script, as each change of it makes."""
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("js/draft.js", "js/draft.js?5e884898"))

    page.route("**/form", deployed)
    page.goto(address + "/form")
    expect(page.locator("#id_shift_1")).to_be_checked()
    assert (page.locator("#id_hours_0").input_value(), ticket(page), wrong) == ("42", first, [])
    context.close()
