"""The command line: each command with good and with bad input, and nothing half done."""

import os
import sys

import pytest
from django.core.management import base as commands

import manage
from surveyapp.models import Envelope, Response, Survey, WordingChange
from tests import build
from tests.respond_surveys import EVERY_TYPE
from tests.surveyapp.command_line import refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its path."""

    def write(text, name="ward.yaml"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    return write


def main(monkeypatch, *args):
    """As from the command line: exit status 0 where it does not exit."""
    monkeypatch.setattr(sys, "argv", ["manage.py", *map(str, args)])
    # At its end a command closes the connection, which here the test needs still.
    monkeypatch.setattr(commands.connections, "close_all", lambda: None)
    try:
        manage.main()
    except SystemExit as error:
        return error.code
    return 0


# ----- what all have in common


@pytest.mark.once
def test_it_exits_with_one_and_a_line_for_each_problem(monkeypatch, capsys, file):
    broken = file(EVERY_TYPE.replace("type: scale", "type: scales").replace("{tired: yes}", "{tird: yes}"))
    assert main(monkeypatch, "import_questionnaire", broken) == 1
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert (said.out, len(lines), lines[0]) == ("", 3, "Error: 2 problems, nothing was written")
    text = broken.read_text("utf-8")
    wrong = {"helps": "{tird", "mood": "type: scales"}
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        f"ward.yaml, line {text[: text.index(words)].count(chr(10)) + 1}, {question}"
        for question, words in wrong.items()
    ]
    assert Survey.objects.count() == 0


def test_it_exits_with_nought_when_all_is_well(monkeypatch, capsys, file):
    assert main(monkeypatch, "import_questionnaire", file(EVERY_TYPE)) == 0
    assert capsys.readouterr().out == "ward\n"


@pytest.mark.once
def test_it_stops_without_a_traceback_when_the_reader_has_seen_enough(monkeypatch, capfd):
    """As in `manage.py analyse rounds | head -1`."""
    build.a_survey()
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nobody_reads:
        monkeypatch.setattr(sys, "stdout", nobody_reads)
        statuses = [main(monkeypatch, command, "rounds") for command in ("analyse", "links")]
    assert statuses == [1, 0]  # after the first, what is written goes nowhere
    assert capfd.readouterr().err == ""


@pytest.mark.once
@pytest.mark.parametrize(
    "command",
    [
        ["open_survey"],
        ["close_survey"],
        ["copy_survey", "another"],
        ["links"],
        ["analyse"],
        ["export_responses"],
        ["rehearse", "--students", "3"],
        ["import_responses", __file__],
        ["import_invitations", __file__],
    ],
    ids=lambda command: command[0],
)
def test_it_says_that_there_is_no_such_survey_and_which_one_may_be_meant(command):
    build.a_survey(opened=False)
    name, *more = command
    assert refused(name, "round", *more) == ["there is no survey round. Did you mean *rounds*?"]


@pytest.mark.once
@pytest.mark.parametrize(
    "command", [["import_questionnaire"], ["import_responses", "rounds"], ["import_invitations", "rounds"]]
)
def test_it_says_that_there_is_no_such_file(command, tmp_path):
    build.a_survey(opened=False)
    for missing in (tmp_path / "none.csv", tmp_path):  # a folder is no file
        assert refused(*command, missing) == [f"there is no file {missing}. Check the name and where it is."]


# ----- questionnaires


def test_it_makes_a_draft_then_corrects_its_words_once_it_is_open(file):
    assert run("import_questionnaire", file(EVERY_TYPE)) == "ward\n"
    assert Survey.objects.get().status == "draft"
    run("open_survey", "ward")
    assert run("import_questionnaire", file(EVERY_TYPE.replace("Are you tired?", "Tired?"))) == "ward\n"
    assert list(WordingChange.objects.values_list("old", "new", "by")) == [
        ("Are you tired?", "Tired?", "command line")
    ]


def test_it_refuses_another_structure_and_says_how_to_get_it(file):
    run("import_questionnaire", file(EVERY_TYPE))
    run("open_survey", "ward")
    lines = refused("import_questionnaire", file(EVERY_TYPE.replace("at_most: 2", "at_most: 3")))
    assert lines[1] == "- *at_most* of the question *helps* was 2 and would be 3."
    assert (len(lines), lines[2].count("manage.py copy_survey ward NEWCODE")) == (3, 1)


@pytest.mark.once
def test_it_tells_fifty_problems_at_once(file):
    questions = "\n".join(f"      - {{code: q{i}, type: nonsense, text: {{en: Q}}}}" for i in range(50))
    frame = "code: x\ntitle: {en: X}\nlanguages: [en]\nsections:\n  - code: s\n    title: {en: S}\n"
    text = f"{frame}    questions:\n{questions}\n"
    lines = refused("import_questionnaire", file(text, "x.yaml"))
    assert lines[0] == "50 problems, nothing was written"
    assert [line.split(",")[1].strip().partition(":")[0] for line in lines[1:]] == [
        f"line {i}" for i in range(8, 58)
    ]


# ----- open, close, copy


def test_it_opens_and_closes(file):
    run("import_questionnaire", file(EVERY_TYPE))
    assert run("open_survey", "ward").startswith("ward is open. Keep a copy of ANSWER_KEY")
    assert refused("open_survey", "ward") == ["ward is Open: only a draft can be opened."]
    assert run("close_survey", "ward") == "ward is closed\n"
    assert refused("close_survey", "ward") == ["ward is closed already."]
    assert refused("open_survey", "ward") == ["ward is Closed: only a draft can be opened."]


def test_it_opens_nothing_that_has_no_school():
    Survey.objects.create(code="empty", title={"en": "Empty"}, languages=["en"])
    assert [line.partition(". ")[0] for line in refused("open_survey", "empty")] == [
        "empty has no questions",
        "empty has no school",
    ]


def test_it_closes_no_draft_without_responses():
    build.a_survey(opened=False)
    assert refused("close_survey", "rounds") == [
        "rounds is a draft without responses. Open it, or import responses, first."
    ]


def test_it_closes_nothing_that_it_cannot_open(settings):
    build.handed_in(build.a_survey(), 4)
    settings.ANSWER_KEY = "another key, which opens nothing here"
    lines = refused("close_survey", "rounds")
    assert (len(lines), lines[0][:32]) == (1, "4 of 4 responses cannot be opene")
    assert (Envelope.objects.count(), Response.objects.count()) == (4, 0)


def test_it_copies_a_survey_with_its_schools_and_without_its_answers():
    build.closed(build.handed_in(build.a_survey(), 4))
    assert run("copy_survey", "rounds", "next", example=True) == "next\n"
    copied = Survey.objects.get(code="next")
    assert (copied.status, copied.example, copied.structure) == ("draft", True, "")
    assert list(copied.participations.values_list("school__code", flat=True)) == [
        "school1",
        "school2",
        "school3",
    ]
    assert run("copy_survey", "rounds", "third") == "third\n"
    assert Survey.objects.get(code="third").example is False
    assert Response.objects.exclude(survey__code="rounds").count() == 0


@pytest.mark.once
@pytest.mark.parametrize("code", ["", "a/b", "two words", "é", "-x", "a" * 65])
def test_it_copies_to_no_code_that_cannot_stand_in_an_address(code):
    build.a_survey(opened=False)
    assert refused("copy_survey", "rounds", "--", code) == [
        f"{code} cannot be a code. Use letters, digits, - and _, at most 64."
    ]
    assert Survey.objects.count() == 1


def test_it_copies_over_no_other_survey():
    build.a_survey(opened=False)
    assert refused("copy_survey", "rounds", "rounds") == [
        "There is a survey rounds already. Choose another code."
    ]


# ----- links


def test_it_prints_each_school_a_tab_and_its_address(settings):
    settings.BASE_URL = "https://ask.example.org"
    build.a_survey()
    assert run("links", "rounds") == "".join(
        f"school{n}\thttps://ask.example.org/r/rounds/school{n}\n" for n in (1, 2, 3)
    )
