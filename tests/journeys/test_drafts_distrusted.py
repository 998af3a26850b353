"""Drafts that are old, of other questions, tampered with or kept nowhere; and one that outlives the browser."""

import pytest
from playwright.sync_api import expect

from surveyapp.models import Envelope
from tests.browser import FLAGS, UNWANTED_FLAGS, Watch, chromium
from tests.journeys.respondent import (
    fill,
    kept,
    left_on_device,
    on_page,
    open_form,
    press_submit,
    put_draft,
    saved,
    shown,
    tap,
    thanked,
    ticked,
    ticket,
)

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
    {"at": {"toString": 1}, "off": ""},
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
        put_draft(phone, draft)
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
        "at": "#p3",
        "sending": True,
    }
    assert opened_with(structure) == 1
    assert shown(phone) == ["Your work"]  # to look over: nothing is sent
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
    assert phone.locator(".strip:visible [role=status]").inner_text().strip() == "Not saved on this device"
    phone.context.set_offline(True)
    press_submit(phone)
    on_page(phone, "waiting")
    assert phone.locator("#waiting").inner_text() == "Your answers are still in this page"
    assert "please leave this page open" in phone.locator("#wait").inner_text()
    phone.context.set_offline(False)
    thanked(phone)

    assert Envelope.objects.count() == 1


def test_it_has_the_answers_after_the_browser_was_closed(browser, live_server, address, tmp_path):
    """And after a new version of the site was deployed: test_sending_to_a_dead_server.py."""
    watches = []

    def started():
        context = browser.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=chromium(),
            args=FLAGS,
            ignore_default_args=UNWANTED_FLAGS,
            headless=True,
            base_url=live_server.url,
        )
        watches.append(Watch(context, live_server.url))
        return context, context.pages[0]

    context, page = started()
    open_form(page, address)
    tap(page, "shift_1")
    page.fill("#id_hours_0", "42")
    saved(page)
    first = ticket(page)
    context.close()

    context, page = started()
    page.goto(address + "/form")
    expect(page.locator("#id_shift_1")).to_be_checked()
    assert (page.locator("#id_hours_0").input_value(), ticket(page)) == ("42", first)
    context.close()
    assert [watch.verdict() for watch in watches] == [[], []]
