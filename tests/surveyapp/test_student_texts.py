"""The researchers' own words in the mails that schools send to their students."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from surveyapp import student_texts
from surveyapp.actions import history, links
from surveyapp.models import LetterText, LogEntry, Survey
from tests import build

pytestmark = pytest.mark.django_db

OWN = {
    "subject": "Rounds, {school}",
    "body": "Dear all,\n\n{students_link}\n\nUntil {closes}.\n\nThe <b>team</b>",
}


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def survey():
    return build.a_survey()


@pytest.fixture
def ada(survey):
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def page_of(survey, kind="sent", language="en"):
    return f"/surveys/{survey.code}/letters/students/{kind}/{language}/"


def mails(survey):
    """(subject, body) of each mail that the first school's dean finds ready."""
    row = build.a_school(survey)
    history.record(participation=row, kind="accepted", by="Olga")
    page = (
        Client()
        .get(f"/d/{links.make(participation=row, holder='dean', by='Olga')}/?lang=en")
        .content.decode()
    )
    found = [urlsplit(m.replace("&amp;", "&")).query for m in re.findall(r'href="(mailto:\?[^"]+)"', page)]
    return [(q["subject"][0], q["body"][0].replace("\r", "")) for q in map(parse_qs, found)], page


def test_a_school_finds_the_researchers_words(survey, ada):
    assert ada.post(page_of(survey), OWN | {"go": "save", "revision": "0"}).status_code == 302
    listed = ada.get(f"/surveys/{survey.code}/letters/students/").content.decode()
    assert ("ada" in listed, listed.count("Text: ")) == (True, 6)
    assert LogEntry.objects.filter(did="letter_text_changed", by="ada").count() == 1
    found, page = mails(survey)
    subject, body = found[0]
    assert (subject, len(found)) == ("Rounds, School 1", 6)
    assert ("/r/rounds/school1" in body, "Until" in body, "<b>" in page) == (
        True,
        False,
        False,
    )  # no planned day
    assert found[1][0].startswith("Rounds (fr)")  # in French still the shipped one


def test_a_language_without_words_gets_english_until_somebody_writes_them(survey, ada):
    Survey.objects.filter(pk=survey.pk).update(languages=["ar", "en"])
    survey.refresh_from_db()
    assert student_texts.texts(survey)["sent", "ar"].language == "en"
    assert "There is no text in" in ada.get(page_of(survey, language="ar")).content.decode()
    ada.post(page_of(survey, language="ar"), OWN | {"go": "save", "revision": "0"})
    assert student_texts.texts(survey)["sent", "ar"].language == "ar"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "Dear all"}, "Without {students_link} no student can answer"),
        ({"body": "{students_link} {link}"}, "secret link does not belong"),
        ({"body": "{students_link} {name}"}, "There is no field {name}"),
        ({"body": "{students_link} https://evil.example/"}, "leads elsewhere"),
        ({"subject": "One\ntwo"}, "A subject is one line"),
        ({"subject": ""}, "This field is required"),
        ({"subject": "{link}"}, "must not stand in the subject"),
        ({"body": "{students_link}" + "x" * 10_001}, "at most 10000"),
    ],
)
@pytest.mark.parametrize("go", ["save", "preview"])
def test_what_cannot_be_sent_is_not_kept(survey, ada, change, words, go):
    answer = ada.post(page_of(survey), OWN | change | {"go": go, "revision": "0"})
    page = answer.content.decode().replace("&#x27;", "'")
    assert (answer.status_code, words in page) == (422, True)
    assert not LetterText.objects.exists()


def test_a_preview_keeps_nothing_and_shows_hostile_words_as_words(survey, ada):
    body = "<script>alert(1)</script> {students_link}"
    page = ada.post(page_of(survey), OWN | {"body": body, "go": "preview", "revision": "0"}).content.decode()
    assert ("&lt;script&gt;alert" in page, "<script>alert" in page) == (True, False)
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt; http://localhost:8000/r/rounds/school1</p>" in page
    assert ("As School 1 finds it" in page, LetterText.objects.count()) == (True, 0)


def test_the_second_of_two_who_change_it_is_told(survey, ada):
    ada.post(page_of(survey), OWN | {"go": "save", "revision": "0"})
    late = ada.post(page_of(survey), OWN | {"subject": "Mine", "go": "save", "revision": "0"})
    assert (late.status_code, "Two of you are at this text" in late.content.decode()) == (409, True)
    assert LetterText.objects.get().subject == OWN["subject"]
    again = ada.post(page_of(survey), OWN | {"go": "shipped", "revision": "0"}).content.decode()
    assert ("It is not kept yet" in again, LetterText.objects.get().subject) == (True, OWN["subject"])


@pytest.mark.parametrize(("spoken", "found"), [(["fr", "de"], 3), (["de"], 6), ([], 6)])
def test_a_school_finds_them_in_its_own_languages(survey, spoken, found):
    """Those that the survey speaks; where there is none of them, in all of the survey's."""
    survey.participations.update(languages=spoken)
    in_them, _page = mails(survey)
    assert (len(in_them), in_them[-1][0]) == (found, "Dernier rappel\u00a0: Rounds (fr)")


def test_there_are_no_other_mails(survey, ada):
    wrong = [page_of(survey, "invitation"), page_of(survey, "sent", "de"), page_of(survey, "third_reminder")]
    assert [ada.get(page).status_code for page in wrong] == [404, 404, 404]


def test_a_dean_writes_to_the_secretary_from_the_own_mail_program(survey):
    row = build.a_school(survey)
    history.record(participation=row, kind="accepted", by="Olga")
    link = f"/d/{links.make(participation=row, holder='dean', by='Olga')}/?lang=en"
    page = Client().post(link, {"go": "share"}).content.decode()
    address = re.search(r"<code>([^<]+)</code>", page)[1]
    query = re.search(r'href="mailto:\?([^"]+)"', page)[1].replace("&amp;", "&")
    mail = parse_qs(query, strict_parsing=True)
    assert (address in mail["body"][0], "Rounds" in mail["subject"][0]) == (True, True)
    assert address not in Client().get(link).content.decode()  # shown this once
