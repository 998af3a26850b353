"""Each word of a student's page stands under its own language, where the product does not speak the survey's."""

import json
import re
from html.parser import HTMLParser

import pytest

from surveyapp.models import Survey
from tests.all_types import ALL_TYPES
from tests.respond_surveys import link, opened

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OWN = "§"  # stands in each text of the questionnaire, and in nothing of ours
VOID = {"meta", "link", "input", "img", "br"}
MORE = "        shown_if: {any: [{tired: yes}, {not: {tired: prefer_not}}]}\n        text: "


class Words(HTMLParser):
    """Each text with the language and the direction of what it stands in."""

    def __init__(self, html):
        super().__init__()
        self.inside, self.found = [("", "", "")], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        under = (
            tag,
            said.get("lang", self.inside[-1][1]),
            said.get("dir", "auto" if tag == "bdi" else self.inside[-1][2]),
        )
        if tag not in VOID:
            self.inside.append(under)

    def handle_endtag(self, tag):
        while tag in [one for one, *_ in self.inside] and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if re.search(r"[^\W\d_]", data) and self.inside[-1][0] not in ("title", "script"):
            self.found.append((data.strip(), *self.inside[-1][1:]))


def asked(language):
    """The survey of all types in one language, each of its texts told from ours."""

    def own(found):
        return json.dumps({language: OWN + json.loads(found[0])["en"].replace(" ", f" {OWN}")})

    text = re.sub(r'\{"en": .*?"\}', own, ALL_TYPES).replace("[en, fr, ar]", f"[{language}]")
    text = text.replace("name: North", f"name: {OWN}North")
    *before, last = text.split("        text: ")  # of the consent
    return "        text: ".join(before) + MORE + last


def wrong(html, language, direction):
    """Whatever stands under another language than its own. In a `bdi` its direction is its letters'."""
    found = []
    for text, lang, dir in Words(html).found:
        own = [OWN in word for word in text.split() if re.search(r"[^\W\d_]", word) and "@" not in word]
        right = {(language, direction), (language, "auto")} if any(own) else {("en", "ltr")}
        if own and (len(set(own)) > 1 or (lang, dir) not in right):
            found.append((text, lang, dir))
    return found


@pytest.mark.parametrize(("language", "direction"), [("da", "ltr"), ("fa", "rtl")])
def test_what_the_product_says_itself_is_marked_as_its_own(client, language, direction):
    address = link(opened(asked(language)))
    mistakes = {
        "hours": "many",
        "helps": ["tea"],
        "word": OWN * 30 + "x",
        "matters.pay": "1",
        "helps.other": f"{OWN}x" * 2000,
    }
    pages = [client.get(address + path) for path in ("", "/form", "/thanks", "/thanks?again")]
    pages.append(client.post(f"{address}/send", {"ticket": ticket(pages[1]), **mistakes}))
    pages.append(client.post(f"{address}/send", mistakes))
    Survey.objects.update(status="closed")
    pages += [
        client.get(address),
        client.post(f"{address}/send", {"shift": "day", "tired": "yes", "word": f"{OWN}x"}),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 422, 403, 410, 410]
    for page in pages:
        assert wrong(page.content.decode(), language, direction) == []


def ticket(page):
    return page.content.decode().split('name="ticket" value="')[1].split('"')[0]
