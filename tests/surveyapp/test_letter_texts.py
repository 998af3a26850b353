"""The words of letters on their page: each language, a live preview, two editors, what is wrong with a text."""

import re

import pytest
from django.test import Client

from surveyapp.models import LetterText
from tests.results_surveys import person
from tests.surveyapp.letter_pages import LETTERS, TEXT, a_survey, ada, revision, said, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_on")]


def test_each_text_is_there_in_each_language_with_its_preview():
    survey = a_survey(languages=("en", "fr", "so"))
    client = ada(survey)
    links = re.findall(r'href="(/surveys/rounds/letters/texts/[^"]+)"', client.get(LETTERS).content.decode())
    assert len(links) == 12
    french = client.get(f"{LETTERS}texts/reminder/fr/")
    assert words(french)[0] == "Rappel\u00a0: {survey}"
    assert said(french).count("Subject Rappel : Rounds") == 1
    assert french.content.decode().count("<b>[link]</b>") == 1
    somali = client.get(f"{LETTERS}texts/reminder/so/")
    assert said(somali).count("There is no text in Soomaali yet, so letters go in English.") == 1


def test_a_preview_keeps_nothing_and_a_saved_text_is_kept():
    survey = a_survey()
    client = ada(survey)
    posted = {
        "subject": "About {survey}",
        "body": "Dear {office},\n\n- of {school}\n- {ethics}",
        "revision": "0",
    }
    shown = client.post(TEXT, posted | {"go": "preview"})
    assert LetterText.objects.count() == 0
    assert "<p>Dear The dean’s office,</p>\n<ul><li>of School 1</li></ul>" in shown.content.decode()
    assert said(shown).count("Left out, since there is nothing to say for them: {ethics}.") == 1
    kept = client.post(TEXT, posted | {"go": "save"}, follow=True)
    assert (said(kept).count("The text is kept."), kept.redirect_chain) == (1, [(LETTERS, 302)])
    assert words(client.get(TEXT)) == ("About {survey}", "Dear {office},\n\n- of {school}\n- {ethics}")


def test_a_button_leads_back_to_the_text_that_comes_with_the_product():
    survey = a_survey()
    client = ada(survey)
    own = words(client.get(TEXT))
    assert 'value="shipped"' not in client.get(TEXT).content.decode()
    changed = {"subject": "Mine", "body": "Mine too", "go": "save", "revision": "0"}
    client.post(TEXT, changed)
    back = client.post(TEXT, changed | {"revision": revision(client.get(TEXT)), "go": "shipped"})
    assert (words(back), LetterText.objects.get().subject) == (own, "Mine")
    client.post(TEXT, {"subject": own[0], "body": own[1], "revision": revision(back), "go": "save"})
    assert LetterText.objects.get().subject == own[0]


def test_while_somebody_types_problems_stand_where_the_preview_was():
    survey = a_survey()
    posted = {"subject": "To {dean}", "body": "x", "revision": "0", "go": "preview"}
    shown = ada(survey).post(TEXT, posted, headers={"HX-Request": "true"})
    assert (shown.status_code, said(shown).count("No preview There is no field {dean}.")) == (422, 1)


@pytest.mark.django_db(transaction=True)
def test_the_preview_follows_what_is_typed(live_server, open_page, settings, axe):
    settings.BASE_URL = live_server.url
    survey = a_survey()
    session = ada(survey).cookies["session"].value
    page = open_page(live_server.url)
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}{TEXT}")
    page.locator("textarea").fill("Dear {office} of {school}")
    page.locator("#live").get_by_text("Dear The dean’s office of School 1").wait_for()
    assert axe(page) == []
    page.allow(f"422 {TEXT}")
    page.locator("textarea").fill("Dear {dean}")
    page.locator("#live").get_by_text("There is no field {dean}.").wait_for()
    assert LetterText.objects.count() == 0
    page.locator("textarea").fill("Dear {office}")
    page.get_by_role("button", name="Keep this text").click()
    page.get_by_text("The text is kept.").wait_for()
    assert LetterText.objects.get().body == "Dear {office}"


@pytest.mark.parametrize("go", ["preview", "save"])
def test_an_unknown_field_is_named_at_its_place_and_nothing_is_lost(go):
    survey = a_survey()
    posted = {"subject": "To {dean}", "body": "See https://evil.example, <b>", "revision": "0", "go": go}
    shown = ada(survey).post(TEXT, posted)
    assert (shown.status_code, LetterText.objects.count()) == (422, 0)
    assert said(shown).count("There is no field {dean}. There are {school}, {office},") == 1
    assert (
        said(shown).count(
            "https://evil.example leads elsewhere. A letter leads only to http://localhost:8000."
        )
        == 1
    )
    assert words(shown) == ("To {dean}", "See https://evil.example, <b>")


def test_what_is_too_long_or_no_number_is_said():
    client = ada(a_survey())
    for posted in ({"subject": "x" * 201, "body": "x"}, {"subject": "x", "body": "x" * 10_001}, {}):
        assert client.post(TEXT, posted | {"revision": "0"}).status_code == 422
    assert client.post(TEXT, {"subject": "x", "body": "y", "revision": "no"}).status_code == 422
    assert LetterText.objects.count() == 0


def test_the_second_of_two_editors_sees_both_and_decides():
    survey = a_survey()
    first, second = ada(survey), Client()
    second.force_login(person("bob", survey, "researcher"))
    posted = {"subject": "Hers", "body": "Hers <1>", "revision": revision(second.get(TEXT))}
    first.post(TEXT, posted | {"go": "save"})
    told = second.post(TEXT, posted | {"subject": "His", "body": "His 2", "go": "save"})
    assert (told.status_code, LetterText.objects.get().subject) == (409, "Hers")
    assert said(told).count("ada has changed this text since you opened it.") == 1
    assert told.content.decode().count("Hers &lt;1&gt;") == 1
    assert words(told) == ("His", "His 2")
    second.post(TEXT, {"subject": "Both", "body": "Both", "revision": revision(told), "go": "save"})
    row = LetterText.objects.get()
    assert (row.subject, row.changed_by) == ("Both", "bob")
