"""A student's pages in each language that the product has for them, and nobody else's pages in a language by halves."""

import re
from datetime import date

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import ngettext

from surveyapp.answer_rules import localized
from surveyapp.models import Survey
from surveyapp.questionnaire.standard_words import WORDS
from surveyapp.views.refusals import written
from tests.build import a_school, a_survey
from tests.messages import STUDENTS, catalogue, english_of, forms, key, messages, updated, visible

pytestmark = pytest.mark.once

CATALOGUES = sorted(STUDENTS.glob("*/LC_MESSAGES/django.po"))
OURS = [code for code, _name in settings.STUDENT_LANGUAGES]
each_catalogue = pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
each_language = pytest.mark.parametrize("code", [code for code in OURS if code != "en"])

AS_IN_ENGLISH = {"Error:"}  # some languages say it so too


def test_it_speaks_ten_languages_to_students_and_those_that_are_whole_to_staff():
    assert OURS == ["en", "ar", "de", "es", "fr", "it", "nl", "pl", "pt", "sv"]
    assert [code for code, _name in settings.LANGUAGES] == ["en", "fr"]
    assert set(OURS) <= WORDS.keys()


@each_catalogue
def test_it_says_everything_in_other_words_than_english(file):
    same = {key(m)[1] for m in messages(file) if {key(m)[1], key(m)[2]} & set(forms(m))}

    assert same <= AS_IN_ENGLISH


@each_catalogue
def test_it_has_the_language_s_own_plurals_and_quotes(file):
    usual = Catalog(file.parts[-3])

    assert catalogue(file).num_plurals == usual.num_plurals
    plural = [len(forms(message)) for message in messages(file) if key(message)[2]]
    assert set(plural) == {usual.num_plurals}
    assert [form for m in messages(file) for form in forms(m) if re.search("['\"]", form)] == []


def test_it_brings_a_catalogue_up_to_date_and_keeps_what_was_translated(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.messages.STUDENTS", tmp_path)
    file = updated("pl")
    assert file.read_text("utf-8").count("msgstr[2]") >= 4
    file.write_text(
        file.read_text("utf-8").replace('msgid "Next"\nmsgstr ""', 'msgid "Next"\nmsgstr "Dalej"')
    )
    with file.open("a") as opened:
        opened.write('\nmsgid "no longer there"\nmsgstr "?"\n')

    said = {key(message)[1]: forms(message)[0] for message in messages(updated("pl"))}

    assert (said["Next"], said["Submit"], said.get("no longer there")) == ("Dalej", "", None)


@pytest.mark.django_db
@each_language
def test_it_leaves_no_english_on_a_student_s_pages(client, code):
    survey = a_survey(languages=tuple(OURS))
    link, query = f"/r/rounds/{a_school(survey).school.code}", f"?lang={code}"
    english = english_of(next((STUDENTS.parent).glob(f"**/{code}/LC_MESSAGES/django.po")))

    pages = [client.get(f"{link}{path}{query}") for path in ("", "/form", "/thanks")]
    pages.append(client.post(f"{link}/send{query}", {"hours": "many"}))
    Survey.objects.filter(pk=survey.pk).update(status="closed", closed_on=date(2026, 3, 5))
    pages += [client.get(f"{link}{query}"), client.get(f"/r/nowhere/north{query}")]

    assert [page.status_code for page in pages] == [200, 200, 200, 403, 410, 404]
    start = f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">'
    for page in pages:
        html = page.content.decode()
        assert (start in html, page["Content-Language"]) == (True, code)
        assert ' lang="en"' not in re.sub(r'<a class="btn-text"[^>]* hreflang="en"[^>]*>', "", html)
        assert [words for words in english if words in visible(page)] == []


@pytest.mark.django_db
def test_it_shows_staff_and_deans_no_page_that_is_half_in_their_language(client):
    cache.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"

    door, dean = client.get("/signin/"), client.get("/d/wrong-link/")

    assert (door.status_code, door["Content-Language"], dean["Content-Language"]) == (200, "en", "en")
    assert re.findall(r'name="language" value="(\w+)"', door.content.decode()) == ["fr"]


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("en", "5 March 2026"),
        ("ar", "5 مارس، 2026"),
        ("de", "5. März 2026"),
        ("es", "5 de marzo de 2026"),
        ("fr", "5 mars 2026"),
        ("it", "5 marzo 2026"),
        ("nl", "5 maart 2026"),
        ("pl", "5 marca 2026"),
        ("pt", "5 de março de 2026"),
        ("sv", "5 mars 2026"),
    ],
)
def test_it_writes_days_and_decimals_as_the_language_does(code, day):
    with translation.override(code):
        assert (written(date(2026, 3, 5)), localized("0.5")) == (day, "0.5" if code == "en" else "0,5")


def test_it_counts_as_polish_and_arabic_do():
    """With as many forms as they have, though Django's own catalogues have others."""

    def counted(code):
        words = "%(questions)s question", "%(questions)s questions"
        with translation.override(code):
            return [ngettext(*words, n) % {"questions": n} for n in (1, 3, 5, 22)]

    assert counted("pl") == ["1 pytanie", "3 pytania", "5 pytań", "22 pytania"]
    assert len({re.sub(r"\d+", "", said) for said in counted("ar")}) >= 3
