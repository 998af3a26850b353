"""The pages that a student reads: first page, questionnaire, thanks, and those that say why there is none."""

import gzip
import re
from datetime import date

import pytest
from django.conf import settings
from django.db import OperationalError

from surveyapp import rules_sheet
from surveyapp.models import Participation, Survey
from surveyapp.prebuilt import filled
from surveyapp.views import visit
from tests.respond_surveys import draft, link, many_questions, opened, ticket_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def words_of(response):
    """What is to be read: without head, marks and runs of space."""
    body = response.content.decode().partition("<body")[2].partition(">")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()


def closed(**changes):
    survey = opened()
    Survey.objects.filter(pk=survey.pk).update(status="closed", **changes)
    return survey


def every_page(survey):
    address = link(survey)
    pages = ("", "/form", "/send", "/thanks", f"/rules-{rules_sheet.name(survey)}.css")
    return [address + page for page in pages] + ["/r/nowhere/north", "/r/nowhere/north/form"]


def test_it_shows_school_title_introduction_who_asks_and_start(client):
    page = client.get(link(opened()))

    assert page.status_code == 200
    text = words_of(page)
    for words in (
        "North &amp; Sons Français Life on the ward About your week. Start",
        "7 questions at most, on 3 pages.",
    ):
        assert words in text
    assert 'href="/r/ward/north/start"' in page.content.decode()
    assert 'href="mailto:ward@example.org"' in page.content.decode()
    assert "The nursing school asks." in text


def test_it_says_what_happens_to_the_answers_and_what_cannot_be_promised(client):
    text = words_of(client.get(link(opened())))

    assert "They are shuffled and counted at least 5 at a time." in text
    assert "in the same group as you: Shift ." in text
    assert "What we cannot promise" in text


def test_it_says_that_an_example_is_a_try_out_and_of_another_survey_it_does_not(client):
    survey = opened()
    assert "This is a try-out." not in words_of(client.get(link(survey)))

    Survey.objects.filter(pk=survey.pk).update(example=True)

    assert "This is a try-out." in words_of(client.get(link(survey)))


def test_it_leaves_out_who_asks_where_nothing_is_said_of_it(client):
    page = client.get(link(opened(many_questions(1))))
    text = words_of(page)

    assert "Who asks" not in text
    assert "<footer" not in page.content.decode()  # an empty landmark is read out like a full one
    assert "1 question, on one page." in text


def test_it_gives_each_form_another_ticket_and_all_else_alike(client):
    address = link(opened()) + "/form"

    first, second = client.get(address), client.get(address)

    assert ticket_in(first) != ticket_in(second)
    same = [page.content.decode().replace(ticket_in(page), "TICKET") for page in (first, second)]
    assert same[0] == same[1]
    assert 'action="send#mend"' in same[0]


def test_it_gives_each_school_its_own_link_in_the_form(client):
    survey = opened()

    for school in ("north", "south"):
        page = client.get(link(survey, school) + "/form").content.decode()
        assert set(re.findall(r'"/r/ward/(\w+)', page)) == {school}


@pytest.mark.both
@pytest.mark.parametrize("questions", [3, 60])
def test_it_asks_the_database_once_for_each_page(client, django_assert_num_queries, questions):
    survey = opened(many_questions(questions))
    for address in every_page(survey)[:5]:
        client.get(address)
        with django_assert_num_queries(1):
            client.get(address)


def test_it_thanks_in_the_survey_s_words_and_has_its_own_where_there_are_none(client):
    survey = opened()
    assert "Thank you. Your answers have been recorded." in words_of(client.get(link(survey) + "/thanks"))

    survey.refresh_from_db()
    survey.thanks, survey.revision = {"en": "Cheers.\n\nSee you <soon>."}, 77
    survey.save()

    page = client.get(link(survey) + "/thanks")
    assert "Thank you – " in page.content.decode()
    assert re.search(r'<h1 id="clean".*>Cheers\.</span></h1>', page.content.decode())
    assert "See you &lt;soon&gt;." in page.content.decode()


@pytest.mark.both
def test_it_says_that_a_closed_survey_is_closed_and_until_when_it_was_open(client):
    survey = closed(closed_on=date(2019, 6, 30))

    for page in ("", "/form"):
        response = client.get(link(survey) + page)
        assert response.status_code == 410
        assert "This survey is closed It took answers until 30 June 2019." in words_of(response)
        assert "came too late" not in words_of(response)  # nothing was sent
        assert 'href="mailto:ward@example.org"' in response.content.decode()
    assert client.get(link(survey) + "/thanks").status_code == 200


def test_it_names_no_day_for_a_survey_that_was_never_open(client):
    survey = closed(closed_on=date(2019, 6, 30), opened_on=None)

    assert "2019" not in words_of(client.get(link(survey)))


@pytest.mark.both
@pytest.mark.parametrize("page", ["", "/form", "/thanks"])
def test_it_says_that_a_draft_is_not_open_yet(client, page):
    response = client.get(link(draft()) + page)

    assert response.status_code == 404
    assert "This survey is not open yet" in words_of(response)


@pytest.mark.both
@pytest.mark.parametrize(
    "address", ["/r/ward/nowhere", "/r/nowhere/north/form", "/r/ward/nowhere/send", "/r/ward/x/thanks"]
)
def test_it_says_that_there_is_no_such_school_or_survey(client, address):
    opened()

    response = client.get(address, headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert "There is no survey here" in words_of(response)
    assert [empty for empty in ("<p></p>", 'content=""') if empty in response.content.decode()] == []


def test_it_answers_a_head_with_the_same_headers_and_nothing_else(client):
    for address in every_page(opened()):
        get, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head["Cache-Control"] == get["Cache-Control"]


def test_it_refuses_other_methods(client):
    address = link(opened())

    assert [client.post(address).status_code, client.put(f"{address}/send").status_code] == [405, 405]


def test_it_sends_whoever_opens_the_address_of_sending_to_the_form(client):
    response = client.get(link(opened()) + "/send?lang=fr")

    assert (response.status_code, response["Location"]) == (302, "/r/ward/north/form?lang=fr")


@pytest.mark.parametrize("make", [opened, draft, closed])
def test_it_sets_no_cookie_is_kept_for_nothing_but_back_and_found_by_no_search_engine(
    client, admin_user, make
):
    survey = make()
    survey.refresh_from_db()
    client.force_login(admin_user)
    for address in every_page(survey):
        response = client.get(address)
        kept = {"css": "public, max-age=31536000, immutable", "form": "private, no-cache"}
        kind = address.split(".")[-1].split("/")[-1] if response.status_code == 200 else ""
        assert response.cookies.output() == ""
        assert response["Cache-Control"] == kept.get(kind, "no-store")
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Vary"] in ("Accept-Language", "Accept-Encoding, Accept-Language")
        assert "script-src 'self'" in response["Content-Security-Policy"].split("; ")


def test_it_loads_one_script_nothing_from_elsewhere_and_holds_no_inline_script_or_style(client):
    address = link(opened())
    for page in ("", "/form", "/thanks"):
        html = client.get(address + page).content.decode()
        assert re.findall(r"<style|\son\w+=|\sstyle=|(?:src|href)=.(?:https?:)?//", html) == []
        assert re.findall(r"<script.*", html) == ['<script type="module" src="/static/js/draft.js"></script>']


def test_its_script_is_light():
    """As it stands: no build step makes it smaller."""
    script = (settings.BASE_DIR / "static/js/draft.js").read_bytes()

    assert len(gzip.compress(script, mtime=0)) <= 5000


def test_it_dates_drafts_by_the_server_s_calendar_on_pages_that_are_built_once(client, monkeypatch):
    address = link(opened())
    for day in (20_000, 20_001):
        monkeypatch.setattr(visit.time, "time", lambda day=day: day * 86_400 + 3)
        for page in ("", "/form", "/thanks"):
            assert f'data-day="{day}"' in client.get(address + page).content.decode()


def test_it_tells_drafts_of_another_structure_by_the_structure_not_the_wording(client):
    survey = opened()
    survey.refresh_from_db()
    assert f'data-version="{survey.structure[:16]}"' in client.get(link(survey) + "/form").content.decode()


def test_it_escapes_every_text_of_a_questionnaire(client):
    evil = "<img src=x onerror=alert(1)>'\""
    text = (
        many_questions(1)
        .replace("Question 0?", f'"{evil[:-1]}"')
        .replace("{en: Long}", f'{{en: "{evil[:-1]}"}}')
    )
    survey = opened(text)
    school = Participation.objects.get(survey=survey).school
    school.name = evil
    school.save()

    for page in ("", "/form", "/thanks"):
        html = client.get(link(survey) + page).content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;" in html
        assert "<img" not in html


def test_it_gives_a_page_of_its_own_where_the_database_does_not_answer(client, monkeypatch):
    def gone(*codes):
        raise OperationalError("server closed the connection")

    address = link(opened())
    monkeypatch.setattr(visit.store, "participation_for_link", gone)

    for page in ("", "/form", "/thanks", "/rules-1.css"):
        response = client.get(address + page)
        assert response.status_code == 503
        assert "We cannot reach our records just now" in words_of(response)
        assert response["Cache-Control"] == "no-store"
        assert "Retry-After" in response.headers


def test_it_fills_holes_with_escaped_values_and_builds_each_page_once():
    built = []

    def build(marks):
        built.append(marks)
        return f"a {marks['x']} b hole-{'0' * 32} c {marks['x']}"

    key = ("a page for this test alone",)
    assert filled(key, ("x",), build, {"x": "<1>"}) == f"a &lt;1&gt; b hole-{'0' * 32} c &lt;1&gt;".encode()
    assert filled(key, ("x",), build, {"x": "2"}) == f"a 2 b hole-{'0' * 32} c 2".encode()
    assert len(built) == 1
