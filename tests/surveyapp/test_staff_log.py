"""The staff log: words for every code that the product notes, days, filters, pages, hostile text."""

import ast
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from surveyapp import log_words
from surveyapp.actions import log
from surveyapp.models import Event, Letter, LogEntry, SchoolLink
from tests import build
from tests.results_surveys import person
from tests.surveyapp.letter_pages import said

ROOT = Path(__file__).resolve().parents[2]
LOG = "/surveys/rounds/log/"
DONE = {"sent", "failed", "uncertain"}
# What a code is made of where its last part is known only when it is noted.
ENDINGS = {
    "school_": {kind.value for kind in Event.Kind},
    "link_made_": set(SchoolLink.Holder.values),
    "link_revoked_": set(SchoolLink.Holder.values),
    "letter_": {*DONE, Letter.State.DROPPED},
    "invitation_": DONE,
}


def codes(node):
    """All that the first argument of a note may be."""
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return codes(node.body) | codes(node.orelse)
    if isinstance(node, ast.Name) and node.id == "did":  # of the admin: the roles, as the pages have them
        return set()
    if isinstance(node, ast.BinOp):
        beginning = node.left.value
    elif isinstance(node, ast.JoinedStr):
        beginning = node.values[0].value
    else:
        return set()  # a name: given by a function of the same file, below
    return {beginning + ending for ending in ENDINGS[beginning]}


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def noted():
    """Codes by the place where they are noted: log.note(...) and what only passes a code on to it."""
    for path in [*ROOT.glob("surveyapp/**/*.py"), *ROOT.glob("analysis/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("log.note", "noted", "people.noted", "_noted"):
                if isinstance(node.args[0], ast.Name) and node.args[0].id.isupper():
                    yield (
                        import_module(module_of(path)).__dict__[node.args[0].id],
                        f"{path.name}:{node.lineno}",
                    )
                yield from ((code, f"{path.name}:{node.lineno}") for code in codes(node.args[0]))


def test_it_has_words_for_every_code_that_is_noted_and_for_no_other():
    found = {}
    for code, place in noted():
        found.setdefault(code, place)
    assert {code: place for code, place in found.items() if code not in log_words.KIND_OF} == {}
    assert set(log_words.KIND_OF) - set(found) == set()


@pytest.mark.parametrize("code", sorted(log_words.KIND_OF))
def test_its_words_fit_with_all_fields_and_with_none(code):
    detail = {"school": "near", "kind": "reminder", "language": "fr", "responses": 7, "letters": 2}
    detail |= {"person": "Iris", "role": "faculty"}
    for given in (detail, {}):
        words = log_words.sentence(code, given, {"near": "Near School"})
        assert words and not re.search(r"%|\{|_", words), words


def test_it_names_schools_letters_and_roles_by_their_words():
    names = {"near": "Near School"}
    for code, detail, words in [
        ("school_accepted", {"school": "near"}, "Near School: Accepted"),
        (
            "letter_failed",
            {"school": "near", "kind": "reminder"},
            "Near School: ‘Reminder to a dean’ was not taken by the mail server",
        ),
        (
            "person_invited",
            {"person": "Iris", "role": "faculty", "school": "near"},
            "Iris: invited, as faculty of Near School",
        ),
        ("school_removed", {"school": "gone"}, "gone: removed from the survey"),
        ("of_another_version", {}, "of_another_version"),
    ]:
        assert log_words.sentence(code, detail, names) == words


@pytest.fixture
def survey(db):
    with translation.override("en"):
        yield build.a_survey(opened=False)


def client_of(name, survey=None, role=""):
    client = Client()
    client.force_login(person(name, survey, role))
    return client


def entries(survey, n, did="school_accepted", by="Ada", **detail):
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    LogEntry.objects.bulk_create(
        LogEntry(
            survey=survey,
            at=start + timedelta(minutes=i),
            by=by,
            did=did,
            detail={"school": f"s{i}", **detail},
        )
        for i in range(n)
    )


def schools(page):
    return re.findall(r"\bs\d+\b", said(page))


def test_it_shows_fifty_a_page_the_newest_first(survey):
    ada = client_of("ada", survey, "researcher")
    entries(survey, 120)
    pages = [schools(ada.get(LOG, {"page": n})) for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [one for page in pages for one in page] == [f"s{i}" for i in reversed(range(120))]
    assert 'rel="next"' in ada.get(LOG).content.decode()
    assert [schools(ada.get(LOG, {"page": n})) for n in ("x", "99", "-1")] == [pages[0], pages[2], pages[2]]


def test_it_is_filtered_by_what_it_is_about_and_by_whom_and_keeps_both_on_other_pages(survey):
    ada = client_of("ada", survey, "researcher")
    entries(survey, 60)
    entries(survey, 2, did="letter_sent", by="O'Brien & <Co>", kind="reminder")
    page = ada.get(LOG, {"kind": "letters"})
    assert len(schools(page)) == 2
    (link,) = re.findall(r'href="(\?[^"]*kind=schools[^"]*)"', ada.get(LOG, {"by": "Ada"}).content.decode())
    page = ada.get(LOG + link.replace("&amp;", "&"))
    assert (len(schools(page)), "by=Ada&amp;page=2" in page.content.decode()) == (50, True)
    (link,) = re.findall(r'href="(\?by=O[^"]*)"', page.content.decode()) or re.findall(
        r'href="(\?kind=schools&amp;by=O[^"]*)"', page.content.decode()
    )
    assert len(schools(ada.get(LOG + link.replace("&amp;", "&")))) == 0
    for asked in ({"kind": "x"}, {"kind": "<b>"}):
        assert len(schools(ada.get(LOG, asked))) == 50
    assert ada.get(LOG, {"by": "nobody\x00"}).status_code == 200


def test_each_survey_has_its_own_and_administrators_have_all(survey):
    other = build.a_survey("other", opened=False)
    log.note("opened", by="Bea", survey=other)
    log.note("person_shut_out", by="root", person="<b>Zoe</b>")
    entries(survey, 1)
    ada, root = client_of("ada", survey, "researcher"), client_of("root")
    assert ("Survey opened" in said(ada.get(LOG)), "Zoe" in said(ada.get(LOG))) == (False, False)
    page = root.get("/log/").content.decode()
    assert ("Survey opened" in page, "&lt;b&gt;Zoe&lt;/b&gt;: shut out" in page) == (True, True)
    assert (client_of("felix", survey, "faculty").get(LOG).status_code, ada.get("/log/").status_code) == (
        404,
        404,
    )


def test_who_is_gone_keeps_the_name_in_it(survey):
    bea = person("bea", survey, "researcher", first_name="Bea", last_name="Berg")
    client = Client()
    client.force_login(bea)
    client.post("/surveys/rounds/schools/school1/enter/", {"kind": "accepted", "day": "2026-03-01"})
    bea.delete()
    assert "School 1: Accepted Bea Berg" in said(client_of("root").get(LOG))
