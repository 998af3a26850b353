"""The page of methods in other languages: the same sections, figures and R calls, where the figures' links lead."""

import re
from collections import Counter

import pytest

from analysis import documents, methods, statistics_page
from analysis.documents import DOCS, MARKDOWN
from tests.results_surveys import person

ENGLISH = (DOCS / "statistics.md").read_text("utf-8")
OTHERS = sorted(DOCS.glob("statistics.*.md"))
THOUSANDS, POINT = {"en": ",", "fr": "\u202f"}, {"en": ".", "fr": ","}


def language_of(path):
    return path.name.split(".")[1]


def held(text, language):
    """Of each section, all that no translation may change: blocks, code, links, and every number."""
    sections = []
    for token in MARKDOWN.parse(text):
        if token.type == "heading_open":
            sections.append(Counter())
        here = sections[-1]
        if token.type != "inline":
            here["block", token.type, token.content] += 1
        for part in token.children or []:
            here["code", part.content] += part.type == "code_inline"
            here["link", part.attrs.get("href", "")] += part.type == "link_open"
            here["bold", ""] += part.type == "strong_open"
        words = " ".join(part.content for part in token.children or [] if part.type == "text")
        here.update(("number", n) for n in numbers(words, language))
    return [+section for section in sections]


def numbers(words, language):
    plain = re.sub(rf"(?<=\d){THOUSANDS.get(language, ',')}(?=\d{{3}}\b)", "", words)
    plain = re.sub(rf"(?<=\d)[{POINT.get(language, '.')}](?=\d)", ".", plain)
    return re.findall(r"\d+(?:\.\d+)*", plain)


@pytest.fixture(autouse=True)
def read_anew():
    statistics_page.told_in.cache_clear()
    yield
    statistics_page.told_in.cache_clear()


def test_there_is_a_french_one():
    assert "fr" in map(language_of, OTHERS)


@pytest.mark.parametrize("path", OTHERS, ids=language_of)
def test_it_says_the_same_section_by_section(path):
    theirs = held(path.read_text("utf-8"), language_of(path))
    ours = held(ENGLISH, "en")
    names = re.findall(r"^#+ (.*)$", ENGLISH, re.MULTILINE)
    assert len(theirs) == len(ours) == len(names)
    differ = {n: (a - b, b - a) for n, a, b in zip(names, ours, theirs, strict=True) if a != b}
    assert differ == {}


@pytest.mark.parametrize("path", OTHERS, ids=language_of)
def test_every_figure_leads_to_its_method_there_too(path):
    english, other = statistics_page.told_in("en"), statistics_page.told_in(language_of(path))
    assert other is not english
    assert (other.anchors, other.levels) == (english.anchors, english.levels)
    places = set(re.findall(r'<h[23] id="([^"]+)"', other.html))
    assert {*methods.ANCHORS.values(), methods.AAPOR, methods.CHERRIES} <= places
    assert set(re.findall(r'href="#([^"]+)"', other.html)) <= places
    same = [name.words for name in other.headings if name.words in {h.words for h in english.headings}]
    assert {name for name in same if not re.match(r"[A-Z][a-z]+-|Van ", name)} == set()  # people's names stay


def test_french_signs_do_not_begin_a_line():
    words = re.sub(
        r"`[^`]*`|^    .*$", "x", (DOCS / "statistics.fr.md").read_text("utf-8"), flags=re.MULTILINE
    )
    assert re.findall(r".{0,9}(?:[ \n\w)*»x][;?!](?!\d)|[ \n\w)*x][:»%](?!\w)|«[ \n\w]).*", words) == []


def test_one_whose_sections_are_others_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "statistics.md").write_text(ENGLISH, "utf-8")
    french = (DOCS / "statistics.fr.md").read_text("utf-8")
    (tmp_path / "statistics.fr.md").write_text(
        re.sub(r"### Van Elteren\n.*?(?=###)", "", french, flags=re.DOTALL), "utf-8"
    )
    monkeypatch.setattr(statistics_page, "DOCS", tmp_path)
    assert statistics_page.told_in("fr") is statistics_page.told_in("en") is statistics_page.told_in("da")
    monkeypatch.setattr(statistics_page, "DOCS", documents.DOCS)
    statistics_page.told_in.cache_clear()
    assert statistics_page.told_in("fr-ca").headings == statistics_page.told_in("fr").headings


@pytest.mark.once
def test_the_page_is_in_the_reader_s_language_or_says_that_it_is_english(client, db, tmp_path, monkeypatch):
    client.force_login(person("olga"))
    english = client.get("/statistics/").content.decode()
    french = client.get("/statistics/", headers={"accept-language": "fr"}).content.decode()
    (tmp_path / "statistics.md").write_text(ENGLISH, "utf-8")
    monkeypatch.setattr(statistics_page, "DOCS", tmp_path)
    statistics_page.told_in.cache_clear()
    neither = client.get("/statistics/", headers={"accept-language": "fr"}).content.decode()
    assert '<h3 id="fishers-exact-test">Test exact de Fisher</h3>' in french
    assert ["n’existe qu’en anglais" in page for page in (english, french, neither)] == [False, False, True]
    assert ['class="document" lang="en" dir="ltr"' in page for page in (english, french, neither)] == [
        False,
        False,
        True,
    ]
    assert not re.search(r" style=|<script", english + french)
