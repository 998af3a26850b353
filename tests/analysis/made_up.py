"""The made-up survey of R's scripts (tests/stats/reference) as a questionnaire, and what is compared by what."""

from surveyapp.questionnaire.schema import (
    MULTIPLE,
    NUMBER,
    SCALE,
    SINGLE,
    YES_NO,
    Choice,
    Group,
    Grouping,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)

YEARS = "123456"


def en(text):
    return {"en": text}


def choices(*codes):
    return tuple(Choice(code, en(f"Is {code}")) for code in codes)


def group(code, *members):
    return Group(code, en(code.title()), members or (code,))


QUESTIONS = (
    Question("year", SINGLE, en("Which year?"), required=True, choices=choices(*YEARS)),
    Question(
        "gender", SINGLE, en("Which gender?"), required=True, choices=choices("female", "male", "other")
    ),
    Question("agrees", YES_NO, en("Do you agree?"), choices=choices("yes", "no")),
    Question("rare", YES_NO, en("Is it rare?"), choices=choices("yes", "no")),
    Question("scale", SCALE, en("How much?"), choices=choices("1", "2", "3", "4", "5")),
    Question("hours", NUMBER, en("How many hours?"), minimum=0, maximum=128),
    Question("topics", MULTIPLE, en("Which topics?"), choices=choices("a", "b", "c", "d")),
)
PHASES, GENDERS = ("early", "late"), ("female", "male", "other")
GROUPS = {
    "phase": [(phase,) for phase in PHASES],
    "gender": [(gender,) for gender in GENDERS],
    "phase,gender": [(phase, gender) for phase in PHASES for gender in GENDERS],
}
COMPARED = [
    (question, by)
    for question in QUESTIONS
    for by in GROUPS
    if not {"year": "phase" in by, "gender": "gender" in by}.get(question.code)  # they make the groups
]
MADE_UP = Questionnaire(
    code="made-up",
    title=en("Made up"),
    languages=("en",),
    sections=(Section("all", en("All"), QUESTIONS),),
    groupings=(
        Grouping("phase", en("Phase"), "year", (group("early", *"123"), group("late", *"456"))),
        Grouping("gender", en("Gender"), "gender", tuple(map(group, ("female", "male", "other")))),
    ),
    schools=tuple(SchoolEntry(code, code.title()) for code in ("north", "south", "island")),
)
