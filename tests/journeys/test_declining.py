"""Declining beside a field, a month, and a minus on an Arabic page, in a real browser."""

import pytest
from django.utils import translation
from playwright.sync_api import expect

from surveyapp.actions import surveys
from surveyapp.answer_rules import said as sentence
from surveyapp.models import Response
from tests.all_types import ALL_TYPES
from tests.journeys.respondent import PHONE, next_page, on_page, press_submit, saved, tap, thanked
from tests.respond_surveys import link, opened

pytestmark = pytest.mark.django_db(transaction=True)
# a month in its own field, and where browsers have none
MONTHS = [
    ("month", "2009-12", "too_early"),
    ("month", "2031-01", "too_late"),
    ("text", "12/2009", "too_early"),
    ("text", "13/2019", "not_a_month"),
    ("text", "2031-1", "too_late"),
]
PLACES = """element => ['-', '7'].map(sign => {
  const range = document.createRange(), text = element.firstChild, at = text.data.indexOf(sign);
  range.setStart(text, at); range.setEnd(text, at + 1);
  return range.getBoundingClientRect().left;
})"""


def said(page, question):
    return page.locator("#review dl > div", has_text=question).locator("dd").first


def test_the_box_overrules_its_field_and_typing_or_ranking_takes_it_back(open_page, live_server):
    survey = opened(ALL_TYPES.replace("min: 0\n", "min: -9\n"))
    page = open_page(live_server.url, viewport=PHONE)
    page.goto(f"{link(survey)}/form?lang=ar")
    page.locator("body[data-kept]").wait_for()
    tap(page, "shift_0")
    next_page(page)
    tap(page, "agree_safe_0", "agree_calm_1", "matters_3")
    page.select_option("#id_matters_0", "1")
    assert not page.is_checked("#id_matters_3")
    page.select_option("#id_matters_1", "1")
    next_page(page)
    with translation.override("ar"):
        twice = sentence("rank_twice")  # before that one is left open, as the server
    expect(page.locator("#div_id_matters .invalid-feedback")).to_contain_text(twice)
    tap(page, "matters_3")
    next_page(page)
    page.fill("#id_hours_0", "-7")
    page.fill("#id_began_0", "12")  # no mistake: it is declined
    page.fill("#id_wish_0", "x")
    tap(page, "began_1", "wish_1", "agrees_0")
    page.fill("#id_wish_0", "")  # emptied is not written: it stays declined
    assert (
        page.locator("#id_began_0").evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
    )
    for kind, typed, code in MONTHS:
        page.locator("#id_started_0").evaluate("(field, kind) => { field.type = kind; }", kind)
        page.fill("#id_started_0", typed)
        next_page(page)
        with translation.override("ar"):
            limit = {"too_early": {"minimum": "2010-01"}, "too_late": {"maximum": "2030-12"}}.get(code, {})
            expect(page.locator("#div_id_started .invalid-feedback")).to_contain_text(sentence(code, **limit))
    page.fill("#id_started_0", "2019-03")
    next_page(page)
    on_page(page, "send")
    assert said(page, "في أي شهر بدأت؟").inner_text() == "2019-03"

    declined = "أفضّل عدم الإجابة"
    assert [said(page, q).inner_text() for q in ("ما الأهم؟", "متى بدأت؟", "ماذا تتمنى؟")] == [declined] * 3
    minus, digit = said(page, "كم تدوم النوبة؟").evaluate(PLACES)
    assert minus < digit
    saved(page)
    listed = page.locator("#div_id_helps label").all_text_contents()
    for _ in range(2):  # another order may be the same by chance
        page.goto(f"{link(survey)}?lang=ar")
        page.locator("[data-if-draft] a").click()
        on_page(page, "send")
        assert page.locator("#div_id_helps label").all_text_contents() == listed
    page.reload()
    on_page(page, "send")
    assert said(page, "متى بدأت؟").inner_text() == declined
    page.evaluate("location.hash = 'p3'")
    page.fill("#id_wish_0", "شاي")
    assert (page.is_checked("#id_wish_1"), page.is_checked("#id_began_1")) == (False, True)
    next_page(page)
    press_submit(page)
    thanked(page)

    surveys.close(survey=survey)
    kept = Response.objects.get(survey=survey).answers
    assert {code: kept[code] for code in ("matters", "hours", "began", "wish")} == {
        "matters": "prefer_not",
        "hours": -7,
        "began": "prefer_not",
        "wish": True,
    }
