"""Files of a survey in spreadsheets: nothing that somebody wrote is taken for a formula."""

import csv
import io
import os
import shutil
import subprocess
from dataclasses import replace

import pytest

from surveyapp import exports
from surveyapp.actions import surveys
from tests.build import a_questionnaire, closed, handed_in
from tests.surveyapp.exported import LATE, text

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    '=cmd|" /C calc"!A0',
    '=HYPERLINK("http://example.org")',
]


def hostile(formula):
    """A questionnaire in which everything that can be worded is a formula."""
    made = a_questionnaire(languages=("en",))
    questions = [
        replace(q, text={"en": formula}, choices=tuple(replace(c, label={"en": formula}) for c in q.choices))
        for q in made.questions
    ]
    sections = (replace(made.sections[0], questions=tuple(questions)),)
    groupings = [
        replace(g, groups=tuple(replace(x, label={"en": formula}) for x in g.groups)) for g in made.groupings
    ]
    schools = tuple(replace(school, name=formula) for school in made.schools)
    return replace(made, sections=sections, groupings=tuple(groupings), schools=schools)


@pytest.mark.parametrize("formula", FORMULAS)
def test_it_writes_nothing_that_a_spreadsheet_takes_for_a_formula(formula):
    survey = surveys.put_questionnaire(questionnaire=hostile(formula))
    surveys.open_survey(survey=survey)
    handed_in(survey, 14, **LATE, wish=f"x {formula}", place="home")
    handed_in(survey, 6, **LATE, wish=[formula.strip() or "="], place="home")
    survey = closed(survey)

    files = [
        exports.rows_csv(survey, labels=True),
        exports.rows_csv(survey, labels=True, whole=True),
        exports.texts_csv(survey),
        exports.codebook_csv(survey),
    ]
    for pieces in files:
        cells = [cell for row in csv.reader(io.StringIO(text(pieces))) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))] == []


def test_it_is_opened_by_libreoffice(tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    survey = surveys.put_questionnaire(questionnaire=hostile("=1+1"))
    surveys.open_survey(survey=survey)
    survey = closed(handed_in(survey, 30, **LATE, wish="=2+2"))
    written = text(exports.rows_csv(survey, labels=True))
    (tmp_path / "rows.csv").write_text(written, "utf-8")
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--infilter=CSV:44,34,76,1",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / "rows.csv"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    again = (tmp_path / "out" / "rows.csv").read_text("utf-8")

    assert list(csv.reader(io.StringIO(again))) == list(csv.reader(io.StringIO(written)))
    assert "'=1+1" in again
