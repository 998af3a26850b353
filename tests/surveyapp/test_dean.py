"""A school's own page by its secret link: who sees what, who may do what, and what follows."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from surveyapp import history
from surveyapp.actions import history as acts
from surveyapp.actions import links
from surveyapp.models import DayCount, Event, LogEntry, Participation, School, SchoolLink, Survey
from surveyapp.views import dean_link
from tests import build

pytestmark = pytest.mark.django_db

Kind, State, Holder = Event.Kind, Participation.State, SchoolLink.Holder
HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}"


@pytest.fixture(autouse=True)
def no_wrong_tries(monkeypatch):
    cache.clear()
    waited = []
    monkeypatch.setattr(dean_link.time, "sleep", waited.append)
    return waited


@pytest.fixture
def browser():
    """As a browser: it sends no token, and says where the post comes from."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})


def a_link(row, holder=Holder.DEAN):
    return f"/d/{links.make(participation=row, holder=holder, by='Olga')}/"


def a_row(state="invited", **more):
    row = build.a_school(build.a_survey(**more))
    for kind in {"accepted": ["accepted"], "sent": ["accepted", "sent"]}.get(state, []):
        acts.record(participation=row, kind=kind, by="Olga", students=400 if kind == "sent" else None)
    return build.a_school(row.survey)


def state(row):
    row.refresh_from_db()
    return row.state


def kinds(row):
    return [event.kind for event in row.events.all()]


def text(response):
    return response.content.decode()


def sent(**more):
    return {"go": "sent", "kind": "sent", "day": timezone.localdate().isoformat(), "students": "410"} | more


# ----- the way through


def test_a_dean_accepts_says_that_it_was_sent_and_reminds(browser):
    row = a_row()
    link = a_link(row)
    assert "May we ask your students?" in text(browser.get(link))
    answer = browser.post(link + "?lang=en", {"go": "accept"})
    assert (answer.status_code, answer["Location"], state(row)) == (303, link + "?lang=en", State.ACCEPTED)
    assert "Thank you for taking part" in text(browser.get(link))
    assert (browser.post(link, sent()).status_code, state(row)) == (303, State.SENT)
    event = row.events.last()
    assert (event.kind, event.students, event.by) == ("sent", 410, "Dean")
    due = history.reminder_days(list(row.events.all()))["first_reminder"]
    assert due == timezone.localdate() + timedelta(days=14)
    assert date_format(due, "DATE_FORMAT") in text(browser.get(link))
    browser.post(link, sent(kind="first_reminder"))
    browser.post(link, sent(kind="second_reminder"))
    assert kinds(row) == ["accepted", "sent", "first_reminder", "second_reminder"]
    assert "There is nothing more to do" in text(browser.get(link))
    assert "school_accepted" in LogEntry.objects.values_list("did", flat=True)


def test_an_answer_can_be_changed_until_the_link_was_sent(browser):
    row = a_row()
    link = a_link(row)
    browser.post(link, {"go": "decline", "reason": "data_protection", "words": "Not this\nyear."})
    assert (state(row), row.reason) == (State.DECLINED, "Data protection: Not this year.")
    page = text(browser.get(link))
    assert ("Your school does not take part" in page, row.reason in page) == (True, True)
    browser.post(link, {"go": "accept"})
    assert (state(row), row.reason) == (State.ACCEPTED, "")
    assert 'value="decline"' in text(browser.get(link))
    browser.post(link, {"go": "decline", "reason": "other", "words": ""})
    assert (state(row), row.reason) == (State.DECLINED, "Something else")
    browser.post(link, {"go": "accept"})
    browser.post(link, sent())
    assert 'value="decline"' not in text(browser.get(link))
    refused = browser.post(link, {"go": "decline"})
    assert (refused.status_code, state(row)) == (409, State.SENT)
    assert "went out to students already" in text(refused)


def test_a_second_click_enters_nothing_twice(browser):
    row = a_row()
    link = a_link(row)
    for data in ({"go": "accept"}, sent()):
        browser.post(link, data)
        browser.post(link, data)
    assert kinds(row) == ["accepted", "sent"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"students": ""}, "Enter how many students it reached"),
        ({"students": "many"}, "Enter a whole number"),
        ({"students": "0"}, "one student at least"),
        ({"day": "yesterday"}, "That is no day"),
        ({"day": ""}, "Enter the day"),
        ({"day": (timezone.localdate() + timedelta(days=2)).isoformat()}, "lies ahead"),
        ({"day": "1999-01-01"}, "The survey opened on"),
        ({"kind": "declined"}, "Select a valid choice"),
        ({"kind": "first_reminder"}, "A reminder comes after the first mail"),
    ],
)
def test_what_cannot_be_is_said_and_not_entered(browser, change, words):
    row = a_row("accepted")
    answer = browser.post(a_link(row), sent(**change))
    assert (answer.status_code in (409, 422), words in text(answer), kinds(row)) == (True, True, ["accepted"])


def test_nothing_goes_out_before_the_school_has_agreed(browser):
    row = a_row()
    link = a_link(row)
    for data in (sent(), {"go": "share"}):
        answer = browser.post(link, data)
        assert (answer.status_code, "does not take part so far" in text(answer)) == (409, True)
    assert (kinds(row), browser.get(f"{link}qr.svg").status_code) == ([], 404)


def test_a_draft_can_be_agreed_to_but_not_sent(browser):
    row = a_row(opened=False)
    link = a_link(row)
    browser.post(link, {"go": "accept"})
    page = text(browser.get(link))
    assert ("It works once the survey is open." in page, 'value="sent"><' in page) == (True, False)
    assert (browser.post(link, sent()).status_code, kinds(row)) == (409, ["accepted"])


def test_a_closed_survey_says_thanks_and_takes_nothing(browser):
    row = a_row("sent")
    link = a_link(row)
    build.closed(row.survey)
    before = kinds(row)
    page = browser.get(link)
    assert (page.status_code, "Thank you" in text(page), "<form" in text(page)) == (200, True, False)
    posts = [browser.post(link, data).status_code for data in (sent(), {"go": "accept"}, {"go": "share"})]
    assert (posts, kinds(row), browser.get(f"{link}qr.png").status_code) == ([410] * 3, before, 404)


# ----- who


def test_a_stranger_gets_one_answer_whatever_was_wrong(browser):
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
        found = {(answer.status_code, answer.content) for answer in (browser.get(w + more) for w in wrong)}
        assert (len(found), {status for status, _ in found}) == (1, {404})
    assert [browser.post(w, {"go": "accept"}).status_code for w in wrong] == [404] * 5
    assert (state(row), "School 1" in text(browser.get(revoked))) == (State.INVITED, False)


def test_wrong_links_are_slowed_after_some_and_right_ones_never(browser, no_wrong_tries):
    link = a_link(a_row())
    for n in range(5):
        browser.get(f"/d/wrong{n}/")
    assert no_wrong_tries == []
    assert (browser.get("/d/wrong5/").status_code, no_wrong_tries) == (404, [dean_link.PAUSE])
    assert (browser.get(link).status_code, no_wrong_tries) == (200, [dean_link.PAUSE])


def test_a_secretary_sends_and_does_no_more(browser):
    row = a_row("accepted")
    link = a_link(row, Holder.SECRETARY)
    page = text(browser.get(link))
    assert [f'value="{go}"' in page for go in ("accept", "decline", "share", "revoke")] == [False] * 4
    for go in ("accept", "decline", "share", "revoke"):
        assert browser.post(link, {"go": go}).status_code == 403
    assert (kinds(row), row.links.count()) == (["accepted"], 1)
    assert (browser.post(link, sent()).status_code, row.events.last().by) == (303, "Secretary")


def test_a_secretary_cannot_answer_for_the_dean(browser):
    row = a_row()
    link = a_link(row, Holder.SECRETARY)
    page = text(browser.get(link))
    assert ("As soon as the dean has agreed" in page, "<form" in page) == (True, False)
    assert (browser.post(link, {"go": "accept"}).status_code, kinds(row)) == (403, [])


def test_a_dean_passes_the_page_on_and_takes_it_back(browser):
    row = a_row("accepted")
    link = a_link(row)
    shown = browser.post(link, {"go": "share"})
    path = re.search(r"<code>https?://[^/]+(/d/[\w-]+/)</code>", text(shown))[1]
    assert (browser.get(path).status_code, row.links.get(holder=Holder.SECRETARY).made_by) == (200, "Dean")
    again = text(browser.get(link))
    assert (path in again, "A link for the secretary was made on" in again) == (False, True)
    browser.post(link, {"go": "revoke"})
    assert (browser.get(path).status_code, browser.get(link).status_code) == (404, 200)


def test_no_other_school_is_shown(browser):
    row = a_row("sent")
    School.objects.filter(code="school2").update(name="Farawayville", country="ZZ")
    other = build.a_school(row.survey, "school2")
    acts.record(participation=other, kind="declined", by="Olga", reason="Their own reason")
    yesterday = timezone.localdate() - timedelta(days=1)
    for participation, n in ((row, 23), (other, 77)):
        DayCount.objects.create(participation=participation, day=yesterday, handed_in=n)
    link = a_link(row)
    pages = text(browser.get(link)) + text(browser.get(f"{link}anonymity/"))
    told = [
        words in pages for words in ("Farawayville", "school2", "Their own reason", ">75<", ">77<", ">100<")
    ]
    assert told == [False] * 6
    assert (">20<" in pages, ">23<" in pages) == (True, False)  # its own, rounded down to a multiple of 5
    assert "Farawayville" in text(browser.get(a_link(other)))


# ----- how


def everything(out):
    call_command("dumpdata", "surveyapp", "auth", "sessions", stdout=out)
    return out.getvalue()


@pytest.mark.once
@pytest.mark.parametrize("at", ["invited", "accepted", "sent"])
@pytest.mark.parametrize("holder", Holder.values)
def test_to_look_changes_nothing_and_leaves_nothing(browser, at, holder):
    import io

    link = a_link(a_row(at), holder)
    before = everything(io.StringIO())
    looks = ("?go=accept", "?go=sent&kind=sent", "questions/", "questionnaire/", "questionnaire/rules-1.css")
    for more in ("", *looks, "anonymity/", "qr.svg", "qr.png", "qr.exe"):
        for answer in (browser.get(link + more), browser.head(link + more)):
            kept = answer["Cache-Control"] in ("no-store", "private, no-store", "private, no-cache")
            assert (answer.cookies, kept) == ({}, True)
            assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert everything(io.StringIO()) == before


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_it_takes_no_post_from_another_site(headers):
    row = a_row()
    answer = Client(headers=headers).post(a_link(row), {"go": "accept"})
    assert (answer.status_code, "Nothing has changed" in text(answer), kinds(row)) == (403, True, [])


@pytest.mark.once
@pytest.mark.parametrize("data", [{}, {"go": "open"}, {"go": ["accept"], "x": "y" * 300_000}])
def test_it_says_what_it_cannot_read(browser, data):
    row = a_row()
    assert (browser.post(a_link(row), data).status_code, kinds(row)) == (400, [])


@pytest.mark.once
def test_it_does_not_take_what_is_no_form(browser):
    link = a_link(a_row())
    assert browser.put(link, "x").status_code == 405
    assert browser.post(f"{link}anonymity/", {"go": "accept"}).status_code == 405
    broken = browser.post(link, b"--x", content_type="multipart/form-data")
    assert broken.status_code == 400


@pytest.mark.once
def test_hostile_words_stay_words(browser):
    row = a_row()
    School.objects.filter(pk=row.school_id).update(name=HOSTILE)
    words = {"en": HOSTILE, "fr": HOSTILE}
    Survey.objects.filter(pk=row.survey_id).update(
        ethics=HOSTILE, title=words, about=words, introduction=words
    )
    Participation.objects.filter(pk=row.pk).update(office=HOSTILE)
    link = a_link(row)
    pages = [text(browser.get(link)), text(browser.get(f"{link}anonymity/"))]
    browser.post(link, {"go": "decline", "words": HOSTILE})
    pages.append(text(browser.get(link)))
    browser.post(link, {"go": "accept"})
    pages.append(text(browser.get(link)))
    pages.append(text(browser.post(link, sent(kind=HOSTILE, day=HOSTILE, students=HOSTILE))))
    pages.append(text(browser.post(link, {"go": "share"})))
    assert [("<script" in page, "&lt;script&gt;" in page) for page in pages] == [(False, True)] * 6
    assert not any("14" in re.findall(r"</script&gt;(\d+)", page) for page in pages)


@pytest.mark.once
@pytest.mark.parametrize("words", ["x" * 401, "nul\x00"])
def test_a_reason_that_cannot_be_kept_is_sent_back(browser, words):
    row = a_row()
    answer = browser.post(a_link(row), {"go": "decline", "reason": "time", "words": words})
    assert (answer.status_code, 'id="id_words_error"' in text(answer), kinds(row)) == (422, True, [])


@pytest.mark.once
def test_the_mails_are_in_the_surveys_languages_and_open_in_a_mail_program(browser):
    row = a_row("accepted")
    Survey.objects.filter(pk=row.survey_id).update(
        contact="study@example.org", title={"en": "A & B?", "fr": "É"}
    )
    page = text(browser.get(a_link(row) + "?lang=en"))
    found = [mailto.replace("&amp;", "&") for mailto in re.findall(r'href="(mailto:\?[^"]+)"', page)]
    read = [parse_qs(urlsplit(mailto).query, strict_parsing=True) for mailto in found]
    assert [mail["subject"][0] for mail in read] == [
        "A & B?: 2 minutes of your time",
        "É\u00a0: 2 minutes de votre temps",
        "A reminder: A & B?",
        "Rappel\u00a0: É",
        "Last reminder: A & B?",
        "Dernier rappel\u00a0: É",
    ]
    for mail in read:
        body = mail["body"][0]
        assert ("/r/rounds/school1" in body, "\r\n\r\n" in body, re.findall(r"[{}]|\{\w", body)) == (
            True,
            True,
            [],
        )
    assert "until" not in read[0]["body"][0]  # no planned day, no line about it


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [("", "fr", "fr"), ("?lang=en", "fr", "en"), ("?lang=fr", "en", "fr"), ("?lang=xx", "de, en", "en")],
)
def test_it_speaks_the_readers_language_and_stays_in_it(browser, query, accepted, language):
    answer = browser.get(a_link(a_row("accepted")) + query, headers={"Accept-Language": accepted})
    page = text(answer)
    assert (f'<html lang="{language}"' in page, answer["Content-Language"]) == (True, language)
    if query in ("?lang=en", "?lang=fr"):
        assert f'/{query}"' in page


@pytest.mark.once
def test_the_qr_code_is_there_for_print_and_for_slides(browser):
    link = a_link(a_row("accepted"))
    svg, png = browser.get(f"{link}qr.svg"), browser.get(f"{link}qr.png")
    assert (svg["Content-Type"], png.content[:4], browser.get(f"{link}qr.pdf").status_code) == (
        "image/svg+xml",
        b"\x89PNG",
        404,
    )


@pytest.mark.once
def test_the_anonymity_page_names_k_and_what_is_left_over(browser):
    row = a_row(minimum_group=8)
    page = text(browser.get(f"{a_link(row)}anonymity/?lang=en"))
    for words in ("at least 8 people", "What is kept", "What nobody can do", "What is left over"):
        assert words in page
