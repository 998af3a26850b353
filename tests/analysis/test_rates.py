"""Response rates, the line by day, and the board of many schools."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from analysis import by_day
from surveyapp.actions import history, surveys
from surveyapp.models import Letter, Membership, School
from tests import build

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def survey():
    return build.a_survey("rounds")


@pytest.fixture
def researcher(survey, client):
    user = User.objects.create_user("ada")
    Membership.objects.create(survey=survey, user=user, role="researcher")
    client.force_login(user)
    return client


def text_of(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def page(client, path):
    answer = client.get(f"/surveys/rounds/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def school(survey, name, *days, state="sent", **more):
    """Of each day: (days ago, opened, started, handed in)."""
    made = School.objects.create(code=name.lower(), name=name)
    row = build.stands(survey, made, state, **more)
    for ago, opened, started, handed_in in days:
        day = TODAY() - timedelta(days=ago)
        row.days.create(day=day, opened=opened, started=started, handed_in=handed_in)
    return row


def rate(text, name):
    """What stands beside a rate's name and formula; None for a dash."""
    found = re.search(rf", {re.escape(name)} ([\d.]+)", text)
    return found and float(found[1])


def test_rates_of_pages_are_of_whole_days_and_whole_steps_and_say_whom_they_leave_out(survey, researcher):
    school(survey, "North", (2, 41, 24, 12), (0, 100, 100, 100), enrolled=50)
    school(survey, "South", (2, 0, 0, 20), enrolled=40)  # before pages were counted
    text = text_of(page(researcher, "rates/"))

    assert rate(text, "View rate (CHERRIES)") == 80.0, "40 of 50, and not 141"
    assert rate(text, "Participation rate (CHERRIES)") == 50.0, "20 of 40"
    assert rate(text, "Completion rate (CHERRIES)") == 50.0, "10 of 20"
    assert text.count("Without South") == 3
    assert rate(text, "Response rate (AAPOR RR1)") == 33.3, "30 of 90"


def test_after_closing_each_page_counts(survey, researcher):
    school(survey, "North", (2, 41, 24, 12), (0, 4, 3, 1), enrolled=50)
    surveys.close(survey=survey)
    text = text_of(page(researcher, "rates/"))
    names = ("View rate (CHERRIES)", "Participation rate (CHERRIES)", "Response rate (AAPOR RR1)")
    assert [rate(text, name) for name in names] == [90.0, 60.0, 26.0]


def test_a_school_with_more_responses_than_students_is_an_alarm_and_in_no_total(survey, researcher):
    school(survey, "North", (2, 0, 0, 10), enrolled=50)
    school(survey, "Wrong", (2, 0, 0, 60), enrolled=50)
    text = text_of(page(researcher, "rates/"))
    assert re.search(r"A number is wrong .* Wrong\.", text)
    assert rate(text, "Response rate (AAPOR RR1)") == 20.0 and "Not computable" in text


# ----- by day


def test_of_a_school_no_day_tells_of_fewer_than_k():
    day = [TODAY() - timedelta(days=ago) for ago in range(10)]
    counts = {day[6]: 3, day[4]: 3, day[2]: 3, day[0]: 9}
    found = by_day.days(counts, {day[5]: by_day.Mail("First", "First mail")}, day[1], step=5)
    assert [found_day.total for found_day in found] == [0, 5, 5, 5, 5], (
        "from the mail on, not from the first few"
    )
    assert by_day.days(counts, {}, day[1], step=5)[0].when == day[4]
    assert by_day.days({day[3]: 4, day[0]: 9}, {day[5]: by_day.NOTHING}, day[1], step=5) == []


@pytest.mark.parametrize(
    ("most", "lines"), [(1, [1]), (7, [2, 4, 6, 8]), (999, [500, 1000]), (4100, [2000, 4000, 6000])]
)
def test_its_lines_are_round_numbers_above_the_most(most, lines):
    drawn = by_day.chart([by_day.Day(TODAY(), most, by_day.NOTHING)], "en")
    assert [int(line.words.replace(",", "")) for line in drawn.grid] == lines


def test_the_pages_draw_the_line_with_the_days_of_the_mails(survey, researcher):
    row = school(survey, "North", (9, 0, 0, 12), (3, 0, 0, 9), state="accepted")
    for kind, ago in (("sent", 10), ("first_reminder", 4)):
        history.record(participation=row, kind=kind, by="Ada", day=TODAY() - timedelta(days=ago))
    own, whole = page(researcher, "schools/north/"), page(researcher, "rates/")
    for html, total in (
        (own, "20"),
        (whole, "21"),
    ):  # one school's is rounded down, all schools' together is not
        assert 'role="img"' in html and html.count('class="mail-text"') == 2
        rows = re.findall(r'<th scope="row">[^<]* \d{4}</th><td class="num">(\d+)</td><td>([^<]*)</td>', html)
        assert (len(rows), rows[-1]) == (10, (total, ""))
        assert [mail.split(":")[0] for _n, mail in rows if mail] == ["First mail", "First reminder"]


# ----- many schools


def test_from_21_schools_on_the_board_has_a_line_a_school_and_a_letter_a_group(survey, researcher):
    for i in range(16):
        school(survey, f"Early{i}", state="invited" if i < 9 else "accepted")
    assert 'class="table dense"' not in page(researcher, "schools/")
    before = survey.participations.count()
    for i in range(21 - before):
        row = school(survey, f"Late{i}", state="invited")
        history.record(participation=row, kind="invited", by="Ada", day=TODAY() - timedelta(days=20 + i))
    html = page(researcher, "schools/")
    table = html[html.index('class="table dense"') :]

    assert html.count('scope="rowgroup"') == 3 and table.count('<th scope="row">') == 21
    text = text_of(table)
    assert text.index("Late1") < text.index("Late0"), "the longest wait first"
    assert "/letters/send/reminder/" in table and "Write to the 2 that wait for you" in text
    assert "Remind the dean, 7 days" in text
    history.record(participation=row, kind="declined", by="Ada", day=TODAY(), reason="Too many surveys")
    assert "Too many surveys" in page(researcher, "schools/"), "what was made before is not shown again"
    send = page(researcher, "letters/send/invitation/")
    assert "would" in send and Letter.objects.count() == 0, "the button shows first who would get it"
    faculty = User.objects.create_user("felix")
    Membership.objects.create(survey=survey, user=faculty, role="faculty")
    researcher.force_login(faculty)
    assert "Write to" not in page(researcher, "schools/")
