"""Which language a student's page speaks, and how another one is chosen."""

import re

import pytest

from surveyapp.models import Survey
from tests.respond_surveys import link, opened

pytestmark = [pytest.mark.django_db, pytest.mark.once]

THREE_LANGUAGES = """
code: three
title: {en: Three, fa: سه, so: Saddex}
languages: [so, fa, en]
schools: [{code: north, name: North}]
sections:
  - code: only
    title: {en: Only page, fa: صفحه, so: Bogga}
    questions:
      - {code: well, type: yes_no, text: {en: Are you well?, fa: حالتان خوب است؟, so: Ma fiican tahay?}}
"""


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "fr-CH,en;q=0.5", "fr"),
        ("", "de,it;q=0.5", "en"),
        ("?lang=fr", "en", "fr"),
        ("?lang=xx", "fr", "fr"),
        ("?lang=%00", "", "en"),
        ("", "%%%;q=x,,", "en"),
    ],
)
def test_it_speaks_the_language_asked_for_else_the_browser_s(client, asked, accepted, language):
    page = client.get(link(opened()) + asked, headers={"Accept-Language": accepted})

    title = {"en": "Life on the ward", "fr": "La vie au service"}[language]
    assert f'<html lang="{language}" dir="ltr">' in page.content.decode()
    assert f"<h1>{title}</h1>" in page.content.decode()
    assert page["Content-Language"] == language


def test_it_keeps_the_language_asked_for_from_page_to_page(client):
    address = link(opened())

    assert f'href="{address}/start?lang=fr"' in client.get(f"{address}?lang=fr").content.decode()
    assert 'action="send?lang=fr#mend"' in client.get(f"{address}/form?lang=fr").content.decode()
    other = '<a class="btn-text" href="?lang=en" hreflang="en" lang="en">English</a>'
    assert other in client.get(f"{address}?lang=fr").content.decode()


def test_it_marks_its_own_words_inside_a_page_of_a_language_that_it_does_not_speak(client):
    html = client.get(link(opened(THREE_LANGUAGES)) + "/form?lang=fa").content.decode()

    assert '<html lang="fa" dir="rtl">' in html
    assert '<div class="strip" lang="en" dir="ltr"><p>Page 1 of 1</p>' in html
    assert '<div class="actions turn" lang="en" dir="ltr">' in html
    assert 'hreflang="en" lang="en" dir="ltr"' in html
    assert "حالتان خوب است؟" in html
    assert '<dt></dt><dd translate="no">' in html  # an answer in the review goes to no browser's translation

    Survey.objects.update(status="closed")
    html = client.get("/r/three/north/form?lang=fa").content.decode()
    written = r'<pre class="kept-answers"[^>]* lang="fa" dir="rtl" translate="no">'
    assert re.search(written, html)


def test_it_offers_three_languages_in_a_list(client):
    html = client.get(link(opened(THREE_LANGUAGES))).content.decode()

    assert re.findall(r'<a class="btn-text" href="\?lang=(\w+)"[^>]*>([^<]+)</a>', html) == [
        ("so", "Soomaali"),
        ("fa", "فارسی"),
        ("en", "English"),
    ]
