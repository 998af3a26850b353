"""Surveys that nobody has planned for, beside the study: other codes, languages, groups and schools, start to end.

What everybody posted is written down here by hand and counted by a few lines of plain Python; the product's own
rules are asked for nothing but the figures.
"""

import csv
import io
import itertools
import re
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from surveyapp.models import DayCount, Membership, Survey
from tests.journeys.unplanned import GARDEN, NO_GROUPING, ONE_GROUPING
from tests.respond_surveys import STUDY, send, ticket_in

SCHOOLS, SOILS = ("park", "hill"), ("sand", "loess", "clay", "peat")
GROUND = {"sand": "light", "loess": "light", "clay": "heavy", "peat": "wet"}


def run(*args, **options):
    out = io.StringIO()
    call_command(*map(str, args), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def begun(tmp_path, *texts):
    """The study's questionnaire and these, imported and open."""
    codes = [run("import_questionnaire", STUDY).strip()]
    for i, text in enumerate(texts):
        (tmp_path / f"{i}.yaml").write_text(text, "utf-8")
        codes.append(run("import_questionnaire", tmp_path / f"{i}.yaml").strip())
    for code in codes:
        run("open_survey", code)
    return codes


def gardeners():
    """(school, what is posted): twelve people of each soil and school, their other answers in turn."""
    grows = itertools.cycle(["yes", "yes", "no", "yes", "prefer_not", "", "yes"])
    tools = itertools.cycle([["hoe"], ["hoe", "fork"], ["other"], ["none"], []])
    joy = itertools.cycle(["1", "3", "3", "2"])
    beds = itertools.cycle(["0", "3", "", "12"])
    for _ in range(12):
        for school, soil in itertools.product(SCHOOLS, SOILS):
            ticked = next(tools)
            answers = {
                "soil": soil,
                "grows": next(grows),
                "beds": next(beds),
                "tools": ticked,
                "joy": next(joy),
            }
            yield school, answers | {"tools__other": "a spade", "wish": f"more {soil}", "unknown": "ignored"}


def shown(question, answers):
    """The conditions of the questionnaire above, in Python."""
    if question == "beds":
        return answers["grows"] != "no"
    return question != "tools" or (answers["grows"] == "yes" and answers["soil"] in ("sand", "loess", "clay"))


def answered(question, answers):
    return shown(question, answers) and answers[question] not in ("", [], "prefer_not")


GROUPS = {
    "": lambda school, answers: "",
    "ground": lambda school, answers: GROUND[answers["soil"]],
    "school": lambda school, answers: school,
}
CHOICES = {
    "soil": SOILS,
    "grows": ("yes", "no"),
    "tools": ("hoe", "fork", "other", "none"),
    "joy": ("1", "2", "3"),
}


def counted(people):
    """(question, choice, by, group) -> (n, base), of everything that may be shown of these people."""
    figures = {}
    for question, (by, group_of) in itertools.product(CHOICES, GROUPS.items()):
        members = {}
        for school, answers in people:
            members.setdefault(group_of(school, answers), []).append(answers)
        bases = {name: sum(answered(question, a) for a in some) for name, some in members.items()}
        if (question, by) == ("soil", "ground") or any(0 < base < 5 for base in bases.values()):
            continue  # its own groups; or too few
        for name, some in members.items():
            for choice in CHOICES[question]:
                said = [a[question] for a in some if answered(question, a)]
                figures[question, choice, by, name] = (
                    sum(choice in ([s] if isinstance(s, str) else s) for s in said),
                    bases[name],
                )
    return figures


def analysed(code):
    """(question, choice, by, group, statistic) -> value."""
    rows = csv.DictReader(io.StringIO(run("analyse", code)))
    return {tuple(row.values())[:5]: row["value"] for row in rows if row["statistic"] != "note"}


def counts_in(figures):
    """The same of what `analyse` prints, of each choice; the n of a number question has none."""
    return {
        key[:4]: (int(n), int(figures[*key[:4], "base"]))
        for key, n in figures.items()
        if key[4] == "n" and key[1] and key[2] in GROUPS
    }


def answer(client, people, code="garden-27", **options):
    """Each through the pages: the link, the form, Submit. Statuses and where each is led."""
    outcomes = Counter()
    for school, answers in people:
        link = f"/r/{code}/{school}"
        page = client.get(f"{link}/form", **options)
        sent = send(client, link, {**answers, "ticket": ticket_in(page)})
        outcomes[sent.status_code, sent.headers.get("Location")] += 1
    return outcomes


@pytest.fixture
def root():
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.django_db
def test_it_goes_from_the_file_to_the_figures(client, root, tmp_path):
    study, garden = begun(tmp_path, GARDEN)
    people = list(gardeners())
    assert answer(client, people) == {(303, f"/r/{garden}/{school}/thanks#done"): 48 for school in SCHOOLS}

    # While it is open: whole steps of each soil and school, and everything adds up.
    live = analysed(garden)
    number = {
        name: int(live["participation", "", "", "", name]) for name in ("received", "shown", "not_shown")
    }
    assert (number["received"], number["shown"] + number["not_shown"]) == (96, 96)
    by_group = [int(live["joy", "", "ground", name, "people"]) for name in ("light", "heavy", "wet")]
    by_school = [int(live["joy", "", "school", name, "people"]) for name in SCHOOLS]
    assert (sum(by_group), sum(by_school)) == (number["shown"], number["shown"])
    assert (by_group, by_school) == ([30, 10, 10], [25, 25])  # of each school 15 of 24, and 5 of 12 twice

    # The page says the same, in each view, and so does the file.
    for view in ("", "ground", "school"):
        page = root.get(f"/surveys/{garden}/results/", {"by": view})
        assert (page.status_code, words(page).count("What soil?") > 0) == (200, True)
    file = b"".join(root.get(f"/surveys/{garden}/counts.csv").streaming_content).decode()
    assert file == run("analyse", garden)

    # Closed: everybody counts, and each figure is what was posted.
    run("close_survey", garden)
    assert counts_in(analysed(garden)) == counted(people)
    assert words(root.get(f"/surveys/{garden}/results/", {"by": "school"})).count("School on the hill") > 0
    assert (Survey.objects.get(code=study).status, Survey.objects.get(code=garden).status) == (
        "open",
        "closed",
    )
    assert analysed(study)["participation", "", "", "", "received"] == "0"


def row_of(school, answers):
    """What a row of the export says of one person."""
    cell = {q: answers[q] if shown(q, answers) else "" for q in ("soil", "grows", "beds", "joy")}
    tools = " ".join(answers["tools"]) if shown("tools", answers) else ""
    return (school, cell["soil"], cell["grows"], cell["beds"], tools, cell["joy"], GROUND[answers["soil"]])


@pytest.mark.django_db
def test_it_exports_what_was_answered_and_nothing_that_was_hidden(client, root, tmp_path):
    _study, garden = begun(tmp_path, GARDEN)
    people = list(gardeners())
    answer(client, people)
    run("close_survey", garden)
    rows = list(csv.DictReader(io.StringIO(run("export_responses", garden))))
    names = ("school", "soil", "grows", "beds", "tools", "joy", "ground")
    assert list(rows[0]) == [*names, "blanked"]  # twelve share school and soil: nothing is blank
    found = Counter(tuple(row[name] for name in names) for row in rows)
    assert found == Counter(row_of(*person) for person in people)
    assert {row["blanked"] for row in rows} == {""}
    texts = list(
        csv.DictReader(
            io.StringIO(b"".join(root.get(f"/surveys/{garden}/texts.csv").streaming_content).decode())
        )
    )
    expected = Counter({("wish", f"more {soil}"): 24 for soil in SOILS})
    spades = sum(shown("tools", a) and "other" in a["tools"] for _, a in people)
    assert Counter((row["question"], row["text"]) for row in texts) == expected + Counter(
        {("tools__other", "a spade"): spades}
    )
    book = b"".join(root.get(f"/surveys/{garden}/codebook.csv").streaming_content).decode()
    header, *lines = csv.reader(io.StringIO(book))
    assert header[4:7] == ["label_en", "label_fr", "label_de"]
    assert [line[4:7] for line in lines if line[0] == "soil" and line[2] == "peat"] == [
        ["Peat", "Tourbe", "Torf"]
    ]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("What soil?", "Peat", "Yes")),
        ("fr", ("Quel sol ?", "Tourbe", "Oui")),
        ("de", ("Welcher Boden?", "Torf", "Ja")),
    ],
)
def test_it_asks_in_each_of_its_languages(client, tmp_path, language, said):
    begun(tmp_path, GARDEN)
    for page in (
        client.get("/r/garden-27/hill/form", {"lang": language}),
        client.get("/r/garden-27/hill/form", headers={"Accept-Language": f"{language}-CH"}),
    ):
        assert page.headers["Content-Language"] == language
        assert [words(page).count(text) > 0 for text in said] == [True] * 3
    first = client.get("/r/garden-27/hill", {"lang": language}).content.decode()
    others = {"en": "On your garden.", "fr": "Sur votre jardin.", "de": "Über Ihren Garten."}
    assert [code for code, text in others.items() if first.count(text)] == [language]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("text", [ONE_GROUPING, NO_GROUPING], ids=["one", "none"])
def test_it_does_without_a_second_grouping_and_without_any(client, root, tmp_path, text):
    _study, code = begun(tmp_path, text)
    people = [
        ("park", {"day": day, "fruit": fruit})
        for day in ("yes", "no")
        for fruit in ("apple", "pear", "pear")
        for _ in range(4)
    ]
    assert answer(client, people, code).total() == 24
    page = root.get(f"/surveys/{code}/results/")
    assert (page.status_code, words(page).count("Welches Obst?") > 0) == (200, True)
    run("close_survey", code)
    figures = analysed(code)
    grouped = {"day": ["yes", "no"]} if text == ONE_GROUPING else {}
    assert {key[2] for key in figures} == {"", *grouped}  # one school is no split
    assert figures["fruit", "pear", "", "", "n"] == "16"
    assert [figures["fruit", "pear", by, group, "n"] for by, some in grouped.items() for group in some] == [
        "8",
        "8",
    ][: 2 * len(grouped)]
    assert root.get(f"/surveys/{code}/results/").status_code == 200
    rows = list(csv.DictReader(io.StringIO(run("export_responses", code))))
    assert Counter((row["school"], row["day"], row["fruit"]) for row in rows) == Counter(
        (school, *answers.values()) for school, answers in people
    )


@pytest.mark.django_db
def test_it_keeps_two_surveys_of_one_school_apart(client, tmp_path):
    _study, garden, market = begun(tmp_path, GARDEN, NO_GROUPING)
    felix = User.objects.create_user("felix")
    Membership.objects.create(survey=Survey.objects.get(code=market), user=felix, role="faculty")
    assert [line.split("\t") for line in run("links", market).splitlines()] == [
        ["park", "http://localhost:8000/r/market/park"]
    ]
    of_garden = ticket_in(client.get(f"/r/{garden}/park/form"))
    refused = send(client, f"/r/{market}/park", {"day": "yes", "ticket": of_garden})
    assert (refused.status_code, DayCount.objects.count()) == (403, 0)
    again = send(client, f"/r/{market}/park", {"day": "yes", "ticket": ticket_in(refused)})
    assert (again.status_code, again.headers["Location"]) == (303, "/r/market/park/thanks#done")
    handed_in = DayCount.objects.values_list("participation__survey__code", "handed_in")
    assert list(handed_in) == [(market, 1)]
    client.force_login(felix)
    assert [client.get(f"/surveys/{code}/results/").status_code for code in (market, garden)] == [200, 404]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_is_rehearsed_like_any_other(live_server, tmp_path):
    begun(tmp_path, GARDEN)
    run("copy_survey", "garden-27", "garden-try", example=True)
    run("open_survey", "garden-try")
    run("rehearse", "garden-try", "--students", 20, "--at", live_server.url, "--pace", 0, "--seed", 3)
    received = {
        code: analysed(code)["participation", "", "", "", "received"] for code in ("garden-try", "garden-27")
    }
    assert received == {"garden-try": "20", "garden-27": "0"}
    run("close_survey", "garden-try")
    assert len(run("export_responses", "garden-try", whole=True).splitlines()) == 21
