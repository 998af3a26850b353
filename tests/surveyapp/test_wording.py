"""Structure and wording: a typo may be corrected in an open survey, nothing else."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from surveyapp.actions import surveys
from surveyapp.models import DayCount, Question, Section, Survey, WordingChange
from surveyapp.questionnaire import yaml_form
from surveyapp.store import questionnaire_of
from tests import build
from tests.respond_surveys import ALL_ANSWERS, EVERY_TYPE, link, opened, send, ticket_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def put(text, by="root"):
    return surveys.put_questionnaire(questionnaire=yaml_form.read(text), by=by)


def changes():
    return sorted(WordingChange.objects.values_list("place", "language", "old", "new", "by"))


# Every kind of text that a questionnaire has: (what stands there, what is put in its place, where, language)
TEXTS = [
    ("Life on the ward", "Life in the ward", "title", "en"),
    ("Sur votre semaine.", "De votre semaine.", "introduction", "fr"),
    ("The nursing school asks.", "The school of nursing asks.", "about", "en"),
    ("ward@example.org", "wards@example.org", "contact", ""),
    ("Poste", "Le poste", "grouping shift, label", "fr"),
    ("Your rest", "Your sleep", "section rest, title", "en"),
    ("Are you tired?", "Are you very tired?", "tired, text", "en"),
    ("In a usual week.", "In any week.", "hours, hint", "en"),
    ("heures", "heure(s)", "hours, unit", "fr"),
    ("Le sommeil", "Dormir", "helps, choice sleep, label", "fr"),
]


# All of them are written by the same statements, so on PostgreSQL one will do; of other structures below it is two.
@pytest.mark.parametrize(
    ("old", "new", "place", "language"),
    [pytest.param(*text, marks=[pytest.mark.once] if n else [], id=text[0]) for n, text in enumerate(TEXTS)],
)
def test_it_keeps_both_wordings_of_every_kind_of_text(old, new, place, language):
    survey = opened()
    put(EVERY_TYPE.replace(old, new))
    assert (EVERY_TYPE.count(old), changes()) == (1, [(place, language, old, new, "root")])
    now = Survey.objects.get(pk=survey.pk)
    expected = yaml_form.read(EVERY_TYPE.replace(old, new))
    assert questionnaire_of(now) == expected
    assert now.structure == survey.structure


def test_it_keeps_every_wording_that_was_corrected_and_corrected_again():
    opened()
    second, third = (EVERY_TYPE.replace("Are you tired?", words) for words in ("Tired?", "So tired?"))
    put(second, by="ada")
    put(third)
    put(third)  # nothing is different
    assert list(WordingChange.objects.values_list("old", "new", "by")) == [
        ("Are you tired?", "Tired?", "ada"),
        ("Tired?", "So tired?", "root"),
    ]


def test_it_shows_the_new_words_at_once_and_takes_what_was_answered_under_the_old_ones(client):
    survey = opened()
    old = client.get(f"{link(survey)}/form")
    put(EVERY_TYPE.replace("Are you tired?", "Are you very tired?"))
    new = client.get(f"{link(survey)}/form")
    counts = [
        [page.content.decode().count(words) for words in ("Are you tired?", "Are you very tired?")]
        for page in (old, new)
    ]
    assert [[bool(n) for n in both] for both in counts] == [[True, False], [False, True]]
    for page in (old, new):
        sent = send(client, link(survey), {**ALL_ANSWERS, "ticket": ticket_in(page)})
        assert (sent.status_code, sent.headers["Location"]) == (303, f"{link(survey)}/thanks#done")
    assert sum(DayCount.objects.values_list("handed_in", flat=True)) == 2
    rules = re.search(r'href="(rules-\w+\.css)"', old.content.decode())[1]
    # A page that is still open in a browser may ask for it.
    assert client.get(f"{link(survey)}/{rules}").status_code == 200


@pytest.mark.once
def test_it_shows_the_new_words_of_first_page_and_thanks(client):
    text = f"{EVERY_TYPE}thanks: {{en: Many thanks., fr: Merci.}}\n"
    survey = opened(text)
    before = [client.get(link(survey) + page).content.decode() for page in ("", "/thanks")]
    put(text.replace("About your week.", "About your days.").replace("Many thanks.", "Thank you."))
    after = [client.get(link(survey) + page).content.decode() for page in ("", "/thanks")]
    counts = [
        (
            one.count("About your week."),
            one.count("About your days."),
            two.count("Many thanks."),
            two.count("Thank you."),
        )
        for one, two in (before, after)
    ]
    # the first page says the title in its head too, for whoever is passed the link
    assert counts == [(3, 0, 1, 0), (0, 3, 0, 1)]


@pytest.mark.once
def test_it_shows_both_wordings_with_the_results(client):
    survey = opened()
    for _ in range(20):
        page = client.get(f"{link(survey)}/form")
        send(client, link(survey), {**ALL_ANSWERS, "ticket": ticket_in(page)})
    put(EVERY_TYPE.replace("Are you tired?", "Are you very tired?"), by="ada")
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/surveys/ward/results/", headers={"Accept-Language": "en"}).content.decode()
    assert [
        page.count(words) > 0 for words in ("Are you very tired?", "Are you tired?", "by ada (English)")
    ] == [True] * 3
    closed = build.closed(survey)
    page = client.get("/surveys/ward/results/", headers={"Accept-Language": "en"}).content.decode()
    assert (closed.status, page.count("Are you tired?") > 0) == ("closed", True)


# ----- what is refused

OTHER_STRUCTURES = {
    "a question is gone": (
        EVERY_TYPE[EVERY_TYPE.index("      - code: wish") :],
        "",
        "The question *wish* is gone.",
    ),
    "a choice is new": (
        "          - {code: bad,",
        "          - {code: so, label: {en: So, fr: Ainsi}}\n          - {code: bad,",
        "The choice *so* of the question *mood* is new.",
    ),
    "a choice has another code": (
        "code: tea",
        "code: coffee",
        "The choice *coffee* of the question *helps* is new.",
    ),
    "another order": (
        "          - {code: good, label: {en: Good, fr: Bon}}\n          - {code: fair, label: {en: Fair, fr: Moyen}}",
        "          - {code: fair, label: {en: Fair, fr: Moyen}}\n          - {code: good, label: {en: Good, fr: Bon}}",
        "The order of the choices of the question *mood* has changed.",
    ),
    "another condition": ("{tired: yes}", "{tired: no}", "*shown_if* of the question *helps* was"),
    "another bound": ("max: 100", "max: 99", "*max* of the question *hours* was 100.0 and would be 99.0."),
    "another type": (
        "type: scale",
        "type: single",
        '*type* of the question *mood* was "scale" and would be "single".',
    ),
    "no longer required": (
        "        prefer_not: true\n        required: true",
        "        prefer_not: true",
        "*required* of the question *tired* was true and would be false.",
    ),
    "a larger smallest group": (
        "code: ward\n",
        "code: ward\nminimum_group: 9\n",
        "*minimum_group* was 5 and would be 9.",
    ),
    "by school": (
        "code: ward\n",
        "code: ward\nlive_by_school: true\n",
        "*live_by_school* was false and would be true.",
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        name if name in ("another bound", "another condition") else pytest.param(name, marks=pytest.mark.once)
        for name in OTHER_STRUCTURES
    ],
)
def test_it_refuses_another_structure_with_what_differs_and_the_way(name):
    survey = opened()
    before = questionnaire_of(survey)
    old, new, difference = OTHER_STRUCTURES[name]
    assert EVERY_TYPE.count(old) == 1
    other = EVERY_TYPE.replace(old, new).replace(
        "Are you tired?", "Tired?"
    )  # and a correction that comes with it
    with pytest.raises(surveys.Refused) as refused:
        put(other)
    lines = str(refused.value).splitlines()
    assert lines[0].startswith("The structure of ward is frozen")
    assert [line.startswith(f"- {difference}") for line in lines].count(True) == 1
    assert lines[-1].count("manage.py copy_survey ward NEWCODE") == 1
    assert (questionnaire_of(Survey.objects.get()), changes()) == (before, [])


def test_it_refuses_words_of_a_closed_survey():
    survey = opened()
    build.closed(survey)
    with pytest.raises(surveys.Refused, match="ward is closed: nothing in it changes any more"):
        put(EVERY_TYPE.replace("Are you tired?", "Tired?"))
    assert changes() == []


def test_it_refuses_another_structure_once_responses_were_imported(tmp_path):
    from surveyapp.actions import imports

    survey = build.a_survey(opened=False)
    questionnaire = build.a_questionnaire()
    rows = [build.given(questionnaire) for _ in range(6)]
    imports.import_responses(survey=survey, file=build.csv_file(tmp_path / "r.csv", questionnaire, rows))
    with pytest.raises(surveys.Refused, match="The structure of rounds is frozen"):
        surveys.put_questionnaire(questionnaire=build.a_questionnaire(questions=build.EVERY_TYPE[:-1]))


@pytest.mark.once
def test_it_takes_the_same_structure_however_the_file_orders_its_keys():
    survey = opened()
    head, sections = EVERY_TYPE.split("sections:\n")
    front, groupings = head.split("groupings:\n")
    lines = front.strip().splitlines()
    schools = lines.index("schools:")
    moved = "\n".join(
        ["sections:", sections.rstrip(), "groupings:", groupings.rstrip(), *lines[schools:], *lines[:schools]]
    )
    moved = moved.replace(
        "type: number\n        min: 0\n        max: 100", "max: 100\n        type: number\n        min: 0"
    )
    assert (moved == EVERY_TYPE, moved.count("max: 100")) == (False, 1)
    put(moved)
    assert (changes(), Survey.objects.get().structure) == ([], survey.structure)


def test_it_replaces_a_draft_whole_and_keeps_no_old_words():
    put(EVERY_TYPE)
    put(EVERY_TYPE[: EVERY_TYPE.index("  - code: end")].replace("Are you tired?", "Tired?"))
    assert (Section.objects.count(), Question.objects.count(), changes()) == (2, 4, [])
    assert questionnaire_of(Survey.objects.get()).by_code["tired"].text["en"] == "Tired?"
