"""Any question of a closed survey by any other, on a page: what it shows, merges and leaves out."""

import random
import re
from html import unescape

import pytest
from django.core.cache import cache

from analysis.breakdowns import breakdowns_of
from analysis.comparisons import bare_p
from analysis.live import listing_of
from surveyapp import dataset
from surveyapp.models import Survey
from tests.analysis.other_pages import PAGE, PEOPLE, handed_in, headings, tables, words
from tests.build import closed
from tests.results_surveys import person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def test_it_shows_counts_test_and_sentence(felix):
    page = felix.get(PAGE + "heard/by/mood/")
    assert (page.status_code, headings(page)) == (200, ["By ‘Mood?’", "Another breakdown"])
    assert tables(page) == [{"Yes": [42, 24, 18, 0], "No": [18, 0, 0, 18]}]
    text = words(page)
    assert "Exploratory" in text
    assert "The groups answered differently (p < 0.001; Cramér’s V = 1.00)." in text
    assert "60 answered of 60 who were shown it." in text
    assert "p, Holm" not in text


def test_it_shows_the_same_table_from_the_other_side(felix):
    page = felix.get(PAGE + "mood/by/heard/")
    assert tables(page) == [{"Good": [24, 24, 0], "Fair": [18, 18, 0], "Bad": [18, 0, 18]}]
    (link,) = re.findall(r'href="([^"]+)">The same table', page.content.decode())
    assert link == PAGE + "heard/by/mood/"
    assert tables(felix.get(link))[0]["Yes"] == [42, 24, 18, 0]


def test_it_looks_inside_each_group_of_a_grouping(felix):
    page = felix.get(PAGE + "heard/by/place/?within=phase")
    assert headings(page) == ["Early", "Late", "Another breakdown"]
    assert [table["Yes"] for table in tables(page)] == [[28, 28, 0], [14, 14, 0]]
    assert "Everybody " not in words(page)
    assert "By ‘Where do you rest?’, inside each group by phase" in words(page)
    assert "Late 14 of 20" not in words(page)
    assert words(page).count("Odds ratio") == 2


def test_it_gives_the_trend_along_the_years(felix):
    text = words(felix.get(PAGE + "heard/by/year/"))
    assert "No clear trend from the first group to the last (Cochran-Armitage p = 1.0)." in text
    assert "Trend (Cochran-Armitage) χ² = 0.00, 1 df, p = 1.0" in text


@pytest.mark.parametrize(("counts", "goes"), [((2, 5, 9), "rises"), ((9, 5, 2), "falls")])
def test_it_says_which_way_the_share_goes(client, counts, goes):
    people = [
        {"year": str(year), "gender": "female", "heard": "yes" if i < yes else "no"}
        for year, yes in enumerate(counts, 1)
        for i in range(10)
    ]
    survey = handed_in(people)
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    # R: prop.trend.test(c(2, 5, 9), c(10, 10, 10)) has p-value = 0.001704
    said = rf"From group to group the share of yes {goes} by 35\.0 points \(Cochran-Armitage p = 0\.0017\)"
    assert re.search(said, words(client.get(PAGE + "heard/by/year/")))


def test_it_names_what_was_put_together(client):
    """Three who feel bad: they are no group and no answer of their own."""
    moods = ["good"] * 8 + ["fair"] * 6 + ["bad"] * 3
    people = [{"year": "1", "gender": "female", "mood": mood, "heard": "yes"} for mood in moods]
    people += [{**one, "heard": "no"} for one in people[:14]]
    survey = handed_in(people)
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    by, of = client.get(PAGE + "heard/by/mood/"), client.get(PAGE + "mood/by/heard/")
    assert tables(by) == [{"Yes": [17, 8, 9], "No": [14, 8, 6]}]
    assert tables(of) == [{"Good": [16, 8, 8], "Fair or bad": [15, 9, 6]}]
    for page in (by, of):
        assert "Fair or bad" in words(page)
        assert "Groups and answers of fewer than 5 people are put together with a neighbour." in words(page)
        assert "rank-biserial" not in words(page)  # no sizes where answers were put together


def test_it_compares_by_one_answer_of_several(felix):
    chosen = felix.get(PAGE + "mood/by/", {"by": "where/web", "within": ""})
    assert (chosen.status_code, chosen["Location"]) == (302, PAGE + "mood/by/where/?choice=web")
    page = felix.get(chosen["Location"])
    assert headings(page)[0] == "By ‘Where?’: ‘Web’"
    assert tables(page) == [{"Good": [24, 24, 0], "Fair": [18, 18, 0], "Bad": [18, 0, 18]}]
    assert "Not asked this question" in words(page)


def test_it_shows_a_multiple_choice_by_another_question(felix):
    page = felix.get(PAGE + "where/by/year/?within=gender")
    assert [table["Web"] for table in tables(page)] == [[21, 7, 7, 7], [21, 7, 7, 7]]
    assert tables(page)[0]["Talk"] == [0, 0, 0, 0]  # of nobody nothing is said


def test_it_compares_schools(felix):
    page = felix.get(PAGE + "mood/by/school/")
    assert headings(page)[0] == "By school"
    assert tables(page)[0]["Good"][0] == 24
    assert "School 3" not in words(page)


def test_it_shows_nothing_of_few(client):
    people = [{"year": "1", "gender": "female", "place": "home", "mood": "good", "heard": "yes"}] * 12
    people += [{**people[0], "place": "elsewhere"}] * 3
    survey = handed_in(people)
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    page = client.get(PAGE + "heard/by/place/")
    assert (tables(page), page.status_code) == ([], 200)
    assert "Not shown: a group would have fewer than 5 people" in words(page)


def test_it_shows_what_the_rule_allows_and_no_more(felix):
    """Every page that can be chosen, against the counts themselves: of k or nobody."""
    survey = Survey.objects.get()
    shown = breakdowns_of(dataset.read(survey).pairs(), 5)
    for question in (q for q in shown.pairs.questionnaire.questions if q.code in ("mood", "heard", "place")):
        for by in ("school", "mood", "heard", "place", "year"):
            if by == question.code:
                continue
            found = shown.by(question, by)
            page = felix.get(f"{PAGE}{question.code}/by/{by}/")
            assert bool(tables(page)) is not bool(found.withheld)
            if not found.withheld:
                counts = [
                    [group.choices[i].count for group in found.groups] for i in range(len(found.answers))
                ]
                assert [row[1:] for row in list(tables(page)[0].values())[: len(counts)]] == counts


# ----- the question's page


def test_it_is_chosen_on_the_page_of_the_question(felix):
    page = felix.get(PAGE + "heard/")
    html = page.content.decode()
    assert f'action="{PAGE}heard/by/"' in html
    options = re.findall(r'<option value="([^"]*)"', html)
    assert options == [
        *("school", "year", "mood", "place"),
        *("where/talk", "where/web", "where/ward"),
        *("", "phase", "gender"),
    ]
    text = words(page)
    assert (
        "Within schools Exploratory: not planned, and not adjusted for how much was looked at. "
        "By phase Comparing only people of the same school (2 schools), there is no clear" in text
    )


def test_multiple_choices_and_numbers_are_compared_inside_schools_too(client):
    """On the page with the figures of the listing, whose rows lie under the same names as those of other questions."""
    chance = random.Random(3)
    people = [
        {
            **one,
            "heard": "yes",
            "where": chance.choice([["talk"], ["web"], ["talk", "web"]]),
            "hours": chance.choice(["10", "20", "30"])
            if one["gender"] == "male"
            else chance.choice(["10", "20"]),
        }
        for one in PEOPLE * 4
    ]
    survey = handed_in(people)
    client.force_login(person("felix", survey, "faculty"))
    closed(survey)
    listed = {row[:5]: row.value for row in listing_of(Survey.objects.get(pk=survey.pk))}
    for code, choice, statistic in (("where", "talk", "cmh_p"), ("hours", "", "van_elteren_p")):
        found = [listed[code, choice, f"school*{by}", "", statistic] for by in ("phase", "gender")]
        section = unescape(client.get(f"{PAGE}{code}/").content.decode().split('id="schools"')[1])
        assert all(
            bare_p(float(p), "en").replace(" ", "\u00a0") in section.replace(" ", "\u00a0") for p in found
        )
        assert 'href="/statistics/#' in section
