"""A school's own results under its secret link: who sees what, and that deans together find nobody."""

import random
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from analysis import dean_results
from analysis.names import Names
from surveyapp.actions import history, links
from surveyapp.models import Survey
from surveyapp.pairs import TooLarge
from surveyapp.questionnaire.schema import CONSENT, RANKING, Question
from surveyapp.store import questionnaire_of
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEARD = build.HEARD
SMALL = {"school1": 21, "school2": 22, "school3": 3}


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def a_survey(people, *, share=True, groupings=(), questions=(HEARD,), answers=("yes", "no")):
    """Closed; each school sent the link to 100 students, and so many of them answered."""
    survey = build.a_survey(questions=questions, groupings=groupings, schools=len(people))
    chance = random.Random(7)
    for school, n in people.items():
        for i in range(n):
            build.hand_in(survey, school=school, chance=chance, heard=answers[i % len(answers)])
    for row in survey.participations.all():
        for kind in ("accepted", "sent"):
            history.record(participation=row, kind=kind, by="Olga", students=100, day=timezone.localdate())
    Survey.objects.filter(pk=survey.pk).update(share_with_schools=share)
    return build.closed(survey)


def a_link(survey, school="school1", holder="dean"):
    row = build.a_school(survey, school)
    return f"/d/{links.make(participation=row, holder=holder, by='Olga')}/"


def shown_to(survey, school):
    """By question and answer: (of the school, of all), as its dean sees them."""
    names = Names(questionnaire_of(survey), "en")
    return {q.code: q for q in dean_results.answered(survey, school, names)}


def people(cell):
    """How many gave an answer, and how many answered: from what stands on the page."""
    return tuple(int(n.replace(",", "")) for n in re.findall(r"[\d,]+", cell.of))


@pytest.mark.both
def test_a_dean_sees_the_own_school_beside_all():
    survey = a_survey({"school1": 40, "school2": 60})
    page = Client().get(a_link(survey) + "results/?lang=en")
    words = page.content.decode()
    for said in (
        "<strong>50.0\N{NO-BREAK SPACE}%</strong>",
        "20 of 40",
        "50 of 100",
        "40.0\N{NO-BREAK SPACE}% (30.9 to 49.8)",
    ):
        assert said in words
    assert ("School 2" in words, "30 of 60" in words, page.cookies) == (False, False, {})
    assert page["Cache-Control"] == "no-store"
    french = Client().get(a_link(survey) + "results/?lang=fr").content.decode()
    assert ("50,0" in french, "Heard of it? (fr)" in french) == (True, True)


@pytest.mark.parametrize("share", [True, False])
@pytest.mark.parametrize("holder", ["dean", "secretary"])
def test_only_a_dean_sees_answers_and_only_if_the_researchers_allow(share, holder):
    survey = a_survey({"school1": 12, "school2": 12}, share=share)
    link = a_link(survey, holder=holder)
    words = Client().get(link + "results/?lang=en").content.decode()
    sees = share and holder == "dean"
    assert ("Heard of it?" in words, "6 of 12" in words) == (sees, sees)
    assert "12.0\N{NO-BREAK SPACE}%" in words  # how many answered, in any case
    assert ("See the results" in Client().get(link + "?lang=en").content.decode()) == sees


def test_there_is_no_such_page_before_closing_or_for_others():
    survey = build.a_survey(schools=2)
    row = build.a_school(survey)
    history.record(participation=row, kind="accepted", by="Olga")
    open_link, declined_link = a_link(survey), a_link(survey, "school2")
    history.record(participation=build.a_school(survey, "school2"), kind="declined", by="Olga")
    assert Client().get(open_link + "results/").status_code == 404
    build.handed_in(survey, 12)
    build.closed(survey)
    links.revoke(participation=row, holder="dean", by="Olga")
    found = [Client().get(link + "results/").status_code for link in (open_link, declined_link)]
    assert (found, Client().post(declined_link + "results/").status_code) == ([404, 404], 405)


def test_deans_who_pool_what_they_see_find_nobody():
    """Three schools, one with three answers: shares school by school, less than all, would be those three."""
    survey = a_survey(SMALL)
    naive = [n for n in SMALL.values() if n >= 5]
    assert 0 < sum(SMALL.values()) - sum(naive) < 5  # what a rule that looks at each school alone gives away
    own = {school: shown_to(survey, school)["heard"] for school in SMALL}
    told = [question.lines[0] for question in own.values() if question.own]
    everybody = people(own["school3"].lines[0].everybody)[1]
    rest = everybody - sum(people(line.own)[1] for line in told)
    assert (everybody, own["school3"].own, rest >= 5) == (46, False, True)
    assert any("not shown alone" in said for said in own["school3"].says)
    assert own["school3"].lines  # all schools together stand there all the same


def test_no_school_stands_alone_where_researchers_see_no_table_by_school(monkeypatch):
    from analysis.breakdowns import Breakdowns, withheld

    survey = a_survey({"school1": 20, "school2": 20})
    assert shown_to(survey, "school1")["heard"].own
    monkeypatch.setattr(Breakdowns, "by", lambda self, question, by: withheld(by))
    found = shown_to(survey, "school1")["heard"]
    assert (found.own, people(found.lines[0].everybody)) == (False, (20, 40))


def test_questions_of_every_kind_have_their_place():
    survey = a_survey(
        {"school1": 40, "school2": 40},
        questions=build.EVERY_TYPE,
        groupings=(build.PHASE, build.BY_GENDER),
    )
    found = shown_to(survey, "school1")
    assert list(found) == [question.code for question in build.EVERY_TYPE]
    assert found["wish"].lines == () and "Own words" in found["wish"].says[0]
    assert [line.answer for line in found["hours"].lines] == ["Median"]
    assert [code for code, question in found.items() if question.note] == ["where"]
    words = Client().get(a_link(survey) + "results/?lang=en").content.decode()
    assert ("words 1" in words, words.count("<section")) == (False, 8)
    assert words.count("Several answers could be given.") == 1


def test_what_is_never_compared_says_what_its_shares_are_and_blames_no_small_group():
    agreed = Question("agreed", CONSENT, build.said("Agreed?"), required=True, choices=build.choices("yes"))
    first = Question("first", RANKING, build.said("What matters?"), choices=build.choices("pay", "time"))
    survey = build.a_survey(questions=(HEARD, agreed, first), groupings=(), schools=2)
    for i in range(20):
        order = ["pay:1", "time:2"] if i < 9 else ["time:1", "pay:2"]
        build.hand_in(survey, school=f"school{i % 2 + 1}", heard="yes", first=order)
    found = shown_to(build.closed(survey), "school1")
    assert people(found["first"].lines[0].everybody) == (9, 20)
    assert found["first"].note == "All choices were put in order; the shares say how many put each first."
    assert found["first"].says == ("Rankings are not compared between schools.",)
    assert found["agreed"].says == ("Everybody who was shown it agreed: without that nobody can hand in.",)
    assert (found["heard"].own, found["heard"].says) == (True, ())


def test_where_no_table_by_school_can_be_held_against_others_it_says_so(monkeypatch):
    def too_large(survey):
        raise TooLarge

    survey = a_survey({"school1": 20, "school2": 20})
    monkeypatch.setattr(dean_results, "breakdowns_in", too_large)
    found = shown_to(survey, "school1")["heard"]
    assert (found.own, people(found.lines[0].everybody)) == (False, (20, 40))
    (said,) = found.says
    assert ("too many answers and groups" in said, "fewer than" in said) == (True, False)


def test_one_school_alone_is_told_that_there_is_no_other():
    (said,) = shown_to(a_survey({"school1": 20}), "school1")["heard"].says
    assert said == "Only one school was asked, so there is nothing to compare it with."


def test_of_a_number_the_school_sees_its_median_beside_that_of_all():
    """Taken from the same table by school as a researcher's; a school of few is not shown alone."""
    survey = build.a_survey(questions=(build.HOURS,), groupings=(), schools=3)
    hours = {"school1": [10] * 10 + [20] * 11, "school2": [30] * 12 + [40] * 10, "school3": [30] * 3}
    for school, numbers in hours.items():
        for number in numbers:
            build.hand_in(survey, school=school, hours=str(number))
    Survey.objects.filter(pk=survey.pk).update(share_with_schools=True)
    survey = build.closed(survey)
    (line,) = shown_to(survey, "school1")["hours"].lines
    assert (line.own.percent, line.own.of, line.own.interval) == ("20", "21 answered", "10 to 20")
    assert (line.everybody.percent, line.everybody.of) == ("30", "46 answered")
    few = shown_to(survey, "school3")["hours"]
    assert (few.own, few.lines[0].own) == (False, None)
    assert any("not shown alone" in said for said in few.says)


def test_hostile_words_stay_words():
    survey = a_survey({"school1": 12, "school2": 12})
    survey.questions.update(text={"en": "<script>alert(1)</script>"})
    Survey.objects.filter(pk=survey.pk).update(revision=5)
    words = Client().get(a_link(survey) + "results/").content.decode()
    assert ("<script" in words, "&lt;script&gt;" in words) == (False, True)
