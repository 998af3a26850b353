"""Pages that are built and compressed once, and filled in for each visitor."""

import gzip
import re

import pytest

from surveyapp import prebuilt, rules_sheet
from tests.all_types import ALL_TYPES
from tests.respond_surveys import link, opened

HOSTILE = ["", "</script>", "hole-" + "0" * 32, "é&'\"\0", "x" * 9000]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(prebuilt, "_kept", {})


def test_it_unpacks_to_the_same_page_whatever_is_filled_in():
    def build(marks):
        return f"{marks['one']}<p>one é</p>{marks['two']}{marks['one']}" + "<p>one é</p>" * 99 + marks["two"]

    for one in HOSTILE:
        for two in HOSTILE:
            given = {
                "key": "page",
                "holes": ("one", "two"),
                "build": build,
                "values": {"one": one, "two": two},
            }
            packed = prebuilt.filled(**given, gzip=True)
            assert gzip.decompress(packed) == prebuilt.filled(**given)
    assert len(prebuilt._kept) == 1
    nothing = {"key": "empty", "holes": (), "build": lambda marks: "", "values": {}}
    assert gzip.decompress(prebuilt.filled(**nothing, gzip=True)) == b""


def test_it_keeps_what_two_surveys_need_and_lets_the_oldest_go(monkeypatch):
    built = []

    def page(n):
        def build(marks):
            built.append(n)
            return chr(0x4E00 + n)  # all of one size

        return prebuilt.filled(n, (), build, {})

    one = page(0) and next(iter(prebuilt._kept.values())).size
    monkeypatch.setattr(prebuilt, "MOST", 282 * one)
    for n in [*range(282), *range(282)]:
        page(n)
    assert built == list(range(282))  # 141 pages each: two forms of them in ten languages and twelve orders
    page(282)
    assert len(prebuilt._kept) == 282
    for n in (1, 281, 0):
        page(n)
    assert built[282:] == [282, 0]


@pytest.mark.once
@pytest.mark.django_db
def test_it_is_sent_packed_to_browsers_that_say_they_can_unpack(client, django_assert_num_queries):
    survey = opened(ALL_TYPES)
    survey.refresh_from_db()
    address = link(survey)
    for page in (
        "?lang=en&order=1",
        "/form?lang=en&order=1",
        "/thanks?order=1",
        f"/rules-{rules_sheet.name(survey)}.css",
    ):
        plain = client.get(address + page)
        with django_assert_num_queries(1):
            packed = client.get(address + page, headers={"Accept-Encoding": "br, gzip;q=0.8"})
        assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding, Accept-Language")
        assert int(packed["Content-Length"]) == len(packed.content) < max(0.6 * len(plain.content), 200)
        # each form has a ticket of its own
        both = [gzip.decompress(packed.content).decode(), plain.content.decode()]
        assert len({re.sub(r'name="ticket" value="[^"]+"', "", html) for html in both}) == 1
        for refused in ("", "br", "gzip;q=0", "deflate, gzip; q=0.0, br", "xgzip"):
            answer = client.get(address + page, headers={"Accept-Encoding": refused})
            assert "Content-Encoding" not in answer
            assert answer["Vary"] == "Accept-Encoding, Accept-Language"
