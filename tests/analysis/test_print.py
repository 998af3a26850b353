"""Results on paper: every question whole on one A4 page, nothing cut at its edge, no buttons."""

from django.core.cache import cache

from tests.results_surveys import en, four_strata, open_survey, person, questionnaire

A4 = {"width": 680, "height": 986}  # 210 x 297 mm less the margins of @page, at 96 px an inch
LAID_OUT = """() => {
  const shown = (e) => e.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  return {
    wide: document.documentElement.scrollWidth,
    beyond: all('.chart, .chart *, .table').filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length,
    cards: all('.q').map((e) => [e.id, e.getBoundingClientRect().height, getComputedStyle(e).breakInside]),
    split: all('.people, .readings > div, .row-c').map((e) => e.getBoundingClientRect().height),
    headings: all('h1, h2, h3').map((e) => getComputedStyle(e).breakAfter),
    bars: all('.q-foot, .views, .btn, .top, .back, .around, .no-print, select').map((e) => e.className),
  };
}"""


def test_results_print_whole_and_without_what_is_for_screens(client, open_page, live_server, db):
    cache.clear()
    survey = open_survey(questionnaire(source=en("Made up")), four_strata(), handed_in=100)
    client.force_login(person("felix", survey, "faculty"))
    page = open_page(live_server.url, viewport=A4)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page.emulate_media(media="print")
    page.goto(
        "/surveys/nights/plan/"
    )  # its source stands at the head: a foot could be alone on the last page
    assert page.evaluate(
        "[...document.querySelectorAll('.provenance, .foot')].map((e) => e.offsetHeight > 0)"
    ) == [
        True,
        False,
    ]
    for address in ("results/?by=stage", "results/?by=stage,ward", "results/nights/"):
        page.goto(f"/surveys/nights/{address}")
        found = page.evaluate(LAID_OUT)
        assert (found["beyond"], found["bars"]) == (0, []), address
        assert found["wide"] <= A4["width"] + 1  # a hair of rounding
        assert set(found["headings"]) == {"avoid"}, address
        assert len(found["cards"]) >= 3
        assert max(found["split"]) < A4["height"]
        if "by" in address:  # the card of two groupings may go over two pages, between its parts
            assert {rule for _id, _tall, rule in found["cards"]} == {"avoid"}
            assert max(tall for _id, tall, _rule in found["cards"]) < A4["height"]
