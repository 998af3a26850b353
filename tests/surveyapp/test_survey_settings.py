"""What researchers may change about a survey while its questions stay."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from surveyapp.models import LogEntry, Survey
from tests import build
from tests.results_surveys import person
from tests.surveyapp.import_pages import signed_in, words

pytestmark = pytest.mark.django_db
PAGE = "/surveys/rounds/settings/"
SOON = timezone.localdate() + timedelta(days=30)


def posted(client, **changed):
    """The form as the page gave it, with some of it changed."""
    form = client.get(PAGE).context["form"]
    given = {name: form.initial.get(name) for name in form.fields}
    return {name: value for name, value in {**given, **changed}.items() if value not in (None, False, "")}


@pytest.fixture
def survey():
    return build.a_survey()


@pytest.fixture
def ada(survey):
    return signed_in(person("ada", survey, "researcher"))


def test_it_keeps_what_is_changed_and_says_so_in_the_log(ada):
    before = Survey.objects.get().revision
    data = posted(
        ada,
        contact="o'hara@bücher.example",
        ethics=" 2026-7 ",
        closes_on=SOON.isoformat(),
        asked="900",
        share_with_schools="on",
    )
    page = ada.post(PAGE, data, follow=True)
    assert "The settings are kept." in words(page)
    now = Survey.objects.get()
    assert (now.ethics, now.closes_on, now.asked, now.share_with_schools) == ("2026-7", SOON, 900, True)
    assert now.revision != before  # the address stands on pages that are kept by it
    entry = LogEntry.objects.get(did="settings_changed")
    assert (entry.by, entry.detail["changed"]["asked"]) == ("ada", [None, 900])
    assert sorted(entry.detail["changed"]) == [
        "asked",
        "closes_on",
        "contact",
        "ethics",
        "share_with_schools",
    ]


def test_what_is_not_changed_is_not_in_the_log(ada):
    page = ada.post(PAGE, posted(ada), follow=True)
    assert ("Nothing was changed." in words(page), LogEntry.objects.filter(by="ada").count()) == (True, 0)


def test_the_new_address_stands_on_students_first_page(ada, client):
    first = "/r/rounds/school1"
    assert "new@study.example" not in client.get(first).content.decode()
    ada.post(PAGE, posted(ada, contact="new@study.example"))
    assert "new@study.example" in client.get(first).content.decode()


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(ada):
    before = Survey.objects.values().get()
    data = posted(ada, contact="nobody", closes_on="2020-01-01", asked="0", ethics="x" * 201)
    page = ada.post(PAGE, data)
    assert (page.status_code, sorted(page.context["form"].errors)) == (
        422,
        ["asked", "closes_on", "contact", "ethics"],
    )
    assert ("nobody has no @" in words(page), Survey.objects.values().get()) == (True, before)


def test_the_second_of_two_is_told_sees_both_and_decides(survey, ada):
    bea = signed_in(person("bea", survey, "researcher"))
    second = posted(bea, ethics="Bea’s")
    ada.post(PAGE, posted(ada, ethics="Ada’s"))
    page = bea.post(PAGE, second)
    assert (page.status_code, Survey.objects.get().ethics) == (409, "Ada’s")
    assert "ada has changed these settings" in words(page)
    assert ("Ada’s" in words(page), page.context["form"]["ethics"].value()) == (True, "Bea’s")
    bea.post(PAGE, {**second, "seen": page.context["form"].initial["seen"]})
    assert Survey.objects.get().ethics == "Bea’s"


def test_a_planned_day_that_is_over_stays_where_nobody_touches_it(survey, ada):
    Survey.objects.update(closes_on=date(2020, 1, 1))
    ada.post(PAGE, posted(ada, ethics="2026-7"))
    assert (Survey.objects.get().ethics, Survey.objects.get().closes_on) == ("2026-7", date(2020, 1, 1))


def test_of_a_closed_survey_neither_the_day_nor_the_smallest_group_changes(survey, ada):
    Survey.objects.update(closes_on=SOON)
    build.closed(build.handed_in(survey, 6))
    page = ada.get(PAGE).content.decode()
    assert re.findall(r'name="(closes_on|minimum_group|asked)"', page) == ["asked"]
    ada.post(PAGE, {**posted(ada, ethics="2026-7"), "closes_on": "2030-01-01", "minimum_group": "1"})
    now = Survey.objects.get()
    assert (now.ethics, now.closes_on, now.minimum_group) == ("2026-7", SOON, 5)


def test_it_takes_nothing_from_a_form_without_its_fingerprint(ada):
    data = posted(ada, ethics="2026-7")
    del data["seen"]
    assert (ada.post(PAGE, data).status_code, Survey.objects.get().ethics) == (409, "")
