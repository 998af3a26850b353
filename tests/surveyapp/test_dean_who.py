"""Who may see and do what on a school's own page, and what whoever has no link is told."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from surveyapp.actions import history as acts
from surveyapp.actions import links
from surveyapp.models import DayCount, Event, Participation, School, SchoolLink
from surveyapp.views import dean_link
from tests import build
from tests.surveyapp.dean_pages import a_link, a_row, kinds, sent, state, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_wrong_tries")]

Kind, State, Holder = Event.Kind, Participation.State, SchoolLink.Holder
HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}"


def test_a_stranger_gets_one_answer_whatever_was_wrong(somebody):
    row = a_row()
    revoked, replaced = a_link(row, Holder.SECRETARY), a_link(row)
    links.revoke(participation=row, holder=Holder.SECRETARY, by="Olga")
    a_link(row)
    wrong = [revoked, replaced, "/d/never-was/", f"/d/{'x' * 500}/", "/d/%00/"]
    for more in (
        "",
        "questions/",
        "questionnaire/",
        "anonymity/",
        "anonymity.pdf",
        "results/",
        "qr.svg",
        "print/poster-en.pdf",
    ):
        found = {(answer.status_code, answer.content) for answer in (somebody.get(w + more) for w in wrong)}
        assert (len(found), {status for status, _ in found}) == (1, {404})
    assert [somebody.post(w, {"go": "accept"}).status_code for w in wrong] == [404] * 5
    assert (state(row), "School 1" in text(somebody.get(revoked))) == (State.INVITED, False)


def test_wrong_links_are_slowed_after_some_and_right_ones_never(somebody, no_wrong_tries):
    link = a_link(a_row())
    for n in range(5):
        somebody.get(f"/d/wrong{n}/")
    assert no_wrong_tries == []
    assert (somebody.get("/d/wrong5/").status_code, no_wrong_tries) == (404, [dean_link.PAUSE])
    assert (somebody.get(link).status_code, no_wrong_tries) == (200, [dean_link.PAUSE])


def test_a_secretary_sends_and_does_no_more(somebody):
    row = a_row("accepted")
    link = a_link(row, Holder.SECRETARY)
    page = text(somebody.get(link))
    assert [f'value="{go}"' in page for go in ("accept", "decline", "share", "revoke")] == [False] * 4
    for go in ("accept", "decline", "share", "revoke"):
        assert somebody.post(link, {"go": go}).status_code == 403
    assert (kinds(row), row.links.count()) == (["accepted"], 1)
    assert (somebody.post(link, sent()).status_code, row.events.last().by) == (303, "Secretary")


def test_a_secretary_cannot_answer_for_the_dean(somebody):
    row = a_row()
    link = a_link(row, Holder.SECRETARY)
    page = text(somebody.get(link))
    assert ("As soon as the dean has agreed" in page, "<form" in page) == (True, False)
    assert (somebody.post(link, {"go": "accept"}).status_code, kinds(row)) == (403, [])


def test_a_dean_passes_the_page_on_and_takes_it_back(somebody):
    row = a_row("accepted")
    link = a_link(row)
    shown = somebody.post(link, {"go": "share"})
    path = re.search(r"<code>https?://[^/]+(/d/[\w-]+/)</code>", text(shown))[1]
    assert (somebody.get(path).status_code, row.links.get(holder=Holder.SECRETARY).made_by) == (200, "Dean")
    again = text(somebody.get(link))
    assert (path in again, "A link for the secretary was made on" in again) == (False, True)
    somebody.post(link, {"go": "revoke"})
    assert (somebody.get(path).status_code, somebody.get(link).status_code) == (404, 200)


def test_no_other_school_is_shown(somebody):
    row = a_row("sent")
    School.objects.filter(code="school2").update(name="Farawayville", country="ZZ")
    other = build.a_school(row.survey, "school2")
    acts.record(participation=other, kind="declined", by="Olga", reason="Their own reason")
    yesterday = timezone.localdate() - timedelta(days=1)
    for participation, n in ((row, 23), (other, 77)):
        DayCount.objects.create(participation=participation, day=yesterday, handed_in=n)
    link = a_link(row)
    pages = text(somebody.get(link)) + text(somebody.get(f"{link}anonymity/"))
    told = [
        words in pages for words in ("Farawayville", "school2", "Their own reason", ">75<", ">77<", ">100<")
    ]
    assert told == [False] * 6
    assert (">20<" in pages, ">23<" in pages) == (True, False)  # its own, rounded down to a multiple of 5
    assert "Farawayville" in text(somebody.get(a_link(other)))
