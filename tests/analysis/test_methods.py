"""'How was this computed?': every figure leads to the method that it was made with, on a page that has it."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation

from analysis import methods
from analysis.documents import DOCS, document
from analysis.live import breakdowns_in, report_of
from analysis.report import build
from surveyapp.models import Survey
from tests.analysis.number_surveys import by_stage
from tests.results_surveys import four_strata, open_survey, person, questionnaire

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "examples" / "ir2019"
PAGE = document((DOCS / "statistics.md").read_text("utf-8"))
PLACES = set(re.findall(r'<h[23] id="([^"]+)"', PAGE.html))


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def named(value):
    """Every method that a figure somewhere in the value says it was made with."""
    if is_dataclass(value):
        if getattr(value, "method", ""):
            yield value.method
        for field in fields(value):
            yield from named(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from named(part)


def to_methods(html):
    return re.findall(r'href="/statistics/#([^"]+)"', html)


# ----- the page


def test_every_method_has_its_heading_its_use_its_source_and_its_limits():
    assert set(methods.ANCHORS) == set(methods.NAMES)
    for name, anchor in methods.ANCHORS.items():
        part = PAGE.html.split(f'id="{anchor}"')[1].split("<h")[0] + "".join(
            PAGE.html.split(f'id="{anchor}"')[1].split("<h")[1:2]
        )
        if name != methods.WHICH:  # the rule that chooses, and no method of its own
            missing = [
                word for word in ("When", "Formula", "R", "Limits") if f"<strong>{word}</strong>" not in part
            ]
            assert (name, missing) == (name, [])


def test_headings_are_links_once_and_links_inside_the_page_lead_to_them():
    anchors = [heading.anchor for heading in PAGE.headings]
    assert len(anchors) == len(set(anchors)) > 25
    inside = re.findall(r'href="#([^"]+)"', PAGE.html)
    assert inside
    assert set(inside) <= PLACES
    assert 'href="decisions' not in PAGE.html
    assert "decision 8 (docs/decisions/0008-one-family-a-view.md)" in PAGE.html


def test_html_in_a_document_is_words():
    made = document(
        "# T\n\n## <b>x</b>\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) <img src=x onerror=y>"
    )
    assert re.findall(r"<(?!/?(?:h2|p)\b)[^>]*>", str(made.html)) == []
    assert "&lt;script&gt;" in made.html


def test_the_image_holds_the_document():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert not {"docs", "docs/", "*.md", "**/*.md", "docs/*.md"} & set(ignored)
    assert "COPY . ." in (ROOT / "Dockerfile").read_text("utf-8")


# ----- what leads to it


@pytest.fixture
def study(db):
    call_command("import_questionnaire", str(STUDY / "questionnaire.yaml"), verbosity=0)
    call_command("import_invitations", "ir2019", str(STUDY / "invitations.csv"), asked=9546, verbosity=0)
    call_command("import_responses", "ir2019", str(STUDY / "responses.csv"), verbosity=0)
    call_command("close_survey", "ir2019", verbosity=0)
    return Survey.objects.get(code="ir2019")


def test_every_link_of_the_studys_pages_leads_to_its_method(study, client):
    client.force_login(person("felix", study, "faculty"))
    results = client.get("/surveys/ir2019/results/?by=phase").content.decode()
    cards = dict(re.findall(r'<section class="card q" id="q-([\w-]+)"(.*?)</section>', results, re.DOTALL))
    assert len(cards) == 14
    first = {code: to_methods(card)[:1] for code, card in cards.items()}
    assert all(to_methods(card) for code, card in cards.items())
    assert first["career"] == ["pearsons-chi-square"]
    assert "mann-whitney" in to_methods(cards["knowledge"])
    crossed = client.get("/surveys/ir2019/results/career/").content.decode()
    part = crossed.split('id="by-phase-gender"')[1].split("</section>")[0]
    assert {
        *("odds-ratio-with-woolfs-interval", "mantel-haenszel", "cochran-mantel-haenszel"),
        *("breslow-day-with-tarones-adjustment", "interaction-by-likelihood-ratio"),
        *("pearsons-chi-square", "holms-adjustment", "wilsons-interval"),
    } <= set(to_methods(part))
    assert "difference-with-newcombes-interval" in to_methods(crossed)
    assert "within-schools" in to_methods(crossed)
    scale = client.get("/surveys/ir2019/results/knowledge/").content.decode().split('id="schools"')[1]
    within = ["generalised-cochran-mantel-haenszel", "van-elteren", "mantel-haenszel-difference"]
    assert to_methods(scale)[:4] == ["within-schools", *within]
    year = client.get("/surveys/ir2019/results/career/by/year/").content.decode()
    assert "cochran-armitage" in to_methods(year)
    pages = [results, crossed, year]
    for address in ("results/?by=phase,gender", "results/?by=nobody", "rates/", "plan/"):
        pages.append(client.get(f"/surveys/ir2019/{address}").content.decode())
        assert to_methods(pages[-1]), address
    assert {anchor for page in pages for anchor in to_methods(page)} <= PLACES
    reported = [report_of(study), breakdowns_in(study).by(_question(study, "career"), "year")]
    assert {methods.known(name) for name in named(reported)} <= {*methods.ANCHORS}


def _question(study, code):
    return report_of(study).question(code).question


def test_a_small_survey_of_all_types_names_the_methods_it_used(client, db):
    """Numbers, a Fisher's test, missing answers, and cells of nobody."""
    plan, atoms = by_stage("4*10 6*20 8*12 / 5*15 6*10 9*8")
    (sleep,) = [q for q in build(plan, atoms, 5).questions if q.question.code == "sleep"]
    found = [m.anchor for m in methods.of_card(sleep, sleep.by("stage"))]
    assert found[0] == "mann-whitney"
    assert {"median-quartiles-mean", "holms-adjustment", "wilsons-interval"} <= set(found)
    survey = open_survey(questionnaire(), four_strata())
    client.force_login(person("felix", survey, "faculty"))
    card = client.get("/surveys/nights/results/reported/").content.decode()
    assert "fishers-exact-test" in to_methods(card)
    report = report_of(survey)
    assert {methods.known(name) for name in named(report)} <= {*methods.ANCHORS}


def test_every_method_that_the_statistics_can_name_has_its_place():
    from analysis.stats import (
        association,
        effect,
        generalised,
        missing,
        multiple,
        numbers,
        ranks,
        strata,
        trend,
        two_by_two,
    )

    large = [[3, 1, 0], [1, 2, 4], [0, 5, 1]]
    made = [
        association.compare([[20, 30], [30, 20]]),
        association.compare([[2, 3], [3, 2]]),
        association.compare(large),  # drawn at random
        effect.corrected_cramers_v(large),
        two_by_two.odds_ratio((3, 9), (4, 9)),
        two_by_two.odds_ratio((0, 9), (4, 9)),
        two_by_two.difference((3, 9), (4, 9)),
        ranks.mann_whitney([1, 2], [3, 1]),
        ranks.kruskal_wallis(large),
        trend.cochran_armitage([(1, 9), (3, 9)]),
        strata.stratified([((3, 9), (4, 9)), ((5, 9), (2, 9))]),
        generalised.general_association([large, large]),
        generalised.order_association([large, large]),
        generalised.weighted_differences([large[:2], large[:2]]),
        multiple.holm([0.1, 0.2]),
        numbers.summary([(1, 2), (3, 4)]),
        missing.share_sensitivity(3, 9, 2),
    ]
    names = {methods.known(name) for name in named(made)}
    assert names == {*methods.ANCHORS} - {methods.WILSON, methods.WHICH, methods.V}
    with translation.override("en"):
        assert {link.anchor for link in methods.links(methods.ANCHORS)} <= PLACES
