"""A small questionnaire with every type, and atoms as they would be counted, for tests of the results."""

from surveyapp.actions import surveys
from surveyapp.disclosure import Atom
from surveyapp.models import Membership, Participation, Stratum
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


def en(words):
    return {"en": words, "fr": f"{words} (fr)"}


def choices(*codes):
    return tuple(Choice(code, en(code.title())) for code in codes)


STAGES = ("student", "resident")
WARDS = ("heart", "knife")

STAGE = Question("stage", SINGLE, en("Which stage?"), required=True, choices=choices(*STAGES))
WARD = Question("ward", SINGLE, en("Which ward?"), required=True, choices=choices(*WARDS))
NIGHTS = Question("nights", YES_NO, en("Do you work nights?"), choices=choices("yes", "no"))
REST = Question(
    "rest",
    SCALE,
    en("How rested are you?"),
    choices=(*choices("very", "somewhat", "hardly"), Choice("secret", en("Not to say"), prefer_not=True)),
)
HELPS = Question("helps", MULTIPLE, en("What helps?"), choices=choices("tea", "walks", "talking"))
REPORTED = Question(
    "reported",
    SINGLE,
    en("Whom did you tell?"),
    shown_if=Is("nights", ("yes",)),
    choices=choices("head", "nobody"),
)
HOURS = Question("hours", NUMBER, en("How many hours?"), minimum=0, maximum=24)
WORDS = Question("words", TEXT, en("What else?"))
ALL_TYPES = (STAGE, WARD, NIGHTS, REST, HELPS, REPORTED, HOURS, WORDS)


def grouping(question):
    groups = tuple(Group(choice.code, choice.label, (choice.code,)) for choice in question.choices)
    return Grouping(question.code, en(question.code.title()), question.code, groups)


def questionnaire(questions=ALL_TYPES, groupings=(STAGE, WARD), **more):
    return Questionnaire(
        code="nights",
        title=en("Night shifts"),
        languages=("en", "fr"),
        sections=(Section("all", en("All"), tuple(questions)),),
        groupings=tuple(map(grouping, groupings)),
        schools=(SchoolEntry("north", "Northern Institute"), SchoolEntry("south", "Southern Institute")),
        **more,
    )


def atom(*groups, people=20, everybody_only=False, school=None, **tally):
    """People of one stratum. Questions that are not given were left open by all."""
    for question in ("stage", "ward", "nights", "rest", "helps", "reported", "hours", "words"):
        tally.setdefault(question, {"-open": people})
    return Atom(groups, school, people, tally, everybody_only)


def four_strata():
    """20 people in each group of stage and ward crossed, with answers that differ."""
    return tuple(
        atom(
            stage,
            ward,
            stage={stage: 20},
            ward={ward: 20},
            nights={"yes": yes, "no": 20 - yes},
            rest={"very": 2, "somewhat": 8, "hardly": 6, "secret": 3, "-open": 1},
            helps={"tea": tea, "walks": 12, "-open": 4},
            reported={"head": yes - 2, "nobody": 2, "-hidden": 20 - yes},
        )
        for (stage, ward, yes, tea) in (
            ("student", "heart", 8, 4),
            ("student", "knife", 9, 5),
            ("resident", "heart", 15, 12),
            ("resident", "knife", 18, 14),
        )
    )


# ----- in the database


def open_survey(plan, atoms=(), handed_in=0):
    """A survey that is open, with these people counted and so many handed in."""
    from django.utils import timezone

    survey = surveys.put_questionnaire(questionnaire=plan)
    surveys.open_survey(survey=survey)
    count(survey, atoms)
    days = survey.participations.get(school__code="north").days
    days.create(day=timezone.localdate(), handed_in=handed_in)
    return survey


def count(survey, atoms):
    """Counts of people, put where counting would put them."""
    for stratum in atoms:
        rows = Stratum.objects.filter(survey=survey, groups=list(stratum.groups), everybody_only=False)
        if stratum.everybody_only:
            rows = Stratum.objects.filter(pk=pool(survey).pk)
        rows.update(counted=stratum.people, tally=stratum.tally)


def pool(survey):
    return Stratum.objects.create(survey=survey, groups=[], everybody_only=True, key="pool")


def set_sent(survey, **enrolled):
    for school, students in enrolled.items():
        Participation.objects.filter(survey=survey, school__code=school).update(
            state="sent", enrolled=students
        )


def person(name, survey=None, role="", **more):
    """One of the cast: Ada (researcher), Felix (faculty), Olga (a stranger), root (administrator)."""
    from django.contrib.auth.models import User

    user = User.objects.create_user(
        name, password=PASSWORD, is_superuser=name == "root", is_staff=name == "root", **more
    )
    if survey is not None:
        Membership.objects.create(survey=survey, user=user, role=role)
    return user


PASSWORD = "four words that go together"
