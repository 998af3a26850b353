"""The survey of every type of question, in Arabic: answered whole, and what was answered is what is opened."""

import re

import pytest
from django.db.models import Sum
from playwright.sync_api import expect

from surveyapp.actions import surveys
from surveyapp.models import DayCount, FreeText, Picture, Response
from tests.all_types import ALT, opened_with_picture
from tests.journeys.respondent import (
    PHONE,
    follow,
    left_on_device,
    next_page,
    on_page,
    outside,
    shown,
    submit,
)
from tests.respond_surveys import link

# page by page: question, what is ticked there
TICKED = (
    (
        ("shift", "ليلًا"),
        ("tired", "نعم"),
        ("mood", "متوسط"),
        ("helps", "الشاي"),
        ("helps", "النوم"),
        ("helps", "شيء آخر"),
    ),
    (("agree_safe", "جزئيًا"), ("agree_calm", "تمامًا")),
    (),
)
AGREES = ("agrees", "أشارك بمحض إرادتي.")  # left open at first
RANKED = {"الراتب": "3", "الراحة": "1", "الفريق": "2"}
# In the digits of Arabic, but for a month's own field: its digits are Latin.
WRITTEN = {
    "helps__other": "قهوة العصر",
    "hours": "٧٫٥",
    "began": "٢٠٠٤",
    "started": "2019-03",
    "word": "هدوء",
    "wish": "شاي أكثر\nونوم",
}
STORED = {
    "shift": "night",
    "tired": "yes",
    "mood": "fair",
    "helps": ["sleep", "tea", "else"],
    "agree_safe": "partly",
    "agree_calm": "fully",
    "matters": ["rest", "team", "pay"],
    "hours": 7.5,
    "began": 2004,
    "started": 2019 * 12 + 2,
    "word": True,
    "wish": True,
    "agrees": "yes",
}
OWN_WORDS = {("helps__other", "قهوة العصر"), ("word", "هدوء"), ("wish", "شاي أكثر\nونوم")}
REVIEWED = [
    "ليلًا", "نعم", "متوسط", "الشاي، النوم، شيء آخر: قهوة العصر", "جزئيًا", "تمامًا",
    "الراحة: 1، الفريق: 2، الراتب: 3", "٧٫٥ ساعات", "٢٠٠٤", "2019-03", "هدوء", "شاي أكثر ونوم", "أشارك بمحض إرادتي.",
]  # fmt: skip
TITLES = ["خيار واحد أو أكثر", "عبارات وترتيب", "أرقام وكلمات"]

# Each visible piece whose letters run another way than its element says, or that is said to be of another language.
# Above the title stands the school's name, in whatever letters.
TURNED = """() => {
  const wrong = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: on } = texts.currentNode;
    const arabic = /\\p{Script=Arabic}/u.test(data), latin = /\\p{Script=Latin}/u.test(data);
    if (!(arabic || latin) || on.closest('script, style, template, .masthead p') || !on.checkVisibility()) continue;
    const apart = on.closest('bdi'), way = getComputedStyle(on).direction, lang = on.closest('[lang]').lang;
    const right = way === (arabic ? 'rtl' : 'ltr') && (apart || (lang === 'ar') === arabic);
    if (!right) wrong.push(`${way} ${lang}: ${data.trim()}`);
  }
  return wrong;
}"""
# Of a choice, an answer of several parts and a field: whether what comes first lies at the right.
RIGHT = """() => [...document.querySelectorAll('.form-check')].filter(e => e.checkVisibility()).every(row => {
  const words = document.createRange();
  words.selectNodeContents(row.querySelector('label'));
  return row.querySelector('input').getBoundingClientRect().left >= words.getBoundingClientRect().right;
})"""


@pytest.fixture
def survey(live_server):
    return opened_with_picture()


def runs_right(page):
    assert page.evaluate(TURNED) == []
    assert page.evaluate(RIGHT)
    assert outside(page) == []


def fill(page, ticked, written):
    for code, words in ticked:
        page.locator(f"#div_id_{code} label").get_by_text(words, exact=True).click()
    for name, words in written.items():
        if (field := page.locator(f"[name={name}]")).is_visible():
            field.fill(words)
    if written and page.locator("#div_id_matters").is_visible():
        for words, place in RANKED.items():
            page.get_by_label(words, exact=True).select_option(place)


def picture_is_shown(page, sent):
    picture = page.get_by_role("img", name=ALT[2])
    assert picture.evaluate("img => [img.naturalWidth, img.naturalHeight]") == [1200, 600]
    box = picture.bounding_box()
    assert box["width"] > 250 and box["width"] == pytest.approx(2 * box["height"], abs=1)
    [response] = [response for response in sent if "/picture-" in response.url]
    assert response.body() == bytes(Picture.objects.get().data)


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_every_type_is_answered_in_arabic_and_kept_as_answered(open_page, live_server, survey, scripted):
    page = open_page(live_server.url, viewport=PHONE, locale="ar", java_script_enabled=scripted)
    sent = []
    page.on("response", lambda response: sent.append(response))
    page.goto(link(survey))
    assert page.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
    runs_right(page)
    follow(page, page.locator("main a.btn-primary"))
    for title, ticked in zip(TITLES, TICKED, strict=True):
        assert shown(page) == [title]
        runs_right(page)
        fill(page, ticked, WRITTEN)
        runs_right(page)
        if title == TITLES[1]:
            picture_is_shown(page, sent)
        next_page(page)
    if not scripted:
        page.allow("422 /r/alltypes/north/send")
        runs_right(page)
        submit(page)
    expect(page.locator(".summary li a")).to_have_text("هل توافق على المشاركة؟")
    runs_right(page)
    fill(page, [AGREES], {})
    if scripted:
        next_page(page)
        on_page(page, "send")
        runs_right(page)
        rows = [" ".join(row.split()) for row in page.locator("#review dd:first-of-type").all_inner_texts()]
        rows[3] = "، ".join(sorted(rows[3].split("، ")))  # their order is random
        assert rows == REVIEWED
    page.locator("form button[type=submit]:visible").click()
    page.wait_for_url(re.compile("/r/alltypes/north/thanks"))
    runs_right(page)
    expect(page.locator("h1")).to_be_visible()
    assert left_on_device(page) == []

    surveys.close(survey=survey)
    assert [row.answers for row in Response.objects.all()] == [STORED]
    assert set(FreeText.objects.values_list("question", "text")) == OWN_WORDS
    assert DayCount.objects.aggregate(Sum("handed_in")) == {"handed_in__sum": Response.objects.count()}
