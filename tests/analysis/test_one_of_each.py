"""One school, one student, one response: no page counts it as several."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests.results_surveys import open_survey, person, questionnaire, set_sent

PAGES = ("", "results/", "schools/", "schools/north/", "rates/", "data/", "close/", "settings/", "plan/")
SEVERAL = re.compile(
    r"(?<![\d.,-])1\s+(?:\w+ )?(?:responses|answers|students|schools|people|rows|questions|days)\b"
)


@pytest.mark.once
@pytest.mark.django_db
def test_one_is_not_counted_as_several(client):
    cache.clear()
    one_school = replace(questionnaire(), schools=questionnaire().schools[:1])
    survey = open_survey(one_school, handed_in=1)
    set_sent(survey, north=1)
    client.force_login(person("root"))
    said = dict(words_of(client, "open"))
    call_command("close_survey", "nights", verbosity=0)
    cache.clear()
    said |= dict(words_of(client, "closed"))
    assert {page: SEVERAL.findall(words) for page, words in said.items() if SEVERAL.search(words)} == {}
    asked = [page for page, words in said.items() if "of 1 student asked" in words]
    assert ("open results/" in asked, "closed schools/" in asked, len(asked)) == (True, True, 7)


def words_of(client, state):
    for page in PAGES:
        text = re.sub(
            r"<(script|svg|nav).*?</\1>",
            " ",
            client.get(f"/surveys/nights/{page}").content.decode(),
            flags=re.S,
        )
        text = re.sub(r"<[^>]+>", " ", re.sub(r"</(dt|dd|td|th|li|p|h\d)>", " | ", text))
        yield f"{state} {page}", re.sub(r"\s+", " ", unescape(text))
