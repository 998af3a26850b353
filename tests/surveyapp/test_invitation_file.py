"""Schools from a file, in the browser: every problem at once, or what will change; then all or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveyapp import delimited
from surveyapp.actions import invitations
from surveyapp.import_words import SAID as SHARED
from surveyapp.invitation_file import SAID, checked, packed
from surveyapp.models import Event, Participation, School, Survey
from tests import build
from tests.results_surveys import person
from tests.surveyapp.admin_pages import said
from tests.surveyapp.people_pages import signed_in

pytestmark = pytest.mark.django_db
PAGE, HEAD = "/surveys/rounds/add-schools/file/", "school,name,country,status,reason,enrolled\n"
LONG_HEAD = HEAD.strip() + ",contact,email,languages\n"
STUDY = "examples/ir2019/invitations.csv"


@pytest.fixture
def survey():
    return build.a_survey(schools=2)


@pytest.fixture
def ada(survey):
    return signed_in(person("ada", survey, "researcher"))


def check(client, text, **more):
    raw = text if isinstance(text, bytes) else text.encode()
    return client.post(PAGE, {"go": "check", "file": SimpleUploadedFile("schools.csv", raw), **more})


def states(survey):
    return dict(Participation.objects.filter(survey=survey).values_list("school__code", "state"))


def test_a_file_is_looked_at_then_imported(survey, ada):
    School.objects.create(code="known", name="Known elsewhere")
    text = HEAD + (
        "school1,School 1,FR,declined,Exam period,410\n"
        "school2,School 2,,invited,,\n"
        'lund,"Lund, <b>north</b>",SE,sent,,90\n'
        "known,Another name,,accepted,,\n"
    )
    before = states(survey)
    page = check(ada, text, asked="900")
    words = said(page)
    for told in (
        *("4 schools, as they will stand", "Invited becomes Declined", "Exam period", "New in this survey"),
        *("Known here as ‘Known elsewhere’", "The same state"),
    ):
        assert told in words
    assert ("<b>north" in page.content.decode(), states(survey)) == (False, before)
    back = {"text": page.context["text"], "asked": "900"}
    assert ada.post(PAGE, back | {"go": "import"}).status_code == 302
    assert states(survey) == {
        **{"school1": "declined", "school2": "invited", "lund": "sent", "known": "accepted"},
    }
    assert School.objects.get(code="known").name == "Known elsewhere"
    assert Survey.objects.get(pk=survey.pk).asked == 900
    assert Participation.objects.get(survey=survey, school__code="lund").events.first().by == "ada"


@pytest.mark.once
def test_all_that_is_wrong_is_said_at_once_and_nothing_written(survey, ada):
    before = states(survey)
    text = HEAD + (
        "a b,,FRA,gone,,many\n"
        "school1,School 1,FR,declined,,\n\n"
        "school1,School 1,FR,declined,,\n"
        f"lund,{'x' * 201},SE,sent,,\n"
    )
    page = check(ada, text)
    words = said(page)
    assert (page.status_code, "7 problems in the file" in words, states(survey)) == (422, True, before)
    for told in (
        *("no code for a school", "The name is missing", "two letters", "This is no state", "no number of"),
        *("Line 5 school school1 This school stands twice", "At most 200 characters"),
    ):
        assert told in words
    wrong = ada.post(PAGE, {"go": "import", "text": packed(text), "asked": ""})
    assert (wrong.status_code, states(survey)) == (422, before)


@pytest.mark.once
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04 a workbook", "spreadsheet’s own file"),
        (HEAD.encode(), "nothing below them"),
        (b"code;title\n1;x\n", "There is no column ‘school’"),
        (HEAD.encode() + "lund,Université,SE,sent,,".encode("latin-1"), "not written in UTF-8"),
        (HEAD.encode() + b"x" * 500_001, "more than 500 kB"),
    ],
)
def test_a_file_of_another_program_is_told_apart(survey, ada, raw, told):
    page = check(ada, raw)
    assert (page.status_code, told in said(page)) == (422, True)


def test_what_the_board_exports_can_be_imported_again_and_changes_nothing(survey, ada):
    row = build.a_school(survey)
    told = {"enrolled": 410, "office": "=Dean’s office", "email": "o'neill@xn--bcher-kva.example"}
    declined = {"state": "declined", "reason": "-5 people", "languages": ["en"]}
    Participation.objects.filter(pk=row.pk).update(**told, **declined)
    before = list(Participation.objects.filter(survey=survey).values())
    exported = ada.get("/surveys/rounds/schools.csv").content
    page = check(ada, exported)
    assert said(page).count("The same state") == 2
    ada.post(PAGE, {"go": "import", "text": page.context["text"], "asked": ""})
    assert list(Participation.objects.filter(survey=survey).values()) == before
    assert not Event.objects.exists()
    other = build.a_survey(code="other", schools=0, opened=False)
    import_text(other, exported.decode("utf-8-sig"))
    copied = Participation.objects.get(survey=other, school=row.school)
    assert {name: getattr(copied, name) for name in told | declined} == told | declined


def import_text(survey, text):
    found, problems = checked(text, survey.languages)
    assert not problems.any
    invitations.put(survey=survey, invitations=found, asked=None, by="ada")


def test_whom_to_write_to_comes_with_the_file(survey, ada):
    build.a_school(survey, "school2").save()
    Participation.objects.filter(school__code="school2").update(email="old@school2.example", office="Office")
    text = LONG_HEAD + (
        "lund,Lund,SE,invited,,,Åsa O'Neill,dekanat@medizin-süd.example,en\n"
        "school2,School 2,,invited,,,,new@school2.example,\n"
    )
    page = check(ada, text)
    words = said(page)
    for told in ("dekanat@xn--medizin-sd-ieb.example", "Åsa O&#x27;Neill", "instead of old@school2.example"):
        assert told in words or told.replace("&#x27;", "'") in words
    ada.post(PAGE, {"go": "import", "text": page.context["text"], "asked": ""})
    rows = Participation.objects.filter(survey=survey).values_list(
        "school__code", "office", "email", "languages"
    )
    assert {code: rest for code, *rest in rows if code != "school1"} == {
        "lund": ["Åsa O'Neill", "dekanat@xn--medizin-sd-ieb.example", ["en"]],
        "school2": ["Office", "new@school2.example", []],
    }


@pytest.mark.once
def test_an_address_or_a_language_that_is_none_is_told_with_its_line(survey, ada):
    text = LONG_HEAD + (
        "lund,Lund,SE,invited,,,,dean.lund.example,en\n"
        "brno,Brno,CZ,invited,,,,dean@brno.example,xx\n"
        f"bern,Bern,CH,invited,,,{'x' * 201},dëan@bern.example,\n"
        'rome,Rome,IT,invited,,,"Dean\nBcc: all@rome.example",,\n'
    )
    words = said(check(ada, text))
    for told in (
        *("5 problems", "Line 2 email dean.lund.example dean.lund.example has no @", "Line 3 languages xx"),
        *("Line 4 contact", "stands ‘ë’", "Line 5 contact"),
    ):
        assert told in words
    assert set(states(survey)) == {"school1", "school2"}


def test_many_schools_take_few_statements(survey, ada, django_assert_max_num_queries):
    lines = (f"s{i},Medical school {i},FR,sent,,{i + 1},,dean@s{i}.example,en\n" for i in range(600))
    page = check(ada, LONG_HEAD + "".join(lines))
    assert (page.status_code, "600 schools" in said(page)) == (200, True)
    with django_assert_max_num_queries(100):
        ada.post(PAGE, {"go": "import", "text": page.context["text"], "asked": ""})
    assert survey.participations.filter(email__endswith=".example", state="sent").count() == 600


@pytest.mark.once
def test_a_field_that_unpacks_to_more_than_any_file_is_no_page_of_ours(survey, ada):
    for text in (packed("x" * 5_000_000), "AAAA", "no base64 ü"):
        assert ada.post(PAGE, {"go": "import", "text": text, "asked": ""}).status_code == 404


def test_a_number_that_a_file_does_not_say_stays(survey, ada):
    Participation.objects.filter(survey=survey).update(enrolled=77)
    page = check(ada, "school,name,country,status,reason\nschool1,School 1,,accepted,\n")
    ada.post(PAGE, {"go": "import", "text": page.context["text"], "asked": ""})
    assert build.a_school(survey, "school1").enrolled == 77


@pytest.mark.once
def test_every_problem_that_such_a_file_can_have_has_words():
    of_responses = {"unknown_school"}
    assert set(delimited.SAID) - of_responses <= set(SAID) | set(SHARED)


@pytest.mark.once
def test_the_studys_own_file_is_the_same_in_the_browser_as_by_command(survey, ada):
    with open(STUDY, "rb") as file:
        page = check(ada, file.read(), asked="9546")
    assert (page.status_code, "11 schools, as they will stand" in said(page)) == (200, True)


def test_only_who_runs_a_survey_and_not_once_it_is_closed(survey, ada):
    felix = signed_in(person("felix", survey, "faculty"))
    assert (felix.get(PAGE).status_code, check(felix, HEAD).status_code) == (404, 404)
    build.handed_in(survey, 10)
    build.closed(survey)
    assert ada.get(PAGE).status_code == 404
