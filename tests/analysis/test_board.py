"""The Schools tab: the board, one school, response rates, and what is done from there."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from surveyapp import pasted
from surveyapp.actions import history, invitations
from surveyapp.models import Event, Membership, Participation, School, SchoolLink
from tests import build

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def survey():
    return build.a_survey("rounds")


@pytest.fixture
def researcher(survey, client):
    user = User.objects.create_user("ada", first_name="Ada", last_name="Berg")
    Membership.objects.create(survey=survey, user=user, role="researcher")
    client.force_login(user)
    return client


def page(client, path, **more):
    answer = client.get(f"/surveys/rounds/{path}", **more)
    return answer.status_code, answer.content.decode()


def text_of(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def add(survey, n, **more):
    for i in range(n):
        school = School.objects.create(code=f"s{i}", name=f"School {i}", country="FR")
        build.stands(survey, school, **more)


def queries_of(client, path):
    from django.db import connection

    asked = []

    def note(execute, sql, *more):
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        page(client, path)
    return len(asked)


@pytest.mark.parametrize("path", ["schools/", "rates/"])
def test_it_asks_the_database_as_often_for_thirty_schools_as_for_three(researcher, survey, path):
    page(researcher, path)
    few = queries_of(researcher, path)
    add(survey, 27, state="accepted")
    page(researcher, path)
    assert queries_of(researcher, path) == few > 3


def test_the_board_says_whose_turn_it_is(researcher, survey):
    add(survey, 1)
    _, html = page(researcher, "schools/")
    assert "It begins with the first school" in html and "flow-list" not in html  # no noughts
    assert 'href="/surveys/rounds/letters/send/invitation/"' in html
    add_row = survey.participations.get(school__code="s0")
    history.record(participation=add_row, kind="invited", by="Ada")
    status, html = page(researcher, "schools/")
    assert status == 200
    assert "The dean’s turn" in html and "Answer the invitation" in html and "flow-list" in html
    assert (
        "Your turn" in html and "Send the invitation" in html
    )  # the survey's own school was never written to


def test_the_board_shows_one_state_and_says_where_there_is_no_such(researcher, survey):
    add(survey, 2, state="declined", reason="Data protection")
    _, html = page(researcher, "schools/?state=declined")
    assert html.count('<th scope="row">') == 2
    status, html = page(researcher, "schools/?state=gone")
    assert (status, "There is no state ‘gone’" in html) == (200, True)


def test_a_wrong_number_is_an_alarm_and_gives_no_rate(researcher, survey):
    row = survey.participations.first()
    build.stands(survey, row.school, "sent", enrolled=3)
    build.handed_in(survey, 12, school=row.school.code)
    row.days.update(day="2020-01-01")
    _, html = page(researcher, "schools/")
    assert "A number is wrong" in html
    assert "more responses than students asked" in html


def test_pasted_rows_are_added_only_when_all_are_right(researcher, survey):
    before = survey.participations.count()
    rows = ("name\tcountry\tmail", "School North\tno\tdean@north.example.org", "\tIT\tx@y.example")
    pasted = "\n".join([*rows, "School Coast\tPT\tnowhere"])
    answer = researcher.post("/surveys/rounds/add-schools/", {"go": "look", "rows": pasted})
    assert answer.status_code == 422
    text = text_of(answer.content.decode())
    assert "2 of 3 rows need a look" in text
    assert "The name is missing." in text and "nowhere has no @" in text
    assert not School.objects.filter(name="School North").exists()
    mended = {
        "go": "again",
        "row": ["1", "2", "3"],
        **{"name_1": "School North", "country_1": "NO", "email_1": "dean@north.example.org"},
        **{"name_2": "", "country_2": "IT", "email_2": "x@y.example", "out": ["2"]},
        **{"name_3": "School Coast", "country_3": "PT", "email_3": "dekanat@medizin-süd.example"},
    }
    assert researcher.post("/surveys/rounds/add-schools/", mended).status_code == 302
    row = Participation.objects.get(school__name="School Coast")
    assert (row.school.code, row.email) == ("coast", "dekanat@xn--medizin-sd-ieb.example")
    assert survey.participations.count() == before + 2


def test_pasted_rows_bring_whom_to_write_to_and_in_which_language(researcher, survey):
    rows = "School North\tNO\tdean@north.example\tThe rector\ten\nSchool West\tPT\t\t\txx"
    answer = researcher.post("/surveys/rounds/add-schools/", {"go": "look", "rows": rows})
    text = text_of(answer.content.decode())
    assert (answer.status_code, "‘xx’ is none of the survey’s languages: en" in text) == (422, True)
    back = {
        **{"go": "again", "row": ["1", "2"], "out": ["2"], "name_1": "School North", "country_1": "NO"},
        **{
            "email_1": "dean@north.example",
            "contact_1": "The rector",
            "languages_1": "en",
            "name_2": "School West",
        },
    }
    assert researcher.post("/surveys/rounds/add-schools/", back).status_code == 302
    row = Participation.objects.get(school__name="School North")
    assert (row.email, row.office, row.languages) == ("dean@north.example", "The rector", ["en"])


@pytest.mark.once
def test_ten_thousand_rows_and_another_program_s_file_are_told_in_words(researcher):
    many = "\n".join(f"School {i}" for i in range(10_000))
    answer = researcher.post("/surveys/rounds/add-schools/", {"go": "look", "rows": many})
    html = answer.content.decode()
    assert (answer.status_code, "in parts, or import them all as a CSV file" in html) == (422, True)
    longer = "\n".join(f"Medical school {i}\tFR\tdean@school{i}.example" for i in range(10_000))
    answer = researcher.post("/surveys/rounds/add-schools/", {"go": "look", "rows": longer})
    html = answer.content.decode()
    assert (answer.status_code, 'href="/surveys/rounds/add-schools/file/"' in html) == (413, True)
    answer = researcher.post("/surveys/rounds/add-schools/", {"go": "look", "rows": "PK\x03\x04\x00\x00"})
    assert answer.status_code == 422


@pytest.mark.once
def test_as_many_rows_as_may_be_pasted_can_be_added_too(researcher, survey):
    before, numbers = survey.participations.count(), range(1, pasted.MOST_ROWS + 1)
    rows = "\n".join(f"School {i}" for i in numbers)
    assert researcher.post("/surveys/rounds/add-schools/", {"go": "look", "rows": rows}).status_code == 200
    fields = {
        f"{field}_{i}": f"Place {i}" if field == "name" else "" for i in numbers for field in pasted.FIELDS
    }
    some = {"go": "again", "row": [*numbers], "out": [*numbers[1:]]}
    assert researcher.post("/surveys/rounds/add-schools/", fields | some).status_code == 302
    assert survey.participations.count() == before + 1


def test_hostile_words_are_only_words(researcher, survey):
    researcher.post(
        "/surveys/rounds/add-schools/", {"go": "add", "name": HOSTILE, "country": "", "email": ""}
    )
    row = Participation.objects.get(school__name=HOSTILE)
    history.record(participation=row, kind="declined", by=HOSTILE, reason=HOSTILE, note=HOSTILE)
    for path in ("schools/", f"schools/{row.school.code}/", "rates/"):
        status, html = page(researcher, path)
        assert (status, HOSTILE in html) == (200, False)
    assert "&lt;img" in page(researcher, "schools/")[1]
    add(survey, 25)  # so many stand in another table
    _, html = page(researcher, "schools/")
    assert "table dense" in html and HOSTILE not in html
    assert html.count("&lt;img") == 3  # name, its reason, and the name again beside its step


def test_what_happened_is_entered_and_corrected_on_pages(researcher, survey):
    code = survey.participations.first().school.code
    today = timezone.localdate().isoformat()
    enter = f"/surveys/rounds/schools/{code}/enter/"
    assert researcher.post(enter, {"kind": "sent", "day": today, "students": "410"}).status_code == 302
    _, html = page(researcher, f"schools/{code}/")
    assert "To 410 students" in html and "By Ada Berg" in html
    assert researcher.post(enter, {"kind": "declined", "day": today}).status_code == 422
    event = Event.objects.get(kind="sent")
    assert (
        researcher.post(f"/surveys/rounds/schools/{code}/events/{event.pk}/", {"note": ""}).status_code == 422
    )
    wrong = {"note": "It was the other school."}
    assert researcher.post(f"/surveys/rounds/schools/{code}/events/{event.pk}/", wrong).status_code == 302
    assert "It was the other school." in page(researcher, f"schools/{code}/")[1]


def test_a_link_is_shown_once_and_never_again(researcher, survey):
    code = survey.participations.first().school.code
    answer = researcher.post(f"/surveys/rounds/schools/{code}/link/", {"holder": "dean", "go": "make"})
    token = re.search(r"/d/([\w-]{22,})", answer.content.decode())[1]
    assert answer["Cache-Control"] == "private, no-store"
    assert token not in page(researcher, f"schools/{code}/")[1]
    researcher.post(f"/surveys/rounds/schools/{code}/link/", {"holder": "dean", "go": "revoke"})
    assert SchoolLink.objects.filter(revoked_on__isnull=True).count() == 0
    assert (
        researcher.post(f"/surveys/rounds/schools/{code}/link/", {"holder": "x", "go": "make"}).status_code
        == 404
    )


def test_a_school_with_answers_is_not_removed_and_the_page_says_why(researcher, survey):
    code = survey.participations.first().school.code
    build.handed_in(survey, 1, school=code)
    answer = researcher.post(f"/surveys/rounds/schools/{code}/remove/", follow=True)
    assert "it stays in the survey" in answer.content.decode()


def test_the_file_can_be_imported_again(researcher, survey, tmp_path):
    add(survey, 2, state="declined", reason="=1+1")
    content = researcher.get("/surveys/rounds/schools.csv").content
    assert b"'=1+1" in content
    (tmp_path / "schools.csv").write_bytes(content)
    assert (
        invitations.import_file(survey=survey, file=tmp_path / "schools.csv") == survey.participations.count()
    )


def test_rates_name_what_is_missing(researcher, survey):
    add(survey, 1, state="sent")
    _, html = page(researcher, "rates/")
    assert "The students asked are not known of:" in html and "School 0" in html
    assert "AAPOR RR1" in html


def test_faculty_see_the_board_and_change_nothing(survey, client):
    user = User.objects.create_user("felix")
    Membership.objects.create(survey=survey, user=user, role="faculty")
    client.force_login(user)
    code = survey.participations.first().school.code
    status, html = page(client, f"schools/{code}/")
    assert status == 200
    for path in ("enter", "change", "link", "remove"):
        assert f"/schools/{code}/{path}/" not in html
    assert client.post(f"/surveys/rounds/schools/{code}/enter/", {"kind": "sent"}).status_code == 404
    assert (
        client.post(f"/surveys/rounds/schools/{code}/link/", {"holder": "dean", "go": "make"}).status_code
        == 404
    )
