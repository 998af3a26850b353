"""Figure 1: the study's is the article's; and it holds with any number of schools."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import translation

from analysis import flow_figure
from analysis.flow import flow_of
from analysis.names import Names
from surveyapp import participation, tallies
from surveyapp.models import School, Survey
from surveyapp.store import questionnaire_of
from tests import build

pytestmark = pytest.mark.once

STUDY = Path(__file__).parents[2] / "examples" / "ir2019"
SVG = "{http://www.w3.org/2000/svg}"


def flow(survey, language="en"):
    names = Names(questionnaire_of(survey), language)
    return flow_of(participation.summary(survey), tallies.atoms(survey), names, survey.is_closed)


def texts(svg):
    """Every text with its place, in the order drawn."""
    root = ElementTree.fromstring(svg)
    return [
        (float(t.get("x")), float(t.get("y")), t.text, float(t.get("font-size", 12)))
        for t in root.iter(SVG + "text")
    ]


def boxes(svg):
    root = ElementTree.fromstring(svg)
    return [
        tuple(float(r.get(key)) for key in ("x", "y", "width", "height")) for r in root.iter(SVG + "rect")
    ][1:]


def figures(svg):
    """The big number of each box by the words under it, lines joined."""
    found, name, number = {}, [], None
    for _x, _y, text, size in [*texts(svg)[1:], (0, 0, "0", 14)]:
        if size == 14:
            if name:
                found[" ".join(name)] = number
            name, number = [], int(re.sub(r"\D", "", text))
        else:
            name.append(text)
    return found


def assert_nothing_overlaps(svg):
    drawn = boxes(svg)
    for i, (x, y, w, h) in enumerate(drawn):
        for x2, y2, w2, h2 in drawn[i + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, "two boxes overlap"
    for x, y, text, size in texts(svg):
        inside = [b for b in drawn if b[0] <= x <= b[0] + b[2] and b[1] <= y <= b[1] + b[3]]
        for bx, _by, bw, _bh in inside:
            assert x + flow_figure.width(text, size) <= bx + bw, f"{text} leaves its box"
        assert x + flow_figure.width(text, size) <= flow_figure.WIDTH + 12 or not inside


@pytest.fixture(scope="module")
def imported(module_db):
    call_command("import_questionnaire", str(STUDY / "questionnaire.yaml"), verbosity=0)
    call_command("import_invitations", "ir2019", str(STUDY / "invitations.csv"), asked=9546, verbosity=0)
    call_command("import_responses", "ir2019", str(STUDY / "responses.csv"), verbosity=0)
    call_command("close_survey", "ir2019", verbosity=0)
    return Survey.objects.get(code="ir2019")


@pytest.fixture
def study(imported, db):
    """Only read: made once for both languages."""
    return imported


def test_the_study_s_figure_has_the_article_s_numbers(study):
    svg = flow_figure.svg(flow(study), "en")
    assert figures(svg) == {
        "schools invited": 11,
        "no response": 4,
        "declined Data protection law": 2,
        "accepted": 5,
        "accepted, link not sent": 2,
        "sent the link": 3,
        "students asked": 9546,
        "handed in or imported 15.3\u00a0% (95 % CI 14.6 to 16.0) by school": 1459,
        "Medical school of Strasbourg": 713,
        "Medical school of Nancy": 525,
        "Catholic University of Louvain by phase": 221,
        "Preclinical 478 Female 247 Male": 725,
        "Clinical 462 Female 272 Male": 734,
    }
    assert_nothing_overlaps(svg)


def test_it_says_the_same_in_french(study):
    with translation.override("fr"):
        svg = flow_figure.svg(flow(study, "fr"), "fr")
    assert sorted(figures(svg).values()) == sorted(figures(flow_figure.svg(flow(study), "en")).values())
    assert 'lang="fr"' in svg
    assert_nothing_overlaps(svg)


@pytest.mark.parametrize("n", [2, 60])
def test_it_holds_with_any_number_of_schools(db, n):
    survey = build.a_survey()
    for i in range(n):
        name = f"University hospital and medical school number {i} of a town with a long name & <more>"
        school = School.objects.create(code=f"s{i}", name=name, country=["FR", "BE", "DE", "IT"][i % 4])
        build.stands(survey, school, "sent", enrolled=100 + i)
    svg = flow_figure.svg(flow(survey), "en")
    assert_nothing_overlaps(svg)
    drawn = flow(survey)
    assert len(drawn.by_school) == (n if n <= 6 else 4)
    assert sum(part.schools for part in drawn.by_school) >= n


def test_what_is_not_known_is_named_and_too_many_is_an_alarm(db):
    survey = build.a_survey()
    row = survey.participations.first()
    build.stands(survey, row.school, "sent")
    svg = flow_figure.svg(flow(survey), "en")
    assert "not known" in svg
    build.handed_in(survey, 12)
    build.stands(survey, row.school, "sent", enrolled=3)
    drawn = flow(survey)
    assert drawn.too_many and drawn.rate is None
    assert "one of the two is wrong" in flow_figure.svg(drawn, "en")
