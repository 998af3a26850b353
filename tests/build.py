"""Plain builders: `a_survey(...)`, `a_school(...)`, and people who hand in, `handed_in(survey, n)`."""

import csv
import random

from surveyapp import tickets
from surveyapp.actions import invitations, responses, surveys
from surveyapp.invitation_lines import Invitation
from surveyapp.models import Participation, School, Survey
from surveyapp.questionnaire import answers
from surveyapp.questionnaire.conditions import shown_questions
from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    SCALE,
    SINGLE,
    TEXT,
    YES_NO,
    Choice,
    Group,
    Grouping,
    Is,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)


def said(words):
    return {"en": words, "fr": f"{words} (fr)"}


def choices(*codes, **special):
    """`special`: what is so of one choice, e.g. other="elsewhere"."""
    return tuple(
        Choice(code, said(code.title()), **{key: True for key, which in special.items() if which == code})
        for code in codes
    )


YEAR = Question("year", SINGLE, said("Year?"), required=True, choices=choices("1", "2", "3"))
GENDER = Question(
    "gender", SINGLE, said("Gender?"), required=True, choices=choices("female", "male", "third")
)
HEARD = Question("heard", YES_NO, said("Heard of it?"), choices=choices("yes", "no"))
WHERE = Question(
    "where",
    MULTIPLE,
    said("Where?"),
    shown_if=Is("heard", ("yes",)),
    choices=choices("talk", "web", "ward", exclusive="ward"),
)
MOOD = Question(
    "mood",
    SCALE,
    said("Mood?"),
    choices=choices("good", "fair", "bad", "declined", prefer_not="declined"),
)
HOURS = Question("hours", NUMBER, said("Hours?"), minimum=0, maximum=80, integer=True)
PLACE = Question(
    "place", SINGLE, said("Where do you rest?"), choices=choices("home", "elsewhere", other="elsewhere")
)
WISH = Question("wish", TEXT, said("A wish?"))
EVERY_TYPE = (YEAR, GENDER, HEARD, WHERE, MOOD, HOURS, PLACE, WISH)

PHASE = Grouping(
    "phase",
    said("Phase"),
    "year",
    (Group("early", said("Early"), ("1", "2")), Group("late", said("Late"), ("3",))),
)
BY_GENDER = Grouping(
    "gender",
    said("Gender"),
    "gender",
    tuple(Group(choice.code, choice.label, (choice.code,)) for choice in GENDER.choices),
)


def a_questionnaire(
    code="rounds",
    *,
    questions=EVERY_TYPE,
    groupings=(PHASE, BY_GENDER),
    schools=3,
    languages=("en", "fr"),
    **more,
):
    return Questionnaire(
        code=code,
        title=said("Rounds"),
        languages=languages,
        sections=(Section("all", said("All"), tuple(questions)),),
        groupings=tuple(groupings),
        schools=tuple(SchoolEntry(f"school{n}", f"School {n}") for n in range(1, schools + 1)),
        **more,
    )


def a_survey(code="rounds", *, opened=True, **more):
    """A survey of `a_questionnaire(**more)`, open unless said."""
    survey = surveys.put_questionnaire(questionnaire=a_questionnaire(code, **more))
    if opened:
        surveys.open_survey(survey=survey)
    return Survey.objects.get(pk=survey.pk)  # as a request finds it


def a_school(survey, school=""):
    """The participation of a school: the first one's unless said."""
    rows = Participation.objects.filter(survey=survey).select_related("survey", "school").order_by("pk")
    return rows.get(school__code=school) if school else rows.first()


def another_school(code="far", name="Far away"):
    return School.objects.create(code=code, name=name)


def stands(survey, school, state=Participation.State.INVITED, *, reason="", enrolled=None):
    """A school's participation where a file has said where the school stands."""
    line = Invitation(1, school.code, school.name, school.country, state, reason, enrolled, "", "", ())
    invitations.put(survey=survey, invitations=[line], asked=None, by="Ada")
    return survey.participations.get(school=school)


def given(questionnaire, chance=random, **fixed):
    """What somebody might post: `fixed` where it is said, else at random. A value is a string or a list of them."""
    posted = {}
    for question in questionnaire.questions:
        posted[question.code] = _answer(question, chance)
    return posted | {code: [value] if isinstance(value, str) else value for code, value in fixed.items()}


def _answer(question, chance):
    if question.type == NUMBER:
        return [str(chance.randint(int(question.minimum), int(question.maximum)))]
    if question.type == TEXT:
        return [f"words {chance.randrange(10**6)}"]
    if question.type == MULTIPLE:
        codes = [choice.code for choice in question.choices if not choice.exclusive]
        return chance.sample(codes, chance.randint(0, len(codes)))
    return [chance.choice(question.choice_codes)]


def cleaned(questionnaire, posted):
    found = answers.clean(questionnaire, posted)
    assert found.errors == {}
    return found


def hand_in(survey, *, school="", ticket=None, chance=random, **fixed):
    """One person hands in; returns the ticket, with which the same can be tried again."""
    return _hand_in(a_school(survey, school), ticket, chance, fixed)


def _hand_in(participation, ticket, chance, fixed):
    from surveyapp.store import questionnaire_of

    ticket = ticket or tickets.issue(participation)
    posted = given(questionnaire_of(participation.survey), chance, **fixed)
    responses.hand_in(
        participation=participation,
        ticket=tickets.check(ticket, participation),
        cleaned=cleaned(questionnaire_of(participation.survey), posted),
    )
    return ticket


def handed_in(survey, n, *, school="", chance=random, **fixed):
    """n people hand in, at a school or at any; answers are random where they are not fixed."""
    codes = [school] if school else list(survey.participations.values_list("school__code", flat=True))
    found = {}  # each school is looked for once: that takes longer than to hand in
    for _ in range(n):
        code = chance.choice(codes)
        found[code] = found.get(code) or a_school(survey, code)
        _hand_in(found[code], None, chance, fixed)
    return survey


def closed(survey):
    """The same survey, closed."""
    survey = Survey.objects.get(pk=survey.pk)
    surveys.close(survey=survey)
    return survey


def csv_file(path, questionnaire, rows, *, school="school1"):
    """A file to import: a row for each dict of answers (as posted); hidden answers are left out."""
    names = [q.code for q in questionnaire.questions]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["school", *names])
        for row in rows:
            shown = shown_questions(questionnaire.questions, answers.ticked(questionnaire, row))
            cells = [" ".join(row[name]) if name in shown else "" for name in names]
            writer.writerow([row.get("school", school), *cells])
    return path
