"""The plan: seen in a draft, frozen at opening or at the first import, its fingerprint in the report."""

import hashlib
import re
from dataclasses import replace
from html import unescape

import pytest
from django.core.cache import cache
from django.utils import timezone

from analysis import live
from surveyapp import store
from surveyapp.actions import imports, surveys
from surveyapp.models import Survey
from surveyapp.questionnaire import plan as plans
from surveyapp.questionnaire.problems import ProblemsError
from tests import build
from tests.results_surveys import four_strata, open_survey, person, questionnaire

pytestmark = pytest.mark.django_db
PLAN = "/surveys/rounds/plan/"
IMPORTED = "Whoever imported them may have known them before this list was frozen"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def reader(client):
    client.force_login(person("root"))
    return client


def words(response):
    """What a page says, without markup and with single spaces."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def fingerprint_on(response):
    return re.search(r"<code>([0-9a-f]{64})</code>", response.content.decode()).group(1)


def today():
    day = timezone.localdate()
    return f"{day.day} {day:%B %Y}"


def derive_another(monkeypatch):
    """As another version of the program might: nothing is compared but by the first grouping."""
    derived = plans.plan_of

    def other(questionnaire):
        plan = derived(questionnaire)
        return replace(plan, families=plan.families[:1])

    monkeypatch.setattr(plans, "plan_of", other)


# ----- a draft


@pytest.mark.once
def test_a_draft_shows_what_will_be_frozen(reader):
    survey = build.a_survey(opened=False)
    found = reader.get(PLAN)
    assert survey.plan == {}
    assert "Not frozen yet" in words(found)
    assert fingerprint_on(found) == plans.fingerprint(plans.plan_of(store.questionnaire_of(survey)))


@pytest.mark.once
def test_the_plan_of_a_draft_changes_with_its_questionnaire(reader):
    build.a_survey(opened=False)
    before = fingerprint_on(reader.get(PLAN))
    build.a_survey(opened=False, groupings=(build.PHASE,))
    found = reader.get(PLAN)
    assert fingerprint_on(found) != before
    assert "By gender" not in words(found)


@pytest.mark.once
def test_whoever_opens_a_survey_is_led_to_the_plan_first(reader):
    survey = build.a_survey(opened=False)
    found = reader.get(f"/admin/surveyapp/survey/{survey.pk}/open/").content.decode()
    assert f'href="{PLAN}"' in found


# ----- frozen


def test_opening_freezes_what_the_draft_showed(reader):
    survey = build.a_survey(opened=False)
    before = fingerprint_on(reader.get(PLAN))
    surveys.open_survey(survey=survey)
    found = reader.get(PLAN)
    kept = Survey.objects.get().plan
    assert kept["sha256"] == before == fingerprint_on(found)
    assert plans.from_json(kept["plan"]) == plans.plan_of(store.questionnaire_of(survey))
    assert f"on {today()}, the day on which the survey opened" in words(found)
    assert "Not frozen yet" not in words(found)
    assert IMPORTED not in words(found)


def test_the_first_import_freezes_it_and_the_page_says_what_that_is_worth(reader, tmp_path):
    survey = build.a_survey(opened=False)
    made = store.questionnaire_of(survey)
    rows = [build.given(made, year="1", gender="female") for _ in range(12)]
    imports.import_responses(survey=survey, file=build.csv_file(tmp_path / "some.csv", made, rows))
    found = reader.get(PLAN)
    assert fingerprint_on(found) == Survey.objects.get().plan["sha256"]
    assert f"on {today()}, when responses were first imported" in words(found)
    assert IMPORTED in words(found)


def test_an_import_that_is_refused_freezes_nothing(tmp_path):
    survey = build.a_survey(opened=False)
    (tmp_path / "bad.csv").write_text("school,year\nschool1,9\n")
    with pytest.raises(ProblemsError):
        imports.import_responses(survey=survey, file=tmp_path / "bad.csv")
    assert (Survey.objects.get().plan, Survey.objects.get().frozen) == ({}, False)


def test_a_later_import_and_closing_change_nothing(tmp_path):
    survey = build.a_survey()
    kept = survey.plan
    made = store.questionnaire_of(survey)
    rows = [build.given(made, year="1", gender="female") for _ in range(12)]
    imports.import_responses(survey=survey, file=build.csv_file(tmp_path / "some.csv", made, rows))
    build.closed(survey)
    assert Survey.objects.get().plan == kept


def test_a_corrected_typo_changes_nothing(reader):
    survey = build.a_survey()
    before = fingerprint_on(reader.get(PLAN))
    made = store.questionnaire_of(survey)
    asked = {"en": "Have you heard of it?", "fr": "Vous en avez entendu parler ?"}
    questions = (replace(q, text=asked) if q.code == "heard" else q for q in made.questions)
    sections = (replace(made.sections[0], questions=tuple(questions)),)
    surveys.put_questionnaire(questionnaire=replace(made, sections=sections))
    assert survey.wording_changes.exists()
    found = reader.get(PLAN)
    assert "Have you heard of it?" in words(found)
    assert fingerprint_on(found) == before


def test_another_version_of_the_program_changes_nothing(reader, monkeypatch):
    survey = build.a_survey()
    build.a_survey("draft", opened=False)
    before, says = fingerprint_on(reader.get(PLAN)), words(reader.get(PLAN))
    draft = fingerprint_on(reader.get("/surveys/draft/plan/"))
    rows = list(live.listing_of(survey))
    derive_another(monkeypatch)
    assert fingerprint_on(reader.get("/surveys/draft/plan/")) != draft  # it would be another
    assert (fingerprint_on(reader.get(PLAN)), words(reader.get(PLAN))) == (before, says)
    assert list(live.listing_of(Survey.objects.get(code="rounds"))) == rows


def test_results_keep_the_views_and_families_that_were_frozen(reader, monkeypatch):
    survey = open_survey(questionnaire(), four_strata())
    before = live.report_of(survey)
    derive_another(monkeypatch)
    cache.clear()
    found = reader.get("/surveys/nights/results/?by=stage,ward")
    assert "There is no such comparison" not in words(found)
    assert live.report_of(Survey.objects.get()) == before


def test_a_copy_is_a_draft_whose_plan_is_its_own(reader):
    survey = build.a_survey()
    new = surveys.copy(survey=survey, code="again")
    assert new.plan == {}
    found = reader.get("/surveys/again/plan/")
    assert "Not frozen yet" in words(found)
    assert fingerprint_on(found) == survey.plan["sha256"]


# ----- what it says


@pytest.mark.once
def test_each_family_says_how_many_tests_it_has_and_what_is_left_out(reader):
    build.a_survey()
    said = words(reader.get(PLAN))
    # phase: gender, heard, where (3 choices), mood, hours, place; gender: the same with year; crossed: neither
    assert "23 tests in 3 families" in said
    phase = said[said.index("By phase Groups") : said.index("By gender")]
    assert phase.startswith(
        "By phase Groups: Early; Late. One family: Holm’s p allows for its 8 tests together."
    )
    assert "3. Where?" not in phase and "4. Where? Chi-square or Fisher, of each choice" in phase
    assert "Of those who were shown the question. 3" in phase
    assert "6. Hours? Mann-Whitney or Kruskal-Wallis" in phase
    assert "Not compared, as it makes the groups: question 1." in phase
    crossed = said[said.index("By phase and gender") :]
    assert "Early, female; Early, male; Early, third; Late, female" in crossed
    assert "whether they differ (Breslow-Day, likelihood ratio)" in crossed
    assert "Not compared, as they make the groups: questions 1, 2." in crossed


@pytest.mark.once
def test_it_says_what_the_words_mean(reader):
    build.a_survey()
    said = words(reader.get(PLAN))
    for one in (
        "decided before anybody has seen an answer",
        "no adjustment is made for how much was looked at",
        "the chance of even one false alarm in the family is 5 % at most",
    ):
        assert one in said


@pytest.mark.once
def test_a_survey_without_groupings_plans_nothing_and_says_so(reader):
    build.a_survey(groupings=())
    said = words(reader.get(PLAN))
    assert "0 tests in 0 families" in said
    assert "no comparison is planned" in said


@pytest.mark.once
def test_schools_are_a_family_where_they_are_live(reader):
    build.a_survey(live_by_school=True)
    said = words(reader.get(PLAN))
    assert "By school Groups: the schools that take part." in said


# ----- where it stands


def test_the_file_has_the_fingerprint(reader):
    build.a_survey()
    file = reader.get("/surveys/rounds/plan.json")
    assert hashlib.sha256(file.content).hexdigest() == fingerprint_on(reader.get(PLAN))
    assert file["Content-Disposition"] == 'attachment; filename="rounds-plan.json"'
    assert [family["by"] for family in file.json()["families"]] == [
        ["phase"],
        ["gender"],
        ["phase", "gender"],
    ]


def test_the_listing_has_its_fingerprint():
    survey = build.a_survey()
    rows = {row.statistic: row.value for row in live.listing_of(survey) if row.question == "plan"}
    kept = store.plan_of(survey)
    assert rows == {"sha256": kept.sha256, "comparisons": str(kept.plan.comparisons), "tests": "23"}


@pytest.mark.once
@pytest.mark.parametrize("address", ["", "?by=phase,gender", "?by=moon", "heard/"])
def test_pages_of_results_lead_to_it_with_the_fingerprint(reader, address):
    survey = build.a_survey()
    found = reader.get(f"/surveys/rounds/results/{address}")
    assert f'href="{PLAN}"' in found.content.decode()
    assert f"Planned comparisons, fingerprint {survey.plan['sha256'][:8]}…" in words(found)


@pytest.mark.once
def test_results_of_a_draft_lead_to_it_without_a_fingerprint(reader):
    build.a_survey(opened=False)
    said = words(reader.get("/surveys/rounds/results/"))
    assert "Planned comparisons" in said and "fingerprint" not in said


# ----- whoever may see it, and what it costs


@pytest.mark.once
@pytest.mark.parametrize("address", [PLAN, "/surveys/rounds/plan.json"])
def test_a_stranger_is_told_that_there_is_no_such_page(client, address):
    survey = build.a_survey(opened=False)
    client.force_login(person("olga"))
    assert client.get(address).status_code == 404
    client.force_login(person("felix", survey, "faculty"))
    assert client.get(address).status_code == 200


def test_it_asks_the_database_as_often_for_three_questions_as_for_sixty(
    reader, django_assert_max_num_queries
):
    many = tuple(replace(build.HEARD, code=f"heard{n}") for n in range(57))
    build.a_survey("few", questions=build.EVERY_TYPE[:3])
    build.a_survey("many", questions=(*build.EVERY_TYPE[:3], *many))
    asked = {}
    for code in ("few", "many"):
        reader.get(f"/surveys/{code}/plan/")  # the questionnaire is read once
        with django_assert_max_num_queries(20) as queries:
            reader.get(f"/surveys/{code}/plan/")
        asked[code] = len(queries)
    assert asked["few"] == asked["many"] > 0
