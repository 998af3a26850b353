"""Translations: a catalogue holds what the source says, whole, and its compiled form is up to date."""

import io
import re
from collections import Counter

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings
from django.core.cache import cache

from analysis import comparisons
from analysis.stats import outcomes, results
from surveyapp import languages
from surveyapp.models import Membership, Role
from tests.build import a_survey, closed, handed_in
from tests.messages import (
    PLACEHOLDER,
    ROOT,
    STUDENTS,
    WHOLE,
    catalogue,
    english_of,
    forms,
    in_python,
    in_template,
    key,
    marked_for,
    messages,
    visible,
)

CATALOGUES = sorted(file for folder in (WHOLE, STUDENTS) for file in folder.glob("*/LC_MESSAGES/django.po"))
each_catalogue = pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])


def test_it_finds_marked_words_wherever_they_stand():
    python = """
_("one") % {"n": f"{_('two')}"}
ngettext("%(n)s dog", "%(n)s dogs", n)
label = pgettext_lazy("survey", "Open")
plain("three")
"""
    template = """{% load i18n %}{% translate "95 % of it" %} {% translate "Open" context "action" %}
{% include "part.html" with heading=_("Data") %}{# a comment, {% translate "no" %} #}
{% blocktranslate count n=total %}{{ n }} dog{% plural %}{{ n }} dogs{% endblocktranslate %}"""

    assert set(in_python(python)) == {
        (None, "one", None),
        (None, "two", None),
        (None, "%(n)s dog", "%(n)s dogs"),
        ("survey", "Open", None),
    }
    assert set(in_template(template)) == {
        (None, "95 %% of it", None),
        ("action", "Open", None),
        (None, "Data", None),
        (None, "%(n)s dog", "%(n)s dogs"),
    }


@each_catalogue
def test_it_holds_every_message_of_the_source_and_no_other(file):
    held, marked = {key(message) for message in messages(file)}, marked_for(file)

    assert (sorted(map(str, marked - held)), sorted(map(str, held - marked))) == ([], [])


@each_catalogue
def test_it_translates_every_message(file):
    assert [key(m) for m in messages(file) if m.fuzzy or not all(forms(m))] == []
    assert [str(m.id) for m in catalogue(file).obsolete.values()] == []


@each_catalogue
def test_it_keeps_the_placeholders(file):
    def placeholders(text):
        return Counter(PLACEHOLDER.findall(text))

    changed = []
    for message in messages(file):
        _context, singular, plural = key(message)
        allowed = [placeholders(words) for words in (singular, plural) if words]
        changed += [form for form in forms(message) if placeholders(form) not in allowed]
    assert changed == []


@each_catalogue
def test_it_is_compiled_as_it_is_written(file):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(file))

    assert file.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


def test_it_sets_french_signs_so_that_no_line_begins_with_one():
    """French has a space before ; : ? ! and inside guillemets, which must not break; and no ' or "."""
    french = [form for m in messages(ROOT / "locale/fr/LC_MESSAGES/django.po") for form in forms(m)]

    assert [text for text in french if re.search(r"(^|[ \w»)])[;:?!»](?!\w)|« |«\w|['\"]", text)] == []


def test_it_offers_each_language_that_has_a_compiled_catalogue(tmp_path):
    for code in ("so", "pt_BR", "fr"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / code / "LC_MESSAGES" / "django.mo").touch()
    (tmp_path / "de" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "de" / "LC_MESSAGES" / "django.po").touch()  # not compiled yet

    assert languages.translated(tmp_path) == [
        ("en", "English"),
        ("fr", "Français"),
        ("pt-br", "Português Brasileiro"),
        ("so", "Soomaali"),
    ]
    assert languages.translated(ROOT / "locale") == settings.LANGUAGES


def test_it_answers_in_a_region_s_own_catalogue_else_in_the_language_s(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "Français"), ("pt-br", "Português Brasileiro")]

    interface = {code: languages.PageLanguage(code).interface for code in ("fr-CA", "pt-BR", "pt", "so")}

    assert interface == {"fr-CA": "fr", "pt-BR": "pt-br", "pt": "en", "so": "en"}
    assert languages.PageLanguage("pt-BR").ours == ""


def test_it_has_words_for_all_that_the_statistics_can_answer():
    warnings = {results.ESTIMATED, results.NONE_AS_RARE, results.UNDERFLOW}
    warnings |= {outcomes.DROPPED, outcomes.ONE_PERSON, outcomes.BINNED, outcomes.MERGED}
    assert comparisons.WHY_NOT.keys() == outcomes.REASONS.keys()
    assert comparisons.WARNINGS.keys() == warnings


# ----- pages


@pytest.fixture
def english():
    """What must not stand on a page in French."""
    return english_of(WHOLE / "fr" / "LC_MESSAGES" / "django.po")


@pytest.fixture
def french(client, admin_user):
    cache.clear()
    client.force_login(admin_user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    return client


def left_in_english(page, english):
    there = 404 if "moon" in page.wsgi_request.get_full_path() else 200
    assert (page.status_code, page["Content-Language"]) == (there, "fr")
    said = visible(page)
    return [words for words in english if words in said]


@pytest.mark.once
@pytest.mark.django_db
def test_it_leaves_no_english_on_the_staff_s_pages(french, english, django_user_model):
    survey = handed_in(a_survey(), 60)
    Membership.objects.create(survey=survey, user=django_user_model.objects.create(), role=Role.FACULTY)
    pages = ["/surveys/", "/surveys/rounds/results/", "/surveys/rounds/results/?by=phase,gender"]
    pages += ["/surveys/rounds/data/", "/surveys/rounds/results/?by=moon"]
    admin = f"/admin/surveyapp/survey/{survey.pk}"
    pages += ["/admin/", f"{admin}/change/", f"{admin}/close/", f"{admin}/copy/", f"{admin}/upload/"]

    while_open = {address: left_in_english(french.get(address), english) for address in pages}
    closed(survey)
    after = {address: left_in_english(french.get(address), english) for address in pages[:5]}

    assert (while_open, after) == ({address: [] for address in pages}, {address: [] for address in pages[:5]})
