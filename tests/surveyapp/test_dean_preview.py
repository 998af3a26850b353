"""The questionnaire by a school's link: the pages that students see, marked; and a list of all questions to print."""

import re
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from surveyapp.actions import links, surveys
from surveyapp.models import DayCount, Survey
from surveyapp.questionnaire.schema import Questionnaire
from tests import build
from tests.surveyapp.test_pictures import FILE, photo

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def look():
    """What a school's link leads to, for the first school of a survey."""
    cache.clear()

    def looking(survey, path="", holder="dean", **more):
        token = links.make(participation=build.a_school(survey), holder=holder, by="Olga")
        return Client(**more).get(f"/d/{token}/{path}")

    return looking


@pytest.mark.parametrize("holder", ["dean", "secretary"])
@pytest.mark.parametrize("opened", [False, True])
def test_it_is_every_page_that_students_see_marked_as_a_preview(look, opened, holder):
    survey = build.a_survey(opened=opened)
    page = look(survey, "questionnaire/?lang=en", holder)
    words = page.content.decode()
    assert [q.text["en"] in words for q in build.EVERY_TYPE] == [True] * len(build.EVERY_TYPE)
    assert ("Nothing can be handed in here" in words, page["Content-Language"]) == (True, "en")
    [way_back] = re.findall(r'href="(/d/[^/]+/\?lang=en)">Back to your school’s page', words)
    assert Client().get(way_back).status_code == 200
    [sheet] = re.findall(r'href="(rules-\w+\.css)"', words)
    assert ":has(" in Client().get(urljoin(page.wsgi_request.path, sheet)).content.decode()


def test_it_has_nothing_that_sends_keeps_or_counts(look):
    words = look(build.a_survey(), "questionnaire/").content.decode()
    for sends in (
        "<script",
        'method="post"',
        ' action="',
        "data-send",
        "ticket",
        "/r/rounds",
        "data-draft",
        'type="submit"',
    ):
        assert sends not in words
    assert not DayCount.objects.exists()


@pytest.mark.parametrize("path", ["questionnaire/", "questions/"])
def test_it_is_in_each_language_of_the_survey_also_in_those_the_page_is_not_in(look, path):
    survey = build.a_survey(languages=("en", "fr", "ar"))
    Survey.objects.filter(pk=survey.pk).update(title={"en": "Rounds", "fr": "Tournées", "ar": "جولات"})
    found = {code: look(survey, f"{path}?lang={code}").content.decode() for code in ("en", "fr", "ar", "xx")}
    titles = {
        code: next(t for t in ("جولات", "Tournées", "Rounds") if t in page) for code, page in found.items()
    }
    assert titles == {"en": "Rounds", "fr": "Tournées", "ar": "جولات", "xx": "Rounds"}
    if path == "questionnaire/":  # marked in the reader's language, whatever the questionnaire is in
        arabic = look(survey, f"{path}?lang=ar", headers={"Accept-Language": "fr"}).content.decode()
        assert ('<html lang="ar"' in arabic, 'lang="fr" dir="ltr"' in arabic) == (True, True)
        assert "Retour à la page de votre faculté" in arabic
    for page in (found["fr"], look(survey, path, headers={"Accept-Language": "fr"}).content.decode()):
        assert "Heard of it? (fr)" in page
        assert f'{path}?lang=ar" hreflang="ar"' in page


def test_the_list_numbers_all_questions_through_and_says_who_is_asked_what(look):
    page = look(build.a_survey(), "questions/?lang=en").content.decode()
    for words in (
        "Year?",
        "Heard of it?",
        "Where?",
        "Talk\xa0· Web\xa0· Ward",
        "Only if you answered:",
        "A wish?",
    ):
        assert words in page
    assert re.findall(r"<(?:input|select|textarea|form|button|script)", page) == []
    main = look(build.a_survey("again"), "?lang=en").content.decode()
    assert "8 questions at most, about 2 minutes" in main
    assert re.findall(r'href="/d/[^/]+/(questionnaire/|questions/)\?lang=en"', main) == [
        "questionnaire/",
        "questions/",
    ]


def test_a_picture_of_a_note_is_shown(look, tmp_path):
    (tmp_path / "q.yaml").write_text(FILE)
    (tmp_path / "ward.jpg").write_bytes(photo())
    call_command("import_questionnaire", str(tmp_path / "q.yaml"))
    survey = Survey.objects.get()
    [address] = re.findall(r'<img src="(/d/[^"]+)"', look(survey, "questionnaire/").content.decode())
    shown = Client().get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")


def test_without_a_question_it_leads_to_the_schools_page(look):
    survey = build.a_survey(opened=False)
    empty = Questionnaire("rounds", build.said("Rounds"), ("en", "fr"), ())
    surveys.put_questionnaire(questionnaire=empty)
    page = look(survey, "questionnaire/?lang=fr")
    assert (page.status_code, re.sub("/d/[^/]+/", "/d/", page.url)) == (302, "/d/?lang=fr")
