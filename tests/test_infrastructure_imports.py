"""Directions that import-linter cannot hold, since it knows modules and not names."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A survey, its schools and what happened with them; never an envelope, a response, a ticket or a text.
MODELS_FOR_ANALYSIS = {"Survey", "Participation", "Event", "Letter", "LetterKind", "SchoolLink"}


def imported_from(path, module):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name == module)
        if isinstance(node, ast.ImportFrom) and node.module == module.rpartition(".")[0]:
            yield from (alias.name for alias in node.names if alias.name == module.rpartition(".")[2])


def test_it_lets_analysis_name_surveys_and_schools_and_nothing_that_holds_an_answer():
    files = sorted((ROOT / "analysis").rglob("*.py"))
    named = {name for path in files for name in imported_from(path, "surveyapp.models")}
    assert named - MODELS_FOR_ANALYSIS == set()
    assert "Survey" in named


def test_it_would_notice_every_way_to_the_models(tmp_path):
    ways = (
        "import surveyapp.models",
        "from surveyapp import models",
        "from surveyapp.models import Response, Survey",
    )
    (tmp_path / "x.py").write_text("\n".join(ways))
    found = sorted(imported_from(tmp_path / "x.py", "surveyapp.models"))
    assert found == ["Response", "Survey", "models", "surveyapp.models"]
