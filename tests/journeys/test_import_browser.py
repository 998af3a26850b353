"""The study's 1,459 responses, imported in a browser: mistakes, preview, import, results; no script is needed."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from surveyapp.models import Survey
from tests.journeys.test_study import STUDY
from tests.results_surveys import person

IMPORT = "/surveys/ir2019/import/"
RESPONSES = STUDY / "responses.csv"


@pytest.fixture
def researcher(live_server, open_page, client, real_jobs):
    """A page of a researcher's of the study, which is a draft yet."""
    call_command("import_questionnaire", str(STUDY / "questionnaire.yaml"))
    client.force_login(person("ada", Survey.objects.get(), "researcher"))
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}

    def researcher(**options):
        page = open_page(live_server.url, **options)
        page.context.add_cookies([cookie])
        return page

    return researcher


def checked(page, file):
    page.goto("/surveys/ir2019/data/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    look_again_until_it_has_ended(page)


def look_again_until_it_has_ended(page):
    again = page.get_by_role("link", name="Look again")
    for _ in range(60):
        if not again.count():
            return
        page.wait_for_timeout(500)
        again.click()
    raise AssertionError("it did not end")


def test_a_researcher_imports_the_study_and_sees_its_results(researcher):
    page = researcher(java_script_enabled=False)
    checked(page, RESPONSES)

    expect(page.get_by_role("heading", level=1)).to_have_text("Import 1,459 responses?")
    said = page.locator(".offers").inner_text()
    for words in (
        "1,459, from lines 2 to 1,460 of responses.csv",
        "525",
        "713",
        "221",
        "Nobody is left over.",
    ):
        assert words in said
    assert page.locator(".preview tbody tr").count() == 5
    assert not Survey.objects.get().frozen

    page.get_by_role("button", name="Import 1,459 responses").click()
    look_again_until_it_has_ended(page)
    expect(page.get_by_role("status")).to_contain_text("1,459 responses imported")
    page.get_by_role("link", name="See the results").click()
    expect(page.locator("main")).to_contain_text("1,459")
    assert sum(p.imported for p in Survey.objects.get().participations.all()) == 1459


def test_a_researcher_sees_what_is_wrong_and_mends_it(researcher, tmp_path, axe):
    page, wrong = researcher(viewport={"width": 320, "height": 700}), tmp_path / "responses.csv"
    lines = RESPONSES.read_text("utf-8").splitlines()
    lines[16] = (
        lines[16].replace("louvain", "Louvain").replace("nancy", "Nancy").replace("strasbourg", "Strasbourg")
    )
    wrong.write_text("\n".join(lines), "utf-8")
    checked(page, wrong)

    row = page.locator(".problems tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Line 17")
    expect(row).to_contain_text("Did you mean ‘")
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="This list, CSV").click()
    assert download.value.suggested_filename == "ir2019-problems.csv"
    page.get_by_role("link", name="Choose the file again").click()
    assert axe(page) == []
    checked(page, RESPONSES)
    assert axe(page) == []
    page.get_by_role("button", name="Do not import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data")
    assert not Survey.objects.get().frozen
