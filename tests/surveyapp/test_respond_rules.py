"""The skip logic as a style sheet of its own: kept for ever, and never an old one for a new page."""

import re
from urllib.parse import urljoin

import pytest

from surveyapp import prebuilt
from surveyapp.models import Survey
from surveyapp.questionnaire import skip_css
from tests.respond_surveys import link, opened

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def rules_of(client, survey):
    page = client.get(link(survey) + "/form").content.decode()
    return urljoin(link(survey) + "/form", re.search(r'href="(rules-\w+\.css)"', page)[1])


def test_it_serves_the_skip_logic_as_a_style_sheet_that_browsers_may_keep(client):
    survey = opened()
    rules = client.get(rules_of(client, survey))

    assert rules["Content-Type"] == "text/css; charset=utf-8"
    assert rules["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "#answers:not(:has(#id_tired_0:checked)) #div_id_helps" in rules.content.decode()


def test_it_serves_today_s_rules_under_an_old_address_without_letting_them_be_kept(client):
    survey = opened()

    old = client.get(link(survey) + "/rules-1.css")

    assert old["Cache-Control"] == "no-store"
    assert old.content == client.get(rules_of(client, survey)).content


def test_a_new_version_has_its_rules_under_another_address_and_new_words_have_not(client, monkeypatch):
    """Else browsers that keep the old ones for ever would have a page of the new version without them."""
    monkeypatch.setattr(prebuilt, "_kept", {})
    survey = opened()
    before = rules_of(client, survey)
    Survey.objects.update(revision=78)
    assert rules_of(client, survey) == before

    monkeypatch.setattr(skip_css, "stylesheet", lambda asked: "#answers { --new: 1; }")
    prebuilt._kept.clear()  # another process
    after = rules_of(client, survey)
    assert after != before
    old, new = client.get(before), client.get(after)  # pages still open may ask for the old ones
    assert old.content == new.content
    assert b"--new" in new.content
    assert [page["Cache-Control"].split(",")[0] for page in (old, new)] == ["no-store", "public"]
