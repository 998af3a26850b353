"""Answers kept on the student's device: when they come back, when they are gone, and that the page says what is so."""

from playwright.sync_api import expect

from surveyapp.models import Envelope
from tests.journeys.respondent import (
    another_tab,
    fill,
    kept,
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

NO_ROOM = """() => {
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, text) {
    if (text.length > 99) throw new DOMException('full', 'QuotaExceededError');
    setItem.call(this, key, text);
  };
  window.makeRoom = () => { Storage.prototype.setItem = setItem; };
}"""


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
    phone.go_back()  # to an address that names no page
    expect(phone.locator("#p1")).to_be_focused()
    assert shown(phone) == ["Your work"]
    phone.go_forward()
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
    other.evaluate(NO_ROOM)
    tap(other, "helps_0")
    for page in (other, tab):
        expect(page.locator(".unsaved:visible")).to_have_text("Not saved on this device")
    assert (ticked(other), ticked(tab)) == (3, 4)  # neither takes it for 'deleted'
    other.evaluate("makeRoom()")
    tap(other, "helps_0", "helps_0")
    expect(tab.locator("#id_helps_0")).not_to_be_checked()
    next_page(tab)
    tap(tab, "mood_1")
    next_page(tab)
    assert [
        r for r in sent if r.method != "GET" or "?" in r.url.replace("?lang=", "").replace("?to=", "")
    ] == []
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
    assert phone.locator(".strip:visible [role=status]").inner_text().strip() == "Not saved on this device"
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

    tap(phone, "shift_0", "tired_1")
    phone.fill("#id_hours_0", "12")
    next_page(phone)
    on_page(phone, "p3")
    assert phone.locator("#say").inner_text() == ""  # new answers are kept
    phone.goto(address)
    phone.get_by_role("button", name="Delete my answers").click()
    assert left_on_device(phone) == []
    expect(phone.locator("[data-if-draft]")).to_be_focused()
    assert phone.locator("[data-if-draft]").inner_text() == "Your answers are deleted from this device."

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
