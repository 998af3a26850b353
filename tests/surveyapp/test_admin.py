"""Django's admin: what an administrator does there, and what nobody can."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from surveyapp.actions import surveys
from surveyapp.models import Membership, Participation, School, Survey, WordingChange
from tests import build
from tests.respond_surveys import EVERY_TYPE, draft
from tests.surveyapp.admin_pages import again, form_of, page_of, said, tools

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def survey():
    """A draft of the survey that `EVERY_TYPE` writes."""
    return draft()


def with_rows(survey, n):
    """So many schools, people and groups of staff as are not there yet."""
    for i in range(Participation.objects.filter(survey=survey).count(), n):
        school, _made = School.objects.get_or_create(code=f"more{i}", name=f"More {i}")
        Participation.objects.create(survey=survey, school=school)
    for i in range(Membership.objects.filter(survey=survey).count() // 2, n):
        user, _made = User.objects.get_or_create(username=f"reader{i}")
        group, _made = Group.objects.get_or_create(name=str(i))
        Membership.objects.create(survey=survey, user=user, role="faculty")
        Membership.objects.create(survey=survey, group=group, role="faculty")
    return survey


# ----- as many queries for three rows as for one


def queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # what is asked once for all
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["survey/", "participation/", "school/", "survey/{}/change/"])
def test_it_asks_the_database_as_often_for_three_rows_as_for_one(
    page, root, django_assert_num_queries, client
):
    survey = with_rows(build.a_survey("first", schools=1), 1)
    address = f"/admin/surveyapp/{page.format(survey.pk)}"
    before = queries(root, address)
    with_rows(survey, 3)
    for code in ("second", "third"):
        build.a_survey(code, schools=1)
    with django_assert_num_queries(before):
        response = root.get(address)
    assert response.status_code == 200


def test_it_lists_how_many_handed_in_or_were_imported(root, tmp_path):
    survey = build.handed_in(build.a_survey(), 3)
    survey.participations.filter(school__code="school2").update(imported=40)
    counts = re.findall(r'field-received">(\d+)<', root.get("/admin/surveyapp/survey/").content.decode())
    assert counts == ["43"]
    assert re.findall(r'readonly">(43)<', root.get(page_of(survey)).content.decode()) == ["43"]


# ----- open


def test_it_opens_only_who_confirms_that_the_key_is_kept(root, survey):
    asked = root.get(page_of(survey, "open"))
    assert (asked.status_code, said(asked).count("A copy of ANSWER_KEY is kept elsewhere")) == (200, 1)
    refused = root.post(page_of(survey, "open"), {})
    assert (refused.status_code, again(survey).status) == (422, "draft")
    assert said(refused).count("Without the key, all that is handed in is lost.") == 1
    opened = root.post(page_of(survey, "open"), {"key_is_kept": "on"}, follow=True)
    assert (opened.redirect_chain, again(survey).status) == ([(page_of(survey), 302)], "open")
    assert said(opened).count("The schools&#x27; links work from now on.") == 1


def test_it_says_all_that_is_missing_before_a_survey_can_open(root, survey):
    survey.participations.all().delete()
    survey.questions.all().delete()
    refused = root.post(page_of(survey, "open"), {"key_is_kept": "on"})
    assert (refused.status_code, again(survey).status) == (422, "draft")
    assert [said(refused).count(f"ward has no {what}") for what in ("questions", "school")] == [1, 1]


# ----- close


def test_it_asks_before_it_closes_and_says_that_it_is_final(root):
    survey = build.a_survey()
    asked = root.get(page_of(survey, "close"))
    assert said(asked).count("Closing is final: it cannot be taken back.") == 1
    assert again(survey).status == "open"
    assert said(asked).count("Close Rounds (rounds)?") == 1  # a copy has the same title
    assert root.post(page_of(survey, "close"), {}).status_code == 422  # not from the page that asks
    assert again(survey).status == "open"
    root.post(page_of(survey, "close"), {"sure": "True"})
    assert again(survey).status == "closed"


def test_it_knows_no_way_back_after_closing(root):
    survey = build.closed(build.handed_in(build.a_survey(), 6))
    assert sorted(tools(root.get(page_of(survey)))) == [
        "Copy",
        "Export CSV",
        "History",
        "Overview",
        "Results",
    ]
    posts = {"open": {"key_is_kept": "on"}, "close": {"sure": "True"}}
    for page, data in posts.items():
        refused = root.post(page_of(survey, page), data)
        assert (refused.status_code, again(survey).status) == (422, "closed")
    forged = {**form_of(root, survey), "status": "open", "closed_on": ""}
    assert root.post(page_of(survey), forged).status_code == 302
    assert (again(survey).status, again(survey).closed_on) == ("closed", survey.closed_on)
    assert survey.closed_on is not None


def test_it_says_why_a_survey_cannot_close(root, survey):
    refused = root.post(page_of(survey, "close"), {"sure": "True"})
    assert (refused.status_code, said(refused).count("is a draft without responses")) == (422, 1)


def test_it_closes_nothing_while_an_envelope_stays_shut(root, settings):
    survey = build.handed_in(build.a_survey(), 6)
    kept, settings.ANSWER_KEY = settings.ANSWER_KEY, "another key, which opens nothing here"
    refused = root.post(page_of(survey, "close"), {"sure": "True"})
    assert (refused.status_code, again(survey).status) == (422, "open")
    assert said(refused).count("6 of 6 responses cannot be opened with the ANSWER_KEY at hand") == 1
    settings.ANSWER_KEY = kept
    assert root.post(page_of(survey, "close"), {"sure": "True"}).status_code == 302


# ----- export


def test_it_exports_the_counts_of_an_open_survey_and_says_why_not_the_rows(root):
    survey = build.handed_in(build.a_survey(), 6)
    page = root.get(page_of(survey))
    assert tools(page)["Export CSV"] == "/surveys/rounds/counts.csv"
    assert said(page).count("before that, a new row would show who has just handed in") == 1
    file = b"".join(root.get("/surveys/rounds/counts.csv").streaming_content).decode()
    assert file.splitlines()[0] == "question,choice,by,group,statistic,value"


def test_it_exports_the_rows_of_a_closed_survey(root):
    survey = build.closed(build.handed_in(build.a_survey(), 6, year="1", gender="male", school="school1"))
    page = root.get(page_of(survey))
    assert tools(page)["Export CSV"] == "/surveys/rounds/rows.csv"
    lines = b"".join(root.get("/surveys/rounds/rows.csv").streaming_content).decode().splitlines()
    assert (len(lines), {line.split(",")[0] for line in lines[1:]}) == (7, {"school1"})


def test_it_exports_nothing_of_a_draft(root, survey):
    assert sorted(tools(root.get(page_of(survey)))) == [
        "Close",
        "Copy",
        "History",
        "Open",
        "Overview",
        "Upload questionnaire",
    ]


# ----- the questionnaire's file


def upload(client, text, address="/admin/surveyapp/survey/add/"):
    file = SimpleUploadedFile("ward.yaml", text.encode() if isinstance(text, str) else text)
    return client.post(address, {"file": file})


def test_it_makes_a_draft_of_a_questionnaire(root):
    response = upload(root, EVERY_TYPE)
    survey = Survey.objects.get(code="ward")
    assert (response.status_code, response.headers["Location"]) == (302, page_of(survey))
    assert (survey.status, survey.questions.count(), survey.participations.count()) == ("draft", 7, 2)


def test_it_tells_every_problem_of_a_file_and_makes_nothing(root):
    broken = EVERY_TYPE.replace("type: scale", "type: scales").replace("{tired: yes}", "{tird: yes}")
    refused = upload(root, broken)
    assert (refused.status_code, Survey.objects.count()) == (422, 0)
    problems = re.findall(r"<li>(ward\.yaml.*?)</li>", refused.content.decode())
    assert [re.search(r"ward.yaml, line (\d+)", problem)[1] for problem in problems] == [
        str(broken[: broken.index(wrong)].count("\n") + 1) for wrong in ("{tird", "type: scales")
    ]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00 no text", b"", b"a" * 300_001, b"[1, 2]"])
def test_it_refuses_what_is_no_questionnaire(root, data):
    refused = upload(root, data)
    assert (refused.status_code, Survey.objects.count()) == (422, 0)
    assert refused.content.decode().count('<ul class="errorlist"') == 1


def test_it_makes_no_second_survey_of_the_same_code(root, survey):
    refused = upload(root, EVERY_TYPE)
    assert (refused.status_code, said(refused).count("There is a survey ward already.")) == (422, 1)


def test_it_takes_no_file_of_another_survey(root, survey):
    refused = upload(root, EVERY_TYPE.replace("code: ward", "code: wards"), page_of(survey, "upload"))
    assert (refused.status_code, said(refused).count("The file has the code wards")) == (422, 1)
    assert Survey.objects.count() == 1


def test_it_replaces_the_questionnaire_of_a_draft(root, survey):
    shorter = EVERY_TYPE[: EVERY_TYPE.index("      - code: wish")]
    assert upload(root, shorter, page_of(survey, "upload")).status_code == 302
    assert (again(survey).questions.count(), WordingChange.objects.count()) == (6, 0)


def test_it_corrects_words_of_an_open_survey_and_keeps_who_did_it(root, survey):
    surveys.open_survey(survey=survey)
    corrected = EVERY_TYPE.replace("Are you tired?", "Are you very tired?")
    assert upload(root, corrected, page_of(survey, "upload")).status_code == 302
    change = WordingChange.objects.get()
    assert (change.language, change.old, change.new, change.by) == (
        "en",
        "Are you tired?",
        "Are you very tired?",
        "root",
    )


def test_it_refuses_another_structure_with_the_reason_and_the_way(root, survey):
    surveys.open_survey(survey=survey)
    shorter = EVERY_TYPE[: EVERY_TYPE.index("      - code: wish")]
    refused = upload(root, shorter, page_of(survey, "upload"))
    assert (refused.status_code, again(survey).questions.count()) == (422, 7)
    words = said(refused)
    assert [words.count(part) for part in ("The question *wish* is gone.", "manage.py copy_survey ward")] == [
        1,
        1,
    ]


def test_it_copies_a_survey_as_an_example(root, survey):
    refused = root.post(page_of(survey, "copy"), {"code": "a/b"})
    assert (refused.status_code, Survey.objects.count()) == (422, 1)
    assert root.post(page_of(survey, "copy"), {"code": "ward"}).status_code == 422
    root.post(page_of(survey, "copy"), {"code": "ward2", "example": "on"})
    copied = Survey.objects.get(code="ward2")
    assert (copied.status, copied.example, copied.participations.count()) == ("draft", True, 2)
