"""Each page that a student can see, without the script: no rule of accessibility is broken, nothing leaves it."""

import pytest

from surveyapp.models import Survey
from tests.journeys.respondent import (
    NARROW,
    broken_anywhere,
    next_page,
    submit,
    tap,
)
from tests.respond_surveys import EVERY_TYPE, draft, link, opened

PAGES = [
    "first page",
    *(f"page {n}" for n in (1, 2, 3)),
    "own words",
    "last page",
    "mending",
    "mending, all pages",
    "thanks",
    "nowhere",
    "draft",
    "closed",
]


@pytest.fixture
def ward(live_server):
    return opened()


def every_page(page, survey):
    """Goes to each page a student can see, and says its name."""
    page.allow("422 /r/ward/north/send")
    page.allow("404 /r/ward/nowhere")
    page.allow("404 /r/later/north")
    page.allow("410 /r/ward/north")
    address = link(survey)
    page.goto(address)
    page.locator("summary").first.click()
    yield "first page"
    page.goto(address + "/form")
    for number in (1, 2, 3):
        yield f"page {number}"
        if number == 1:
            tap(page, "tired_0")
        if number == 3:
            tap(page, "place_1")
            yield "own words"
        next_page(page)
    yield "last page"
    submit(page)
    yield "mending"
    page.get_by_role("link", name="Show all pages").click()
    yield "mending, all pages"
    for name, to in {
        "thanks": f"{address}/thanks?again#done",  # with a word more than the usual ones
        "nowhere": "/r/ward/nowhere",
        "draft": "/r/later/north",
    }.items():
        page.goto(to)
        yield name
    Survey.objects.filter(pk=survey.pk).update(status="closed")
    page.goto(address)
    yield "closed"


def test_it_breaks_no_rule_of_accessibility_and_never_scrolls_sideways(open_page, live_server, ward, axe):
    draft(EVERY_TYPE.replace("code: ward", "code: later"))
    page = open_page(live_server.url, viewport=NARROW)
    page.route("**/draft.js", lambda route: route.abort())
    broken = {name: broken_anywhere(page, axe) for name in every_page(page, ward)}

    assert broken == {name: [] for name in PAGES}
