"""What `manage.py analyse` prints of the way from the invitation to the response, and its rates."""

from datetime import timedelta

import pytest
from django.utils import timezone
from scipy import stats

from tests import build
from tests.analysis.printed_analysis import AAPOR, CHERRIES, RATE, analysed, figures, notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return build.a_survey(schools=2)


def test_it_prints_the_response_rate_where_it_is_known_who_was_asked(survey):
    build.handed_in(survey, 12, year="1", gender="female")
    survey.participations.update(state="sent", enrolled=30)
    found = figures(analysed())
    low, high = stats.binomtest(12, 60).proportion_ci(method="wilson")
    rate = [float(found["participation", "", "", "", name]) for name in RATE]
    assert rate == pytest.approx([20, 100 * low, 100 * high], rel=1e-12)
    assert [found["participation", "", "", "", name] for name in ("invited", "sent", "asked")] == [
        "2",
        "2",
        "60",
    ]


def test_it_prints_no_rate_where_one_school_s_number_is_not_known(survey):
    survey.participations.update(state="sent")
    survey.participations.filter(school__code="school1").update(enrolled=30)
    rows = analysed()
    assert figures(rows)["participation", "", "", "", "asked"] == ""
    assert ("", "", "", "how many students were asked is not known") in notes(rows, "participation")


@pytest.mark.parametrize("closed", [False, True])
def test_it_prints_pages_and_their_rates_and_of_how_many_schools_they_are(survey, closed):
    """While it is open: days before today, each school rounded down to fives."""
    counted, not_counted = survey.participations.order_by("school__code")
    for row, ago, pages in (
        (counted, 1, {"opened": 43, "started": 22, "handed_in": 11}),
        (counted, 0, {"opened": 7, "started": 8, "handed_in": 3}),
        (not_counted, 1, {"handed_in": 20}),
    ):
        row.days.create(day=timezone.localdate() - timedelta(days=ago), **pages)
    survey.participations.update(state="sent", enrolled=50)
    if closed:
        build.closed(survey)
    rows = analysed()
    opened, started, handed_in, received = (50, 30, 14, 34) if closed else (40, 20, 10, 30)
    found = {row[4]: row[5] for row in rows if row[0] == "participation" and row[4] != "note"}
    assert (found["opened"], found["started"]) == (str(opened), str(started))
    low, high = stats.binomtest(received, 100).proportion_ci(method="wilson")
    limits = [float(found[name]) for name in AAPOR if name.endswith(("low", "high"))]
    assert limits == pytest.approx([100 * low, 100 * high] * 2, rel=1e-12)
    rates = [float(found[name]) for name in ("aapor_rr1", "aapor_rr2", *CHERRIES)]
    expected = [received / 100, received / 100, opened / 50, started / opened, handed_in / started]
    assert rates == pytest.approx([100 * rate for rate in expected], rel=1e-12)
    of_one = ": of 1 of 2 schools, for which both figures are known and can be right"
    said = {note[3] for note in notes(rows, "participation") if not note[3].startswith("interim")}
    assert said == {name + of_one for name in CHERRIES}


def test_it_prints_no_rate_of_pages_that_were_not_counted_nor_of_too_few_asked(survey):
    """An impossible rate is none, whoever got the number wrong."""
    for row in survey.participations.all():
        row.days.create(day=timezone.localdate() - timedelta(days=1), handed_in=12)
    survey.participations.update(state="sent", enrolled=5)
    rows = analysed()
    found = figures(rows)
    empty = ["opened", "started", *AAPOR, *CHERRIES]
    assert {found["participation", "", "", "", name] for name in empty} == {""}
    said = " ".join(note[3] for note in notes(rows, "participation"))
    assert [name for name in (*AAPOR[::3], *CHERRIES) if f"{name}: not computable" not in said] == []
