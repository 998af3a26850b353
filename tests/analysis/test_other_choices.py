"""What other breakdowns count as an answer where too few gave none to stand alone: nobody who did not, unsaid."""

import dataclasses

import pytest
from django.utils import translation

from analysis import dean_results, other_page, table_file
from analysis.breakdowns import breakdowns_of
from analysis.listing import NO_ANSWER_COUNTED, NOT_APART, _breakdown
from analysis.names import Names
from analysis.other_choice import Asked
from analysis.report import Breakdown, GroupFigures, QuestionFigures
from analysis.stats.proportions import proportion
from analysis.telling import Telling
from surveyapp.pairs import SCHOOL
from surveyapp.questionnaire.schema import Any, Is
from tests.anonymity.small_surveys import InMemory
from tests.build import GENDER, HEARD, MOOD, PLACE, WHERE, YEAR, a_questionnaire

K = 5
ALL = dataclasses.replace(WHERE, shown_if=None)
ASKED = Any((Is("heard", ("yes",)), Is("place", ("home",))))
WHO_IS = (("yes", "home"), ("yes", "elsewhere"), ("no", "home"))
OPEN, WEB, TALK = [], ["web"], ["talk"]
NOTE = "Fewer than 5 gave no answer or were not shown the question; they count among those who did not tick."


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def plan_of(*questions):
    return a_questionnaire(questions=(YEAR, GENDER, HEARD, PLACE, *questions), schools=2)


def shown_of(plan, code, answers, imported=()):
    """Two schools and years, alike in all but the answers: (answer, people). Who says None was never asked.

    Who was asked is not who gave one answer to one question: then few without an answer may be together with them.
    """
    rows = []
    for batch, said in enumerate((answers, imported)):
        one_by_one = [answer for answer, people in said for _ in range(people)]
        for n, answer in enumerate(one_by_one):
            heard, place = ("no", "elsewhere") if answer is None else WHO_IS[n // 4 % 3]
            posted = {"year": ["13"[n % 2]], "gender": ["female"], "heard": [heard], "place": [place]}
            rows.append((n // 2 % 2, posted | {code: answer or []}, batch))
    return breakdowns_of(InMemory(plan, rows).pairs(), K)


def page_of(plan, shown, code):
    (part,) = other_page.parts(shown, plan.by_code[code], Asked(SCHOOL), Names(plan, "en"), alone=False)
    return part.card


def listed(plan, shown, code):
    question = plan.by_code[code]
    return [
        (r.choice, r.group, r.statistic, r.value) for r in _breakdown(question, shown.by(question, SCHOOL))
    ]


# ----- several choices


def talk(answers, imported=(), question=ALL):
    """The choice 'talk' by school: how many ticked it, of how many; None where it is not shown."""
    plan = plan_of(question)
    shown = shown_of(plan, "where", answers, imported)
    found = shown.by(plan.by_code["where"], SCHOOL)
    card = page_of(plan, shown, "where")
    if "talk" not in found.answers:
        return None, card, listed(plan, shown, "where")
    ticked = other_page.added(found).choices[found.answers.index("talk")]
    return (ticked.count, ticked.base), card, listed(plan, shown, "where")


def test_few_without_an_answer_count_as_not_having_ticked_and_the_page_says_so():
    shares, card, rows = talk([(OPEN, 4), (WEB, 150), (TALK, 246)])
    assert shares == (246, 400)
    assert "400 counted of 400 who were shown it, among them some who gave no answer." in card.notes
    assert NOTE in card.reasons
    assert {words for _name, words in card.table.columns} == {"400 counted", "200 counted"}
    assert "Counted,400," in table_file.text(card.table, "en")
    assert ("", "", "note", NO_ANSWER_COUNTED) in rows
    assert ("", "school1", "note", NOT_APART) in rows
    assert {value for _c, _g, statistic, value in rows if statistic == "left_open"} == {""}
    assert {value for _c, group, statistic, value in rows if statistic == "shown_to" and group} == {"200"}


def test_a_dean_is_told_so_too():
    plan = plan_of(ALL)
    shown = shown_of(plan, "where", [(OPEN, 4), (WEB, 150), (TALK, 246)])
    asking = dean_results.Asking("school1", K, too_large=False)
    figures = QuestionFigures(ALL, 1, None, ())
    told = dean_results._answered(figures, shown.by(ALL, SCHOOL), asking, Names(plan, "en"))
    assert NOTE in told.says
    assert [line.everybody.of for line in told.lines if line.answer == "Talk"] == ["246 of 400"]


def test_many_without_an_answer_never_do():
    shares, card, rows = talk([(OPEN, 100), (WEB, 150), (TALK, 150)])
    assert shares == (150, 300)
    assert "300 answered of 400 who were shown it." in card.notes
    assert NOTE not in card.reasons
    assert NO_ANSWER_COUNTED not in {value for *_of, value in rows}
    assert {value for _c, _g, statistic, value in rows if statistic == "left_open"} == {"50"}


FOLLOW_UP = dataclasses.replace(WHERE, shown_if=ASKED)
UNASKED = None


@pytest.mark.parametrize(
    ("answers", "imported", "question"),
    [
        ([(OPEN, 100), (WEB, 2), (TALK, 298)], (), ALL),
        ([(OPEN, 100), (WEB, 150), (TALK, 150)], [(OPEN, 3), (WEB, 30), (TALK, 30)], ALL),
        ([(UNASKED, 100), (WEB, 2), (TALK, 298)], (), FOLLOW_UP),
    ],
    ids=["few did not tick", "few of an import gave no answer", "few of a follow-up did not tick"],
)
def test_a_choice_is_not_shown_where_many_without_an_answer_would_count(answers, imported, question):
    shares, card, rows = talk(answers, imported, question)
    assert shares is None
    assert not any(choice == "talk" for choice, *_rest in rows)
    if card.table is not None:
        assert "Talk" not in {row.name for row in card.table.rows}
        assert "Answers that fewer than 5 people ticked, or did not tick, may be left out." in card.reasons


def test_a_gap_is_of_the_shares_that_stand_in_the_sentence():
    """Each answer's of its own base."""

    def group(name, *shares):
        return GroupFigures((name,), 100, 100, 100, 0, 0, tuple(proportion(*share) for share in shares))

    groups = (group("one", (30, 100), (30, 40)), group("two", (10, 100), (45, 100)))
    told = Telling(ALL, Breakdown((SCHOOL,), groups), Names(plan_of(ALL), "en"), 0)
    gap = told.gap(1)
    assert (gap.high, gap.low) == groups
    assert (float(gap.size), gap.difference.value) == (0.3, pytest.approx(30))


# ----- one choice


LATER = dataclasses.replace(MOOD, shown_if=ASKED)


def test_nobody_is_said_to_have_been_asked_who_is_put_together_with_them():
    """Three left it open: they are together with the fifty who were never asked."""
    plan = plan_of(LATER)
    shown = shown_of(plan, "mood", [(["good"], 80), (["fair"], 60), (["bad"], 60), ([""], 3), (None, 50)])
    card = page_of(plan, shown, "mood")
    assert "200 answered of 253; the others gave no answer or were not shown it." in card.notes
    assert [(row.name, row.cells[0].n) for row in card.table.others] == [
        ("No answer, or not shown the question", "53")
    ]
    rows = listed(plan, shown, "mood")
    assert {value for _c, _g, statistic, value in rows if statistic in ("shown_to", "left_open")} == {""}


def test_who_gave_no_answer_and_is_together_with_one_is_counted_and_has_not_answered():
    plan = plan_of(MOOD)
    shown = shown_of(plan, "mood", [(["good"], 100), (["fair"], 60), (["bad"], 7), ([""], 3)])
    card = page_of(plan, shown, "mood")
    assert [row.name for row in card.table.rows] == ["Good", "Fair", "Bad or no answer"]
    assert "170 counted of 170 who were shown it, among them some who gave no answer." in card.notes
    assert {row.of for band in card.chart.bands for row in band.rows} == {
        "170 counted",
        "86 counted",
        "84 counted",
    }
    assert {words for _name, words in card.table.columns} == {"170 counted", "86 counted", "84 counted"}


def test_yes_has_no_ends_where_it_is_not_known_who_did_not_answer():
    later = dataclasses.replace(HEARD, code="later", shown_if=ASKED)
    plan = plan_of(later)
    shown = shown_of(plan, "later", [(["yes"], 100), (["no"], 60), ([""], 3), (None, 50)])
    assert shown.by(later, SCHOOL).effects.difference is not None
    assert not any("sensitivity" in statistic for _c, _g, statistic, _v in listed(plan, shown, "later"))
